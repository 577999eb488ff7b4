"""Fact sheets: YAML files in which a person writes down what a document states, and where.

A sheet has up to four parts:

    source:   the document (or the sheet itself, where it is the editors' own register)
    things:   names and identifiers of things, by identifier
    names:    each form of a name that the document uses, and where
    facts:    the statements, each with a `type` of the ontology and its `evidence`

Evidence is a locator, never a quotation: `P12 1034-1043` is paragraph 12, characters 1034 to 1043
of the text whose SHA-256 the sheet states; `{at: P12 1034-1043, by: person/nic-benders}` adds who
says so there. A sheet that is its own source needs none: the line of the sheet is the place.

Every problem of every sheet is found before any is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from kg.errors import InputError
from kg.facts import (
    STATEMENTS,
    THING_TYPES,
    Evidence,
    LineFragment,
    Naming,
    Rank,
    Source,
    Statement,
    TextPosition,
    Thing,
    content,
    kind_of,
    references,
)
from kg.likeness import did_you_mean
from kg.sources.reader import About
from kg.sources.yaml_file import Path_, YamlFile
from kg.terms import is_iri, is_language

_LOCATOR: Final = re.compile(r"P(\d{1,9}) (\d{1,9})-(\d{1,9})", re.ASCII)
# With a dot it is a mention, of which identity is to say what it stands for.
_IDENTIFIER: Final = re.compile(r"[a-z]+(?:-[a-z]+)*/[a-z0-9]+(?:[-.][a-z0-9]+)*")
_KEY: Final = re.compile(r"[a-z0-9]+(?:[-._/][a-z0-9]+)*")
_WEB_ADDRESS: Final = re.compile(r"https?://[^/]+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NUMBERS: Final = ("amount", "target", "valuation", "contribution", "value", "upper")
_PARTS: Final = ("source", "things", "names", "facts")
_SELF_IDENTIFIED: Final = ("FundingRound", "Event", "Release")

_ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {
    "Source": TypeAdapter(Source),
    **{name: TypeAdapter(cls) for name, cls in STATEMENTS.items()},
}

ABOUT: Final = About(
    name="facts",
    title="Fact sheets",
    publisher="whoever writes them; the curated ones ship with the package",
    licence="Apache-2.0 (the curated ones)",
    address="https://w3id.org/container-ecosystem/",
    gives="what announcements and articles state, each with its place in the text",
)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A source and what it states.

    Attributes:
        source: The source.
        statements: What it states.
        file: The file that it was read from.
        lines: The line of the file at which each statement stands.
    """

    source: Source
    statements: Sequence[Statement]
    file: str = ""
    lines: Sequence[int] = ()


