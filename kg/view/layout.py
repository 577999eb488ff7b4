"""Where each thing stands: positions computed beforehand, so that the page is still at once.

Each connected part is laid out by itself: about its hub if it has one, as discs of what belongs
together if it is large, by forces if neither; then cleared of overlaps and packed beside the
others. There is no chance in it: the same network gives the same picture. Nothing here knows of
colours, labels or pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.view.crowding import separate
from kg.view.forces import spread
from kg.view.rings import surround

Points = npt.NDArray[np.float64]

_RADIAL_LIMIT = 150
_RADIAL_SHARE = 0.4
_GAP = 60.0
_STRETCH = 1.7
_DISC_GAP = 1.2
# How wide a screen is taken to be, and a name on it, in pixels; and how full of discs it gets.
_SCREEN = 1000.0
_NAME = (84.0, 46.0)
_FILLED = 0.45


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two things, which are named by their number.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        group: The sector in which a hub shows the other end; sectors are sorted by it.
    """

    start: int
    end: int
    group: tuple[int, str]


def arrange(
    sizes: Points,
    links: Sequence[Link],
    *,
    focus: int | None = None,
    aspect: float = 1.4,
    groups: Sequence[Sequence[int]] = (),
) -> Points:
    """Return the position of each thing, the middle of the picture near the origin.

    Args:
        sizes: The width and height that each thing needs, one row each.
        links: The relations between them.
        focus: The thing to put in the middle; None to find the best connected.
        aspect: The width of the picture over its height.
        groups: What to keep together in a large part; none of them reaches over two parts.
    """
    places: Points = np.zeros((len(sizes), 2))
    if not len(sizes):
        return places
    parts = _parts(len(sizes), links)
    # The part in focus comes first, then the largest, then the one that was named first.
    parts.sort(key=lambda part: (focus not in part, -len(part), part[0]))
    number_in_part = {node: number for part in parts for number, node in enumerate(part)}
    part_of = {node: index for index, part in enumerate(parts) for node in part}
    links_in: list[list[Link]] = [[] for _ in parts]
    for link in links:
        if link.start != link.end:
            start, end = number_in_part[link.start], number_in_part[link.end]
            links_in[part_of[link.start]].append(Link(start, end, link.group))
    groups_in: list[list[list[int]]] = [[] for _ in parts]
    for group in groups:
        groups_in[part_of[group[0]]].append([number_in_part[node] for node in group])
    for part, inner, discs in zip(parts, links_in, groups_in, strict=True):
        centre = number_in_part[focus] if focus is not None and part is parts[0] else None
        if len(part) > _RADIAL_LIMIT and len(discs) > 1:
            places[part] = _arrange_discs(sizes[part], inner, discs, aspect)
        else:
            places[part] = _arrange_part(sizes[part], inner, centre, aspect)
    return _stretch(_pack(places, sizes, parts, aspect), sizes, aspect)


def _arrange_discs(
    sizes: Points, links: Sequence[Link], groups: Sequence[Sequence[int]], aspect: float
) -> Points:
    """Lay out each group by itself, then the groups as things of their own size."""
    places = np.zeros_like(sizes)
    home = np.empty(len(sizes), dtype=np.intp)
    spot = np.empty(len(sizes), dtype=np.intp)
    for number, group in enumerate(groups):
        home[list(group)] = number
        spot[list(group)] = np.arange(len(group))
    within: list[list[Link]] = [[] for _ in groups]
    between: set[tuple[int, int]] = set()
    for link in links:
        start, end = int(home[link.start]), int(home[link.end])
        if start == end:
            within[start].append(Link(int(spot[link.start]), int(spot[link.end]), link.group))
        else:
            between.add((min(start, end), max(start, end)))
    room = np.zeros((len(groups), 2))
    for number, group in enumerate(groups):
        members = list(group)
        inside = _arrange_part(sizes[members], within[number], None, 1.0)
        low = (inside - sizes[members] / 2).min(axis=0)
        high = (inside + sizes[members] / 2).max(axis=0)
        places[members] = inside - (low + high) / 2
        room[number] = high - low + _DISC_GAP * np.sqrt(np.prod(sizes, axis=1)).mean()
    # Each has room for its name where all of them are on the screen at once.
    screen = np.sqrt(np.prod(room, axis=1).sum() / _FILLED * aspect) / _SCREEN
    room = np.maximum(room, np.array(_NAME) * screen)
    ends = np.array(sorted(between), dtype=np.intp)
    step = float(np.sqrt(np.prod(room, axis=1)).mean())
    middles = spread(len(groups), ends, 0.4 * step, 0) * np.sqrt([aspect, 1 / aspect])
    middles = separate(middles, room, fixed=0, rounds=400)
    return np.asarray(places + middles[home])


