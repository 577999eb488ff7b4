"""The only downloader: `kg fetch` gets the public files that sources are read from.

A file is taken over whole or not at all, and only if it is of its stated length. Beside it lies
`FILE.fetched.json` with its address, commit, SHA-256 and what the server said of its version, so
the next time it is sent only if it has changed. No other module opens a connection.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import tarfile
import tempfile
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from kg.assets import ONTOLOGY
from kg.errors import FetchError, Problem, StoreError
from kg.fetched import Fetched, as_fetched, checksum, forget, put
from kg.sources import SOURCES, About
from kg.sources.reader import COMMIT

Progress = Callable[[int, int | None], None]
"""Told how many bytes have come, and of how many if that is known."""

NEWEST: Final = "newest"
_REDIRECTIONS: Final = (301, 302, 303, 307, 308)
_WORTH_TRYING_AGAIN: Final = (429, 500, 502, 503, 504)
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a download is.

    Attributes:
        size: The most bytes that a file may have, packed or not.
        connect: Seconds to wait for a connection.
        read: Seconds to wait for the next bytes.
        tries: How often to try.
        pause: Seconds before the second try; each further pause is twice as long.
        redirections: How many redirections to follow.
    """

    size: int = 1 << 29
    connect: float = 10
    read: float = 30
    tries: int = 4
    pause: float = 0.5
    redirections: int = 5


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where GitHub keeps files, archives and the names of commits."""

    files: str = "https://raw.githubusercontent.com"
    archives: str = "https://codeload.github.com"
    commits: str = "https://api.github.com"


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked of a server."""

    url: str
    headers: Mapping[str, str]
    form: Mapping[str, str] | None = None


def fetch(
    name: str,
    into: Path,
    commit: str = NEWEST,
    *,
    limits: Limits = Limits(),
    hosts: Hosts = Hosts(),
    progress: Progress = lambda _, __: None,
) -> Fetched:
    """Download what a source is read from.

    Args:
        name: The name of the source.
        into: The folder for it; made if it is absent.
        commit: The commit of the source's repository, or `newest`.
        limits: How patient to be.
        hosts: Where GitHub is.
        progress: Told what has come.

    Raises:
        FetchError: There is no such source, it cannot be downloaded, or the server refuses.
        StoreError: The folder cannot be written, or what the user has made is in the way.
    """
    about = SOURCES.get(name)
    if about is None or not (about.repository or about.service):
        told = f"{name!r} cannot be downloaded" if about else f"there is no source {name!r}"
        raise FetchError(Problem(told, remedy="kg sources lists them"))
    if commit != NEWEST and not COMMIT.fullmatch(commit):
        problem = f"{commit!r} names no commit"
        raise FetchError(Problem(problem, "--commit", "", "write its SHA, or newest"))
    client = _Client(limits, progress)
    try:
        into.mkdir(parents=True, exist_ok=True)
        if about.service:
            query = (ONTOLOGY / about.query).read_text(encoding="utf-8")
            accept = {"Accept": "text/turtle"}
            request = _Request(about.service, accept, {"query": query})
            return client.download(request, into / f"{name}.ttl")
        owner = urlsplit(about.repository).path.strip("/")
        if commit == NEWEST:
            commit = client.newest(f"{hosts.commits}/repos/{owner}/commits/HEAD")
        if PurePosixPath(about.file).suffix:
            request = _Request(f"{hosts.files}/{owner}/{commit}/{about.file}", {})
            return client.download(request, into / PurePosixPath(about.file).name, commit)
        return _folder(client, about, f"{hosts.archives}/{owner}/tar.gz/{commit}", into, commit)
    except OSError as error:
        problem = f"cannot be written ({error.strerror or error})"
        raise StoreError(Problem(problem, str(error.filename or into))) from error


