"""SHACL Core as SPARQL: shapes compiled into questions that the store's own engine answers.

Validators in Python take minutes for what the engine does in seconds. Each constraint becomes one
SELECT for the nodes that break it. The components are those that the ontology's shapes use; any
other is refused, never ignored. `tests/test_shacl.py` holds the results to those of pyshacl.

Source: https://www.w3.org/TR/shacl/, sections 2 to 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, count
from pathlib import Path
from typing import Final

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import InputError, Problem

_CASTABLE: Final = (XSD.date, XSD.dateTime, XSD.decimal, XSD.integer, XSD.double, XSD.boolean)
"""Datatypes whose lexical forms the engine can be asked to check."""
_SPOKEN_OF: Final = {
    RDF.type, SH.path, SH.message, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf,
    SH.property, SH.severity, SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.flags,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What finds the nodes that break one constraint.

    Attributes:
        text: A SELECT of the one variable `?this`.
        message: What is wrong with each of them, in the words of the shape.
        path: The property that is constrained, as SPARQL; empty if it is the node itself.
    """

    text: str
    message: str
    path: str


def compile_shapes(file: Path) -> list[Question]:
    """Return the questions of every shape in a file.

    Raises:
        InputError: A shape uses a component that is not known here.
    """
    return _Compiler(Graph().parse(file)).questions()


