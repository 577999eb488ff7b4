"""A command that runs meanwhile ends with what it was started for."""

import subprocess

import pytest

from kg.errors import KgError
from kg.worker import meanwhile


def test_it_has_done_its_work_when_the_body_is_left(built, tmp_path):
    page = tmp_path / "page.html"
    with meanwhile("view", "--store", str(built.output), "--output", str(page)):
        pass
    assert page.read_bytes() == (built.output / "network.html").read_bytes()


def test_what_it_could_not_do_is_told_in_its_own_words(tmp_path):
    with (
        pytest.raises(KgError, match=r"^kg view: .*nothing: there is no graph here; run: kg build"),
        meanwhile("view", "--store", str(tmp_path / "nothing")),
    ):
        pass


def test_it_ends_with_a_body_that_fails(built, tmp_path, monkeypatch):
    started = []
    start = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *a, **k: started.append(start(*a, **k)) or started[0]
    )
    with (
        pytest.raises(ZeroDivisionError),
        meanwhile("view", "--store", str(built.output), "--output", str(tmp_path / "page.html")),
    ):
        1 / 0  # noqa: B018
    assert started[0].returncode is not None
    assert not (tmp_path / "page.html").exists()
