"""The names of things: namespaces, prefixes, and how an IRI is minted.

Nothing here knows what a term means; that is said once, in `ontology/container-ecosystem.ttl`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode

BASE: Final = "https://w3id.org/container-ecosystem/"
CE: Final = f"{BASE}ontology#"
ID: Final = f"{BASE}id/"
GRAPH: Final = f"{BASE}graph/"
ONTOLOGY_GRAPH: Final = f"{BASE}ontology"

PREFIXES: Final[dict[str, str]] = {
    "ce": CE,
    "id": ID,
    "graph": GRAPH,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
}

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# Only names that SPARQL and Turtle accept as a local part without escapes are written short.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")


def is_iri(text: str) -> bool:
    """Say whether a text is an absolute IRI.

    >>> is_iri("https://docker.com/"), is_iri("docker.com"), is_iri("https://a b/")
    (True, False, False)
    """
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def is_language(text: str) -> bool:
    """Say whether a text is a language tag of BCP 47.

    >>> is_language("zh-Hans"), is_language("zh_CN")
    (True, False)
    """
    try:
        Literal("", language=text)
    except ValueError:
        return False
    return True


def slug(text: str) -> str:
    """Return the part of an IRI that stands for a name: lower-case ASCII words and hyphens.

    >>> slug("Gilt Groupe, Inc.")
    'gilt-groupe-inc'

    Letters outside ASCII lose their marks, and disappear where they have no base letter, so a
    name without Latin letters gives the empty string.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")


def code_points(text: str) -> str:
    """Return the part of an IRI that stands for a text in a script of which a slug keeps nothing.

    >>> code_points("红杉")
    '7ea2-6749'
    """
    return "-".join(f"{ord(char):x}" for char in text)


def digest(text: str) -> str:
    """Return eight letters that tell texts apart of which a `slug` says the same.

    >>> digest("阿里云 Cloud"), digest("华为 Cloud")
    ('e4bfc1ec', 'e6813da8')
    """
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@cache
def camel(name: str) -> str:
    """Return the ontology's spelling of a Python name.

    >>> camel("funding_round")
    'fundingRound'
    """
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


@cache
def kebab(name: str) -> str:
    """Return the IRI segment of a class name.

    >>> kebab("CustomerRelationship")
    'customer-relationship'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def compact(iri: str) -> str:
    """Return an IRI as `prefix:local` where a known prefix allows, else the IRI as it is.

    >>> compact("https://w3id.org/container-ecosystem/ontology#investedIn")
    'ce:investedIn'

    Identifiers keep their slashes (`id:organization/docker`): people read them, and `expand`
    reads them back, though a SPARQL text must escape the slash.
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if prefix in ("id", "graph") or _LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
    return iri


def expand(name: str) -> str:
    """Return the full IRI of `prefix:local`; text without a known prefix comes back unchanged.

    >>> expand("id:person/bill-coughran")
    'https://w3id.org/container-ecosystem/id/person/bill-coughran'
    """
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    return name