def _parts(count: int, links: Sequence[Link]) -> list[list[int]]:
    """Return the connected parts, each a sorted list."""
    root = list(range(count))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for link in links:
        root[find(link.start)] = find(link.end)
    parts: dict[int, list[int]] = {}
    for node in range(count):
        parts.setdefault(find(node), []).append(node)
    return list(parts.values())


def _arrange_part(sizes: Points, links: list[Link], centre: int | None, aspect: float) -> Points:
    count = len(sizes)
    if count == 1:
        return np.zeros((1, 2))
    neighbours: list[dict[int, tuple[int, str]]] = [{} for _ in range(count)]
    for link in links:
        for here, there in ((link.start, link.end), (link.end, link.start)):
            known = neighbours[here].get(there, link.group)
            neighbours[here][there] = min(known, link.group)
    hub = centre
    if hub is None:
        hub = max(range(count), key=lambda node: (len(neighbours[node]), -node))
    near = len(neighbours[hub])
    if count <= _RADIAL_LIMIT and (centre is not None or near >= _RADIAL_SHARE * (count - 1)):
        places = surround(hub, neighbours, sizes, aspect)
    else:
        ends = np.array([(link.start, link.end) for link in links], dtype=np.intp)
        places = spread(count, ends, float(np.sqrt(np.prod(sizes, axis=1)).mean()), hub)
        places *= np.sqrt([aspect, 1 / aspect])
    return separate(places, sizes, fixed=hub)


def _pack(places: Points, sizes: Points, parts: list[list[int]], aspect: float) -> Points:
    """Put the parts beside each other in shelves, in their order, without overlap."""
    if len(parts) == 1:
        return places
    packed = places.copy()
    shelves: list[list[int]] = [[]]
    low = [(places[part] - sizes[part] / 2).min(axis=0) for part in parts]
    high = [(places[part] + sizes[part] / 2).max(axis=0) for part in parts]
    extents = np.array([top - bottom + _GAP for bottom, top in zip(low, high, strict=True)])
    width = max(float(np.sqrt(np.prod(extents, axis=1).sum() * aspect)), extents[:, 0].max())
    across = down = shelf = 0.0
    for index, part in enumerate(parts):
        # A small part beside a large one would look lost, so it goes below.
        lost = extents[index, 1] < 0.3 * shelf
        if across and (lost or across + extents[index, 0] > width):
            across, down, shelf = 0.0, down + shelf, 0.0
            shelves.append([])
        shelves[-1].append(index)
        packed[part] += np.array([across, down]) - low[index]
        across += extents[index, 0]
        shelf = max(shelf, extents[index, 1])
    for row in shelves:
        spare = width - extents[row, 0].sum()
        for index in row:
            packed[parts[index], 0] += spare / 2
    corners = (packed - sizes / 2).min(axis=0), (packed + sizes / 2).max(axis=0)
    packed -= (corners[0] + corners[1]) / 2
    return packed


def _stretch(places: Points, sizes: Points, aspect: float) -> Points:
    """Draw the picture out along its short side, which can only take things further apart."""
    width, height = np.ptp(places, axis=0) + sizes.max(axis=0)
    ratio = float(width / height / aspect)
    across, down = (min(max(side, 1.0), _STRETCH) for side in (1 / ratio, ratio))
    stretched: Points = places * np.array([across, down])
    return stretched
