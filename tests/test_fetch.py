"""The downloader against a real server on this machine that behaves as badly as servers do."""

import hashlib
import io
import json
import random
import subprocess
import sys
import tarfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import kg
from kg.errors import FetchError, StoreError
from kg.fetch import Hosts, Limits, fetch

SHA = "153d699c0ffee153d699c0ffee153d699c0ffee1"
BODY = b"landscape: []\n" * 1000
QUICK = Limits(connect=2, read=0.3, tries=3, pause=0.01)


class Server(ThreadingHTTPServer):
    """Answers by the first part of the path: how it behaves; and counts what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[str] = Counter()
        self.seen: list[str] = []
        self.body = BODY

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is part of the tests."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def hosts(self, behaviour: str) -> Hosts:
        return Hosts(*[f"{self.address}/{behaviour}"] * 3)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def send(self, status: int, body: bytes = b"", length: int | str | None = None, **headers: str):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        behaviour = self.path.split("/")[1]
        self.server.asked[behaviour] += 1
        self.server.seen.append(self.path)
        body, first = self.server.body, self.server.asked[behaviour] == 1
        etag = f'"{hashlib.md5(body).hexdigest()}"'
        if self.path.endswith("/commits/HEAD"):
            self.send(200, SHA.encode())
        elif behaviour == "slow" or (behaviour == "slow-once" and first):
            time.sleep(1)
        elif behaviour == "busy" or (behaviour == "busy-once" and first):
            self.send(503, b"", Retry_After="0")
        elif behaviour == "missing":
            self.send(404)
        elif behaviour == "truncated" or (behaviour == "truncated-once" and first):
            self.send(200, body[:100], len(body))
            self.close_connection = True
        elif behaviour == "endless":
            self.send_response(200)
            self.end_headers()
            for _ in range(1000):
                self.wfile.write(b"x" * 1000)
        elif behaviour == "elsewhere":
            self.send(302, Location=f"http://localhost:{self.server.server_port}/good/x")
        elif behaviour == "moved":
            self.send(301, Location=self.path.replace("moved", "good"))
        elif behaviour == "circle":
            self.send(302, Location=self.path)
        elif behaviour == "nowhere":
            self.send(302, Location="http://[::1")
        elif behaviour == "unmeasured":
            self.send(200, body, length="abc")
        elif self.headers.get("If-None-Match") == etag:
            self.send(304)
        else:
            self.send(200, body, ETag=etag, Last_Modified="Fri, 07 Aug 2026 00:00:00 GMT")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def landscape(server: Server, into: Path, behaviour: str, limits: Limits = QUICK):
    return fetch("cncf-landscape", into, SHA, limits=limits, hosts=server.hosts(behaviour))


def test_a_file_comes_with_its_checksum_commit_and_progress(server, tmp_path):
    told: list[tuple[int, int | None]] = []
    got = fetch(
        "cncf-landscape", tmp_path / "new", hosts=server.hosts("good"),
        progress=lambda *told_: told.append(told_),
    )  # fmt: skip
    assert got.path == tmp_path / "new" / "landscape.yml"
    assert got.path.read_bytes() == BODY
    assert got.sha256 == hashlib.sha256(BODY).hexdigest()
    assert got.commit == SHA
    assert told[-1] == (len(BODY), len(BODY))
    assert server.seen == [
        "/good/repos/cncf/landscape/commits/HEAD",
        f"/good/cncf/landscape/{SHA}/landscape.yml",
    ]
    note = json.loads((tmp_path / "new" / "landscape.yml.fetched.json").read_text())
    assert (note["sha256"], note["commit"]) == (got.sha256, SHA)
    assert sorted(path.name for path in got.path.parent.iterdir()) == [
        "landscape.yml", "landscape.yml.fetched.json",
    ]  # fmt: skip


def test_what_is_here_already_is_not_sent_again(server, tmp_path):
    landscape(server, tmp_path, "good")
    assert landscape(server, tmp_path, "good").unchanged
    server.body = b"landscape: [new]\n"
    assert not landscape(server, tmp_path, "good").unchanged
    assert (tmp_path / "landscape.yml").read_bytes() == server.body


@pytest.mark.parametrize("was_fetched", [True, False])
def test_a_file_of_the_users_own_is_not_overwritten(server, tmp_path, was_fetched):
    if was_fetched:
        landscape(server, tmp_path, "good")
    (tmp_path / "landscape.yml").write_text("mine")
    with pytest.raises(StoreError, match=r"landscape.yml: is in the way: .*; move it elsewhere"):
        landscape(server, tmp_path, "good")
    assert (tmp_path / "landscape.yml").read_text() == "mine"


def test_what_is_the_same_as_what_is_sent_is_in_nobodys_way(server, tmp_path):
    (tmp_path / "landscape.yml").write_bytes(BODY)
    landscape(server, tmp_path, "good")
    assert landscape(server, tmp_path, "good").unchanged


@pytest.mark.parametrize("behaviour", ["slow-once", "busy-once", "truncated-once"])
def test_what_passes_is_tried_again(server, tmp_path, behaviour):
    assert landscape(server, tmp_path, behaviour).path.read_bytes() == BODY
    assert server.asked[behaviour] == 2


@pytest.mark.parametrize(
    ("behaviour", "told", "asked"),
    [
        ("slow", "tried 3 times", 3),
        ("busy", "the server answers 503 Service Unavailable), tried 3 times", 3),
        ("truncated", "tried 3 times", 3),
        ("missing", "the server answers 404 Not Found", 1),
        ("endless", "is larger than the limit of 20,000 bytes", 1),
        ("good", "is larger than the limit of 500 bytes", 1),
        ("elsewhere", "sends elsewhere, to http://localhost", 1),
        ("circle", "without end", 6),
        ("nowhere", "sends to 'http://[::1', which is no address", 1),
        ("unmeasured", "the server states 'abc' for a length", 1),
    ],
)
def test_a_failure_is_one_clear_line_and_leaves_what_was_there(
    server, tmp_path, behaviour, told, asked
):
    (tmp_path / "landscape.yml").write_text("the last good one")
    size = 500 if behaviour == "good" else 20_000
    limits = Limits(size=size, connect=2, read=0.3, tries=3, pause=0.01)
    with pytest.raises(FetchError) as failed:
        landscape(server, tmp_path, behaviour, limits)
    assert told in str(failed.value)
    assert len(str(failed.value).splitlines()) == 1
    assert server.asked[behaviour] == asked
    assert [path.name for path in tmp_path.iterdir()] == ["landscape.yml"]
    assert (tmp_path / "landscape.yml").read_text() == "the last good one"


def test_a_redirection_within_the_server_is_followed(server, tmp_path):
    assert landscape(server, tmp_path, "moved").path.read_bytes() == BODY


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(f"official-images-abc/{name.replace('__', '/')}")
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    return out.getvalue()


def images(server: Server, into: Path, limits: Limits = QUICK):
    return fetch("docker-official-images", into, SHA, limits=limits, hosts=server.hosts("good"))


def test_of_a_folder_the_archive_is_fetched_and_the_folder_unpacked(server, tmp_path):
    server.body = archive(library__nginx=b"Maintainers: x\n", README=b"no", library__go=b"y\n")
    got = images(server, tmp_path)
    assert got.path == tmp_path / "library"
    assert sorted(path.name for path in got.path.iterdir()) == ["go", "nginx"]
    server.body = archive(library__nginx=b"new\n")
    images(server, tmp_path)
    assert [path.name for path in (tmp_path / "library").iterdir()] == ["nginx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "docker-official-images.tar.gz", "docker-official-images.tar.gz.fetched.json",
        "library", "library.fetched.json",
    ]  # fmt: skip


@pytest.mark.parametrize("was_fetched", [True, False])
def test_a_folder_with_a_file_of_the_users_own_is_not_replaced(server, tmp_path, was_fetched):
    server.body = archive(library__nginx=b"Maintainers: x\n")
    if was_fetched:
        images(server, tmp_path)
    (tmp_path / "library").mkdir(exist_ok=True)
    (tmp_path / "library" / "mine").touch()
    for _ in range(2):
        with pytest.raises(StoreError, match="library: is in the way"):
            images(server, tmp_path)
    assert (tmp_path / "library" / "mine").exists()


def test_a_link_is_not_replaced(server, tmp_path):
    server.body = archive(library__nginx=b"new\n")
    images(server, tmp_path)
    (tmp_path / "library").rename(tmp_path / "elsewhere")
    (tmp_path / "library").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="library: is in the way"):
        images(server, tmp_path)
    assert (tmp_path / "library").is_symlink()


def test_what_a_killed_run_left_aside_is_removed(server, tmp_path):
    (tmp_path / ".fetch-library").mkdir()
    (tmp_path / ".fetch-library" / "nginx").touch()
    server.body = archive(library__nginx=b"new\n")
    images(server, tmp_path)
    assert not (tmp_path / ".fetch-library").exists()


@pytest.mark.parametrize("damage", [b"\0" * 100, b"\xff" * 200], ids=["zeros", "ones"])
def test_an_archive_that_is_damaged_inside_is_told_and_sent_again(server, tmp_path, damage):
    whole = archive(library__nginx=random.Random(1).randbytes(50_000), library__go=b"y\n")
    half = len(whole) // 2
    server.body = whole[:half] + damage + whole[half + len(damage) :]
    for _ in range(2):
        with pytest.raises(FetchError, match="is no archive") as failed:
            images(server, tmp_path)
        assert len(str(failed.value).splitlines()) == 1
        assert not list(tmp_path.iterdir())
    server.body = whole
    assert sorted(path.name for path in images(server, tmp_path).path.iterdir()) == ["go", "nginx"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"no archive", "is no archive"),
        (archive(README=b"no"), "holds no folder 'library'"),
        (archive(library__zeros=b"0" * 30_000), "is larger than the limit"),
        (archive(**{"library__..__..__..__evil": b"x"}), "is no archive"),
    ],
)
def test_an_archive_that_is_not_right_leaves_the_last_folder(server, tmp_path, body, told):
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "good").touch()
    server.body = body
    with pytest.raises(FetchError, match=told):
        images(server, tmp_path, Limits(size=20_000))
    assert [path.name for path in (tmp_path / "library").iterdir()] == ["good"]
    assert not (tmp_path.parent / "evil").exists()


def test_wrong_wishes_are_told(tmp_path):
    with pytest.raises(FetchError, match="there is no source 'nonsense'"):
        fetch("nonsense", tmp_path)
    with pytest.raises(FetchError, match="'facts' cannot be downloaded"):
        fetch("facts", tmp_path)
    with pytest.raises(FetchError, match="names no commit"):
        fetch("cncf-landscape", tmp_path, "../../evil")


def test_a_folder_that_cannot_be_written_is_told(server, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        landscape(server, tmp_path / "file", "good")


def test_the_command_without_a_network_fails_with_one_line(tmp_path):
    program = (
        "import kg.fetch, sys; from kg.cli import main\n"
        "kg.fetch.fetch.__kwdefaults__.update(hosts=kg.fetch.Hosts(*['http://127.0.0.1:9']*3),"
        "limits=kg.fetch.Limits(tries=2, pause=0.01))\n"
        f"sys.exit(main(['fetch', 'cncf-landscape', '--into', {str(tmp_path)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False,
        cwd=Path(kg.__file__).parents[1],
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert "cannot be downloaded (" in line
    assert "refused" in line
