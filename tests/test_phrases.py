"""Sentences are made of phrases that say the same in English and in Chinese."""

import re
from string import Formatter

import pytest

from kg.phrases import PHRASES, listed, money, related, say
from kg.telling import sentence


def holes(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


def test_a_phrase_speaks_of_the_same_in_both_languages():
    apart = [key for key, phrase in PHRASES.items() if holes(phrase.en) != holes(phrase.zh)]
    assert apart == []


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (950, "950 USD", "950 美元"),
        (23_000_000, "23 million USD", "2300 万美元"),
        (1_160_000_000, "1.16 billion USD", "11.6 亿美元"),
    ],
)
def test_a_sum_is_said_as_people_say_it(amount, english, chinese):
    assert money(amount, "USD") == english
    assert money(amount, "USD", "zh") == chinese


def test_a_space_stands_between_chinese_and_latin_letters_only():
    assert related("谷歌", "是…的客户", "Docker", "zh") == "谷歌是 Docker 的客户"
    assert related("Google", "任职于", "谷歌", "zh") == "Google 任职于谷歌"
    assert say("led by", "zh", names=listed(["红杉资本", "Benchmark"], "zh")) == (
        "由红杉资本和 Benchmark 领投"
    )


def test_no_phrase_is_left_in_english_in_a_chinese_sentence(graph):
    reading = graph.reading
    told = [sentence(reading, node, "zh") for node in reading.statements]
    assert any("领投" in one for one in told)
    english = r" \(|[（，](lead|formerly|for \d|announced )|illion|in all|not stated|was founded"
    assert [one for one in told if re.search(english, one) and "http" not in one] == []
