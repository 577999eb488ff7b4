"""The store: one graph on disk or in memory, behind the same few methods.

Oxigraph answers; its terms are the inner currency. A store on disk is opened to be read only: a
build makes a new folder, it never writes to one that may be in use.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from pathlib import Path
from sys import intern
from typing import Any, Final

import pyoxigraph as ox

from kg.errors import Problem, QueryError, StoreError
from kg.parameters import bound_first, function, has_inner_select, variables
from kg.syntax import asks_elsewhere, syntax_problem
from kg.terms import PREFIXES

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_TABLE: Final = ox.QueryResultsFormat.TSV
"""The format that is written and read back in the least time."""
MEMORY: Final = ":memory:"
"""The location of a store that is in memory only."""
_QUADS_AT_ONCE: Final = 1_000
"""How many quads are made before they are written: of more, few are still in the caches."""
_BYTES_AT_ONCE: Final = 32 << 20
"""How much is sorted in memory: more takes memory, less leaves more to merge."""
_PARTS_AHEAD: Final = 3
"""How many parts are loaded or wait for it, while the next is made."""
_RULES_AT_ONCE: Final = 2


class Store:
    """A set of RDF graphs that answers SPARQL."""

    def __init__(self, engine: ox.Store, location: str) -> None:
        self.engine = engine
        self.location = location

    @classmethod
    def memory(cls, quads: Iterable[ox.Quad] = ()) -> Store:
        """Return a store in memory."""
        engine = ox.Store()
        engine.bulk_extend(quads)
        return cls(engine, MEMORY)

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open a store on disk to read it.

        Raises:
            StoreError: There is none, or it cannot be read.
        """
        if not (folder / "CURRENT").is_file():
            inner = folder / "store"
            nearby = (inner / "CURRENT").is_file()
            remedy = f"did you mean {inner}?" if nearby else "run: kg build"
            raise StoreError(Problem("there is no graph here", str(folder), "", remedy))
        try:
            return cls(ox.Store.read_only(str(folder)), str(folder))
        except OSError as error:
            remedy = "build it again: kg build"
            raise StoreError(
                Problem(f"the graph cannot be read ({error})", str(folder), "", remedy)
            ) from error

    @classmethod
    def create(cls, folder: Path, quads: Iterable[ox.Quad]) -> Store:
        """Make a store on disk of many quads, to be added to and then `finish`ed.

        They are sorted and stored while the next are made, and no more than some parts of them
        are in memory at once. Their blank nodes get other names.

        Raises:
            StoreError: The disk refuses.
        """
        try:
            engine = ox.Store(str(folder))
            with ThreadPoolExecutor(1, "kg-load") as loader:
                waiting: deque[Future[None]] = deque()
                try:
                    for part in _written(quads):
                        if len(waiting) == _PARTS_AHEAD:
                            waiting.popleft().result()
                        load = loader.submit(
                            engine.bulk_load, part, ox.RdfFormat.N_QUADS, lenient=True
                        )
                        waiting.append(load)
                    for load in waiting:
                        load.result()
                except BaseException:
                    loader.shutdown(wait=False, cancel_futures=True)
                    raise
            engine.optimize()
        except OSError as error:
            raise _unwritten(str(folder), error) from error
        return cls(engine, str(folder))

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add some quads, whose blank nodes keep their names.

        Raises:
            StoreError: The disk refuses.
        """
        try:
            self.engine.bulk_extend(quads)
        except OSError as error:
            raise _unwritten(self.location, error) from error

    def derive(self, rules: Sequence[str]) -> None:
        """Add to the default graph what CONSTRUCT queries derive from what it holds now.

        Raises:
            QueryError: A text is no CONSTRUCT query.
            StoreError: The disk refuses.
        """
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_RULES_AT_ONCE) as pool:
            files = [Path(folder) / f"{number}.nt" for number, _ in enumerate(rules)]
            # The engine evaluates and writes without Python, so two rules are asked at once.
            try:
                list(pool.map(self._write_derived, rules, files))
                for file in files:
                    self.engine.bulk_load(path=file, format=ox.RdfFormat.N_TRIPLES, lenient=True)
            except OSError as error:
                raise _unwritten(self.location, error) from error

    def _write_derived(self, rule: str, file: Path) -> None:
        answer = self.query(rule)
        if not isinstance(answer, ox.QueryTriples):
            raise QueryError(Problem("a rule must be a CONSTRUCT query", "rule"))
        answer.serialize(file, ox.RdfFormat.N_TRIPLES)

    def finish(self) -> None:
        """Make a filled store quick to read, and safe on disk.

        Raises:
            StoreError: The disk refuses.
        """
        try:
            self.engine.optimize()
            self.engine.flush()
        except OSError as error:
            raise _unwritten(self.location, error) from error

    def query(self, text: str, bindings: Mapping[str, Any] | None = None) -> Answer:
        """Ask a SPARQL 1.1 query; every prefix of the project is known to it.

        Args:
            text: The query.
            bindings: RDF terms for variables of the query, by name without the question mark;
                the query need not select them.

        Raises:
            QueryError: The text is no query; the message says at which line and column.
        """
        if asks_elsewhere(text):
            raise QueryError(
                Problem("SERVICE would ask another server", "query", "",
                        "load that data into the graph instead")
            )  # fmt: skip
        try:
            return self._answer(text, bindings or {})
        except SyntaxError as error:
            raise QueryError(syntax_problem(text, str(error))) from error
        except UnicodeEncodeError as error:
            raise QueryError(Problem("holds bytes that are no UTF-8 text", "query")) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(Problem(str(error), "query")) from error

    def values(self, property_: ox.NamedNode) -> Iterator[Any]:
        """Yield the nodes of the consolidated graph that have a property, each with a value."""
        # A term in the text, unlike one that is bound to a variable, is not looked up for each row.
        table = self._table(f"SELECT ?node ?value {{ ?node {property_} ?value }}")
        rows = ox.parse_query_results(table, _TABLE)
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101  read back what SELECT gave
        yield from rows

    def instances(self, class_: ox.NamedNode) -> Iterator[str]:
        """Yield the IRIs of the nodes of the consolidated graph that have a class."""
        return (node for (node,) in self.iris(f"SELECT ?node {{ ?node a {class_} }}"))

    def iris(self, text: str) -> Iterator[list[str]]:
        """Yield the rows of a SELECT query for IRIs alone; "" is where a row has none."""
        table = self._table(text).decode().replace("<", "").replace(">", "")
        for line in table.split("\n")[1:-1]:
            yield list(map(intern, line.split("\t")))

    def _table(self, text: str) -> bytes:
        """Return the answer to a SELECT query as TSV.

        The engine finds and writes all rows without Python, and other threads go on meanwhile.
        """
        answer = self.query(text)
        assert isinstance(answer, ox.QuerySolutions)  # noqa: S101  the texts are the package's own
        return answer.serialize(format=_TABLE) or b""

    def _answer(self, text: str, bindings: Mapping[str, Any]) -> Answer:
        substitutions = {ox.Variable(name): term for name, term in bindings.items()}
        unknown = bindings.keys() - variables(text).keys() if bindings else ()
        if unknown:
            problem = f"the query has no variable ?{min(unknown)}"
            raise QueryError(Problem(problem, "query", "", "a value is bound to a variable"))
        if not bindings or not has_inner_select(text):
            # The engine refuses to bind what a query does not select.
            with suppress(RuntimeError):
                return self.engine.query(text, prefixes=PREFIXES, substitutions=substitutions)
        # What is wrong is told of the text as it was written.
        self.engine.query(text, prefixes=PREFIXES)
        rewritten = bound_first(text, bindings)
        functions = {ox.NamedNode(function(n)): _constant(term) for n, term in bindings.items()}
        try:
            with suppress(RuntimeError):
                return self.engine.query(
                    rewritten, prefixes=PREFIXES, custom_functions=functions,
                    substitutions=substitutions,
                )  # fmt: skip
            return self.engine.query(rewritten, prefixes=PREFIXES, custom_functions=functions)
        except SyntaxError as error:
            told = " or ".join(f"?{name}" for name in sorted(bindings))
            problem = f"the query computes {told}, to which a value was to be bound"
            raise QueryError(
                Problem(problem, "query", "", "name one of the two otherwise")
            ) from error


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value


def _written(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    """Yield quads as N-Quads, in parts of a size that is worth loading at once."""
    remaining = iter(quads)
    texts: list[bytes] = []
    size = 0
    while part := list(islice(remaining, _QUADS_AT_ONCE)):
        texts.append(ox.serialize(part, format=ox.RdfFormat.N_QUADS) or b"")
        size += len(texts[-1])
        if size >= _BYTES_AT_ONCE:
            yield b"".join(texts)
            texts, size = [], 0
    yield b"".join(texts)


def _unwritten(location: str, error: OSError | str) -> StoreError:
    return StoreError(Problem(f"the graph cannot be written ({error})", location))
