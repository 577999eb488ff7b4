"""The layout is the architecture: what may import what."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kg"
WRITING = {"facts", "sources", "identity", "consolidate", "rdf"}
READING = {
    "store",
    "queries",
    "network",
    "view",
    "graph",
    "picture",
    "changes",
    "validate",
    "export",
    "report",
    "results",
    "syntax",
    "worker",
    "terminal",
    "parameters",
    "lookup",
    "empty",
    "display",
    "frames",
    "triples",
    "chains",
    "sketch",
    "jupyter",
}


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> set[str]:
    """Every `kg` module that a file imports, type-only imports among them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg"):
            found.add(node.module.removeprefix("kg").lstrip(".").partition(".")[0] or "kg")
        elif isinstance(node, ast.Import):
            found |= {a.name.partition(".")[2] or "kg" for a in node.names if a.name[:3] == "kg."}
            found |= {"kg" for a in node.names if a.name == "kg"}
    return found


GRAPH: dict[str, set[str]] = {}
for file in PACKAGE.rglob("*.py"):
    if file.parent.name != "ontology":
        GRAPH.setdefault(module_of(file), set()).update(imports(file) - {module_of(file)})


def test_there_is_no_cycle():
    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join((*above, module))
        for other in GRAPH.get(module, ()):
            visit(other, (*above, module))

    for module in GRAPH:
        visit(module, ())


@pytest.mark.parametrize("module", sorted(set(GRAPH) - {"__init__"}))
def test_no_inner_module_imports_the_package_itself(module):
    assert "kg" not in GRAPH[module]


def test_writing_never_imports_the_store_and_reading_never_the_facts():
    for module in WRITING:
        assert not GRAPH[module] & READING, module
    for module in READING:
        assert not GRAPH[module] & WRITING, module
