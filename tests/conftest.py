import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import process, shared, unmeasured

import kg
from kg.cli import main

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


@pytest.fixture(name="unmeasured")
def without_measuring() -> Iterator[None]:
    """Let a test do its work without measuring coverage, and so in a fraction of the time."""
    with unmeasured():
        yield


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> kg.Built:
    """The graph of the curated sheets, built once as a user would build it."""
    return shared(tmp_path_factory, "built", lambda output: kg.build(output=output))


@pytest.fixture(scope="session")
def graph(built: kg.Built) -> kg.Graph:
    return built.graph


@pytest.fixture(scope="session")
def ecosystem(tmp_path_factory: pytest.TempPathFactory) -> kg.Built:
    """The curated sheets with a small ecosystem, written by hand, from every public data set."""
    sources = [f"{name}={_SMALL / file}@1111111@2026-08-21" for name, file in _FILES.items()]
    return shared(tmp_path_factory, "ecosystem", lambda output: kg.build(sources, output))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command as a user runs it, with its output and exit code."""

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        # It forks to be asked something, which a process that has threads does not survive.
        if arguments[0] == "query":
            return process(*arguments)
        capfd.readouterr()
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        return subprocess.CompletedProcess(arguments, code, *capfd.readouterr())

    return ran


@pytest.fixture(scope="session")
def announcement() -> str:
    path = DOCUMENTS / "docker-closes-c-round-40m.zh.md"
    if not path.is_file():
        pytest.skip("the announcement's text is not here")
    with path.open(encoding="utf-8", newline="") as text:
        return text.read()
