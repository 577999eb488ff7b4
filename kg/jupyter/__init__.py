"""The graph in IPython: `%load_ext kg` brings `%sparql`, `%%sparql` and completion.

It is loaded by that command alone; nothing else of the package needs IPython.
"""

from __future__ import annotations

from IPython.core.interactiveshell import InteractiveShell

from kg.jupyter.completion import IDENTIFIER, Completion
from kg.jupyter.magics import SparqlMagics


def load(shell: InteractiveShell) -> None:
    """Add the magics and their completion to a shell."""
    magics = SparqlMagics(shell)
    shell.register_magics(magics)
    matchers = shell.Completer.custom_matchers
    # Loading an extension again must not complete everything twice.
    old = [one for one in matchers if getattr(one, "matcher_identifier", "") == IDENTIFIER]
    for matcher in old:
        matchers.remove(matcher)
    matchers.append(Completion(magics).match)
