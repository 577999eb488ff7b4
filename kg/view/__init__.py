"""A network as one page: a single HTML file that opens without a network and shows its sources.

It takes a `networkx.MultiDiGraph` and gives text. It opens no store and writes no file.
"""

from kg.view.page import render

__all__ = ["render"]
