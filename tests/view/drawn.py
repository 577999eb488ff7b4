"""Small networks made by hand, in the form that the view is given."""

from __future__ import annotations

from functools import cache
from typing import Any

import networkx as nx
from running import unmeasured

from kg.view import render

SOURCE = "https://devops.com/docker-closes-c-round-40m/"

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028'\"`${1}{{ 1 }}\ud800"
)

LABELS = {
    "investedIn": ("invested in", "投资"),
    "boardMemberOf": ("board member of", "董事会成员"),
    "employedBy": ("employed by", "受雇于"),
    "founderOf": ("founder of", "创始人"),
    "customerOf": ("customer of", "客户"),
    "partnerOf": ("partner of", "合作伙伴"),
    "develops": ("develops", "开发"),
    "builtWith": ("built with", "构建于"),
    "basedIn": ("based in", "位于"),
}

CUSTOMERS = ["Gilt Groupe", "New Relic", "Baidu", "Cambridge Healthcare", "eBay", "Groupon"]
CUSTOMERS += ["Spotify", "Yandex"]
PARTNERS = ["Amazon", "Google", "IBM", "Microsoft", "Red Hat", "VMware"]
FIRMS = ["Sequoia Capital", "Benchmark", "Greylock Partners", "Insight Venture Partners"]
FIRMS += ["Trinity Ventures"]
KINDS = {
    "Company": ["Docker", *CUSTOMERS, *PARTNERS],
    "InvestmentFirm": FIRMS,
    "Organization": ["DevOps.com", "GitHub"],
    "Person": ["Bill Coughran", "Jerry Yang", "Michael Bryzek", "Nic Benders"],
    "Product": ["Docker platform", "Docker Hub", "Docker Hub Registry", "New Relic Insights"],
    "Release": ["Docker 1.0"],
    "Event": ["DockerCon 2014"],
    "Place": ["San Francisco"],
}

CHINESE = {
    "Docker": "Docker，Inc.",
    "Sequoia Capital": "红杉资本",
    "Google": "谷歌",
    "Baidu": "百度",
}


def evidence(place: str = "paragraph 12, characters 1342–1368", *voices: str) -> dict[str, Any]:
    """Return a piece of evidence in the announcement."""
    return {
        "title": "Docker closes a Series C round of 40 million dollars",
        "url": SOURCE,
        "place": place,
        "published": "2014-09-16",
        "language": "zh",
        "said_by": list(voices),
        "source": "press/docker-series-c",
    }


def add_thing(network: nx.MultiDiGraph[str], name: str, kind: str, **more: Any) -> None:
    """Add a thing whose node is its own name."""
    names = [{"text": name, "language": "en"}]
    if name in CHINESE:
        names.append({"text": CHINESE[name], "language": "zh"})
    network.add_node(
        name, **({"label": name, "kind": kind, "names": names, "homepage": "", "facts": []} | more)
    )


def relate(network: nx.MultiDiGraph[str], start: str, relation: str, end: str, **more: Any) -> None:
    """Add a relation, told in a sentence."""
    english, chinese = LABELS.get(relation, (relation, ""))
    plain = {
        "relation": relation,
        "label": {"en": english, "zh": chinese},
        "sentence": f"{start} {english} {end}",
        "when": "",
        "start": "",
        "end": "",
        "symmetric": relation == "partnerOf",
        "certain": True,
        "disputed": False,
        "inferred": [],
        "former": False,
        "hedge": "",
        "details": {},
        "evidence": [evidence()],
        "claims": [],
    }
    told = plain | more
    days = [] if told["former"] else [piece["published"] for piece in told["evidence"]]
    key = f"{relation}/{start}/{end}/{network.number_of_edges()}"
    network.add_edge(start, end, key=key, stated_on=sorted(filter(None, days)), **told)


