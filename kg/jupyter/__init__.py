"""The graph in IPython: `%load_ext kg` brings `%sparql`, `%%sparql` and completion.

An error that a user can cause is then told in its own lines, wherever a cell raises it. All is
loaded by that command alone; nothing else of the package needs IPython.
"""

from __future__ import annotations

from IPython.core.interactiveshell import InteractiveShell

from kg.errors import KgError
from kg.jupyter.completion import IDENTIFIER, Completion
from kg.jupyter.magics import SparqlMagics
from kg.terminal import visible


def load(shell: InteractiveShell) -> None:
    """Add the magics and their completion to a shell, and tell errors without tracebacks."""
    # IPython shows what this method returns in the place of a traceback.
    KgError._render_traceback_ = _lines  # type: ignore[attr-defined]
    magics = SparqlMagics(shell)
    shell.register_magics(magics)
    matchers = shell.Completer.custom_matchers
    # Loading an extension again must not complete everything twice.
    old = [one for one in matchers if getattr(one, "matcher_identifier", "") == IDENTIFIER]
    for matcher in old:
        matchers.remove(matcher)
    matchers.append(Completion(magics).match)


def _lines(error: KgError) -> list[str]:
    return [visible(line) for line in str(error).split("\n")]
