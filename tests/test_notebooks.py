"""Every notebook runs from top to bottom and shows what is stored in it.

Store anew what they show:  python tests/test_notebooks.py
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

import kg

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


def executed(path: Path, folder: Path) -> nbformat.NotebookNode:
    """Run a notebook in a folder, and return it as it is to be stored."""
    folder.mkdir(exist_ok=True)
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook,
        timeout=120,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        # A busy machine may send what a cell prints in several parts.
        coalesce_streams=True,
    ).execute()
    notebook.metadata.language_info = {"name": "python"}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            # The picture is as large as a library; its summary in words is stored instead.
            if data.get("text/html", "").startswith("<iframe"):
                del data["text/html"]
    return notebook


def shown(notebook: nbformat.NotebookNode) -> list[tuple[str, Any]]:
    """Return each code cell with what it shows; of a figure, that there is one."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            told = []
            for output in cell.outputs:
                data = {k: v for k, v in output.get("data", {}).items() if k != "image/png"}
                figure = "image/png" in output.get("data", {})
                told.append((output.output_type, output.get("text"), data, figure))
            found.append((cell.source, told))
    return found


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("unmeasured")
# The kernel's own libraries leave sockets for the garbage collector to close.
@pytest.mark.filterwarnings("ignore")
def test_a_notebook_shows_what_is_stored_in_it(path, built, tmp_path, monkeypatch):
    root = str(NOTEBOOKS.parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]))
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # The kernel is not measured.
    (tmp_path / "output").symlink_to(built.output, target_is_directory=True)
    now = executed(path, tmp_path / "notebooks")
    assert shown(now) == shown(nbformat.read(path, as_version=4))
    assert not [
        output
        for cell in now.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_a_question_and_ends_with_its_answer(path):
    first, *_, last = nbformat.read(path, as_version=4).cells
    assert "?**" in first.source
    assert "**Answer.**" in last.source


def store_anew() -> None:
    """Run every notebook on a fresh graph, and write what each shows into its file."""
    with tempfile.TemporaryDirectory() as folder:
        kg.build(output=Path(folder) / "output")
        for path in PATHS:
            nbformat.write(executed(path, Path(folder) / "notebooks"), path)


if __name__ == "__main__":
    store_anew()
