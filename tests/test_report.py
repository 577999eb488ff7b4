"""The report on a project tells an engineer what its sources say, what they do not, and where."""

import csv
import time
from collections import Counter

import pytest
from reading_sources import REAL
from running import unmeasured

import kg
from kg.errors import NotFoundError
from kg.pipeline import build_in_memory
from kg.queries import named_queries
from kg.report import herfindahl
from kg.sources import Given

PINS = {
    "cncf-landscape": "cncf-landscape/landscape.yml@153d699@2026-08-07",
    "cncf-maintainers": "cncf-foundation/project-maintainers.csv@7596c66@2026-08-21",
    "kubernetes-community": "kubernetes-community/sigs.yaml@24e7d8f@2026-08-21",
    "docker-official-images": "docker-official-images/library@37079fb@2026-08-21",
}

ASKED = {
    "event": "DockerCon 2014", "company": "Docker", "as_of": "2014-09-16", "vendor": "Docker",
    "investor": "Sequoia Capital", "start": "Sequoia Capital", "end": "Kubernetes",
    "project": "Kubernetes", "person": "Bill Coughran", "group": "CNCF", "organization": "Docker",
    "thing": "Docker", "subject": "Docker", "metric": "Downloads", "year": 2014,
    "round": "Docker Series C (2014)", "source": "id:source/press/docker-series-c",
}  # fmt: skip


@pytest.fixture(scope="module")
def small(ecosystem: kg.Built) -> kg.Graph:
    return ecosystem.graph


@pytest.fixture(scope="module")
def real() -> kg.Graph:
    if not (REAL / "cncf-landscape").is_dir():
        pytest.skip("the real data sets are not here")
    sources = [f"{name}={REAL / path}" for name, path in PINS.items()]
    with unmeasured():
        return build_in_memory([Given.parse(one) for one in sources])[0]


def section(graph: kg.Graph, name: str, title: str) -> list[str]:
    found = {one.title: [line.text for line in one.lines] for one in graph.report(name).sections}
    return found.get(title, [])


def test_for_whom_somebody_maintains_is_told_of_that_organization_and_drawn(small):
    told = [line for line in str(small.entity("Lender Bank")).splitlines() if "Hauler" in line]
    assert [line.split("  ")[2] for line in told] == [
        "Gus Good maintains Hauler (affiliation Lender Bank)"
    ]
    assert told == [line for line in str(small.entity("Gus Good")).splitlines() if "Hauler" in line]
    # One statement leads both steps.
    chains = small.path("Lender Bank", "Hauler")
    assert ["Gus Good"] in [[step["sentence"][:8] for step in chain] for chain in chains]
    network = small.view("Lender Bank", 1).network
    ends = {
        (network.nodes[start]["label"], network.nodes[end]["label"])
        for start, end, data in network.edges(data=True)
        if data["relation"] == "affiliation"
    }
    assert ends == {("Gus Good", "Lender Bank"), ("Kay Keen", "Lender Bank")}


def test_each_line_of_the_maturity_leads_to_the_line_of_the_file(small):
    [maturity] = [one for one in small.report("Boxer").sections if one.title == "Maturity"]
    told = [(line.text, [(p.source, p.short) for p in line.places]) for line in maturity.lines]
    host = "Cloud Native Computing Foundation"
    assert told == [
        (
            f"sandbox at {host} from 2017-03-29 to 2018-01-01 (the level is inferred)",
            [("cncf-landscape", "L16")],
        ),
        (f"incubating at {host} from 2018-01-01 to 2019-02-28", [("cncf-landscape", "L17")]),
        (
            f"graduated at {host} since 2019-02-28",
            [("cncf-landscape", "L18"), ("cncf-maintainers", "L2")],
        ),
        (
            "23 months from its acceptance to graduated",
            [("cncf-landscape", "L16"), ("cncf-landscape", "L18"), ("cncf-maintainers", "L2")],
        ),
    ]
    assert maturity.lines[0].places[0].url.endswith("/blob/1111111/landscape.yml#L16")


def test_a_person_in_two_rows_counts_once_and_who_has_no_employer_is_no_company(small):
    assert section(small, "Boxer", "Who maintains it") == [
        "4 maintainers, 2 known employers",
        "Acme Boxes (2 of 4, 50 %): Ada Able, Ben Best",
        "Docker (1 of 4, 25 %): Dora Deep",
    ]
    assert section(small, "Boxer", "If an employer leaves") == [
        (
            "Herfindahl index of the 3 maintainers of known employer: 5,556 of 10,000, "
            "as with 1.8 employers of equal size"
        ),
        (
            "without Acme Boxes, 2 of 4 maintainers remain "
            "(50 % leave; 1 more may, as their employer is unknown)"
        ),
        "half of those of known employer work for 1 company",
    ]
    unknown = section(small, "Boxer", "What is not known here")
    assert "the employer of 1 maintainer of 4: Cem Cool" in unknown


def test_who_only_sits_in_a_group_of_the_project_is_told_as_such(small):
    assert section(small, "Seated", "Who maintains it") == [
        "2 maintainers, 2 known employers",
        "Docker (1 of 2, 50 %): Jo Join",
        "Lender Bank (1 of 2, 50 %): Kay Keen",
        "1 of 2 are named only as members of Seated steering committee: Kay Keen",
    ]


def test_parts_are_told_apart_from_the_project_and_images_by_their_name(small):
    assert section(small, "Boxer", "Groups and parts") == ["part Boxer Gateway: 2 maintainers"]
    [image] = section(small, "Boxer", "Container images")
    assert image.startswith("boxer, a Docker Official Image of the same name")


