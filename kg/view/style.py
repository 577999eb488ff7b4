"""How each kind of thing and of relation is drawn: its colour, its shape, its dash.

The colours are those of Okabe and Ito, darkened for paper and lightened for a dark screen until
they stand out from either. No two kinds in the table share an outline, filled or hollow, so that
they differ in grey too; no two relations share both colour and dash. Nothing here touches a graph
or a page.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Colour:
    """One hue in its two schemes.

    Attributes:
        light: The shade that stands out from a light page.
        dark: The shade that stands out from a dark page.
    """

    light: str
    dark: str


BLUE: Final = Colour("#0072b2", "#4aa8e0")
SKY: Final = Colour("#2f8fc4", "#86cdf5")
ORANGE: Final = Colour("#c27c00", "#f0ad1f")
GREEN: Final = Colour("#00805d", "#27c495")
PURPLE: Final = Colour("#b0508a", "#e396bf")
VERMILION: Final = Colour("#c75200", "#f5803a")
OLIVE: Final = Colour("#857a00", "#e6d93f")
GREY: Final = Colour("#66707a", "#9aa5b1")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of thing is drawn and what the legend calls it.

    Attributes:
        english: The name of one such thing.
        chinese: The same in Chinese.
        shape: The name of an outline that `page/painter.js` and the legend know.
        colour: The colour of its outline, and of its inside unless hollow.
        hollow: Whether only the outline is drawn, for kinds that say little.
    """

    english: str
    chinese: str
    shape: str
    colour: Colour
    hollow: bool = False


KINDS: Final[Mapping[str, Kind]] = {
    "Company": Kind("Company", "公司", "dot", BLUE),
    "InvestmentFirm": Kind("Investment firm", "投资机构", "diamond", ORANGE),
    "Foundation": Kind("Foundation", "基金会", "hexagon", GREEN),
    "Group": Kind("Group", "群组", "hexagon", GREEN, hollow=True),
    "Organization": Kind("Organization", "组织", "dot", BLUE, hollow=True),
    "Person": Kind("Person", "人物", "triangle", PURPLE),
    "Project": Kind("Project", "项目", "square", GREEN),
    "Product": Kind("Product", "产品", "pentagon", VERMILION),
    "ContainerImage": Kind("Container image", "容器镜像", "slab", SKY),
    "Software": Kind("Software", "软件", "square", VERMILION, hollow=True),
    "Release": Kind("Release", "版本", "cross", OLIVE),
    "Event": Kind("Event", "活动", "star", OLIVE),
    "Place": Kind("Place", "地点", "triangleDown", GREY),
    "Other": Kind("Other", "其他", "cross", GREY, hollow=True),
}
"""The kinds in the order of the legend."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How a kind of relation is drawn.

    Attributes:
        colour: The colour of its line.
        dash: The lengths of its strokes and gaps; empty for an unbroken line.
    """

    colour: Colour
    dash: tuple[int, ...] = ()


DASHED: Final = (7, 4)
DOTTED: Final = (2, 3)
DASH_DOTTED: Final = (8, 3, 2, 3)
LONG: Final = (14, 4)
SPARSE: Final = (3, 8)

RELATIONS: Final[Mapping[str, Relation]] = {
    "investedIn": Relation(ORANGE),
    "acquired": Relation(ORANGE, DASHED),
    "subsidiaryOf": Relation(ORANGE, DOTTED),
    "listedOn": Relation(ORANGE, LONG),
    "boardMemberOf": Relation(PURPLE),
    "boardObserverOf": Relation(PURPLE, LONG),
    "employedBy": Relation(PURPLE, DASHED),
    "affiliation": Relation(PURPLE, SPARSE),
    "founderOf": Relation(PURPLE, DOTTED),
    "creatorOf": Relation(PURPLE, DASH_DOTTED),
    "customerOf": Relation(BLUE),
    "uses": Relation(BLUE, DASHED),
    "competitorOf": Relation(BLUE, DOTTED),
    "partnerOf": Relation(GREEN),
    "memberOf": Relation(GREEN, DASHED),
    "hostedBy": Relation(GREEN, DOTTED),
    "donatedTo": Relation(GREEN, DASH_DOTTED),
    "develops": Relation(VERMILION),
    "maintains": Relation(VERMILION, DASHED),
    "builtWith": Relation(VERMILION, DOTTED),
    "integratesWith": Relation(OLIVE, DASHED),
    "partOf": Relation(OLIVE),
    "basedIn": Relation(GREY),
    "atEvent": Relation(GREY, DASHED),
    "other": Relation(GREY, DOTTED),
}
"""The relations in the order of the legend, which is also that of the sectors about a hub."""


_SPARE_KINDS: Final = [
    (shape, colour, hollow)
    for colour in (OLIVE, SKY, PURPLE, GREEN, VERMILION, GREY)
    for shape in ("hexagon", "diamond", "triangleDown", "square", "star")
    for hollow in (False, True)
    if (shape, colour, hollow)
    not in {(kind.shape, kind.colour, kind.hollow) for kind in KINDS.values()}
]
_SPARE_RELATIONS: Final = [
    (colour, dash)
    for dash in (DASHED, DASH_DOTTED, LONG, DOTTED)
    for colour in (SKY, OLIVE, BLUE, GREEN, ORANGE, PURPLE, VERMILION)
    if (colour, dash) not in {(line.colour, line.dash) for line in RELATIONS.values()}
]
_MOST_UNKNOWN: Final = 12
"""More kinds than this that the tables lack are drawn alike: a legend has its limits."""


def kinds(names: Iterable[str]) -> dict[str, Kind]:
    """Return how each kind of thing is drawn, in the order of the legend.

    A kind that the table lacks gets a look of its own that no other kind has.
    """
    given = set(names)
    found = {name: kind for name, kind in KINDS.items() if name in given}
    for name, look in _spare(sorted(given - set(found)), _SPARE_KINDS):
        if look is None:
            found[name] = replace(KINDS["Other"], english=in_words(name))
        else:
            found[name] = Kind(in_words(name), "", *look)
    return found


def relations(names: Iterable[str]) -> dict[str, Relation]:
    """Return how each relation is drawn, in the order of the legend."""
    given = set(names)
    found = {name: line for name, line in RELATIONS.items() if name in given}
    for name, look in _spare(sorted(given - set(found)), _SPARE_RELATIONS):
        found[name] = RELATIONS["other"] if look is None else Relation(*look)
    return found


def _spare(names: Sequence[str], looks: Sequence[T]) -> Iterator[tuple[str, T | None]]:
    """Give each name a look that follows from the name, as long as there are any."""
    free = list(looks)
    for name in names:
        if len(looks) - len(free) < min(_MOST_UNKNOWN, len(looks)):
            yield name, free.pop(zlib.crc32(name.encode("utf-8", "replace")) % len(free))
        else:
            yield name, None


def in_words(name: str) -> str:
    """Return the name of a class as people write it.

    >>> in_words("AdvisoryBoard")
    'Advisory board'
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return spaced[:1].upper() + spaced[1:].lower() if spaced != name else name


def rank(name: str) -> tuple[int, str]:
    """Return the place of a relation in the legend; unknown ones follow in alphabetical order."""
    order = list(RELATIONS)
    return (order.index(name) if name in RELATIONS else len(order), name)


def palette(colours: Mapping[str, Colour]) -> str:
    """Return colours in both schemes as CSS custom properties of the given names."""
    light = "".join(f"--{name}:{colour.light};" for name, colour in colours.items())
    dark = "".join(f"--{name}:{colour.dark};" for name, colour in colours.items())
    return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