class _Compiler:
    """The shapes of one graph; a pattern matches where a constraint is broken."""

    def __init__(self, shapes: Graph) -> None:
        self.shapes = shapes
        self.numbers = count()

    def questions(self) -> list[Question]:
        found = []
        for shape in sorted(self.shapes.subjects(RDF.type, SH.NodeShape), key=str):
            targets = list(self.targets(shape))
            if not targets:
                continue
            reached = " UNION ".join(f"{{ {target} }}" for target in targets)
            for holder, path, pattern in self.broken(shape, "?this"):
                text = f"SELECT DISTINCT ?this WHERE {{ {reached} {pattern} }}"
                message = self.shapes.value(holder, SH.message) or "breaks a shape"
                found.append(Question(text, str(message), path))
        return found

    def targets(self, shape: Node) -> Iterator[str]:
        for one in self.shapes.objects(shape, SH.targetClass):
            yield f"?this a {one.n3()} ."
        for one in self.shapes.objects(shape, SH.targetSubjectsOf):
            yield f"?this {one.n3()} [] ."
        for one in self.shapes.objects(shape, SH.targetObjectsOf):
            yield f"[] {one.n3()} ?this ."

    def broken(self, shape: Node, node: str) -> Iterator[tuple[Node, str, str]]:
        """Yield each way to break a shape: who says so, about which path, and the pattern."""
        path = self.shapes.value(shape, SH.path)
        shown = self.path(path) if path is not None else ""
        for component, argument in sorted(self.shapes.predicate_objects(shape)):
            if component not in _SPOKEN_OF:
                for pattern in self.component(shape, component, argument, node, shown):
                    yield shape, shown, pattern
        for property_ in self.shapes.objects(shape, SH.property):
            yield from self.broken(property_, node)

    def component(
        self, shape: Node, component: Node, argument: Node, node: str, path: str
    ) -> Iterator[str]:
        """Yield the patterns that match where one constraint of a shape is broken."""
        value = self.fresh()
        # Without a path the constraint is on the node itself.
        reach = f"{node} {path} {value} ." if path else f"BIND({node} AS {value})"
        if component in _VALUE_TESTS:
            yield f"{reach} FILTER(!COALESCE({_VALUE_TESTS[component](value, argument)}, false))"
        elif component == SH.datatype:
            yield f"{reach} FILTER(!COALESCE({self.datatype(value, argument)}, false))"
        elif component == SH["class"]:
            yield f"{reach} FILTER NOT EXISTS {{ {value} a {argument.n3()} }}"
        elif component == SH["in"]:
            allowed = ", ".join(one.n3() for one in Collection(self.shapes, argument))
            yield f"{reach} FILTER({value} NOT IN ({allowed}))"
        elif component == SH.pattern:
            flags = self.shapes.value(shape, SH.flags) or Literal("")
            test = f"REGEX(STR({value}), {argument.n3()}, {flags.n3()})"
            yield f"{reach} FILTER(!COALESCE({test}, false))"
        elif component == SH.minCount:
            yield f"FILTER NOT EXISTS {{ {self.distinct(node, path, _number(argument))} }}"
        elif component == SH.maxCount:
            yield self.distinct(node, path, _number(argument) + 1)
        elif component == SH.hasValue:
            yield f"FILTER NOT EXISTS {{ {node} {path} {argument.n3()} }}"
        elif component == SH.uniqueLang:
            one, other = self.fresh(), self.fresh()
            yield (
                f"{node} {path} {one} , {other} . FILTER(!SAMETERM({one}, {other}) "
                f'&& LANG({one}) != "" && LANGMATCHES(LANG({one}), LANG({other})))'
            )
        elif component in (SH.lessThan, SH.lessThanOrEquals):
            other, sign = self.fresh(), "<" if component == SH.lessThan else "<="
            yield (
                f"{reach} {node} {argument.n3()} {other} . "
                f"FILTER(!COALESCE({value} {sign} {other}, false))"
            )
        elif component == SH.disjoint:
            yield f"{reach} {node} {argument.n3()} {value} ."
        elif component == SH.equals:
            yield f"{reach} FILTER NOT EXISTS {{ {node} {argument.n3()} {value} }}"
            yield f"{node} {argument.n3()} {value} . FILTER NOT EXISTS {{ {node} {path} {value} }}"
        elif component == SH["or"]:
            broken = (self.violated(one, value) for one in Collection(self.shapes, argument))
            yield " ".join([reach, *(f"FILTER({one})" for one in broken)])
        elif component == SH["not"]:
            yield f"{reach} FILTER(!({self.violated(argument, value)}))"
        elif component == SH.qualifiedValueShape:
            yield from self.qualified(shape, argument, node, path)
        else:
            name = str(component).rpartition("#")[2]
            problem = f"the SHACL component {name!r} is not known here"
            raise InputError(Problem(problem, "shapes", str(shape), "say it with other components"))

    def violated(self, shape: Node, node: str) -> str:
        """Return an expression that is true if a node breaks a shape in any way."""
        ways = [f"EXISTS {{ {pattern} }}" for _, _, pattern in self.broken(shape, node)]
        return " || ".join(ways) or "false"

    def qualified(self, shape: Node, inner: Node, node: str, path: str) -> Iterator[str]:
        def conforms(value: str) -> str:
            return f"FILTER(!({self.violated(inner, value)}))"

        least = self.shapes.value(shape, SH.qualifiedMinCount)
        most = self.shapes.value(shape, SH.qualifiedMaxCount)
        if least is not None:
            yield f"FILTER NOT EXISTS {{ {self.distinct(node, path, _number(least), conforms)} }}"
        if most is not None:
            yield self.distinct(node, path, _number(most) + 1, conforms)

    def distinct(
        self, node: str, path: str, number: int, each: Callable[[str], str] = lambda _: ""
    ) -> str:
        """Return a pattern that matches if a path leads to so many distinct values."""
        values = [self.fresh() for _ in range(number)]
        steps = " ".join(f"{node} {path} {value} . {each(value)}" for value in values)
        unlike = " ".join(f"FILTER(!SAMETERM({a}, {b}))" for a, b in combinations(values, 2))
        return f"{steps} {unlike}"

    def datatype(self, value: str, datatype: Node) -> str:
        test = f"DATATYPE({value}) = {datatype.n3()}"
        if datatype in _CASTABLE:
            test += f" && COALESCE(ISLITERAL({datatype.n3()}(STR({value}))), false)"
        return test

    def path(self, path: Node) -> str:
        if not isinstance(path, BNode):
            return path.n3()
        inverse = self.shapes.value(path, SH.inversePath)
        if inverse is not None:
            return f"^{self.path(inverse)}"
        alternatives = self.shapes.value(path, SH.alternativePath)
        if alternatives is not None:
            parts = map(self.path, Collection(self.shapes, alternatives))
            return f"({'|'.join(parts)})"
        raise InputError(Problem("this kind of SHACL path is not known here", "shapes"))

    def fresh(self) -> str:
        return f"?v{next(self.numbers)}"


_KINDS: Final[Mapping[Node, str]] = {
    SH.IRI: "ISIRI", SH.Literal: "ISLITERAL", SH.BlankNode: "ISBLANK",
}  # fmt: skip
_VALUE_TESTS: Final[Mapping[Node, Callable[[str, Node], str]]] = {
    SH.nodeKind: lambda value, kind: f"{_KINDS[kind]}({value})",
    SH.minLength: lambda value, least: f"STRLEN(STR({value})) >= {_number(least)}",
    SH.minExclusive: lambda value, bound: f"{value} > {bound.n3()}",
    SH.minInclusive: lambda value, bound: f"{value} >= {bound.n3()}",
    SH.maxInclusive: lambda value, bound: f"{value} <= {bound.n3()}",
}
"""What each value must be for a constraint that looks at it alone."""


def _number(term: Node) -> int:
    assert isinstance(term, Literal | URIRef)  # noqa: S101  counts in shapes are literals
    return int(term)
