"""How long a whole `kg query` takes, side by side with `import rdflib` alone.

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


def seconds(command: list[str]) -> float:
    """Return how long a command takes as a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        kg.build(output=output)
        ask = ["-m", "kg.cli", "query", "founders", "organization=Gilt"]
        query = [sys.executable, *ask, "--store", str(output / "store")]
        peer = [sys.executable, "-c", "import rdflib"]
        pairs = [(seconds(query), seconds(peer)) for _ in range(RUNS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"kg query       {ours * 1000:6.0f} ms")
    print(f"import rdflib  {theirs * 1000:6.0f} ms")
    print(f"ratio          {ours / theirs:6.2f}")


if __name__ == "__main__":
    main()