def announcement() -> nx.MultiDiGraph[str]:
    """Return the network of Docker's Series C as its announcement tells it."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for kind, names in KINDS.items():
        for name in names:
            add_thing(network, name, kind)
    network.nodes["Docker"]["homepage"] = "https://docker.com/"
    network.nodes["Docker platform"]["facts"] = [
        {
            "kind": "Observation",
            "sentence": f"downloads: {count} ({date})",
            "when": date,
            "certain": True,
            "disputed": False,
            "inferred": ["date"],
            "evidence": [evidence("paragraph 7, characters 667–714")],
            "claims": [],
        }
        for count, date in (("3,000,000", "2014-06"), ("21,000,000", "2014-09-16"))
    ]
    relate(
        network,
        "Sequoia Capital",
        "investedIn",
        "Docker",
        sentence="Sequoia Capital led Docker’s Series C of 40,000,000 USD",
        when="2014-09-16",
        disputed=True,
        details={"amount": 40000000, "currency": "USD", "series": "C", "isLead": True},
        claims=[
            {
                "property": "contribution",
                "value": "40,000,000 USD",
                "adopted": False,
                "reason": "the release itself says that others shared",
                "evidence": [evidence("paragraph 3, characters 214–230", "DevOps.com")],
            },
            {
                "property": "contribution",
                "value": "not stated: others shared in the round",
                "adopted": True,
                "evidence": [evidence()],
            },
        ],
    )
    for name in [*FIRMS[1:], "Jerry Yang"]:
        hedge = "named among existing investors who took part"
        relate(network, name, "investedIn", "Docker", when="2014-09-16", hedge=hedge)
    for name in CUSTOMERS:
        relate(network, name, "customerOf", "Docker")
    for name in PARTNERS:
        relate(network, "Docker", "partnerOf", name)
    relate(network, "Bill Coughran", "boardMemberOf", "Docker", certain=False, inferred=["start"])
    relate(network, "Bill Coughran", "employedBy", "Sequoia Capital")
    relate(network, "Bill Coughran", "employedBy", "Google", former=True)
    relate(network, "Michael Bryzek", "employedBy", "Gilt Groupe")
    relate(network, "Michael Bryzek", "founderOf", "Gilt Groupe")
    relate(network, "Nic Benders", "employedBy", "New Relic")
    relate(network, "Docker", "develops", "Docker platform")
    relate(network, "Docker", "develops", "Docker Hub")
    relate(network, "Docker platform", "released", "Docker 1.0")
    relate(network, "New Relic", "develops", "New Relic Insights")
    relate(network, "New Relic Insights", "builtWith", "Docker platform")
    relate(network, "Docker", "basedIn", "San Francisco", inferred=["place"])
    return network


def history() -> nx.MultiDiGraph[str]:
    """Return a network with dates in three years, told by two sources."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name in ("Ada", "Bo", "Cy", "Dé", "红帽"):
        add_thing(network, name, "Person" if name in ("Ada", "Bo") else "Company")
    other = evidence("line 3") | {"source": "press/other", "title": "Another", "published": ""}
    stretch = {"start_earliest": "2013-01-01", "start_latest": "2013-12-31"}
    ended = stretch | {"end_earliest": "2014-06-01", "end_latest": "2014-06-30"}
    relate(network, "Ada", "employedBy", "Cy", evidence=[other], **ended)
    point = {"earliest": "2014-03-05", "latest": "2014-03-05", "when": "2014-03-05"}
    relate(network, "Dé", "acquired", "Cy", **point)
    later = {"earliest": "2015-02-01", "latest": "2015-02-28", "when": "2015-02"}
    relate(network, "红帽", "acquired", "Dé", evidence=[other], **later)
    relate(network, "Bo", "founderOf", "Cy", evidence=[evidence(), other])
    return network


@cache
@unmeasured()
def clusters(count: int = 1800) -> str:
    """Return the page of a network so large that it opens as communities, of thirty things each."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number in range(count):
        add_thing(network, f"thing {number}", "Company" if number % 3 else "Person")
    for number in range(count):
        hub = number // 30 * 30
        if number != hub:
            relate(network, f"thing {number}", "customerOf", f"thing {hub}")
        elif number:
            relate(network, f"thing {number}", "partnerOf", f"thing {number - 30}")
    return render(network, title="Docker’s Series C")


def hostile() -> nx.MultiDiGraph[str]:
    """Return a network in which every text that a stranger could write is an attack."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    proof = evidence(HOSTILE, HOSTILE) | {"title": HOSTILE, "url": "javascript:alert(1)"}
    for name in (HOSTILE, "__proto__", "1", "x" * 20_000):
        fact = {"sentence": HOSTILE, "when": HOSTILE, "evidence": [proof], "claims": []}
        names = [{"text": HOSTILE, "language": HOSTILE}]
        label = {"en": HOSTILE, "zh": HOSTILE}
        about = [{"label": label, "values": [HOSTILE, "javascript:alert(1)//https://a.example"]}]
        more = {"homepage": " JavaScript:alert(1)", "names": names, "facts": [fact]}
        more |= {"about": about, "evidence": [proof]}
        add_thing(network, name, HOSTILE, **more)
    claim = {"property": HOSTILE, "value": HOSTILE, "adopted": False, "evidence": [proof]}
    for end in ("__proto__", "1", HOSTILE):
        relate(
            network,
            HOSTILE,
            "constructor",
            end,
            sentence=HOSTILE,
            label={"en": HOSTILE, "zh": HOSTILE},
            hedge=HOSTILE,
            inferred=[HOSTILE],
            details={HOSTILE: HOSTILE, "__proto__": HOSTILE},
            evidence=[proof],
            claims=[claim],
        )
    return network
