"""Laying out a connected part about its hub: rings on which each relation has its own sector.

The rings are ellipses, as wide as the picture, with as much room between two things as their
labels need: much where they stand side by side, little where they stand above each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
T = TypeVar("T")
Neighbours = Sequence[Mapping[int, tuple[int, str]]]

_LEAST_RADIUS = 170.0
_RING_GAP = 1.35
_SECTOR_GAP = 26.0
_SAMPLES = 1440
_PASSES = 6


def surround(hub: int, neighbours: Neighbours, sizes: Points, aspect: float) -> Points:
    """Lay out a connected part in rings about one thing.

    Args:
        hub: The thing in the middle.
        neighbours: For each thing, the things it is related to and the sector of each.
        sizes: The width and height that each thing needs.
        aspect: The width of the picture over its height.
    """
    children = _tree(hub, neighbours)
    branches = _ordered(hub, children, neighbours)
    needs = _needs(hub, children, sizes)
    places = np.zeros_like(sizes)
    ellipse = _ellipse(max(aspect, 1e-3))
    gaps = [
        _SECTOR_GAP if neighbours[hub][here] != neighbours[hub][there] else 0.0
        for here, there in pairwise([*branches, branches[0]])
    ]
    size, angles = _fit(needs[branches], gaps, ellipse)
    _place(branches, angles, size * ellipse.shape, children, needs, places, sizes)
    return places


def _tree(hub: int, neighbours: Neighbours) -> list[list[int]]:
    """Return what each thing leads to that the hub does not reach by fewer steps."""
    children: list[list[int]] = [[] for _ in neighbours]
    seen = {hub}
    front = [hub]
    while front:
        reached = []
        for node in front:
            for other in sorted(
                neighbours[node], key=lambda other: (neighbours[node][other], other)
            ):
                if other not in seen:
                    seen.add(other)
                    children[node].append(other)
                    reached.append(other)
        front = reached
    return children


def _needs(hub: int, children: list[list[int]], sizes: Points) -> Points:
    """Return the room that each thing needs together with all that it leads to."""
    outwards = [hub]
    for node in outwards:
        outwards.extend(children[node])
    needs = sizes.copy()
    for node in reversed(outwards):
        if children[node]:
            needs[node] = np.maximum(needs[node], needs[children[node]].sum(axis=0))
    return needs


def _ordered(hub: int, children: list[list[int]], neighbours: Neighbours) -> list[int]:
    """Order what surrounds the hub by sector, with what is related across sectors close by."""
    branch_of: dict[int, int] = {}
    for branch in children[hub]:
        below = [branch]
        while below:
            node = below.pop()
            branch_of[node] = branch
            below.extend(children[node])
    ties = sorted(
        (branch_of[here], branch_of[there])
        for here in branch_of
        for there in neighbours[here]
        if there != hub and here < there and branch_of[here] != branch_of[there]
    )
    sectors: dict[tuple[int, str], list[int]] = {}
    for branch in children[hub]:
        sectors.setdefault(neighbours[hub][branch], []).append(branch)
    order = list(sectors.values())

    def stretch() -> int:
        line = [branch for sector in order for branch in sector]
        spot = {branch: index for index, branch in enumerate(line)}
        steps = (abs(spot[here] - spot[there]) for here, there in ties)
        return sum(min(step, len(line) - step) for step in steps)

    tied = {branch for tie in ties for branch in tie}
    free = {branch for row in order for branch in row if branch not in tied}
    for _ in range(_PASSES if ties else 0):
        if not any([_improve(order, stretch), *(_improve(row, stretch, free) for row in order)]):
            break
    return [branch for sector in order for branch in sector]


def _improve(row: list[T], cost: Callable[[], int], free: Container[T] = ()) -> bool:
    """Swap any two of a row wherever that lowers a cost; return whether it did.

    Args:
        row: What is put in order.
        cost: What the present order costs.
        free: What costs nothing wherever it stands, so that two of it need not be swapped.
    """
    least = before = cost()
    for here, there in combinations(range(len(row)), 2):
        if row[here] in free and row[there] in free:
            continue
        row[here], row[there] = row[there], row[here]
        now = cost()
        if now < least:
            least = now
        else:
            row[here], row[there] = row[there], row[here]
    return least < before


class _Ellipse:
    """Where one comes out, and how the curve runs there, after so much of the way about it."""

    def __init__(self, aspect: float) -> None:
        self.shape = shape = np.array([aspect, 1.0]) / np.sqrt(aspect)
        turn = np.linspace(0, 2 * np.pi, _SAMPLES + 1) - np.pi / 2
        across, down = shape[0] * np.cos(turn), shape[1] * np.sin(turn)
        steps = np.hypot(np.diff(across), np.diff(down))
        # Lists, because single numbers are read from them, which arrays are slow at.
        self.length: list[float] = [0.0, *np.cumsum(steps).tolist()]
        self.turn: list[float] = turn.tolist()
        way = np.abs(np.stack([shape[0] * np.sin(turn), shape[1] * np.cos(turn)], axis=1))
        self.tangent: list[list[float]] = np.maximum(
            way / np.hypot(way[:, 0], way[:, 1])[:, None], 1e-6
        ).tolist()

    def walk(
        self, rooms: Sequence[tuple[float, float]], gaps: Sequence[float], size: float
    ) -> tuple[list[float], float]:
        """Walk once about it, leaving room for each; return the angles and the share used.

        Args:
            rooms: The width and height from each to the next.
            gaps: What to leave between them beside that.
            size: How many times as large as its shape the ellipse is.
        """
        angles = []
        spot = 0.0
        for (wide, high), gap in zip(rooms, gaps, strict=True):
            here = self._index(spot / size)
            angles.append(self.turn[here])
            across, down = self.tangent[here]
            # The curve turns on the way, so the middle of the step decides, not where it began.
            middle = spot + min(wide / across, high / down) / 2
            across, down = self.tangent[self._index(middle / size)]
            spot += min(wide / across, high / down) + gap
        return angles, spot / (self.length[-1] * size)

    def _index(self, spot: float) -> int:
        return min(bisect_left(self.length, spot), _SAMPLES)


@lru_cache(maxsize=8)
def _ellipse(aspect: float) -> _Ellipse:
    return _Ellipse(aspect)


def _fit(needs: Points, gaps: Sequence[float], ellipse: _Ellipse) -> tuple[float, list[float]]:
    """Return the smallest size at which all find room, and the angle of each."""
    halves = ((needs + np.roll(needs, -1, axis=0)) / 2).tolist()

    def filled(slack: float, size: float) -> float:
        return ellipse.walk(*_loosened(halves, gaps, slack), size)[1]

    low, high = _LEAST_RADIUS, _LEAST_RADIUS
    while filled(1.0, high) > 1.0:
        high *= 1.5
    for _ in range(24 if low < high else 0):
        middle = (low + high) / 2
        if filled(1.0, middle) > 1.0:
            low = middle
        else:
            high = middle
    # What room is left is shared out by making everything a little larger.
    slack, most = 1.0, 40.0
    for _ in range(12):
        middle = (slack + most) / 2
        if filled(middle, high) > 1.0:
            most = middle
        else:
            slack = middle
    return high, ellipse.walk(*_loosened(halves, gaps, slack), high)[0]


def _loosened(
    rooms: Sequence[Sequence[float]], gaps: Sequence[float], slack: float
) -> tuple[list[tuple[float, float]], list[float]]:
    return [(wide * slack, high * slack) for wide, high in rooms], [gap * slack for gap in gaps]


def _place(
    row: list[int],
    angles: list[float],
    radii: npt.NDArray[np.float64],
    children: list[list[int]],
    needs: Points,
    places: Points,
    sizes: Points,
) -> None:
    """Put a row on its ring, and what each of it leads to beyond it on the next."""
    for node, angle in zip(row, angles, strict=True):
        direction = np.array([np.cos(angle), np.sin(angle)])
        places[node] = radii * direction
        if not children[node]:
            continue
        # The next ring is as far as the labels are long in this direction.
        step = _RING_GAP * float(np.abs(direction) @ sizes[[node, *children[node]]].mean(axis=0))
        outer = radii + max(step, 70.0)
        tangent = np.array([-outer[0] * np.sin(angle), outer[1] * np.cos(angle)])
        speed = float(np.hypot(*tangent))
        unit = np.maximum(np.abs(tangent / speed), 1e-6)
        rooms = [float(np.min(needs[child] / unit)) / speed for child in children[node]]
        begin = angle - sum(rooms) / 2
        inner = []
        for room in rooms:
            inner.append(begin + room / 2)
            begin += room
        _place(children[node], inner, outer, children, needs, places, sizes)
