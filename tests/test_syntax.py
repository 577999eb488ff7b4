"""A question never leaves the machine, and one that cannot be read is told in its own words."""

import contextlib

import pyoxigraph as ox
import pytest

import kg
from kg.errors import QueryError
from kg.syntax import asks_elsewhere
from kg.terms import PREFIXES

HEAD = "PREFIX : <http://127.0.0.1:9/> PREFIX service: <http://127.0.0.1:9/> "
ASKS_ELSEWHERE = [
    "SELECT * { SERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { service <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT ce:x { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT ce:x { ?s ?p ?o } }",
    "SELECT * { SERVICE\t\r\n#why\rSILENT#not\nce:x#\n{ ?s ?p ?o } }",
    "SELECT * { SERVICEce:x { ?s ?p ?o } }",
    "SELECT * { SERVICE:x { ?s ?p ?o } }",
    "SELECT * { service:x.y { ?s ?p ?o } }",
    "SELECT * { service:x#{\n { ?s ?p ?o } }",
    "SELECT * { BIND(<http://a.b/> AS ?y)SERVICE?y{ ?s ?p ?o } }",
    "SELECT * { {}SERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { ce:a ce:b ce:c . SERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { ce:a ce:b true.SERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { ce:a ce:b trueSERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { ce:a ce:b trueSERVICE:x { ?s ?p ?o } }",
    "SELECT * { ce:a ce:b 1.SERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { ce:a ce:b 'x'@en.SERVICE ce:x { ?s ?p ?o } }",
    'SELECT * { ce:a ce:b """a"""SERVICE ce:x { ?s ?p ?o } }',
    "SELECT * { BIND('''a'b''' AS ?a) SERVICE ce:x { } BIND('''a'b''' AS ?b) }",
    "SELECT * { ce:a ce:b <http://x/>SERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { BIND(<http://x/\\u0041#a> AS ?a) SERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { BIND(id:x\\#y AS ?a) SERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { BIND(ce:x\\'y AS ?a) SERVICE ce:x { ?s ?p ?o } BIND(ce:x\\'y AS ?b) }",
    "SELECT * { #a\rSERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { FILTER(?a<?b)SERVICE ce:x { ?s ?p ?o } FILTER(?a>?b) }",
    "SELECT * { VALUES ?a { UNDEF }SERVICE ce:x { ?s ?p ?o } }",
    "SELECT * { { SELECT * { OPTIONAL{SERVICE ce:x { ?s ?p ?o }} } } }",
    "ASK { FILTER EXISTS { SERVICE ce:x { ?s ?p ?o } } }",
]
HARMLESS = [
    "SELECT ?service { ?service ce:service ?o }",
    "SELECT $service { $service ?p ?o }",
    "SELECT (1 AS ?SERVICE) {}",
    "SELECT ?service_of { ?service_of ?p ?theservice }",
    "SELECT * { ?s :service ?o ; a ce:Service }",
    "SELECT * { ?s service:service ?o }",
    "SELECT * { ?s a service:Kind ; service:a service:b . }",
    "SELECT * { ?s a <http://example.org/service#SERVICE> }",
    "SELECT * { ?s rdfs:label 'a SERVICE', \"SERVICE\", '''SERVICE''', 'say \\'SERVICE\\'' }",
    "SELECT * { ?s ?p ?o } # SERVICE",
    "# SERVICE <http://x> {\nSELECT * { ?s ?p ?o }",
    "SELECT * { _:service ?p ?o }",
    "SELECT * FROM service:x WHERE { ?s ?p ?o FILTER(?o < 1 && ?o > ?service) }",
]


@pytest.mark.parametrize("text", ASKS_ELSEWHERE)
def test_no_question_reaches_another_server(text):
    with pytest.raises(QueryError, match="SERVICE would ask another server"):
        kg.open(":memory:").query(HEAD + text)
    # The list is truthful: to the engine, each is a query and not a mistake.
    with contextlib.suppress(OSError, RuntimeError):
        ox.Store().query(HEAD + text, prefixes=PREFIXES)


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_alone_is_no_offence(text):
    assert list(kg.open(":memory:").query(HEAD + text)) is not None
    assert not asks_elsewhere(text)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/data.ttl"])
def test_from_names_a_graph_and_fetches_nothing(address):
    graph = kg.open(":memory:")
    for clause in (f"FROM <{address}>", f"FROM NAMED <{address}>"):
        assert len(graph.query(f"SELECT * {clause} {{ ?s ?p ?o }}")) == 0
    assert len(graph.query(f"SELECT * {{ GRAPH <{address}> {{ ?s ?p ?o }} }}")) == 0


@pytest.mark.parametrize(
    "text",
    ["LOAD <http://127.0.0.1:9/data.ttl>", "insert data { ce:a ce:b ce:c }", "DROP ALL",
     "# mine\nPREFIX x: <http://x/>\nBASE <http://y/> DELETE WHERE { ?s ?p ?o }"],
)  # fmt: skip
def test_an_update_is_told_that_the_graph_is_read_only(text):
    with pytest.raises(QueryError, match=r"the graph is read-only, [A-Z]+ would change it; ask"):
        kg.open(":memory:").query(text)


@pytest.mark.parametrize(
    ("text", "place", "reason", "marked"),
    [
        ("SELECT ?x { ?x foo:bar ?y }", "line 1, column 16",
         "the prefix 'foo:' is not declared", "foo:bar ?y }"),
        ("SELECT ?x {\n\t?x a 'x'^^my-x:y }", "line 2, column 12",
         "the prefix 'my-x:' is not declared", "my-x:y }"),
        ("SELEKT * {}", "line 1, column 1", "a query begins with SELECT, ASK, CONSTRUCT or", "SEL"),
        ("SELECT * { <rel> ?p ?o }", "line 1, column 12", "cannot be read from here", "<rel>"),
        ("SELECT * { ?x ce:a 'id:a/b', id:person/a.b . }", "line 1, column 39",
         r"the slash ends 'id:person/a.b' early; write id:person\/a.b or <https://", "/a.b . }"),
        ("SELECT * {\nGRAPH graph:press/docker-series-c { ?a ?b ?c } }", "line 2, column 18",
         "the slash ends 'graph:press/docker-series-c' early; write graph:press", "/docker-"),
        ("SELECT * { ?a id:b/ce:c ?d . <rel> ?p 'id:a/b' }", "line 1, column 30", "cannot be", "<"),
        ("SELECT ?x {\t?x a '红杉' ; <rel> 1 }", "line 1, column 25", "", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_a_caret_under_it(text, place, reason, marked):
    with pytest.raises(QueryError) as caught:
        kg.open(":memory:").query(text)
    first, shown, caret = str(caught.value).split("\n")
    assert first.startswith(f"query, {place}: {reason}")
    assert "\t" not in shown
    assert shown[caret.index("^") :].startswith(marked)


def test_the_caret_counts_wide_letters_as_two():
    with pytest.raises(QueryError) as caught:
        kg.open(":memory:").query("SELECT * { ?x ?y '红杉' foo:bar }")
    _, shown, caret = str(caught.value).split("\n")
    assert len(caret) - 1 == shown.index("foo:bar") + 2


def test_an_empty_query_says_so():
    with pytest.raises(QueryError, match="query: the query is empty; write"):
        kg.open(":memory:").query(" # nothing\n")
