"""What a terminal shows while something takes its time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Tell each step on standard error: on a terminal in one line with the time it takes."""
    if not sys.stderr.isatty():
        yield lambda step: print(f"{step} ...", file=sys.stderr)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.reset(task, description=step)


@contextmanager
def waiting(step: str) -> Iterator[None]:
    """Show on a terminal, and nowhere else, that something is being done, and for how long."""
    if not sys.stderr.isatty():
        yield
        return
    with progress() as say:
        say(step)
        yield


@contextmanager
def transfer(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show on a terminal how much of a file has come."""
    if not sys.stderr.isatty():
        yield lambda _, __: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(),
               TransferSpeedColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
