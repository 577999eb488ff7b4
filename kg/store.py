"""The store: one graph on disk or in memory, behind the same few methods.

Oxigraph answers; its terms are the inner currency. A store on disk is opened to be read only: a
build makes a new folder, it never writes to one that may be in use.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
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
Graphs = tuple[ox.NamedNode | None, ...]
"""Graphs that have something in common; None is the default graph."""
CONSOLIDATED: Final[Graphs] = (None,)
"""The default graph alone, which holds the consolidated description of everything."""
_OF_A_STORE: Final = "CURRENT"
"""A file that every store has."""
_BYTES_AT_ONCE: Final = 32 << 20
"""How much is sorted in memory: more takes memory, less leaves more to merge."""
_LOADERS: Final = 2
"""How many parts are loaded at once; as many more wait for it while the next is made."""
_READ_AS_LOADED: Final = 4
"""To put so few parts in order takes longer than it saves the rules that read them."""
_RULES_AT_ONCE: Final = 2
_BEHIND: Final = 10
"""How far the engine's threads stand behind those that load, by the measure of `nice`."""


class Store:
    """A set of RDF graphs that answers SPARQL.

    Attributes:
        location: Where it is, as it was named.
        folder: Where a store on disk is, whatever a later build puts in its place.
    """

    def __init__(self, engine: ox.Store, location: str) -> None:
        self.engine = engine
        self.location = location
        self.folder = Path(location).resolve()

    @property
    def is_there(self) -> bool:
        """Whether a store on disk, which stays open, can still be opened by others."""
        return (self.folder / _OF_A_STORE).is_file()

    @classmethod
    def memory(cls, quads: Iterable[ox.Quad] = ()) -> Store:
        """Return a store in memory."""
        engine = ox.Store()
        engine.bulk_extend(quads)
        return cls(engine, MEMORY)

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open a store on disk to read it, or that of a folder that `kg build` made.

        Raises:
            StoreError: There is none, or it cannot be read.
        """
        if not (folder / _OF_A_STORE).is_file():
            if (folder / "store" / _OF_A_STORE).is_file():
                return cls.open(folder / "store")
            raise StoreError(Problem("there is no graph here", str(folder), "", "run: kg build"))
        try:
            return cls(ox.Store.read_only(str(folder)), str(folder))
        except (OSError, RuntimeError) as error:
            remedy = "build it again: kg build"
            raise StoreError(
                Problem(f"the graph cannot be read ({error})", str(folder), "", remedy)
            ) from error

    @classmethod
    def create(
        cls,
        folder: Path | None,
        told: Iterable[tuple[Graphs, Iterable[Sequence[Any]]]],
        quads: Iterable[ox.Quad] = (),
    ) -> Store:
        """Make a store of many triples, to which rules may add, and which is then to `finish`.

        They are sorted and stored while the next are made, and no more than some parts of them
        are in memory at once. Their blank nodes get other names.

        Args:
            folder: Where to make it on disk; None for one in memory.
            told: Triples, each as subject, predicate and object, with the graphs that hold them.
            quads: Some quads more, whose blank nodes keep their names.

        Raises:
            StoreError: The disk refuses.
        """
        location = str(folder) if folder else MEMORY
        try:
            engine = _opened_behind(location) if folder else ox.Store()
            # Into what is in order even a few quads would have to be put by writing all of it.
            engine.bulk_extend(quads)
            if _load(engine, _parts(told), ox.RdfFormat.N_QUADS) > _READ_AS_LOADED:
                engine.optimize()
        except (OSError, RuntimeError) as error:
            raise _unwritten(location, error) from error
        return cls(engine, location)

    def derive(self, rules: Sequence[str]) -> None:
        """Add to the default graph what CONSTRUCT queries derive from what it holds now.

        Raises:
            QueryError: A text is no CONSTRUCT query.
            StoreError: The disk refuses.
        """
        # Beside the store is as much room as it takes, and what is left there goes with it.
        beside = None if self.location == MEMORY else Path(self.location).parent
        with (
            tempfile.TemporaryDirectory(dir=beside) as folder,
            ThreadPoolExecutor(_RULES_AT_ONCE) as pool,
        ):
            files = [Path(folder) / f"{number}.nt" for number, _ in enumerate(rules)]
            # The engine evaluates and writes without Python, so two rules are asked at once.
            try:
                list(pool.map(self._write_derived, rules, files))
                for file in files:
                    _load(self.engine, _read_parts(file), ox.RdfFormat.N_TRIPLES)
            except (OSError, RuntimeError) as error:
                raise _unwritten(self.location, error) from error

    def _write_derived(self, rule: str, file: Path) -> None:
        answer = self.query(rule)
        if not isinstance(answer, ox.QueryTriples):
            raise QueryError(Problem("a rule must be a CONSTRUCT query", "rule"))
        try:
            answer.serialize(file, ox.RdfFormat.N_TRIPLES)
        finally:
            del answer  # The engine wants it dropped by this thread, and an error would hold it.

    def finish(self) -> None:
        """Make a filled store quick to read, and safe on disk.

        Raises:
            StoreError: The disk refuses.
        """
        try:
            self.engine.optimize()
            self.engine.flush()
        except (OSError, RuntimeError) as error:
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
            yield list(map(sys.intern, line.split("\t")))

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


def _opened_behind(location: str) -> ox.Store:
    """Open a store on disk to write to it, whose own threads give way to those that load.

    The engine merges what was loaded as soon as it has some of it, and the more often, the more
    time it is given: several times the whole, where the processors are busy making what is loaded.
    """
    with ThreadPoolExecutor(1, initializer=_step_behind) as opener:
        return opener.submit(ox.Store, location).result()


def _step_behind() -> None:
    # On Linux the priority is the thread's own, and those that it starts inherit it: nice(2).
    if sys.platform == "linux":
        with suppress(OSError):
            os.nice(_BEHIND)


def _load(engine: ox.Store, parts: Iterable[bytes], format_: ox.RdfFormat) -> int:
    """Load parts of a text, while the next are made, and return how many there were.

    The engine sorts without Python's lock.
    """
    count = 0
    with ThreadPoolExecutor(_LOADERS, "kg-load") as loaders:
        waiting: deque[Future[None]] = deque()
        try:
            for count, part in enumerate(parts, 1):  # noqa: B007  the last is returned
                if len(waiting) == 2 * _LOADERS:
                    waiting.popleft().result()
                waiting.append(loaders.submit(engine.bulk_load, part, format_, lenient=True))
            for load in waiting:
                load.result()
        except BaseException:
            loaders.shutdown(wait=False, cancel_futures=True)
            raise
    return count


def _parts(told: Iterable[tuple[Graphs, Iterable[Sequence[Any]]]]) -> Iterator[bytes]:
    """Yield triples as N-Quads, in parts of a size that is worth loading at once."""
    texts: list[str] = []
    size = 0
    for graphs, triples in told:
        # A term's text is its form in N-Quads, where a line break ends nothing but a triple.
        text = "".join([f"{node} {predicate} {term} .\n" for node, predicate, term in triples])
        for graph in graphs:
            texts.append(text.replace(" .\n", f" {graph} .\n") if graph else text)
            size += len(texts[-1])
        if size >= _BYTES_AT_ONCE:
            yield "".join(texts).encode()
            texts, size = [], 0
    yield "".join(texts).encode()


def _read_parts(file: Path) -> Iterator[bytes]:
    """Yield a file of lines in parts of a size that is worth loading at once."""
    with file.open("rb") as lines:
        while part := lines.read(_BYTES_AT_ONCE):
            yield part + lines.readline()


def _unwritten(location: str, error: Exception) -> StoreError:
    return StoreError(Problem(f"the graph cannot be written ({error})", location))
