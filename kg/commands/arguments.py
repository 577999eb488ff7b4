"""What the arguments of several commands have in common."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kg.errors import InputError, KgError

if TYPE_CHECKING:
    from kg.sources import Given


class UsageError(KgError):
    """The arguments do not fit together."""


class Words(argparse.Action):
    """Takes the words of a name together, so that one of several needs no quotes."""

    def __call__(self, _: Any, options: argparse.Namespace, words: Any, __: Any = None) -> None:
        """Put the words together."""
        setattr(options, self.dest, " ".join(words))


def command(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int | None],
    about: str,
    example: str,
    *shared: Callable[[argparse.ArgumentParser], None],
) -> argparse.ArgumentParser:
    """Add a command to the parser of `kg`.

    Args:
        commands: The commands that there are.
        name: Its name.
        run: What it does; may return an exit code.
        about: What it does, as a sentence.
        example: A line that calls it.
        shared: The options that it shares with others: `stored`, `dated`.
    """
    added: argparse.ArgumentParser = commands.add_parser(
        name, help=about, description=about, epilog=f"example: {example}"
    )
    added.set_defaults(run=run)
    for option in shared:
        option(added)
    return added


def stored(added: argparse.ArgumentParser) -> None:
    """Let a command take the graph to ask."""
    added.add_argument(
        "--store", type=place, metavar="LOCATION",
        help="the graph to ask (default: the one that kg build makes in this folder)",
    )  # fmt: skip


def dated(added: argparse.ArgumentParser) -> None:
    """Let a command take a day to ask for."""
    added.add_argument(
        "--as-of", metavar="DATE", help="the day to ask for, such as 2014-09-16 or 2014"
    )


def place(text: str) -> str:
    """Read the name of a file or folder; an empty one would mean the current folder."""
    if not text.strip():
        raise ValueError(text)
    return text


def count(text: str) -> int:
    """Read a number of things, of which there may be none."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number; write 0, 1, 2 ...")
    return int(text)


def seconds(text: str) -> float:
    """Read a length of time."""
    try:
        read = float(text)
    except ValueError:
        read = math.nan
    if not 0 <= read < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, such as 0.5 or 60")
    return read


def source(text: str) -> Given:
    """Read a source, given as NAME=PATH.

    Raises:
        UsageError: It is none.
    """
    from kg.sources import Given, check

    try:
        return check(Given.parse(text))
    except InputError as error:
        raise UsageError(*error.problems) from error
