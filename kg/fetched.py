"""What was fetched, and the record of it that lies beside it, `NAME.fetched.json`.

What is here is replaced only if it is still what was fetched: all else is the user's own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.errors import Problem, StoreError


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was downloaded.

    Attributes:
        path: The file or folder.
        url: Its address.
        sha256: The checksum of what was sent; in the record of a folder, that of the folder.
        size: How many bytes were sent.
        commit: The commit of its repository; empty if it has none.
        etag: The version as the server names it.
        modified: When the server says that it was changed.
        unchanged: Whether it was here already, as it is there.
    """

    path: Path
    url: str
    sha256: str
    size: int
    commit: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.fetched.json")


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, or of the list of what a folder holds with theirs."""
    if path.is_dir():
        listed = "".join(
            f"{checksum(inner) if inner.is_file() else '/'}  {inner.relative_to(path).as_posix()}\n"
            for inner in sorted(path.rglob("*"))
        )
        return hashlib.sha256(os.fsencode(listed)).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def as_fetched(path: Path) -> Fetched | None:
    """Return what is known of a file or folder that is here, if it is still what was fetched."""
    try:
        note: dict[str, Any] = json.loads(_note(path).read_text(encoding="utf-8"))
        known = Fetched(path, **note)
        return known if known.sha256 == checksum(path) else None
    except (OSError, ValueError, TypeError):
        return None


def put(fresh: Path, fetched: Fetched) -> None:
    """Put what was fetched in its place, unless that is taken by what the user has made.

    Raises:
        StoreError: It is.
    """
    path = fetched.path
    ours = not path.is_symlink() and (
        not path.exists() or as_fetched(path) or checksum(path) == fetched.sha256
    )
    if not ours:
        problem = "is in the way: it is not what kg fetch put there"
        remedy = "move it elsewhere, or name another folder with --into"
        raise StoreError(Problem(problem, str(path), "", remedy))
    if fresh.is_dir():
        # No folder can take the place of another in one step; a run that was killed may have left
        # the old one aside.
        old = path.with_name(f".fetch-{path.name}")
        shutil.rmtree(old, ignore_errors=True)
        if path.exists():
            path.rename(old)
        fresh.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    else:
        fresh.replace(path)
    note = {name: value for name, value in asdict(fetched).items() if name != "path"}
    _note(path).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")


def forget(path: Path) -> None:
    """Remove a file that was fetched, and its record."""
    path.unlink()
    _note(path).unlink()
