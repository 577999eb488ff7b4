"""Work in a process of its own: what has to be stopped, and what would wait for Python's lock.

The engine cannot be interrupted, so what may last is asked in a process that can be ended. The
command runs itself in a fork, which costs a millisecond and streams to the same standard output. A
notebook, a server or a build has threads, which a fork does not survive, so there a fresh
interpreter opens the store by itself.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError, Problem, QueryError
from kg.results import Result
from kg.store import Answer, Store

_PACKAGES = Path(__file__).parents[1]
_TWO_WEEKS = 14 * 24 * 60 * 60
"""In seconds: systems count milliseconds, and refuse to wait for more than 24 days of them."""


def run_stoppable(task: Callable[[], int], seconds: float) -> int:
    """Run a task of the command in a fork, and return its exit code.

    It writes to this process's standard output. Must be called before any thread is started.

    Args:
        task: Returns an exit code; raises nothing.
        seconds: The time that it may take; 0 sets no limit.

    Raises:
        QueryError: The time limit passed, or the system ended the process.
        KeyboardInterrupt: The user ended it.
    """
    child = os.fork()
    if child == 0:
        _work(task, seconds)
    try:
        _, status = os.waitpid(child, 0)
    except BaseException:
        # Ctrl-C reaches both processes: the fork may be gone already.
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        raise
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGINT:
        raise KeyboardInterrupt
    if code == -signal.SIGALRM:
        raise _too_long(seconds, "allow more with --timeout SECONDS, or ask for less")
    if code < 0:
        problem = f"was ended by the system (signal {-code})"
        raise QueryError(Problem(problem, "query", "", "ask for less: it may need too much memory"))
    return code


def _work(task: Callable[[], int], seconds: float) -> None:
    """Be the fork: end by the task's exit code, or at once by a signal, even inside the engine."""
    code = 128 + signal.SIGINT
    try:
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(ending, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, min(seconds, _TWO_WEEKS))
        code = task()
    except Exception:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        os._exit(code)


def ask(
    location: str,
    text: str,
    bindings: Mapping[str, Any],
    seconds: float,
    limit: int | None = None,
) -> Answer | list[ox.Triple]:
    """Ask a store on disk in a process of its own, which is killed when its time is over.

    Args:
        location: The folder of the store.
        text: The query.
        bindings: RDF terms for variables of the query.
        seconds: The time that it may take.
        limit: How many rows or triples to read; None for all.

    Raises:
        QueryError: The text is no query, or the time limit passed.
    """
    import subprocess  # The command, which only forks, need not wait for it to load.

    terms = {name: str(term) for name, term in bindings.items()}
    request = json.dumps({"location": location, "text": text, "terms": terms, "limit": limit})
    try:
        done = subprocess.run(  # noqa: S603  this interpreter and this package
            _python("kg.worker"), env=_environment(), input=request.encode(),
            capture_output=True, timeout=min(seconds, _TWO_WEEKS), check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _too_long(seconds, "allow more with timeout, or ask for less") from error
    form, _, answer = done.stdout.partition(b"\n")
    match form:
        case b"results":
            return ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)
        case b"triples":
            return [quad.triple for quad in ox.parse(answer, ox.RdfFormat.N_TRIPLES)]
        case b"problem":
            raise QueryError(Problem(*json.loads(answer)))
        case _:
            reason = _reason(done.stderr, done.returncode)
            raise QueryError(Problem(f"the process that asks failed ({reason})", "query"))


@contextmanager
def meanwhile(*arguments: str) -> Iterator[None]:
    """Run a command of `kg` in a process of its own while the body runs, and wait for its end.

    If the body fails, the process is ended.

    Raises:
        KgError: The command failed; its last words say why.
    """
    import subprocess

    with subprocess.Popen(  # noqa: S603  this interpreter and this package
        _python("kg.cli", *arguments), env=_environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as child:  # fmt: skip
        try:
            yield
            _, told = child.communicate()
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        reason = _reason(told, child.returncode)
        raise KgError(Problem(reason, f"kg {arguments[0]}"))


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", module, *arguments]


def _environment() -> dict[str, str]:
    """Return an environment in which a fresh interpreter finds this very package."""
    path = os.pathsep.join(filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


def _reason(told: bytes, code: int) -> str:
    """Return the last line that a process told before it failed."""
    last = told.decode(errors="replace").strip().splitlines()[-1:]
    return last[0] if last else f"exit code {code}"


def _too_long(seconds: float, remedy: str) -> QueryError:
    return QueryError(Problem(f"the time limit of {seconds:g} s passed", "query", "", remedy))


def _answer(request: dict[str, Any]) -> bytes:
    """Answer a request of `ask`; the first line tells what the rest is."""
    terms = {
        name: next(iter(ox.parse(f"<x:s> <x:p> {term} .", ox.RdfFormat.N_TRIPLES))).object
        for name, term in request["terms"].items()
    }
    try:
        answer = Store.open(Path(request["location"])).query(request["text"], terms)
    except QueryError as error:
        [told] = error.problems
        fields = (told.problem, told.source, told.place, told.remedy)
        return b"problem\n" + json.dumps(fields).encode()
    limit = request["limit"]
    if isinstance(answer, ox.QueryTriples):
        triples = islice(answer, limit)
        return b"triples\n" + (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    if limit is not None and isinstance(answer, ox.QuerySolutions):
        # The engine writes all rows or none.
        return b"results\n" + json.dumps(Result(answer, limit=limit).to_json()).encode()
    return b"results\n" + (answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")


if __name__ == "__main__":
    sys.stdout.buffer.write(_answer(json.load(sys.stdin.buffer)))
