"""What may come next in a `%sparql` line or `%%sparql` cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from kg.errors import KgError, QueryError
from kg.graph import Graph
from kg.jupyter.magics import FORMATS, SparqlMagics
from kg.parameters import variables
from kg.queries import internal_query, named_queries
from kg.results import as_term
from kg.terms import PREFIXES, compact

IDENTIFIER: Final = "kg.sparql"
"""The name under which the matcher is known to the completer."""
_LINE: Final = re.compile(r"^(?:\s*|[^%]*=\s*)%{1,2}sparql\s(?P<rest>.*)$")
_FORM: Final = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX)\b", re.IGNORECASE)
_FRAGMENT: Final = re.compile(r"[?$]?[\w-]*(?::[\w-]*)?$")
_TYPE: Final = re.compile(r"(?:\ba|rdf:type|rdfs:subClassOf)\s+$")
_OPTIONS: Final = ("--output", "--format", "--as-of", "--store", "--limit", "--timeout")

Choice = tuple[str, str]
"""A text, and the kind of thing that it names."""


class Completion:
    """A matcher for IPython's completer; it stands aside wherever no SPARQL is written."""

    def __init__(self, magics: SparqlMagics) -> None:
        self._magics = magics
        self._terms: tuple[Graph, list[Choice]] | None = None

    @context_matcher(identifier=IDENTIFIER, priority=100)
    def match(self, context: CompletionContext) -> SimpleMatcherResult:
        """Return what may stand at the cursor."""
        lines = context.full_text.split("\n")
        before = lines[context.cursor_line][: context.cursor_position]
        line = _LINE.match(before)
        if not line and not (context.cursor_line and lines[0].startswith("%%sparql")):
            return SimpleMatcherResult(completions=[])
        if line and not _FORM.search(line["rest"]):
            fragment = re.search(r"\S*$", before)
            choices = self._of_the_line(line["rest"], fragment[0] if fragment else "")
        else:
            fragment = _FRAGMENT.search(before)
            written = fragment[0] if fragment else ""
            choices = self._of_the_query(context.full_text, before, written)
        word = fragment[0] if fragment else ""
        return SimpleMatcherResult(
            completions=[
                SimpleCompletion(text=text, type=kind)
                for text, kind in choices
                if text.lower().startswith(word.lower()) and text != word
            ],
            matched_fragment=word,
            suppress=True,
        )

    def _of_the_line(self, rest: str, word: str) -> Iterable[Choice]:
        """Return the options, named queries and parameters that may come next."""
        if word.startswith("-"):
            return [(option, "option") for option in _OPTIONS]
        if re.search(r"(?:-f|--format)\s+\S*$", rest):
            return [(name, "format") for name in FORMATS]
        if "=$" in word:
            key = word.partition("=")[0]
            return [(f"{key}={name}", kind) for name, kind in self._python_variables()]
        queries = named_queries()
        chosen = next((one for one in rest.split() if one in queries), None)
        if chosen is None or (chosen == word and rest.endswith(word)):
            return [(name, "query") for name in queries]
        parameters = queries[chosen].parameters
        given = {one.partition("=")[0] for one in rest.split()}
        return [(f"{p.name}=", p.type) for p in parameters if p.name not in given]

    def _of_the_query(self, text: str, before: str, word: str) -> Iterable[Choice]:
        """Return the variables, prefixes, classes and properties that may come next."""
        if word.startswith("$"):
            return self._python_variables()
        if word.startswith("?"):
            return [(f"?{name}", "variable") for name in sorted(variables(text))]
        if ":" not in word:
            return [(f"{prefix}:", "prefix") for prefix in PREFIXES]
        wanted = _TYPE.search(before.removesuffix(word)) is not None
        terms = self._vocabulary()
        return [one for one in terms if one[1] == "class"] if wanted else terms

    def _python_variables(self) -> Iterator[Choice]:
        for name, value in sorted(self._magics.variables.items()):
            if not name.startswith("_") and _bindable(value):
                yield f"${name}", "instance"

    def _vocabulary(self) -> list[Choice]:
        """Return the classes and properties of the graph that would be asked."""
        try:
            graph = self._magics.graph()
            if self._terms is None or self._terms[0] is not graph:
                rows = graph.query(internal_query("vocabulary"))
                found = [
                    (compact(row.term), "class" if row.type.endswith("Class") else "property")
                    for row in rows
                ]
                self._terms = graph, sorted(found, key=lambda one: (one[1], one[0]))
        except KgError:
            return []
        return self._terms[1]


def _bindable(value: Any) -> bool:
    try:
        as_term(value)
    except QueryError:
        return False
    return True
