"""The process that fills a store on disk: it stores the N-Quads of its standard input.

    python -P bulk.py FOLDER < quads.nq

The engine holds Python's lock while it sorts and stores. In a process of its own it does so beside
the one that makes the statements. `kg.store` runs this file; nothing imports it.
"""

from __future__ import annotations

import sys
from typing import Final

import pyoxigraph as ox

_BYTES_AT_ONCE: Final = 64 << 20
"""How much is sorted in memory: more takes memory, less leaves more to merge."""


def main() -> None:
    """Fill the store in the folder that the first argument names."""
    store = ox.Store(sys.argv[1])
    lines = sys.stdin.buffer
    while part := lines.read(_BYTES_AT_ONCE):
        store.bulk_load(part + lines.readline(), ox.RdfFormat.N_QUADS, lenient=True)
    store.optimize()
    store.flush()


if __name__ == "__main__":
    main()