def _folder(client: _Client, about: About, url: str, into: Path, commit: str) -> Fetched:
    """Download a repository's archive, and unpack the one folder of it that is wanted."""
    fetched = client.download(_Request(url, {}), into / f"{about.name}.tar.gz", commit)
    target = into / PurePosixPath(about.file).name
    fresh = Path(tempfile.mkdtemp(prefix=".fetch-", dir=into))
    try:
        size = 0
        with gzip.open(fetched.path) as packed, tarfile.open(fileobj=packed, mode="r:") as archive:
            for member in archive:
                # The archive's own first folder is named after the commit.
                inside = PurePosixPath(*PurePosixPath(member.name).parts[1:])
                if not (member.isfile() and inside.is_relative_to(about.file)):
                    continue
                size += member.size
                if size > client.limits.size:
                    raise _too_large(url, client.limits.size)
                # The filter refuses whatever would be written outside of the folder.
                archive.extract(member.replace(name=str(inside)), fresh, filter="data")
            # An archive may seem to end where it is damaged; its checksum comes after its end.
            while packed.read(_CHUNK):
                pass
        if not (fresh / about.file).is_dir():
            raise FetchError(Problem(f"holds no folder {about.file!r}", url))
        unpacked = replace(fetched, path=target, sha256=checksum(fresh / about.file))
        put(fresh / about.file, unpacked)
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        # Kept, it would be taken for what the server has, and not be sent again.
        forget(fetched.path)
        raise FetchError(Problem(f"is no archive ({error})", url)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return replace(fetched, path=target)


class _Client:
    """Asks servers, and asks again if that may help."""

    def __init__(self, limits: Limits, progress: Progress) -> None:
        self.limits = limits
        self.progress = progress
        timeout = urllib3.Timeout(connect=limits.connect, read=limits.read)
        self.pool = urllib3.PoolManager(
            headers={"User-Agent": "container-ecosystem-kg"}, timeout=timeout, retries=False
        )

    def newest(self, url: str) -> str:
        """Return the newest commit of a repository."""
        request = _Request(url, {"Accept": "application/vnd.github.sha"})
        with tempfile.TemporaryDirectory() as folder:
            path = self.download(request, Path(folder) / "commit").path
            commit = path.read_text(encoding="ascii", errors="replace").strip()
        if not COMMIT.fullmatch(commit):
            raise FetchError(Problem("does not tell the newest commit", url, "", "give its SHA"))
        return commit

    def download(self, request: _Request, path: Path, commit: str = "") -> Fetched:
        """Download a file, unless it is here already as it is there."""
        known = _known(request, path)
        wait = self.limits.pause
        for left in reversed(range(self.limits.tries)):
            try:
                return self._once(request, path, commit, known)
            except _TryAgainError as error:
                if not left:
                    problem = f"cannot be downloaded ({error}), tried {self.limits.tries} times"
                    remedy = "is there a connection? What is here already is as it was"
                    raise FetchError(Problem(problem, request.url, "", remedy)) from error
                time.sleep(max(wait, error.wait))
                wait *= 2
        raise AssertionError

    def _once(self, request: _Request, path: Path, commit: str, known: Fetched | None) -> Fetched:
        response = self._answer(request, known)
        try:
            if response.status == 304 and known:
                return replace(known, unchanged=True, commit=commit)
            if response.status != 200:
                raise _refused(request.url, response)
            stated = _length(request.url, response)
            if stated and stated > self.limits.size:
                raise _too_large(request.url, self.limits.size)
            return self._store(request.url, response, path, stated, commit)
        except HTTPError as error:
            raise _TryAgainError(_reason(error)) from error
        finally:
            response.close()

    def _store(
        self,
        url: str,
        response: urllib3.BaseHTTPResponse,
        path: Path,
        stated: int | None,
        commit: str,
    ) -> Fetched:
        """Write what a server sends beside the file, then put it in its place in one step."""
        sha256, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".fetch-")
        part = Path(name)
        try:
            with open(handle, "wb") as out:  # noqa: PTH123  a handle is no path
                for chunk in response.stream(_CHUNK, decode_content=True):
                    size += len(chunk)
                    if size > self.limits.size:
                        raise _too_large(url, self.limits.size)
                    sha256.update(chunk)
                    out.write(chunk)
                    self.progress(size, stated)
            part.chmod(0o644)
            headers = response.headers
            fetched = Fetched(
                path, url, sha256.hexdigest(), size, commit,
                headers.get("ETag", ""), headers.get("Last-Modified", ""),
            )  # fmt: skip
            put(part, fetched)
        finally:
            part.unlink(missing_ok=True)
        return fetched

    def _answer(self, request: _Request, known: Fetched | None) -> urllib3.BaseHTTPResponse:
        """Return the answer of the server, which may send on to another of its addresses."""
        headers = dict(request.headers)
        if known:
            headers |= {"If-None-Match": known.etag} if known.etag else {}
            headers |= {"If-Modified-Since": known.modified} if known.modified else {}
        url = request.url
        body = urlencode(request.form) if request.form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(self.limits.redirections + 1):
            try:
                response = self.pool.request(
                    "POST" if body else "GET", url, headers=headers, body=body,
                    redirect=False, preload_content=False,
                )  # fmt: skip
            except HTTPError as error:
                raise _TryAgainError(_reason(error)) from error
            if response.status not in _REDIRECTIONS:
                return response
            response.close()
            told = response.headers.get("Location", "")
            try:
                target = urljoin(url, told)
                elsewhere = urlsplit(target)[:2] != urlsplit(url)[:2]
            except ValueError as error:
                raise FetchError(Problem(f"sends to {told!r}, which is no address", url)) from error
            if elsewhere:
                raise FetchError(Problem(f"sends elsewhere, to {target}", url, "", "not followed"))
            url = target
        raise FetchError(Problem("sends from one address to the next without end", request.url))


class _TryAgainError(Exception):
    """Something that may have passed when it is tried again, after a wait in seconds."""

    def __init__(self, reason: str, wait: float = 0) -> None:
        super().__init__(reason)
        self.wait = wait


def _refused(url: str, response: urllib3.BaseHTTPResponse) -> Exception:
    told = f"the server answers {response.status} {response.reason or ''}".rstrip()
    if response.status in _WORTH_TRYING_AGAIN:
        wait = response.headers.get("Retry-After", "")
        return _TryAgainError(told, min(float(wait), 60) if wait.isdecimal() else 0)
    return FetchError(Problem(told, url))


def _length(url: str, response: urllib3.BaseHTTPResponse) -> int | None:
    """Return how many bytes the server says that it sends."""
    told = response.headers.get("Content-Length", "0")
    if not re.fullmatch(r"[0-9]{1,18}", told):
        raise FetchError(Problem(f"the server states {told!r} for a length", url))
    return int(told) or None


def _too_large(url: str, size: int) -> FetchError:
    return FetchError(Problem(f"is larger than the limit of {size:,} bytes", url))


def _reason(error: HTTPError) -> str:
    """Return what went wrong with a connection, without what the library calls its parts."""
    text = str(error.args[-1]) if error.args else type(error).__name__
    return text.rpartition(">: ")[2].splitlines()[0]


def _known(request: _Request, path: Path) -> Fetched | None:
    """Return what is known of a file that need not be sent if the server has no other."""
    known = as_fetched(path)
    return known if known and request.form is None and known.url == request.url else None
