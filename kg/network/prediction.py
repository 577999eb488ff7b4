"""Which investments come next: predictors judged by what later years brought.

Investors and companies form a bipartite graph. Everything is learnt from the investments that had
surely happened before a day, and judged by those that cannot have happened before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from kg.errors import KgError, Problem
from kg.extras import require
from kg.network.analysis import Analysis, Basis, Edge
from kg.network.measures import SEED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import scipy.sparse as sp

    Numbers = npt.NDArray[np.int64]
    Scores = npt.NDArray[np.float64]

NEGATIVES: Final = 100
"""How many companies an investor did not choose are held against each that it chose."""

_RANK: Final = 32
_HITS: Final = (1, 10)
_ROWS_AT_ONCE: Final = 500
_TOLERANCE: Final = 1e-6
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class _Case:
    """What is learnt from, and what is judged by.

    Attributes:
        known: Who had invested in which company, investors as rows; 1 for each pair.
        investors: The investor of each later investment, as a row.
        companies: A row for each of them: the chosen company, then those that were not.
    """

    known: sp.csr_array
    investors: Numbers
    companies: Numbers


def predict(
    network: nx.MultiDiGraph[str], since: dt.date, *, negatives: int = NEGATIVES, seed: int = SEED
) -> Analysis:
    """Return how well predictors, given the past, tell later investments from others.

    Each pair of an investor and a company counts once. Learnt from are pairs whose investment had
    happened before the day by its latest date; judged by are new pairs whose investment cannot
    have happened before the day, and both of whose ends have a known investment. Each of them
    stands against companies, drawn evenly and without repetition from those with a known
    investment, in which its investor invests neither before nor after.

    AUC is the chance that the chosen company is scored above one that was not, and hits@k that it
    is among the first k. Equal scores count as an order drawn at random.

    Args:
        network: Things and relations, as `network` gives them.
        since: The day.
        negatives: How many others each is held against, at most.
        seed: What they are drawn with.

    Raises:
        KgError: scipy is not installed, or there is nothing to learn from or to judge by.
    """
    require("scipy.sparse")
    case, used, without = _case(network, since, negatives, seed)
    rows = []
    for name, predictor in PREDICTORS.items():
        auc, hits = _judge(predictor(case))
        rows.append((name, auc, *hits))
    others = case.companies.shape[1] - 1
    investors, companies = case.known.shape
    learnt = f"{case.known.nnz:,} pairs of {investors:,} investors and {companies:,} companies"
    chance = ", ".join(f"hits@{k} {min(k / (others + 1), 1):.3f}" for k in _HITS)
    notes = (
        f"learnt from {learnt} before {since}; judged by {len(case.investors):,} new pairs since",
        f"each new pair stands against {others} others of its investor, drawn with seed {seed}",
        f"chance is AUC 0.5, {chance}",
        f"{without:,} investments have no date, or one that does not say on which side they are",
    )
    basis = Basis.of("investors and companies", "", investors + companies, used)
    columns = ("predictor", "AUC", *(f"hits@{k}" for k in _HITS))
    title = f"Prediction of investments since {since}"
    return Analysis(title, columns, tuple(rows), basis, notes)


def _case(
    network: nx.MultiDiGraph[str], since: dt.date, negatives: int, seed: int
) -> tuple[_Case, list[Edge], int]:
    import numpy as np
    import scipy.sparse as sp

    past: dict[tuple[str, str], list[Edge]] = {}
    later: dict[tuple[str, str], list[Edge]] = {}
    without = 0
    day = since.isoformat()
    ever: dict[str, set[str]] = {}
    for edge in network.edges(data=True):
        start, end, told = edge
        if told["relation"] != "investedIn":
            continue
        ever.setdefault(start, set()).add(end)
        if told["latest"] and told["latest"] < day:
            past.setdefault((start, end), []).append(edge)
        elif told["earliest"] and told["earliest"] >= day:
            later.setdefault((start, end), []).append(edge)
        else:
            without += 1
    investors = {name: row for row, name in enumerate(sorted({one for one, _ in past}))}
    companies = {name: column for column, name in enumerate(sorted({one for _, one in past}))}
    # A pair that an undated or straddling investment may have tied before is not new.
    sure = {
        pair
        for pair in later
        if pair not in past
        and all(
            told["earliest"] >= day
            for told in network[pair[0]][pair[1]].values()
            if told["relation"] == "investedIn"
        )
    }
    new = sorted(pair for pair in sure if pair[0] in investors and pair[1] in companies)
    if not past or not new:
        problem = f"no investments {'since' if past else 'before'} {day} to reckon with"
        raise KgError(Problem(problem, remedy="give another day, or load more investments"))
    ends = np.array([(investors[a], companies[b]) for a, b in past])
    shape = (len(investors), len(companies))
    known = sp.csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=shape)
    rng = np.random.default_rng(seed)
    chosen = {name: [companies[one] for one in ever[name] if one in companies] for name, _ in new}
    least = min(len(companies) - len(taken) for taken in chosen.values())
    if not least:
        problem = "some investor has invested in every known company"
        raise KgError(Problem(problem, remedy="load more investments"))
    candidates = np.empty((len(new), 1 + min(negatives, least)), dtype=np.int64)
    for row, (investor, company) in enumerate(new):
        others = np.setdiff1d(np.arange(len(companies)), chosen[investor], assume_unique=True)
        candidates[row, 0] = companies[company]
        candidates[row, 1:] = rng.choice(others, candidates.shape[1] - 1, replace=False)
    rows = np.array([investors[name] for name, _ in new])
    used = [
        edge for pairs in (past.values(), (later[one] for one in new)) for p in pairs for edge in p
    ]
    return _Case(known, rows, candidates), used, without


def _judge(scores: Scores) -> tuple[float, list[float]]:
    """Return AUC and hits@k of rows of scores, the first of each being the one to find."""
    import numpy as np

    right, others = scores[:, :1], scores[:, 1:]
    above = (others > right).sum(axis=1)
    equal = (others == right).sum(axis=1)
    auc = 1 - (above + equal / 2) / others.shape[1]
    hits = [float(np.clip((k - above) / (equal + 1), 0, 1).mean()) for k in _HITS]
    return float(auc.mean()), hits


def _popularity(case: _Case) -> Scores:
    """Score a company by how many investors it has."""
    degrees: Scores = case.known.sum(axis=0)
    return degrees[case.companies]


def _common_neighbours(case: _Case) -> Scores:
    """Score a company by how many of its investors have invested together with this one."""
    together = (case.known @ case.known.T) > 0
    return _by_rows(case, lambda rows: together[rows].astype(float) @ case.known)


def _adamic_adar(case: _Case) -> Scores:
    """Score a company by the chains investor - company - co-investor - company that lead to it.

    What many share says little: each thing on the way counts for one by the logarithm of its
    degree, as in Adamic and Adar's measure of two things that share a neighbour.
    """
    import scipy.sparse as sp

    by_company = sp.diags_array(_rarity(case.known.sum(axis=0)))
    by_investor = sp.diags_array(_rarity(case.known.sum(axis=1)))
    ways = by_company @ case.known.T @ by_investor @ case.known
    return _by_rows(case, lambda rows: case.known[rows] @ ways)


def _rarity(degrees: Scores) -> Scores:
    import numpy as np

    # One more than the degree, or a thing with a single tie would count without bound.
    return 1 / np.log(1 + degrees)


def _spectral(case: _Case) -> Scores:
    """Score a company by the low-rank image of who invested in what (truncated SVD)."""
    import numpy as np
    from scipy.sparse.linalg import svds

    # A full rank would know the past by heart and say nothing of what it does not hold.
    rank = min(_RANK, min(case.known.shape) // 3)
    if not rank:
        return np.zeros(case.companies.shape)
    # Unscaled: scaled by degrees, each small component would claim a dimension of its own.
    start = np.ones(min(case.known.shape))
    left, strength, right = svds(case.known, k=rank, v0=start, tol=_TOLERANCE)
    found: Scores = np.einsum(
        "ir,icr->ic", left[case.investors] * strength, right.T[case.companies]
    )
    # What differs by no more than rounding is equal.
    return np.round(found, _DIGITS)


def _by_rows(case: _Case, score: Callable[[Numbers], Any]) -> Scores:
    """Score candidates by rows of a sparse matrix, of which only a part is made at once."""
    import numpy as np

    rows, place = np.unique(case.investors, return_inverse=True)
    found = np.empty(case.companies.shape)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        part = score(rows[start : start + _ROWS_AT_ONCE]).toarray()
        here = (place >= start) & (place < start + len(part))
        found[here] = np.take_along_axis(part[place[here] - start], case.companies[here], axis=1)
    return found


PREDICTORS: Final[Mapping[str, Callable[[_Case], Scores]]] = {
    "popularity": _popularity,
    "common neighbours": _common_neighbours,
    "Adamic-Adar": _adamic_adar,
    "spectral": _spectral,
}
