"""The folder of a build: made beside the last good one, and shown in one step.

Showing is replacing one symbolic link, which the file system does at once. So whoever reads sees
the old graph or the new one, and a build that fails or is killed leaves the old one as it was.

    output/store, graph.nq, ...  ->  .builds/current/store, ...
    output/.builds/current       ->  .builds/build-x1y2
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import filelock

from kg.errors import Problem, StoreError

ARTEFACTS: Final = ("store", "graph.nq", "graph.ttl", "network.html", "report.md")
"""What a build leaves in its output folder."""


@contextmanager
def fresh_folder(target: Path) -> Iterator[Path]:
    """Give a folder to build in, which nobody else writes to; take it away if the build fails."""
    fresh = None
    try:
        builds = target / ".builds"
        builds.mkdir(parents=True, exist_ok=True)
        _check_links(target)
        with filelock.FileLock(target / ".lock", timeout=0):
            fresh = Path(tempfile.mkdtemp(prefix="build-", dir=builds))
            yield fresh
    except BaseException as error:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, filelock.Timeout):
            problem = "another build is writing here"
            raise StoreError(Problem(problem, str(target), "", "wait for it to end")) from error
        if isinstance(error, OSError):
            problem = f"cannot be written ({error.strerror or error})"
            raise StoreError(Problem(problem, str(error.filename or target))) from error
        raise


def show(fresh: Path, target: Path) -> None:
    """Make the output folder show a finished build; the last step does it all at once."""
    builds = fresh.parent
    _check_links(target)
    for shown, own in _links(target).items():
        if not shown.is_symlink():
            shown.symlink_to(own)
    link = builds / "next"
    link.unlink(missing_ok=True)
    link.symlink_to(fresh.name)
    link.replace(builds / "current")
    for old in builds.glob("build-*"):
        if old != fresh:
            shutil.rmtree(old, ignore_errors=True)


def _links(target: Path) -> dict[Path, Path]:
    """Return what the output folder shows, and where it leads."""
    return {target / name: Path(".builds") / "current" / name for name in ARTEFACTS}


def _check_links(target: Path) -> None:
    """Make sure that what the output folder shows is not the user's own.

    Raises:
        StoreError: A file or a link is in the way.
    """
    for shown, own in _links(target).items():
        if shown.readlink() != own if shown.is_symlink() else shown.exists():
            problem = "is in the way of the build's own file"
            raise StoreError(Problem(problem, str(shown), "", "move it elsewhere"))
