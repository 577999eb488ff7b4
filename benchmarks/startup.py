"""How long it takes to begin, side by side with `import rdflib` alone.

A whole `kg query` and `kg show`, `import kg`, and what a notebook does first: `%load_ext kg` and a
query, in a shell that runs already.

Run: python benchmarks/startup.py
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import kg

RUNS = 15
NOTEBOOK = """
import time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
start = time.perf_counter()
shell.run_line_magic("load_ext", "kg")
shell.run_line_magic("sparql", "--store {store} -o answer founders organization=Gilt")
print(time.perf_counter() - start)
"""


def seconds(command: list[str]) -> float:
    """Return how long a command takes as a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def notebook(store: Path) -> float:
    """Return how long a shell that runs already takes to load the magics and answer a query."""
    command = [sys.executable, "-c", NOTEBOOK.format(store=store)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def main() -> None:
    """Print the medians and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        kg.build(output=output)
        ask = ["-m", "kg.cli", "query", "founders", "organization=Gilt"]
        query = [sys.executable, *ask, "--store", str(output / "store")]
        show = [sys.executable, "-m", "kg.cli", "show", "Gilt", "--store", str(output / "store")]
        peer = [sys.executable, "-c", "import rdflib"]
        runs = [
            (
                seconds(query),
                seconds(show),
                seconds([sys.executable, "-c", "import kg"]),
                notebook(output / "store"),
                seconds(peer),
            )
            for _ in range(RUNS)
        ]
    names = ("kg query", "kg show", "import kg", "%load_ext kg, query", "import rdflib")
    medians = [statistics.median(column) for column in zip(*runs, strict=True)]
    for name, ours in zip(names, medians, strict=True):
        print(f"{name:<20}{ours * 1000:6.0f} ms  ratio {ours / medians[-1]:5.2f}")


if __name__ == "__main__":
    main()