def test_the_company_behind_a_project_is_told_with_its_money(small):
    told = section(small, "Hauler", "Who is behind it")
    assert told[0] == "developed by Docker"
    assert (
        "Docker raised Docker Series C (2014): 2014-09-16, 40,000,000 USD, from Sequoia Capital "
        "(lead), Benchmark, Greylock Partners, Insight Venture Partners, Jerry Yang, "
        "Trinity Ventures"
    ) in told


def test_the_last_maintainer_is_told_as_such(small):
    assert "without Stranger Works, 0 of 1 maintainers remain (100 % leave)" in section(
        small, "Lonely", "If an employer leaves"
    )


def test_what_no_source_tells_is_said(small):
    assert section(small, "Undated", "What is not known here") == [
        "who maintains it as a whole: no source names anyone",
        "since when it is sandbox",
        "a company that develops it; none is named",
        "its homepage",
        "a container image; no Docker Official Image has its name",
        "its licence, releases, activity and vulnerabilities: no source here tells them",
    ]


def test_the_report_agrees_with_the_named_query(small):
    [row] = small.run("employer-concentration", project="Boxer")
    [told, *_] = section(small, "Boxer", "If an employer leaves")
    assert f"{row.hhi:,} of 10,000" in told
    assert row.hhi == herfindahl([2, 1])


def test_what_is_no_project_gets_a_remedy(small):
    with pytest.raises(NotFoundError, match=r"acme-boxes is no project; look at it: kg show"):
        small.report("Acme Boxes")
    with pytest.raises(NotFoundError, match="nothing is called"):
        small.report("Nosuch")


def test_a_page_shows_names_from_strangers_as_text_and_links_to_lines():
    from kg.report import Line, Place, ProjectReport, Section

    places = (
        Place("s", "L1", 'https://x.example/"> [a](b)<script>#L1'),
        Place("t", "", "javascript:alert(1)"),
    )
    told = ProjectReport("id:x", "<i>", (Section("S", (Line("<b>[x](y)", places),)),))
    for page in (told._repr_html_(), told._repr_markdown_()):
        assert "<b>" not in page
        assert "<script>" not in page
        assert "javascript" not in page
    assert '#L1" target="_blank"' in told._repr_html_()
    links = '[s L1](<https://x.example/"%3E%20[a](b)%3Cscript%3E#L1>), t'
    assert f"- &lt;b&gt;\\[x\\](y) ({links})\n" in told.to_markdown()
    assert repr(told).splitlines() == ["<i>  id:x", "", "S", "  <b>[x](y)  [s L1; t]"]


@pytest.mark.parametrize("name", ["Envoy", "Argo", "containerd"])
def test_the_numbers_of_a_real_project_are_those_of_the_file(real, name):
    rows: list[tuple[str, str]] = []
    project = ""
    with (REAL / PINS["cncf-maintainers"].partition("@")[0]).open(encoding="utf-8-sig") as file:
        for cells in csv.reader(file):
            if not cells:
                continue
            project = cells[1].strip() or project
            if project == name and cells[4].strip():
                rows.append((cells[4].strip().lower(), cells[3].strip()))
    logins = {login for login, _ in rows}
    [row] = real.run("employer-concentration", project=name)
    assert row.maintainers == len(logins)
    largest, count = Counter(company for _, company in dict(rows).items()).most_common(1)[0]
    assert count > 1
    staff = {row.name: row.maintainers for row in real.run("maintainers-by-employer", project=name)}
    assert staff[largest] == count


def test_facts_that_were_read_in_the_real_files(real):
    # landscape.yml: graduated on 2018-03-06 (L4636), 2018-08-09 and 2018-11-28 (L5271).
    rows = [(row.name, row.months) for row in real.run("graduations", year=2018)]
    assert rows == [("Kubernetes", 24), ("Prometheus", 27), ("Envoy", 14)]
    # project-maintainers.csv, lines 159 to 177: six of Envoy's nineteen are Google's.
    [row] = real.run("employer-concentration", project="Envoy")
    assert (row.maintainers, row.unknown, row.employers, row.hhi) == (19, 0, 14, 1357)
    assert (row.largest, row.percent) == ("Google", 32)
    # Maintainers work for Amazon (line 29 of the table); a member is Amazon Web Services.
    rows = real.run("employers-without-membership")
    assert {r.name: r.apart_from_member for r in rows}["Amazon"] == "Amazon Web Services"
    rows = real.run("members-without-maintainers")
    assert {r.name: r.apart_from_employer for r in rows}["Google Cloud"] == "Google"
    # The file of maintainers has no row for etcd; sigs.yaml has a group for it.
    assert real.run("maintainers-by-employer", project="etcd").rows == []
    unknown = "who maintains it as a whole: no source names anyone; a group looks after it"
    assert unknown in section(real, "etcd", "What is not known here")
    # sigs.yaml, lines 1786 to 1803.
    keepers = "5 members of SIG etcd: Benjamin Wang (VMware), Ivan Valdes (Inmar Intelligence), "
    assert any(line.startswith(keepers) for line in section(real, "etcd", "Groups and parts"))


@pytest.mark.usefixtures("unmeasured")
def test_each_named_query_takes_less_than_a_second_on_all_real_data(real):
    took = {}
    for query in named_queries().values():
        asked = {p.name: ASKED[p.name] for p in query.parameters if p.default is None}
        start = time.process_time()
        real.run(query.name, **asked)
        took[query.name] = time.process_time() - start
    assert {name: seconds for name, seconds in took.items() if seconds >= 1} == {}
