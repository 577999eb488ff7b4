"""What the store gives is what was put in, down to the last character."""

import shutil

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.store import Store

PROPERTY = ox.NamedNode("https://example.org/property")
XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = [
    ox.NamedNode("https://example.org/a%20b?c=d&e#é"),
    *map(ox.Literal, ["", "1", "true", "tab\t, lines\n\r", 'quote"', "\\t", "<a>", "\x0b\x85"]),
    ox.Literal("标签\t", language="zh"),
    *(
        ox.Literal(text, datatype=ox.NamedNode(XSD + name))
        for text, name in [
            ("7", "integer"), ("seven", "integer"), ("-0.5", "decimal"), ("NaN", "double"),
            ("true", "boolean"), ("maybe", "boolean"), ("2014-09-16", "date"), ("P8Y", "duration"),
        ]
    ),
]  # fmt: skip


def test_the_values_of_a_property_are_the_terms_that_were_stored():
    node = ox.NamedNode("https://example.org/node")
    store = Store.memory(ox.Quad(node, PROPERTY, term) for term in TERMS)
    assert {(n, str(value)) for n, value in store.values(PROPERTY)} == {
        (node, str(term)) for term in TERMS
    }


def test_a_row_of_iris_has_the_empty_text_where_it_has_none():
    a, b = (ox.NamedNode(f"https://example.org/{name}") for name in "ab")
    store = Store.memory([ox.Quad(a, PROPERTY, b)])
    rows = store.iris("SELECT ?a ?b ?c { ?a ?p ?b OPTIONAL { ?b ?p ?c } }")
    assert list(rows) == [[a.value, b.value, ""]]


def test_a_store_that_is_damaged_is_told_in_a_line(built, tmp_path):
    shutil.copytree(built.output / "store", tmp_path / "store")
    (tmp_path / "store" / "CURRENT").write_text("nothing")
    with pytest.raises(StoreError, match=r"the graph cannot be read .*; build it again: kg build"):
        Store.open(tmp_path)
