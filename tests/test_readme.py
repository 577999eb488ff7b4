"""What the README tells people to type works as written."""

import re
import shlex
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import kg

ROOT = Path(kg.__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    re.split(r"\s{2,}#", line)[0]
    for line in re.findall(r"^    kg (.+)$", README, re.MULTILINE)
    + re.findall(r"`kg ((?:show|view) [^`]+)`", README.replace("\n", " "))
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_works(ecosystem, run, tmp_path, monkeypatch, command):
    arguments = shlex.split(command)
    if arguments[0] == "diff":
        for name in arguments[1:]:
            (tmp_path / name).symlink_to(ecosystem.output)
    elif arguments[0] != "queries":
        arguments += ["--store", str(ecosystem.output / "store")]
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_python_of_the_readme_works(ecosystem, monkeypatch):
    [block] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(ecosystem.output.parent)
    exec(compile(block, "README.md", "exec"), {})


def test_the_magics_of_the_readme_work(built, monkeypatch):
    [block] = re.findall(r"```\n(%load_ext.*?)```", README, re.DOTALL)
    monkeypatch.chdir(built.output.parent)
    shell = InteractiveShell()
    shell.history_manager.enabled = False
    shell.push({"sequoia": built.graph.entity("Sequoia")})
    for line in block.splitlines():
        with capture_output():
            shell.run_cell(line).raise_error()
    assert len(shell.user_ns["firms"]) > 0
    shell.history_manager.end_session()


def test_files_that_the_readme_names_are_there():
    for name in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / name).is_file(), name


def test_the_changelog_speaks_of_this_version():
    assert f"## {kg.__version__} - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
