import os
from pathlib import Path

import pytest

import kg

# IPython warns where another environment than that of the tests is active in the shell.
os.environ.pop("VIRTUAL_ENV", None)
DOCUMENTS = Path(__file__).parents[2] / "shared" / "data" / "press"
_SMALL = Path(__file__).parent / "data" / "ecosystem"
_FILES = {
    "cncf-landscape": "landscape.yml",
    "cncf-maintainers": "project-maintainers.csv",
    "kubernetes-community": "sigs.yaml",
    "docker-official-images": "library",
}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> kg.Built:
    """The graph of the curated sheets, built once as a user would build it."""
    return kg.build(output=tmp_path_factory.mktemp("built") / "output")


@pytest.fixture(scope="session")
def graph(built: kg.Built) -> kg.Graph:
    return built.graph


@pytest.fixture(scope="session")
def ecosystem(tmp_path_factory: pytest.TempPathFactory) -> kg.Built:
    """The curated sheets with a small ecosystem, written by hand, from every public data set."""
    sources = [f"{name}={_SMALL / file}@1111111@2026-08-21" for name, file in _FILES.items()]
    return kg.build(sources, tmp_path_factory.mktemp("ecosystem") / "output")


@pytest.fixture(scope="session")
def announcement() -> str:
    path = DOCUMENTS / "docker-closes-c-round-40m.zh.md"
    if not path.is_file():
        pytest.skip("the announcement's text is not here")
    with path.open(encoding="utf-8", newline="") as text:
        return text.read()
