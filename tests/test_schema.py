"""The JSON Schema that editors use says the same as the reader."""

import json

import jsonschema
import pytest
import yaml

from kg.assets import ONTOLOGY
from kg.sources.sheet import json_schema


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema())


def load(path):
    """Read a sheet as an editor does: dates are text."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        key: [(tag, pattern) for tag, pattern in found if not tag.endswith("timestamp")]
        for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    with path.open(encoding="utf-8") as text:
        return yaml.load(text, Loader)


def test_the_committed_schema_is_the_generated_one():
    committed = (ONTOLOGY / "facts" / "sheet.schema.json").read_text(encoding="utf-8")
    assert json.loads(committed) == json.loads(json.dumps(json_schema()))


@pytest.mark.parametrize("name", ["facts/docker-series-c.yaml", "identity/things.yaml"])
def test_the_shipped_sheets_are_valid(validator, name):
    assert [e.message for e in validator.iter_errors(load(ONTOLOGY / name))] == []


def test_a_wrong_field_is_seen(validator):
    sheet = load(ONTOLOGY / "facts/docker-series-c.yaml")
    sheet["facts"][0]["sum"] = 1
    assert not validator.is_valid(sheet)
