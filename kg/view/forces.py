"""Laying out a connected part without a hub: a map of its distances, then forces that refine it.

Everything is computed with whole arrays, the repulsion of many things by way of a grid, so that
8,000 things take seconds. There is no chance in it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kg.view.crowding import disperse

Points = npt.NDArray[np.float64]
Ends = npt.NDArray[np.intp]

_PIVOTS = 24
_EXACT_LIMIT = 500
_ROUNDS = 80
_LOOSENESS = 5.0
_GRAVITY = 0.6


def spread(count: int, ends: Ends, room: float, hub: int) -> Points:
    """Lay out a connected part so that what is related stands together.

    Args:
        count: How many things there are.
        ends: The two ends of each relation, one row each.
        room: The distance that neighbours should keep.
        hub: The thing to keep in the middle, at the origin.
    """
    degrees = np.bincount(ends.ravel(), minlength=count).astype(float)
    places = _map_of_distances(count, ends)
    span = room * np.sqrt(count)
    places *= span / max(float(np.abs(places).max()), 1e-9)
    # Things at the same distance from every pivot fall together: turn them off along a sunflower.
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    radius = room * np.sqrt(np.arange(count) / count + 0.05)
    places += np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius[:, None]
    mass = 1.0 + np.sqrt(degrees)
    weight = 1.0 / np.sqrt(np.minimum(degrees[ends[:, 0]], degrees[ends[:, 1]]))
    for step in range(_ROUNDS):
        push = _repulsion(places, mass) * (room * room * mass)[:, None]
        apart = places[ends[:, 1]] - places[ends[:, 0]]
        length = np.sqrt((apart * apart).sum(axis=1))
        pull = apart * (weight * length / room)[:, None]
        for side in (0, 1):
            push[:, side] += np.bincount(ends[:, 0], pull[:, side], count)
            push[:, side] -= np.bincount(ends[:, 1], pull[:, side], count)
        # As strong as the repulsion of all together, so that they fill a disc and not its rim.
        push -= places * (_GRAVITY * mass.mean() * mass)[:, None]
        reach = np.sqrt((push * push).sum(axis=1))
        allowed = span * 0.12 * (1 - step / _ROUNDS) ** 2 + 0.02 * room
        places += push * (np.minimum(reach, allowed) / np.maximum(reach, 1e-9))[:, None]
        if step > _ROUNDS // 4:
            # The grid cannot tell apart what stands within one of its cells.
            places = disperse(places, room)
        area = float(np.prod(np.ptp(places, axis=0) + room))
        places *= min(1.0, np.sqrt(_LOOSENESS * count * room * room / area))
        places -= places[hub]
    return places


def _map_of_distances(count: int, ends: Ends) -> Points:
    """Place things by their distances from a few pivots that are far from each other."""
    both = np.concatenate([ends, ends[:, ::-1]])
    both = both[np.argsort(both[:, 0], kind="stable")]
    begins = np.searchsorted(both[:, 0], np.arange(count + 1))
    pivot = int(np.argmax(np.diff(begins)))
    nearest = np.full(count, np.inf)
    columns = []
    for _ in range(min(_PIVOTS, count)):
        distance = _distances(pivot, both[:, 1], begins, count)
        columns.append(distance)
        nearest = np.minimum(nearest, distance)
        pivot = int(np.argmax(nearest))
    squares = np.stack(columns, axis=1) ** 2
    squares = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    _, axes = np.linalg.eigh(squares.T @ squares)
    found = squares @ axes[:, ::-1][:, :2]
    if found.shape[1] < 2:
        found = np.pad(found, ((0, 0), (0, 2 - found.shape[1])))
    # An axis has no sign of its own, so the first thing that is off it gets the positive side.
    for side in (0, 1):
        off = np.abs(found[:, side]) > 1e-9 * max(float(np.abs(found[:, side]).max()), 1e-300)
        if off.any() and found[int(np.argmax(off)), side] < 0:
            found[:, side] *= -1
    scale = np.abs(found).max(axis=0)
    return np.asarray(found / np.where(scale > 0, scale, 1.0))


def _distances(
    start: int, targets: npt.NDArray[np.intp], begins: npt.NDArray[np.intp], count: int
) -> npt.NDArray[np.float64]:
    """Return the number of relations between one thing and each other."""
    distance = np.full(count, np.inf)
    distance[start] = 0.0
    front = np.array([start])
    steps = 0.0
    while len(front):
        steps += 1.0
        lengths = begins[front + 1] - begins[front]
        offset = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        reached = targets[np.repeat(begins[front], lengths) + offset]
        front = np.unique(reached[np.isinf(distance[reached])])
        distance[front] = steps
    return distance


def _repulsion(places: Points, mass: npt.NDArray[np.float64]) -> Points:
    """Return the push on each thing from all others, which falls off with the distance."""
    if len(places) > _EXACT_LIMIT:
        return _grid_repulsion(places, mass)
    squares = (places * places).sum(axis=1)
    apart = squares[:, None] + squares[None, :] - 2 * (places @ places.T)
    strength = mass[None, :] / (np.maximum(apart, 0.0) + 1e-3)
    return np.asarray(places * strength.sum(axis=1)[:, None] - strength @ places)


def _grid_repulsion(places: Points, mass: npt.NDArray[np.float64]) -> Points:
    """Return the same push by way of a grid: the field of the masses, read where things stand."""
    cells = 128 if len(places) < 3000 else 192
    low = places.min(axis=0)
    step = float((places.max(axis=0) - low).max()) / (cells - 2) + 1e-9
    spot = (places - low) / step
    corner = spot.astype(np.intp)
    part = spot - corner
    shares = [
        (across, down, np.prod(np.where([across, down], part, 1 - part), axis=1))
        for across in (0, 1)
        for down in (0, 1)
    ]
    density = np.zeros(cells * cells)
    for across, down, share in shares:
        keys = (corner[:, 0] + across) * cells + corner[:, 1] + down
        density += np.bincount(keys, share * mass, cells * cells)
    padded = np.zeros((2 * cells, 2 * cells))
    padded[:cells, :cells] = density.reshape(cells, cells)
    spectrum = np.fft.rfft2(padded)
    push = np.zeros_like(places)
    for side, falling in enumerate(_falling_off(cells)):
        field = np.fft.irfft2(spectrum * falling, padded.shape)
        for across, down, share in shares:
            push[:, side] += share * field[corner[:, 0] + across, corner[:, 1] + down]
    return push / step


@lru_cache(maxsize=2)
def _falling_off(cells: int) -> tuple[npt.NDArray[np.complex128], npt.NDArray[np.complex128]]:
    """Return the spectra of the push of one thing in either direction, in cells of a grid."""
    reach = np.fft.fftfreq(2 * cells, 1 / (2 * cells))
    squares = reach[:, None] ** 2 + reach[None, :] ** 2
    squares[0, 0] = 1.0
    return np.fft.rfft2(reach[:, None] / squares), np.fft.rfft2(reach[None, :] / squares)
