"""The triples that a query made: as a table, as text for machines, as a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, RdfFormat, Triple, serialize

from kg.display import Displayed, html_table, markdown_table, shown_of
from kg.frames import Names, labelled
from kg.results import cell_text, python_value
from kg.terminal import table_lines
from kg.terms import PREFIXES, compact

if TYPE_CHECKING:
    import networkx as nx

_COLUMNS: Final = ("subject", "predicate", "object")
_SHOWN: Final = 200
_LINES_SHOWN: Final = 20


class Triples(Displayed, list[Triple]):
    """The triples of a CONSTRUCT or DESCRIBE.

    Attributes:
        cut: Whether there are more than were asked for.
    """

    def __init__(
        self, triples: Iterable[Triple] = (), names: Names | None = None, *, cut: bool = False
    ) -> None:
        super().__init__(triples)
        self._names = names or (lambda _: {})
        self.cut = cut

    def to_turtle(self) -> str:
        """Return the triples as Turtle, in an order that does not change."""
        text = serialize(sorted(self, key=str), format=RdfFormat.TURTLE, prefixes=PREFIXES)
        return (text or b"").decode("utf-8")

    def to_json(self) -> str:
        """Return the triples as JSON-LD."""
        text = serialize(sorted(self, key=str), format=RdfFormat.JSON_LD, prefixes=PREFIXES)
        return (text or b"").decode("utf-8")

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the triples as a network: things as nodes, what is said of each alone on it.

        An edge has the predicate as its key. A literal becomes an attribute of its subject, under
        the predicate's short name; several are a list.
        """
        import networkx as nx

        network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for subject, predicate, value in self:
            start, key = str(python_value(subject)), compact(predicate.value)
            network.add_node(start)
            if isinstance(value, Literal):
                said = network.nodes[start].setdefault(key, [])
                said.append(python_value(value))
            else:
                network.add_edge(start, str(python_value(value)), key, predicate=predicate.value)
        for _, data in network.nodes(data=True):
            data.update({key: said[0] for key, said in data.items() if len(said) == 1})
        return labelled(network, self._names)

    def lines(self) -> Iterator[str]:
        """Yield the first triples as lines of a table, and how many there are."""
        yield from table_lines(_COLUMNS, self._cells(_LINES_SHOWN))
        yield self._count(_LINES_SHOWN)

    def _cells(self, most: int) -> Iterator[list[str]]:
        for triple in sorted(self, key=str)[:most]:
            language = triple.object.language if isinstance(triple.object, Literal) else None
            *cells, last = (cell_text(python_value(term)) for term in triple)
            yield [*cells, f"{last} @{language}" if language else last]

    def _count(self, shown: int) -> str:
        return shown_of(len(self), "triple", shown, cut=self.cut)

    def _repr_html_(self) -> str:
        return html_table(_COLUMNS, self._cells(_SHOWN), self._count(_SHOWN))

    def _repr_markdown_(self) -> str:
        return f"{markdown_table(_COLUMNS, self._cells(_SHOWN))}\n{self._count(_SHOWN)}\n"
