"""A network as one page: a single HTML file that opens without a network and shows its sources.

It takes a `networkx.MultiDiGraph` and gives text. It opens no store and writes no file.
"""

from kg.view.page import Scope, render
from kg.view.reading import Document, Span

__all__ = ["Document", "Scope", "Span", "render"]
