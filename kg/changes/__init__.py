"""What changed from one build to another, each change with the place that says so.

described   what the consolidated graph of one build says, by node
matching    which things and statements of two builds are the same, by keys first
comparing   what came, went or changed among them
sentences   things and statements in a few words
"""

from __future__ import annotations

from kg.changes.changed import Change, Changes
from kg.changes.comparing import compare
from kg.changes.described import Described, Place
from kg.store import Store

__all__ = ["Change", "Changes", "Place", "changes"]


def changes(old: Store, new: Store) -> Changes:
    """Return what changed from one build to another.

    A line of a file that moved, or a day on which all was stated again, is no change.
    """
    return compare(Described(old), Described(new))
