"""Identity: which mentions are the same thing, and why.

A curated identifier (`organization/docker`) is final; a source's own (`organization/cncf.docker`,
with a dot) is a mention. Judgements, keys and names say which are one; each merge is a judgement
itself, with its reason, so that it can be asked about and overruled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from kg.errors import InputError, Problem
from kg.facts import STATEMENTS, Source, Statement, Thing, references
from kg.identity.candidates import Candidate, candidates
from kg.identity.clusters import is_mention
from kg.identity.judgements import Judgement, Verdict, read_judgements
from kg.identity.linking import Linker
from kg.identity.names import KnownNames

__all__ = [
    "Candidate",
    "Identities",
    "Judgement",
    "KnownNames",
    "Verdict",
    "is_mention",
    "read_judgements",
]

S = TypeVar("S", bound=Statement)

_IDENTIFIERS: Final = {
    name: (*references(class_), *(["id"] if "id" in class_.KEY else []))
    for name, class_ in STATEMENTS.items()
}
"""The fields of each class of statements that hold identifiers."""


class Identities:
    """The thing that each identifier stands for."""

    def __init__(
        self,
        judgements: Iterable[Judgement] = (),
        stated: Iterable[Statement] = (),
        known: KnownNames | None = None,
    ) -> None:
        """Follow every judgement to its end, then link what keys, names and dealings make one.

        Args:
            judgements: What was decided; obeyed before all else.
            stated: What the sources say of each identifier, in any order; of all that is not said
                of a thing itself, only investments and their rounds count.
            known: What is known of names.

        Raises:
            InputError: Two judgements contradict each other, or a chain returns to its start.
        """
        given = tuple(judgements)
        self._known = known or KnownNames()
        ends = _judged(given)
        linker = Linker(stated, given, self._known)
        linked = linker.results()
        # Of two curated identifiers that are judged one, the judgement says which is kept.
        kept = {final: _curated(ends.get(final, final), final) for _, final, _ in linked}
        self._things = {
            mention: kept[final] for mention, final, _ in linked if mention != kept[final]
        }
        _check(given, self._things)
        judged = {end for one in given for end in (one.mention, one.thing)}
        rounds = [
            one for one in linker.dealings.one_by_day(self.thing) if judged.isdisjoint(one[:2])
        ]
        self._things |= {mention: round_ for mention, round_, _ in rounds}
        mentions = Counter(kept[final] for _, final, _ in linked)
        mentions.update(self.thing(end) for one in rounds for end in one[:2])
        self._merged = {thing for thing, count in mentions.items() if count > 1}
        self._dealings = linker.dealings
        # What was judged of another build's mentions is nothing to tell of this one.
        here = [j for j in given if linker.knows(j.mention) and linker.knows(j.thing)]
        self.unmet = frozenset(given).difference(here)
        """What was judged of identifiers that no source mentions."""
        why = {mention: reasons for mention, _, reasons in linked if linker.knows(mention)}
        merged = [
            Judgement(*one[:2], Verdict.SAME, one[2], "", "rule: rounds of a day") for one in rounds
        ]
        apart = [
            Judgement(*one[:2], Verdict.DIFFERENT, one[2], "", "rule: known name")
            for one in linker.known_apart()
        ]
        self.known_names = [(self.thing(one), name) for one, name in linker.known_names()]
        """Things, each with another name by which it is known, whether or not a source uses it."""
        self.judgements = (*self._merges(here, why), *merged, *self._others([*here, *apart]))

    def _merges(
        self, given: Iterable[Judgement], reasons: Mapping[str, Iterable[tuple[str, str]]]
    ) -> Iterable[Judgement]:
        """Yield one judgement for each mention that became another thing, with all its reasons."""
        direct = {(one.mention, one.thing): one for one in given if one.verdict is Verdict.SAME}
        for mention, why in reasons.items():
            thing = self.thing(mention)
            if (mention, thing) in direct:
                yield direct[mention, thing]
            elif why and mention != thing:
                authors = ", ".join(dict.fromkeys(author for author, _ in why if author))
                told = "; ".join(reason for _, reason in why)
                yield Judgement(mention, thing, Verdict.SAME, told, "", authors)

    def _others(self, given: Iterable[Judgement]) -> Iterable[Judgement]:
        """Yield once what was judged different or unsure, of the things as they are now."""
        told: dict[tuple[str, str], Judgement] = {}
        for one in given:
            if one.verdict is not Verdict.SAME:
                ends = self.thing(one.mention), self.thing(one.thing)
                told.setdefault(ends, replace(one, mention=ends[0], thing=ends[1]))
        return told.values()

    def thing(self, mention: str) -> str:
        """Return the identifier of the thing that a mention stands for."""
        return self._things.get(mention, mention)

    def merges(self) -> list[Judgement]:
        """Return the judgements that made two identifiers one thing, those of rules among them."""
        return [j for j in self.judgements if j.verdict is Verdict.SAME]

    def is_of_merged(self, statement: Statement) -> bool:
        """Tell whether a resolved statement is of anything that several mentions stand for."""
        return any(thing in self._merged for thing in _things_of(statement))

    def resolve(self, statement: S) -> S:
        """Return the statement with every reference turned into the thing it stands for."""
        if not self._things:
            return statement
        changes: dict[str, object] = {}
        for name in _IDENTIFIERS[type(statement).__name__]:
            value = getattr(statement, name)
            if isinstance(value, tuple):
                resolved: object = tuple(self.thing(one) for one in value)
            else:
                resolved = self.thing(value) if value else value
            if resolved != value:
                changes[name] = resolved
        if any(one.attributed_to for one in statement.evidence):
            evidence = tuple(
                replace(one, attributed_to=tuple(self.thing(by) for by in one.attributed_to))
                for one in statement.evidence
            )
            if evidence != statement.evidence:
                changes["evidence"] = evidence
        return replace(statement, **changes) if changes else statement  # type: ignore[arg-type]

    def resolve_source(self, source: Source) -> Source:
        """Return the source with its publisher and author turned into the things they are."""
        publisher = source.publisher and self.thing(source.publisher)
        author = source.author and self.thing(source.author)
        if (publisher, author) == (source.publisher, source.author):
            return source
        return replace(source, publisher=publisher, author=author)

    def unjudged(self, things: Iterable[Thing]) -> list[Candidate]:
        """Return pairs of things of one kind that look alike and that nobody has judged.

        Those come first that dealt with the same partners.

        Args:
            things: The things as they are after merging.
        """
        judged = {frozenset((self.thing(j.mention), self.thing(j.thing))) for j in self.judgements}
        partners = self._dealings.partners(self.thing)
        return candidates(things, lambda a, b: frozenset((a, b)) in judged, self._known, partners)


def _things_of(statement: Statement) -> Iterator[str]:
    for name in _IDENTIFIERS[type(statement).__name__]:
        value = getattr(statement, name)
        if isinstance(value, tuple):
            yield from value
        elif value:
            yield value


def _judged(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Return where each chain of `same` ends."""
    merged: dict[str, Judgement] = {}
    for judgement in judgements:
        if judgement.verdict is Verdict.SAME:
            earlier = merged.setdefault(judgement.mention, judgement)
            if earlier.thing != judgement.thing:
                raise _clash(f"{judgement.mention} is judged the same as {earlier.thing} and "
                             f"as {judgement.thing}", judgement)  # fmt: skip
    return {mention: _end_of_chain(mention, merged) for mention in merged}


def _curated(kept: str, otherwise: str) -> str:
    return otherwise if is_mention(kept) else kept


def _end_of_chain(mention: str, merged: Mapping[str, Judgement]) -> str:
    seen = [mention]
    while (judgement := merged.get(seen[-1])) is not None:
        if judgement.thing in seen:
            raise _clash("these judgements go round in a circle", judgement)
        seen.append(judgement.thing)
    return seen[-1]


def _check(judgements: Iterable[Judgement], things: Mapping[str, str]) -> None:
    for one in judgements:
        ends = [things.get(end, end) for end in (one.mention, one.thing)]
        if one.verdict is Verdict.DIFFERENT and ends[0] == ends[1]:
            raise _clash(f"{one.mention} and {one.thing} are judged different, "
                         "but other judgements make them the same", one)  # fmt: skip


def _clash(problem: str, judgement: Judgement) -> InputError:
    return InputError(Problem(problem, judgement.place, remedy="correct one of the judgements"))
