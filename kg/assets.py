"""Where the files that ship with the package lie: the ontology, rules, queries and facts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE = Path(__file__).resolve().parent
# A wheel carries the folder inside the package; a checkout has it beside the package.
ONTOLOGY: Final = next(
    folder for folder in (_PACKAGE / "ontology", _PACKAGE.parent / "ontology") if folder.is_dir()
)
"""The folder with `container-ecosystem.ttl`, `shapes.ttl`, `rules`, `queries` and `facts`."""
