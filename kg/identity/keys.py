"""Keys: what identifies a thing beyond its name, in the one form in which it can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from kg.facts import Thing, kind_of


class Key(NamedTuple):
    """What identifies a thing: two things of one family that have it are one.

    Attributes:
        rank: How strong it is, from 0; one that is not forbids what a stronger one does not.
        family: The things among which it counts; see `family`.
        value: The key itself.
    """

    rank: int
    family: str
    value: str


RANKS: Final = (
    ("Wikidata id", "wikidata id"),
    ("Crunchbase slug", "crunchbase slug"),
    ("GitHub login", "github login"),
    ("repository", "repository"),
    ("homepage", "homepage"),
)
"""The sorts of keys, the strongest first: as a reason names them, and as a rule."""

WIKIDATA, SLUG, LOGIN, REPOSITORY, HOMEPAGE = range(len(RANKS))

DECISIVE: Final = (WIKIDATA, SLUG, LOGIN, REPOSITORY)
"""A thing has one of each, or a few: if two have none in common, they are not one thing."""

SHARED: Final = (REPOSITORY, HOMEPAGE)
"""Several things may have one of these: it is none if a single source gives it to two."""

_LOGIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38})")
_WIKIDATA: Final = re.compile(r"(?:.*/)?(q[1-9]\d*)", re.IGNORECASE)
_LOCALES: Final = "br|cn|de|en|es|fr|hk|it|ja|jp|ko|kr|nl|pt|tw|uk|us|zh"
_FRONT_HOST: Final = re.compile(rf"^(?:ww[w\d]\d?|{_LOCALES})\.(?=[^.]+\.[^.]+)")
_FRONT_PATH: Final = re.compile(
    rf"(?:/(?:(?:{_LOCALES})(?:[-_][a-z]{{2}})?|global|home|index|default)(?:\.(?:html?|aspx|php))?)*/*"
)
_HOSTS_OF_MANY: Final = frozenset(
    ["bitbucket.org", "cncf.io", "crunchbase.com", "facebook.com", "github.com", "github.io",
     "gitlab.com", "instagram.com", "lfaidata.foundation", "linkedin.com", "linuxfoundation.org",
     "medium.com", "notion.site", "readthedocs.io", "sourceforge.net", "twitter.com",
     "wikipedia.org", "wordpress.com", "x.com", "youtube.com"]
)  # fmt: skip
"""Hosts whose front page is nobody's homepage here; a page within them may be somebody's."""


def family(thing: Thing) -> str:
    """Return the sort of thing within which mentions may be one.

    A container image is no edition of the software in it, and a group (a committee, say) no
    company: what bears the same name and even the same repository is another thing.
    """
    kind = kind_of(thing.id)
    return f"{kind} {thing.type}" if thing.type in ("ContainerImage", "Group") else kind


def keys(thing: Thing) -> Iterator[Key]:
    """Yield the keys of a thing; what cannot identify a thing of its kind is left out."""
    kind, of = kind_of(thing.id), family(thing)
    if thing.wikidata_id and (match := _WIKIDATA.fullmatch(thing.wikidata_id.strip())):
        yield Key(WIKIDATA, of, match[1].upper())
    if thing.crunchbase_slug and kind in ("organization", "person"):
        slug = unquote(thing.crunchbase_slug.split("?")[0].strip().rstrip("/")).rpartition("/")[2]
        if slug:
            yield Key(SLUG, of, slug.lower())
    if thing.github_login and kind == "person":
        login = thing.github_login.strip().rstrip("/").rpartition("/")[2].removeprefix("@").lower()
        if _LOGIN.fullmatch(login):
            yield Key(LOGIN, of, login)
    if kind == "software":
        for address in getattr(thing, "repository", ()):
            if value := _repository(address):
                yield Key(REPOSITORY, of, value)
    if (
        thing.homepage
        and kind in ("organization", "software")
        and (page := page_of(thing.homepage))
    ):
        yield Key(HOMEPAGE, of, page)


def page_of(address: str) -> str:
    """Return a page without what does not tell it from others; empty if it is nobody's own.

    Not the domain alone: a company's part often has a page or a host within its domain.

    >>> page_of("https://www.redhat.com/en"), page_of("http://redhat.com/")
    ('redhat.com', 'redhat.com')
    >>> page_of("https://aws.amazon.com/"), page_of("https://github.com/BoCloud")
    ('aws.amazon.com', 'github.com/bocloud')
    >>> page_of("https://www.cncf.io/")
    ''
    """
    try:
        parts = urlsplit(address.strip() if "//" in address else f"//{address.strip()}")
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return ""
    host = _FRONT_HOST.sub("", host)
    path = parts.path.lower()
    path = "" if _FRONT_PATH.fullmatch(path) else path.rstrip("/")
    if "." not in host or (not path and host in _HOSTS_OF_MANY):
        return ""
    return host + path


def _repository(address: str) -> str:
    """Return a repository's host and path; empty for an account that holds repositories."""
    page = page_of(address.strip().removesuffix("/").removesuffix(".git"))
    return page if page.count("/") >= (2 if page.startswith("github.com/") else 1) else ""
