"""The command `kg`: it parses, calls and prints, and decides nothing.

Results go to standard output, all else to standard error. It exits with 0 when done, 1 when the
data or the question is at fault, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

from kg.commands import asking, building, drawing, network, telling
from kg.commands.arguments import UsageError
from kg.errors import KgError, Problem
from kg.terminal import visible
from kg.worker import run_stoppable

_PROBLEMS_SHOWN: Final = 20
_OUTPUT: Final = "standard output"
_COMMANDS: Final = (building, asking, telling, network, drawing)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    # Who is told to end, or loses the terminal, leaves nothing half done and no process behind.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is signal.SIG_DFL:  # Not what `nohup` wants ignored.
            signal.signal(ending, lambda number, _: sys.exit(128 + number))
    options = _parser().parse_args(arguments)
    if sys.stdout is None:  # The shell closed it: kg ... >&-
        return _told(KgError(Problem("is closed", _OUTPUT)))
    if sys.stderr is None:  # Print would write to standard output instead.
        sys.stderr = io.StringIO()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if "timeout" not in options:
        return _run(options)
    try:
        return run_stoppable(lambda: _run(options), options.timeout)
    except KgError as error:
        return _told(error)
    except KeyboardInterrupt:
        return _interrupted()


def _run(options: argparse.Namespace) -> int:
    """Run the command that was chosen; whatever goes wrong becomes a line and an exit code."""
    try:
        code: int = options.run(options) or 0
        sys.stdout.flush()
    except KgError as error:
        return _told(error)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough.
        _discard_output()
        return 0
    except OSError as error:
        if error.filename is None:
            _discard_output()
        where = str(error.filename or _OUTPUT)
        return _told(KgError(Problem(f"cannot be used ({error.strerror or error})", where)))
    except KeyboardInterrupt:
        return _interrupted()
    return code


def _told(error: KgError) -> int:
    """Print a line for each problem and return the exit code."""
    for problem in error.problems[:_PROBLEMS_SHOWN]:
        # Only the marked line of a query stands below its problem.
        print("\n".join(map(visible, str(problem).split("\n"))), file=sys.stderr)
    if len(error.problems) > _PROBLEMS_SHOWN:
        print(f"... and {len(error.problems) - _PROBLEMS_SHOWN} more", file=sys.stderr)
    return 2 if isinstance(error, UsageError) else 1


def _interrupted() -> int:
    print("interrupted; the last graph is as it was", file=sys.stderr)
    return 130


def _discard_output() -> None:
    """Let what is still to be written go nowhere, or Python would complain at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kg", description="The knowledge graph of the container ecosystem."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for theme in _COMMANDS:
        theme.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
