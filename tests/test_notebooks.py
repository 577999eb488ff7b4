"""Every notebook runs from top to bottom without an error."""

import os
from pathlib import Path

import nbclient
import nbformat
import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
# The kernel's own libraries leave sockets for the garbage collector to close.
@pytest.mark.filterwarnings("ignore")
def test_a_notebook_runs(path, tmp_path, monkeypatch):
    root = str(NOTEBOOKS.parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    shown = str(notebook.cells)
    assert "Bill Coughran" in shown
    assert "<iframe" in shown
