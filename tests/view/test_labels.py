from __future__ import annotations

import numpy as np
import pytest

from kg.view.labels import size, wrap, zooms


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Docker", "Docker"),
        ("", ""),
        ("Insight Venture Partners", "Insight Venture\nPartners"),
        ("Cloud Native Computing Foundation", "Cloud Native\nComputing Foundation"),
        (
            "The Open Source Security Foundation of the World",
            "The Open Source\nSecurity Foundation o…",
        ),
        ("云原生计算基金会", "云原生计算基金会"),
        ("x" * 10_000, "x" * 21 + "…"),
    ],
)
def test_a_name_is_shown_in_two_lines_at_most(name, shown):
    assert wrap(name) == shown


def test_chinese_letters_are_twice_as_wide():
    assert size("红杉资本") == size("abcdefgh")


def test_the_more_important_of_two_labels_is_always_shown():
    places = np.array([[0.0, 0.0], [50.0, 0.0], [400.0, 0.0]])
    sizes = np.tile([100.0, 16.0], (3, 1))
    found = zooms(places, np.zeros(3), sizes, [1, 0, 2])
    assert found[1] == 0
    assert found[0] == pytest.approx(2.0)
    assert found[2] == pytest.approx(100 / 350)


def test_a_label_above_and_a_label_below_do_not_touch():
    places = np.array([[0.0, 0.0], [0.0, 0.0]])
    sizes = np.tile([100.0, 16.0], (2, 1))
    assert zooms(places, np.array([-8.0, 8.0]), sizes, [0, 1]).max() == 0
