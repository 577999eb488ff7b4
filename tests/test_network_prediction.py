"""Prediction of investments, on cases whose right answer is known."""

import datetime as dt

import numpy as np
import pytest
from networks import network, on

import kg
from kg.network import predict
from kg.network.prediction import _judge

DAY = dt.date(2012, 1, 1)


def two_circles(*more, later=(("a2", "ax"),)):
    """Two circles of investors who only invest together; in 2012 one completes its circle."""
    past = [
        (f"{side}{number}", f"{side}{company}")
        for side in "ab" for number in range(4) for company in "xyz"
    ]  # fmt: skip
    past = [pair for pair in past if pair not in later]
    names = {name for pair in (*past, *later) for name in pair}
    kinds = {name: "InvestmentFirm" if name[-1].isdigit() else "Company" for name in names}
    return network(
        kinds,
        *((one, "investedIn", other, on("2010")) for one, other in past),
        *((one, "investedIn", other, on("2012-05-01")) for one, other in later),
        *more,
    )


def scores(analysis):
    return {name: dict(zip(analysis.columns[1:], rest, strict=True)) for name, *rest in analysis}


def test_who_follows_friends_is_predicted_and_popularity_is_misled():
    found = scores(predict(two_circles(), DAY))
    # Company ax has three investors, those of the other circle four: popularity is always wrong.
    assert found["popularity"] == {"AUC": 0, "hits@1": 0, "hits@10": 1}
    for name in ("common neighbours", "Adamic-Adar", "spectral"):
        assert found[name] == {"AUC": 1, "hits@1": 1, "hits@10": 1}, name


def test_what_is_learnt_from_is_strictly_before_and_what_is_judged_by_strictly_after():
    straddling = ("a0", "investedIn", "bx", {"earliest": "2011-12-01", "latest": "2012-02-01"})
    undated = ("a1", "investedIn", "bx", {})
    found = predict(two_circles(straddling, undated), DAY)
    assert found.notes[0] == (
        "learnt from 23 pairs of 8 investors and 6 companies before 2012-01-01; "
        "judged by 1 new pairs since"
    )
    assert found.notes[-1].startswith("2 investments have no date")
    assert (found.basis.first, found.basis.last) == ("2010-01-01", "2012-05-01")
    assert found.basis.relations == (("investedIn", 24),)


def test_a_pair_that_was_tied_before_is_not_new():
    again = ("a0", "investedIn", "ax", on("2013"))
    unsure = ("a2", "investedIn", "ax", {})
    assert "judged by 1 new pairs" in predict(two_circles(again), DAY).notes[0]
    with pytest.raises(kg.KgError, match="no investments since 2012-01-01"):
        predict(two_circles(unsure), DAY)


def test_who_has_no_past_is_not_judged():
    newcomer = ("new0", "investedIn", "ax", on("2013"))
    made = two_circles()
    made.add_node("new0", label="New", kind="InvestmentFirm", names=[], homepage="", facts=[])
    assert predict(made, DAY).rows == predict(two_circles(), DAY).rows
    assert "judged by 1 new pairs" in predict(two_circles(), DAY).notes[0]
    assert newcomer[0] in made


def test_the_same_seed_gives_the_same_and_the_seed_is_told():
    made = two_circles(later=(("a2", "ax"), ("b1", "bz")))
    one = predict(made, DAY, negatives=2, seed=7)
    assert one == predict(made, DAY, negatives=2, seed=7)
    assert "against 2 others of its investor, drawn with seed 7" in one.notes[1]
    assert one.notes[2] == "chance is AUC 0.5, hits@1 0.333, hits@10 1.000"


def test_equal_scores_count_as_an_order_drawn_at_random():
    auc, hits = _judge(np.zeros((3, 20)))
    assert auc == 0.5
    assert hits == [pytest.approx(1 / 20), pytest.approx(10 / 20)]
    # Two are above and one is equal, of four: one and a half of four are below.
    auc, hits = _judge(np.array([[1.0, 2.0, 3.0, 1.0, 0.0]]))
    assert auc == pytest.approx(1.5 / 4)
    assert hits == [0, 1]
    # One is equal, none above: first in half of all orders.
    assert _judge(np.array([[1.0, 1.0, 0.0]]))[1][0] == 0.5


def test_nothing_to_learn_from_is_told():
    with pytest.raises(kg.KgError, match="no investments before 2000-01-01"):
        predict(two_circles(), dt.date(2000, 1, 1))
    with pytest.raises(kg.KgError, match="no investments since 2020-01-01"):
        predict(two_circles(), dt.date(2020, 1, 1))
