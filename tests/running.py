"""What many tests run: the command in a process of its own, and builds that all of them share."""

from __future__ import annotations

import importlib
import os
import pickle
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

import kg

ROOT = Path(kg.__file__).parents[1]

# The lines that a module consists of run when it is first imported: let that be while they count.
for module in pkgutil.walk_packages(kg.__path__, "kg."):
    importlib.import_module(module.name)


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kg.cli", *arguments],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


@contextmanager
def unmeasured() -> Iterator[None]:
    """Work without measuring coverage, which slows all of Python, the libraries most of all.

    For what others than this project do, and for what is built only to be looked at.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def shared(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], kg.Built]
) -> kg.Built:
    """Return a build that the first worker to need it makes for all of them."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    kept = root / f"{name}.pickle"
    with FileLock(root / f"{name}.lock"):
        if not kept.exists():
            with unmeasured():
                kept.write_bytes(pickle.dumps(make(root / name / "output")))
        made: kg.Built = pickle.loads(kept.read_bytes())
    return made
