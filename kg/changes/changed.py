"""Changes as plain values, and the forms in which people take them away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from kg.changes.described import Place
from kg.display import counted, html, html_table, markdown_table
from kg.terms import compact

Sort = Literal["new", "gone", "changed"]

_FIRST: Final = (
    "project", "level", "member", "maintainer", "group", "lead", "image", "funding round",
    "acquisition", "name", "value",
)  # fmt: skip
"""The kinds of changes that are told first, in this order; the others follow by name."""
_SORTS: Final = ("new", "gone", "changed")
_COLUMNS: Final = ("kind", "change", "what", "source")
_PLACES_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    Attributes:
        kind: What it is about: `project`, `level`, `maintainer` and so on.
        change: `new` for what the new build has alone, `gone` for what the old one has alone,
            `changed` for what both have otherwise.
        about: The IRI of the thing or statement: in the new build, or in the old one if gone.
        what: The change in words.
        attribute: The property that changed; empty for what came or went.
        before: Its value in the old build, as people read it.
        after: Its value in the new one.
        places: Where the new build's sources say so; of what is gone, where the old build's did.
    """

    kind: str
    change: Sort
    about: str
    what: str
    attribute: str = ""
    before: str = ""
    after: str = ""
    places: tuple[Place, ...] = ()

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The kind, the sort of change, the words and the first places."""
        sources: dict[str, list[str]] = {}
        for place in self.places[:_PLACES_SHOWN]:
            sources.setdefault(place.source, []).append(place.short)
        told = "; ".join(" ".join((key, *filter(None, of))) for key, of in sources.items())
        more = len(self.places) - _PLACES_SHOWN
        return self.kind, self.change, self.what, f"{told} and {more} more" if more > 0 else told

    @property
    def order(self) -> tuple[int, str, int, str, str, str]:
        """What changes are sorted by."""
        first = _FIRST.index(self.kind) if self.kind in _FIRST else len(_FIRST)
        of = _SORTS.index(self.change)
        return first, self.kind, of, self.what.casefold(), self.about, self.attribute


class Changes(Sequence[Change]):
    """All that changed from one build to another, in order.

    Attributes:
        columns: The names of the columns of `rows`.
    """

    columns = _COLUMNS

    def __init__(self, found: Iterable[Change]) -> None:
        self._found = sorted(found, key=lambda one: one.order)

    def __getitem__(self, index: Any) -> Any:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return f"<Changes: {self.summary()}>"

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many changes there are of each kind, and of each sort."""
        counted = Counter((one.kind, one.change) for one in self)
        found: dict[str, dict[str, int]] = {}
        for one in self:
            found.setdefault(one.kind, {})[one.change] = counted[one.kind, one.change]
        return found

    def summary(self) -> str:
        """Return how much changed in one line; that both builds say the same, if nothing did."""
        if not self:
            return "nothing changed: both say the same"
        told = (
            f"{kind} ({', '.join(f'{number} {sort}' for sort, number in sorts.items())})"
            for kind, sorts in self.counts.items()
        )
        return f"{counted(len(self), 'change')}: {', '.join(told)}"

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return a row for each change, as `columns` names its cells."""
        return [one.row for one in self]

    def to_markdown(self) -> str:
        """Return the changes as Markdown: what there is, then a table."""
        table = f"\n{markdown_table(self.columns, self.rows())}" if self else ""
        return f"{self.summary()}\n{table}"

    def to_dict(self) -> dict[str, Any]:
        """Return the changes as plain values that JSON can hold."""
        told = [{**asdict(one), "about": compact(one.about)} for one in self]
        return {"counts": self.counts, "changes": told}

    def _repr_html_(self) -> str:
        table = html_table(self.columns, self.rows()) if self else ""
        return f"<p>{html(self.summary())}</p>{table}"
