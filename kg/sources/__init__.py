"""Sources: what can be loaded, and one module for each format.

A reader turns files into `Dataset` values: a description of the source and the statements that it
makes, each with its evidence. It resolves no identity and knows of no other source.
"""

from __future__ import annotations

from kg.sources.sheet import Dataset, read_sheets

__all__ = ["Dataset", "read_sheets"]
