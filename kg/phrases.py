"""The words in which statements are told: each phrase in English and in Chinese, side by side.

What a relation is called stands in the ontology, in both languages too: in a label with an
ellipsis, as in "是…的客户", the other end stands in its place, else it follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from kg.results import cell_text

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said in each language, with names in braces for what it is said of."""

    en: str
    zh: str


PHRASES: Final[dict[str, Phrase]] = {
    "acquired by": Phrase("takeover by {buyer}", "由 {buyer} 收购"),
    "acquisition": Phrase("takeover", "收购"),
    "amount": Phrase("for {sum}", "金额 {sum}"),
    "announced": Phrase("announced {when}", "宣布于 {when}"),
    "bounded": Phrase("{bound} {value}", "{bound} {value}"),
    "closed": Phrase("{thing} closed", "{thing} 关闭"),
    "counted since": Phrase(", counted since {since}", "，自 {since} 起计"),
    "dated": Phrase("{told} ({when})", "{told}（{when}）"),
    "former": Phrase("formerly", "已结束"),
    "founded": Phrase("{thing} was founded", "{thing} 成立"),
    "in all": Phrase("{sum} in all", "共 {sum}"),
    "in brackets": Phrase(" ({parts})", "（{parts}）"),
    "labelled": Phrase("{label} {value}", "{label} {value}"),
    "last name": Phrase(" and ", " 和 "),
    "launched": Phrase("{thing} was launched", "{thing} 推出"),
    "lead": Phrase("lead", "领投"),
    "led by": Phrase("led by {names}", "由 {names} 领投"),
    "listed": Phrase("listed", "上市"),
    "measured": Phrase("{metric}: {value}", "{metric}：{value}"),
    "named": Phrase("called {name}", "名称为 {name}"),
    "next name": Phrase(", ", "、"),
    "next part": Phrase(", ", "，"),
    "no amount": Phrase("amount not stated", "金额未公布"),
    "offered": Phrase(
        "offered as {tags} for {architectures}", "标签 {tags}，适用架构 {architectures}"
    ),
    "renamed": Phrase("renamed from {former} to {new}", "由 {former} 更名为 {new}"),
    "sought": Phrase("{sum} sought", "拟融资 {sum}"),
    "upper end": Phrase("{value} to {upper}", "{value} 至 {upper}"),
    "valued": Phrase("at a valuation of {sum}", "估值 {sum}"),
    "with": Phrase("with {names}", "参投方 {names}"),
    "yes": Phrase("yes", "是"),
    "no": Phrase("no", "否"),
}

_UNITS: Final[dict[Language, tuple[tuple[int, str], ...]]] = {
    "en": ((10**9, "billion"), (10**6, "million")),
    "zh": ((10**8, "亿"), (10**4, "万")),
}
_CURRENCIES: Final = {"USD": "美元", "EUR": "欧元"}
_HAN: Final = r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_BETWEEN_HAN: Final = re.compile(f"(?<={_HAN}) (?={_HAN})")


def say(phrase: str, language: Language, **values: str) -> str:
    """Return a phrase in a language.

    >>> say("led by", "zh", names="Benchmark"), say("led by", "zh", names="红杉资本")
    ('由 Benchmark 领投', '由红杉资本领投')
    """
    text: str = getattr(PHRASES[phrase], language)
    return _closed(text.format(**values) if values else text, language)


def related(start: str, relation: str, end: str, language: Language) -> str:
    """Return what a relation says of its two ends.

    >>> related("Google", "customer of", "Docker", "en")
    'Google customer of Docker'
    >>> related("谷歌", "是…的客户", "Docker", "zh")
    '谷歌是 Docker 的客户'
    """
    before, _, after = relation.partition("…")
    return _closed(" ".join(filter(None, (start, before, end, after))), language)


def listed(names: Sequence[str], language: Language) -> str:
    """Return names in a row.

    >>> listed(["A", "B", "C"], "en"), listed(["A", "B", "C"], "zh")
    ('A, B and C', 'A、B 和 C')
    """
    if len(names) < 2:
        return "".join(names)
    first = say("next name", language).join(names[:-1])
    return f"{first}{say('last name', language)}{names[-1]}"


def money(value: Decimal | int, currency: str | None, language: Language = "en") -> str:
    """Return a sum as people say it.

    >>> money(23000000, "USD"), money(23000000, "USD", "zh")
    ('23 million USD', '2300 万美元')
    >>> money(Decimal("1160000000"), "USD"), money(Decimal("1160000000"), "USD", "zh")
    ('1.16 billion USD', '11.6 亿美元')
    """
    exact = Decimal(value)
    unit = currency or ""
    if language == "zh":
        unit = _CURRENCIES.get(unit, unit)
    for size, name in _UNITS[language]:
        if abs(exact) >= size:
            shown = f"{exact / size:f}"
            shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
            return _closed(f"{shown} {name} {unit}".rstrip(), language)
    return f"{cell_text(exact)} {unit}".rstrip()


def _closed(text: str, language: Language) -> str:
    """Leave no space between Chinese characters, where none is written."""
    return _BETWEEN_HAN.sub("", text) if language == "zh" else text
