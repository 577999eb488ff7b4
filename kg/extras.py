"""Libraries that people choose to install: each comes with an extra of the package."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from kg.errors import KgError, Problem

_EXTRAS: Final = {
    "pandas": "frames", "polars": "frames", "pyarrow": "parquet", "scipy": "network",
}  # fmt: skip
"""The extra that each library comes with."""


def require(module: str) -> Any:
    """Return a module of such a library, for example `scipy.sparse`.

    Raises:
        KgError: The library is not installed; it says which extra brings it.
    """
    library = module.partition(".")[0]
    try:
        return import_module(module)
    except ImportError as error:
        remedy = f"run: pip install 'container-ecosystem-kg[{_EXTRAS[library]}]'"
        raise KgError(Problem(f"{library} is not installed", remedy=remedy)) from error
