"""Making room: things that stand too close are found by way of a grid and pushed apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

_PATIENCE = 25
_GROWTH = 1.015


def separate(places: Points, sizes: Points, *, fixed: int, rounds: int = 120) -> Points:
    """Push things apart until their boxes no longer overlap, moving each as little as possible.

    Args:
        places: The middles of the boxes.
        sizes: Their widths and heights.
        fixed: The thing that the others give way to.
        rounds: The number of passes after which to accept what is left.
    """
    moved = places.copy()
    weight = np.ones(len(places))
    weight[fixed] = 0.0
    for step in range(rounds):
        if step > _PATIENCE:
            # Where pushing alone only passes the crowding on, everything has to make room.
            moved *= _GROWTH
        first, second = close_pairs(moved, sizes)
        apart = moved[second] - moved[first]
        overlap = (sizes[first] + sizes[second]) / 2 - np.abs(apart)
        touching = (overlap > 0.5).all(axis=1)
        if not touching.any():
            break
        first, second = first[touching], second[touching]
        apart, overlap = apart[touching], overlap[touching]
        axis = np.argmin(overlap, axis=1)
        row = np.arange(len(axis))
        # Two things in the same place part by their number, so that the result is the same always.
        direction = np.where(apart[row, axis] < 0, -1.0, 1.0)
        push = np.zeros_like(apart)
        share = weight[first] + weight[second]
        push[row, axis] = direction * overlap[row, axis] / share * 1.02
        for side in (0, 1):
            back = np.bincount(first, push[:, side] * weight[first], len(moved))
            forth = np.bincount(second, push[:, side] * weight[second], len(moved))
            pushes = np.bincount(first, minlength=len(moved)) + np.bincount(
                second, minlength=len(moved)
            )
            moved[:, side] += (forth - back) / np.maximum(1.0, np.sqrt(pushes))
    return moved


def close_pairs(places: Points, sizes: Points) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the pairs of things that are near enough to overlap, each once."""
    cell = np.floor(places / sizes.max(axis=0)).astype(np.int64)
    cell -= cell.min(axis=0)
    rows = int(cell[:, 1].max()) + 3
    keys = cell[:, 0] * rows + cell[:, 1]
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    firsts, seconds = [], []
    # Half of the cells about one are enough, because the other half see it from their side.
    for across, down in ((0, 0), (0, 1), (1, -1), (1, 0), (1, 1)):
        wanted = keys + across * rows + down
        begin = np.searchsorted(ordered, wanted, "left")
        if (across, down) == (0, 0):
            rank = np.empty_like(order)
            rank[order] = np.arange(len(order))
            begin = rank + 1
        end = np.searchsorted(ordered, wanted, "right")
        lengths = end - begin
        first = np.repeat(np.arange(len(keys)), lengths)
        offset = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        firsts.append(first)
        seconds.append(order[np.repeat(begin, lengths) + offset])
    return np.concatenate(firsts), np.concatenate(seconds)


def disperse(places: Points, room: float) -> Points:
    """Push things one step apart that are nearer to each other than they should be."""
    first, second = close_pairs(places, np.full_like(places, room))
    apart = places[second] - places[first]
    distance = np.sqrt((apart * apart).sum(axis=1))
    near = distance < room
    first, second, apart, distance = first[near], second[near], apart[near], distance[near]
    # Things in the very same place part in a direction that follows from their number.
    turn = second * np.pi * (3 - np.sqrt(5))
    same = distance < 1e-6
    apart[same] = np.stack([np.cos(turn[same]), np.sin(turn[same])], axis=1)
    push = apart * ((room - distance) / (2 * np.where(same, 1.0, distance)))[:, None]
    crowd = np.bincount(np.concatenate([first, second]), minlength=len(places))
    moved = places.copy()
    for side in (0, 1):
        moved[:, side] += (
            np.bincount(second, push[:, side], len(places))
            - np.bincount(first, push[:, side], len(places))
        ) / np.sqrt(np.maximum(crowd, 1))
    return moved
