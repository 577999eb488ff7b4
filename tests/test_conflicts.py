"""What clashes is told in a sentence with its reason; what only looks alike is kept apart."""

import pytest

import kg
from kg.phrases import money


@pytest.fixture(scope="module")
def told(graph: kg.Graph) -> list[str]:
    return [str(conflict) for conflict in graph.conflicts()]


def one(told: list[str], *parts: str) -> str:
    [found] = [sentence for sentence in told if all(part in sentence for part in parts)]
    return found


def test_the_price_by_the_filing_stands_first_and_the_difference_is_told(told):
    sentence = one(told, "VMware acquired Heptio", "amount")
    filing, press = sentence.index("420 million USD in press/vmware-heptio-sec"), sentence.index(
        "550 million USD in press/vmware-heptio-businessinsider"
    )  # fmt: skip
    assert filing < press
    assert "They differ by 130 million USD (24 % of the larger)" in sentence
    assert sentence.endswith("an announcement by the party itself counts more than press.")


@pytest.mark.parametrize(
    ("letter", "first", "second"),
    [("B", "15 million USD", "23 million USD"), ("C", "40 million USD", "105 million USD")],
)
def test_two_rounds_of_one_letter_stay_two(told, letter, first, second):
    sentence = one(told, f"Docker raised two rounds called Series {letter}")
    assert sentence.index(first) < sentence.index(second)


def test_a_person_and_his_firm_are_linked_and_distinct(graph, told):
    assert graph.find("Jerry Yang") != graph.find("AME Cloud Ventures")
    assert "kept apart" in one(told, "Jerry Yang", "AME Cloud Ventures")
    [[relation]] = graph.path("Jerry Yang", "AME Cloud Ventures")
    assert relation["evidence"]


def test_a_level_and_an_increase_are_different_claims(graph, told):
    assert "a level and an increase" in one(told, "downloads-increase", "kept apart")
    values = {
        (row.metric.rpartition("/")[2], int(row.value))
        for row in graph.query(
            "SELECT ?metric ?value"
            " { ?o ce:metric ?metric ; ce:value ?value FILTER(?value = 3000000) }"
        )
    }
    assert {("downloads", 3_000_000), ("downloads-increase", 3_000_000)} <= values


def test_nobody_disputes_what_agrees(told):
    # More than 61 million, and 61.6 million, and rounds that add up to 61.6 million.
    assert not [sentence for sentence in told if "Weaveworks is said to have raised" in sentence
                and "61.6" in sentence]  # fmt: skip


@pytest.mark.parametrize(
    ("company", "claimed", "sum_", "difference"),
    [
        ("Twistlock", "30 million USD", "17 million USD", "13 million USD more"),
        ("HashiCorp", "34 million USD", "24 million USD", "10 million USD more"),
    ],
)
def test_an_audit_says_by_how_much_a_total_and_the_rounds_differ(
    told, company, claimed, sum_, difference
):
    sentence = one(told, f"{company} is said to have raised {claimed}")
    assert f"up to {sum_}" in sentence
    assert difference in sentence


def test_a_total_that_counts_from_a_day_is_compared_with_the_rounds_since_then(told):
    sentence = one(told, "Docker is said to have raised 163 million USD", "since 2019-11")
    assert "the 2 rounds of known size add up to 128 million USD" in sentence
    assert "1 more without a sum" in sentence
    assert "35 million USD more" in sentence


@pytest.mark.parametrize(
    ("value", "said"),
    [(999_999, "999,999 USD"), (23_000_000, "23 million USD"), (1_160_000_000, "1.16 billion USD")],
)
def test_money_is_told_as_people_say_it(value, said):
    assert money(value, "USD") == said


def test_why_tells_the_reason_of_a_merge(graph):
    [reason] = graph.why("Insight Venture Partners")
    assert "are one: the announcement of the Series C shortens the name" in reason


def test_why_tells_of_two_what_keeps_them_apart(graph):
    [judged] = graph.why("Amazon", "AWS")
    assert "are kept apart: a business of the company" in judged
    [told] = graph.why("Docker", "Red Hat")
    assert "are two: no key, name or judgement makes them one" in told
    assert graph.why("Insight Ventures", "Insight Partners") == graph.why("Insight Partners")
    [told] = graph.why("Docker", "Docker, Inc.")
    assert told.startswith("Docker (organization/docker) is one thing")
