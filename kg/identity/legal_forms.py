"""Legal forms: what of an organization's name says only in which form of the law it is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_FORMS: Final = {
    form: spelled.split("|")
    for form, spelled in {
        "inc": "inc|incorporated", "corp": "corp|corporation", "co": "co|company", "pbc": "pbc",
        "ltd": "ltd|limited|ltée|ltee|şti|sti", "pvt": "pvt|private", "pty": "pty|proprietary",
        "pte": "pte", "bhd": "bhd|sdn|berhad", "llc": "llc", "llp": "llp", "lp": "lp", "plc": "plc",
        "ulc": "ulc", "dac": "dac", "gmbh": "gmbh|mbh|ggmbh", "ug": "ug", "kg": "kg", "ohg": "ohg",
        "ag": "ag|aktiengesellschaft", "kgaa": "kgaa", "se": "se", "ev": "ev", "sa": "sa",
        "sas": "sas|sasu", "sarl": "sarl|sàrl|eurl", "snc": "snc", "srl": "srl|srls", "spa": "spa",
        "bv": "bv", "nv": "nv", "sprl": "sprl", "asbl": "asbl|vzw", "ab": "ab|aktiebolag",
        "as": "as|aş", "asa": "asa", "aps": "aps", "oy": "oy", "oyj": "oyj", "ehf": "ehf",
        "ou": "ou|oü", "sia": "sia", "uab": "uab", "doo": "doo", "sro": "sro", "kft": "kft",
        "zrt": "zrt|nyrt", "eood": "eood|ood", "ltda": "ltda|limitada", "lda": "lda", "zoo": "zoo",
        "sl": "sl|slu", "ooo": "ooo|ооо", "jsc": "jsc|pjsc|cjsc|ojsc|пао|ао|зао|оао", "fze": "fze",
        "": "kk|publ|tbk",
    }.items()
}  # fmt: skip
_FORM_OF: Final = {spelled: form for form, all_ in _FORMS.items() for spelled in all_}

_IN_FULL: Final = {
    "public limited company": "plc", "limited liability company": "llc",
    "public benefit corporation": "pbc", "gesellschaft mit beschränkter haftung": "gmbh",
    "société anonyme": "sa", "sociedad anónima": "sa", "société par actions simplifiée": "sas",
    "società per azioni": "spa", "kabushiki kaisha": "kk", "(haftungsbeschränkt)": "",
}  # fmt: skip
_LONG: Final = re.compile(r"\s(" + "|".join(map(re.escape, _IN_FULL)) + r")$")
_LETTERS: Final = re.compile(r"(?<=\s\w\.)\s(?=\w\b)")
"""Between the letters of a form that is written apart, such as S. A."""

_SUCCESSIVE: Final = [
    frozenset(forms.split())
    for forms in ("inc corp llc pbc", "ag se", "sa se", "nv se", "ug gmbh", "ltd plc", "as asa",
                  "oy oyj")
]  # fmt: skip
"""Forms of one law that one company has after another: Google Inc. became Google LLC."""

_EAST_ASIAN: Final = re.compile(
    # A name in Chinese goes on with the trade before the form: 华为技术有限公司 is 华为.
    r"株式会社|有限会社|合同会社|\(株\)|(?:(?<=[一-鿿]{2})(?:技术|科技|集团|控股))*"
    r"(?:股份有限公司|有限责任公司|有限責任公司|有限公司)|주식회사|\(주\)"
)
_RUSSIAN: Final = frozenset(["ооо", "пао", "ао", "зао", "оао"])
_EDGES: Final = ".,()& "
_NONE: Final[frozenset[str]] = frozenset()


@lru_cache(maxsize=1_000_000)
def without_legal_form(name: str) -> tuple[str, frozenset[str]]:
    """Return a name without its legal form, a leading `the` and `.com`, and which form it had.

    Forms that stand for others in translation, such as 株式会社, count as none.

    >>> without_legal_form("Red Hat, Inc."), without_legal_form("Merck & Co., Inc.")[0]
    (('red hat', frozenset({'inc'})), 'merck')
    >>> without_legal_form("The Trade Desk")[0], without_legal_form("JD.com")[0]
    ('trade desk', 'jd')
    """
    text = _EAST_ASIAN.sub(" ", unicodedata.normalize("NFKC", name)).casefold().strip()
    if text.count(" ") > 1:
        text = _LETTERS.sub("", _LONG.sub(lambda long: f" {_IN_FULL[long[1]]}", text))
    words = text.replace(",", " ").split()
    forms: set[str] = set()
    while len(words) > 1:
        last = re.sub(r"[./()]", "", words[-1])
        joint = len(words) > 2 and words[-2] in ("&", "and", "+")
        if last == "company" and len(words) < 3 and not forms:
            break  # The Company is a name, and so is Honest Company.
        if last == "oo" and [w.rstrip(".") for w in words[-3:-1]] == ["sp", "z"]:
            words, last = words[:-2], "zoo"
        elif last == "cv" and [w.replace(".", "") for w in words[-3:-1]] == ["sa", "de"]:
            words, last = words[:-2], "sa"
        if last not in _FORM_OF:
            break
        forms.add(_FORM_OF[last])
        words = words[: -2 if joint else -1]
    if len(words) > 1 and words[0] in _RUSSIAN:
        forms.add(_FORM_OF[words[0]])
        words = words[1:]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    left = " ".join(words).strip(_EDGES)
    return left.removesuffix(".com") or left, frozenset(forms - {""}) or _NONE


def forms_agree(one: str, other: str) -> bool:
    """Tell whether two names may be of one body by their legal forms: nobody is Inc. and GmbH.

    >>> forms_agree("Google Inc.", "Google LLC"), forms_agree("Acme Inc.", "Acme GmbH")
    (True, False)
    """
    mine, theirs = without_legal_form(one)[1], without_legal_form(other)[1]
    apart = mine ^ theirs
    return mine <= theirs or theirs <= mine or any(apart <= forms for forms in _SUCCESSIVE)
