from __future__ import annotations

from itertools import pairwise
from time import process_time

import numpy as np
import pytest

from kg.view.layout import Link, arrange

GROUP = (0, "investedIn")


def boxes(count: int, width: float = 100.0, height: float = 40.0) -> np.ndarray:
    return np.tile([width, height], (count, 1))


def star(count: int) -> list[Link]:
    return [Link(node, 0, GROUP) for node in range(1, count)]


def tree(count: int) -> list[Link]:
    """Each thing hangs on an earlier one, some of which become hubs."""
    return [Link(node, node * 7919 % max(node // 3, 1), GROUP) for node in range(1, count)]


def overlapping(places: np.ndarray, sizes: np.ndarray, tolerance: float = 1.0) -> int:
    apart = np.abs(places[:, None] - places[None])
    room = (sizes[:, None] + sizes[None]) / 2 - tolerance
    return int(np.triu((apart < room).all(axis=2), 1).sum())


@pytest.mark.parametrize("count", [1, 2, 3, 40, 160, 700])
@pytest.mark.parametrize("links", [star, tree])
def test_no_two_things_stand_in_each_others_way(count, links):
    sizes = boxes(count)
    places = arrange(sizes, links(count))
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()
    assert overlapping(places, sizes) == 0


@pytest.mark.parametrize("count", [40, 700])
def test_the_same_network_is_laid_out_the_same(count):
    assert (arrange(boxes(count), tree(count)) == arrange(boxes(count), tree(count))).all()


def test_nothing_at_all_is_laid_out_too():
    assert arrange(boxes(0), []).shape == (0, 2)


def test_two_relations_and_a_thing_related_to_itself_do_no_harm():
    links = [Link(0, 1, GROUP), Link(1, 0, GROUP), Link(0, 0, GROUP)]
    assert overlapping(arrange(boxes(2), links), boxes(2)) == 0


def test_the_hub_is_in_the_middle_of_those_about_it():
    places = arrange(boxes(31), star(31))
    middle = (places[1:].min(axis=0) + places[1:].max(axis=0)) / 2
    assert np.abs(places[0] - middle).max() < 0.1 * np.ptp(places, axis=0).max()


def test_the_focus_takes_the_middle_from_a_greater_hub():
    links = [*star(20), *(Link(node, 20, GROUP) for node in range(21, 30)), Link(0, 20, GROUP)]
    places = arrange(boxes(30), links, focus=20)
    turns = np.arctan2(*(np.delete(places, 20, axis=0) - places[20]).T)
    assert np.diff(np.sort(turns)).max() < np.pi


def test_each_relation_has_a_sector_of_its_own():
    groups = [(0, "investedIn"), (1, "customerOf"), (2, "partnerOf")]
    links = [Link(node, 0, groups[node % 3]) for node in range(1, 25)]
    places = arrange(boxes(25), links)
    turns = np.arctan2(places[1:, 1] - places[0, 1], places[1:, 0] - places[0, 0])
    around = [groups[(node + 1) % 3] for node in np.argsort(turns)]
    changes = sum(here != there for here, there in pairwise([*around, around[0]]))
    assert changes == 3


def test_what_is_related_across_sectors_is_put_side_by_side():
    links = [Link(node, 0, (node % 2, "")) for node in range(1, 21)]
    places = arrange(boxes(21), [*links, Link(4, 9, (9, ""))])
    nearest = np.argsort(np.hypot(*(places - places[4]).T))
    assert 9 in nearest[1:3]


def test_parts_without_a_relation_between_them_do_not_mix():
    links = [*star(30), *(Link(node, 30, GROUP) for node in range(31, 50))]
    places = arrange(boxes(54), links)
    parts = [places[:30], places[30:50], *(places[node : node + 1] for node in range(50, 54))]
    corners = [(part.min(axis=0), part.max(axis=0)) for part in parts]
    for index, (low, high) in enumerate(corners):
        for other_low, other_high in corners[index + 1 :]:
            assert ((low > other_high) | (other_low > high)).any()


@pytest.mark.parametrize("aspect", [0.5, 1.4])
def test_the_picture_takes_the_shape_of_the_screen(aspect):
    width, height = np.ptp(arrange(boxes(40), star(40), aspect=aspect), axis=0)
    assert width / height == pytest.approx(aspect, rel=0.35)


@pytest.mark.usefixtures("unmeasured")  # Its time is taken.
def test_eight_thousand_things_take_seconds():
    count = 8000
    links = [*tree(count), *(Link(node, node * 31 % count, GROUP) for node in range(count))]
    sizes = boxes(count, 30, 30)
    begun = process_time()
    places = arrange(sizes, links)
    assert process_time() - begun < 20
    assert np.isfinite(places).all()
    assert overlapping(places[:2000], sizes[:2000], tolerance=6.0) < 20