class _Sheet(YamlFile):
    """One fact sheet while it is read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _PARTS)


def read_sheets(paths: Sequence[Path]) -> list[Dataset]:
    """Read fact sheets that may speak of each other's things.

    Raises:
        InputError: One problem for each thing that is wrong in any of the sheets, with file, line
            and field.
    """
    sheets = [_Sheet(path) for path in paths]
    known = {
        identifier
        for sheet in sheets
        for identifier in (*_keys(sheet.value.get("things")), *_own_identifiers(sheet))
    }
    datasets = [_read(sheet, known) for sheet in sheets if sheet.value]
    _report_twice(sheets)
    _report_two_types(sheets)
    problems = [problem for sheet in sheets for problem in sheet.problems]
    if problems:
        raise InputError(*problems)
    return [dataset for dataset in datasets if dataset]


def _keys(value: Any) -> Iterator[str]:
    yield from value if isinstance(value, dict) else ()


def _own_identifiers(sheet: _Sheet) -> Iterator[str]:
    """Yield the identifiers that facts such as funding rounds bring with them."""
    facts = sheet.value.get("facts")
    for fact in facts if isinstance(facts, list) else ():
        if isinstance(fact, dict) and fact.get("type") in _SELF_IDENTIFIED:
            yield str(fact.get("id"))


def _report_twice(sheets: Sequence[_Sheet]) -> None:
    """Report two sheets that claim to be the same source."""
    holders: dict[str, str] = {}
    for sheet in sheets:
        source = sheet.value.get("source")
        key = source.get("key") if isinstance(source, dict) else None
        if isinstance(key, str) and holders.setdefault(key, sheet.name) != sheet.name:
            sheet.report(("source", "key"), f"{key!r} is the key of {holders[key]} already")


def _report_two_types(sheets: Sequence[_Sheet]) -> None:
    """Report a thing that two sheets say to be of different types."""
    first: dict[str, tuple[str, str]] = {}
    for sheet in sheets:
        things = sheet.value.get("things")
        for identifier, raw in things.items() if isinstance(things, dict) else ():
            kind = raw.get("type") if isinstance(raw, dict) else None
            if not isinstance(kind, str):
                continue
            at: Path_ = ("things", identifier)
            earlier, place = first.setdefault(
                identifier, (kind, f"{sheet.name}, line {sheet.lines[at]}")
            )
            if kind != earlier:
                problem = f"is a {kind} here and a {earlier} in {place}"
                sheet.report((*at, "type"), problem, "agree on one type")


def _read(sheet: _Sheet, known: set[str]) -> Dataset | None:
    raw = sheet.part("source", dict)
    if not raw:
        if not sheet.problems:
            sheet.report(("source",), "does not say which source it is of", "add a source")
        return None
    if "rank" in raw:
        ranks = {rank.name.lower(): rank for rank in Rank}
        name = str(raw["rank"])
        if name not in ranks:
            remedy = did_you_mean(name, ranks) or f"write {', '.join(ranks)}"
            sheet.report(("source", "rank"), f"unknown rank {raw['rank']!r}", remedy)
        raw = {**raw, "rank": ranks.get(name, Rank.BULK)}
    if isinstance(raw.get("key"), str) and not _KEY.fullmatch(raw["key"]):
        remedy = "write small letters and digits, such as press/some-name"
        sheet.report(("source", "key"), f"{raw['key']!r} is no key", remedy)
    source = _validate(sheet, Source, raw, ("source",))
    _check_references(
        sheet, {"publisher": raw.get("publisher"), "author": raw.get("author")},
        {"publisher": ("organization",), "author": ("organization", "person")}, known, ("source",),
    )  # fmt: skip
    own = isinstance(source, Source) and source.type == "Dataset"
    found = [
        *_things(sheet, known, own=own),
        *_namings(sheet, known),
        *_facts(sheet, known, own=own),
    ]
    if not isinstance(source, Source):
        return None
    statements = [statement for statement, _ in found]
    return Dataset(source, statements, sheet.name, [sheet.lines[at] for _, at in found])


def _things(sheet: _Sheet, known: set[str], *, own: bool) -> Iterator[tuple[Statement, Path_]]:
    for identifier, raw in sheet.part("things", dict).items():
        at: Path_ = ("things", identifier)
        if not isinstance(raw, dict):
            sheet.report(at, "must be a mapping with at least type and name")
            continue
        kind = THING_TYPES.get(str(raw.get("type")))
        if kind is None:
            remedy = did_you_mean(str(raw.get("type")), THING_TYPES)
            sheet.report((*at, "type"), f"unknown type {raw.get('type')!r}", remedy)
            continue
        if not _is_identifier(identifier) or kind_of(identifier) != kind:
            sheet.report(at, f"is no identifier of a {raw['type']}", f"write {kind}/some-name")
            continue
        evidence = _evidence(sheet, raw, at, known, own=own)
        _check_references(sheet, raw, references(Thing), known, at)
        thing = _validate(sheet, Thing, {**raw, "id": identifier, "evidence": evidence}, at)
        if thing is not None:
            yield thing, at


def _namings(sheet: _Sheet, known: set[str]) -> Iterator[tuple[Statement, Path_]]:
    """Yield a naming for each form of a name, in the language of its script."""
    kinds = references(Naming)["named"]
    language = str(sheet.part("source", dict).get("language", "und"))
    for identifier, forms in sheet.part("names", dict).items():
        at: Path_ = ("names", identifier)
        _check_references(sheet, {"": identifier}, {"": kinds}, known, at)
        if not isinstance(forms, dict):
            sheet.report(at, "must map each form of the name to its places")
            continue
        for form, places in forms.items():
            raw = {"evidence": places if isinstance(places, list) else [places]}
            if not form.strip():
                sheet.report((*at, form), "the form of a name is empty")
            naming = Naming(
                named=identifier,
                name=form,
                language="en" if form.isascii() else language,
                evidence=_evidence(sheet, raw, (*at, form), known, own=False),
            )
            yield naming, (*at, form)


def _facts(sheet: _Sheet, known: set[str], *, own: bool) -> Iterator[tuple[Statement, Path_]]:
    for index, raw in enumerate(sheet.part("facts", list)):
        at: Path_ = ("facts", index)
        if not isinstance(raw, dict):
            sheet.report(at, "must be a mapping with a type")
            continue
        kinds = STATEMENTS.keys() - {"Thing", "Naming"}
        cls = STATEMENTS.get(str(raw.get("type"))) if str(raw.get("type")) in kinds else None
        if cls is None:
            remedy = did_you_mean(str(raw.get("type")), kinds)
            sheet.report((*at, "type"), f"unknown type {raw.get('type')!r}", remedy)
            continue
        values = {name: value for name, value in raw.items() if name != "type"}
        values["evidence"] = _evidence(sheet, raw, at, known, own=own)
        for name in _listed(raw.get("inferred")):
            if name not in content(cls):
                remedy = did_you_mean(str(name), content(cls))
                sheet.report((*at, "inferred"), f"{cls.__name__} has no field {name!r}", remedy)
        _check_references(sheet, raw, references(cls), known, at)
        own_id, kinds_of_id = raw.get("id"), references(cls).get("id", ())
        if kind_of(str(own_id)) in kinds_of_id and not _is_identifier(own_id):
            remedy = f"write {kinds_of_id[0]}/some-name in small letters"
            sheet.report((*at, "id"), f"{own_id!r} is no identifier", remedy)
        statement = _validate(sheet, cls, values, at)
        if statement is not None:
            yield statement, at


def _evidence(
    sheet: _Sheet, raw: Mapping[str, Any], at: Path_, known: set[str], *, own: bool
) -> tuple[Evidence, ...]:
    """Return the evidence of a record; of one without any, the line of a sheet of its own."""
    if not _listed(raw.get("evidence")):
        if own:
            return (Evidence(LineFragment(sheet.lines[at])),)
        sheet.report(at, "states no evidence", "add for example evidence: P12 1034-1043")
        return ()
    found = []
    for place in _listed(raw["evidence"]):
        detailed = place if isinstance(place, dict) else {"at": place}
        for unknown in sorted(detailed.keys() - {"at", "by"}):
            sheet.report((*at, "evidence"), f"unknown field {unknown!r}", "write at and by")
        by = tuple(str(agent) for agent in _listed(detailed.get("by")))
        _check_references(
            sheet, {"by": by}, {"by": ("organization", "person")}, known, (*at, "evidence")
        )
        where = detailed.get("at", "document")
        match = _LOCATOR.fullmatch(str(where))
        if match:
            selector = TextPosition(*(int(number) for number in match.groups()))
            if selector.start >= selector.end:
                sheet.report((*at, "evidence"), f"{where!r} ends before it starts")
            found.append(Evidence(selector, by))
        elif where == "document":
            found.append(Evidence(None, by))
        else:
            remedy = "write for example P12 1034-1043, or document"
            sheet.report((*at, "evidence"), f"{where!r} is no place in a text", remedy)
    return tuple(found)


def _is_identifier(value: object) -> bool:
    return _IDENTIFIER.fullmatch(str(value)) is not None


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]


def _check_references(
    sheet: _Sheet,
    raw: Mapping[str, Any],
    fields_: Mapping[str, tuple[str, ...]],
    known: set[str],
    at: Path_,
) -> None:
    """Report each reference to a thing of the wrong kind, or to one that no sheet introduces."""
    for name, kinds in fields_.items():
        place = (*at, name) if name else at
        for thing in _listed(raw.get(name)):
            if kind_of(str(thing)) not in kinds:
                wanted = " or ".join(kinds)
                sheet.report(place, f"{thing!r} is no {wanted}", f"write {kinds[0]}/some-name")
            elif thing not in known:
                remedy = did_you_mean(thing, known) or "introduce it under things"
                sheet.report(place, f"nothing is introduced as {thing!r}", remedy)


def _validate(sheet: _Sheet, cls: type[Any], values: Mapping[str, Any], at: Path_) -> Any:
    """Return the typed record, or None after reporting each field that is wrong."""
    names = {f.name for f in fields(cls)}
    for unknown in sorted(values.keys() - names):
        remedy = did_you_mean(unknown, names - {"evidence"})
        sheet.report((*at, unknown), f"{cls.__name__} has no field {unknown!r}", remedy)
    for field in fields(cls):
        required = field.default is MISSING and field.default_factory is MISSING
        if required and field.name not in values:
            sheet.report(at, f"{cls.__name__} lacks the field {field.name!r}")
    known = {name: value for name, value in values.items() if name in names}
    told = set()
    for name, value in known.items():
        wrong_value = _wrong(name, value)
        if wrong_value:
            sheet.report((*at, name), *wrong_value)
            told.add((*at, name))
    try:
        return _ADAPTERS[cls.__name__].validate_python(known)
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            if wrong["type"] == "missing" or (*at, wrong["loc"][0]) in told:
                continue
            message = wrong["msg"].removeprefix("Value error, ")
            message = message[0].lower() + message[1:]
            sheet.report((*at, *wrong["loc"]), f"{message}, not {wrong['input']!r}"
                         if wrong["type"] != "value_error" else message)  # fmt: skip
        return None


def _wrong(name: str, value: Any) -> tuple[str, str] | None:
    """Return what is wrong with a field's value whatever its type, and what to do; else None."""
    if value is None:
        return None
    if any(isinstance(one, str) and not one.strip() for one in _listed(value)):
        return "is empty", "leave it out"
    if isinstance(value, dict) and name != "evidence":
        for language, text in value.items():
            if not is_language(language):
                return f"{language!r} is no language tag", "write for example en or zh-Hans"
            if not str(text or "").strip():
                return f"the text in {language!r} is empty", "leave the language out"
        return None if value else ("is empty", "write for example {en: A name}")
    if name == "language" and not is_language(str(value)):
        return f"{value!r} is no language tag", "write for example en or zh-Hans"
    if name in ("homepage", "url") and not (_WEB_ADDRESS.match(str(value)) and is_iri(str(value))):
        return f"{value!r} is no web address", "write for example https://example.org/page"
    if isinstance(value, bool) and name in _NUMBERS:
        return f"{value!r} is no number", ""
    if isinstance(value, str) and name in _NUMBERS and not _NUMBER.fullmatch(value):
        return f"{value!r} is no number", "write for example 40000000"
    return None


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a fact sheet, for editors that check and complete as one types.

    `python -m kg.sources.sheet > ontology/facts/sheet.schema.json` writes it.
    """
    place = {
        "anyOf": [
            {"type": "string", "pattern": f"^({_LOCATOR.pattern}|document)$"},
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "at": {"type": "string"},
                    "by": {"anyOf": [{"type": "string"}, {"type": "array"}]},
                },
            },
        ]
    }
    places = {"anyOf": [place, {"type": "array", "items": place}]}
    definitions: dict[str, Any] = {}

    def record(name: str, cls: type[Any], **fixed: Any) -> dict[str, Any]:
        schema = _ADAPTERS[name].json_schema(ref_template="#/$defs/{model}")
        definitions.update(schema.pop("$defs", {}))
        schema["properties"].update(fixed)
        if "evidence" in schema["properties"]:
            schema["properties"]["evidence"] = places
        absent = {"evidence"} | ({"id"} if cls is Thing else set())
        required = [one for one in schema.get("required", []) if one not in absent]
        schema["required"] = [*required, *(["type"] if "type" in fixed else [])]
        return {**schema, "additionalProperties": False}

    facts = [
        record(name, cls, type={"const": name})
        for name, cls in STATEMENTS.items()
        if name not in ("Thing", "Naming")
    ]
    source = record("Source", Source, rank={"enum": [rank.name.lower() for rank in Rank]})
    thing = record("Thing", Thing, type={"enum": list(THING_TYPES)})
    names = {"type": "object", "additionalProperties": places}
    parts = {
        "source": source,
        "things": {"type": "object", "additionalProperties": thing},
        "names": {"type": "object", "additionalProperties": names},
        "facts": {"type": "array", "items": {"anyOf": facts}},
    }
    for unused in ("Evidence", "TextPosition", "LineFragment", "Rank"):
        definitions.pop(unused, None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Fact sheet",
        "type": "object",
        "required": ["source"],
        "additionalProperties": False,
        "properties": parts,
        "$defs": definitions,
    }


if __name__ == "__main__":
    import json

    print(json.dumps(json_schema(), indent=1, sort_keys=True))
