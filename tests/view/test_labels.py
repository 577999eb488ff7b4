from __future__ import annotations

import pytest

from kg.view.labels import size, wrap


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
