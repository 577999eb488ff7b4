"""Facts: typed, immutable records of what a source states, each with its evidence.

A record's class is the name of a class of the ontology, and its field the name of a property
(`funding_round` is `ce:fundingRound`), so writing RDF needs no table of correspondences.
Nothing here reads a file, resolves an identity or knows of a store.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    get_args,
    get_type_hints,
)

from kg.dates import Date

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

# --- references and small values ----------------------------------------------------------------

THING_TYPES: Final[Mapping[str, str]] = {
    "Agent": "organization",
    "Organization": "organization",
    "Company": "organization",
    "InvestmentFirm": "organization",
    "Foundation": "organization",
    "Group": "organization",
    "Person": "person",
    "Software": "software",
    "Project": "software",
    "Product": "software",
    "ContainerImage": "software",
    "Place": "place",
    "Metric": "metric",
    "Category": "category",
}
"""The types of things that a register names, and the segment of the identifier for each.

A source that cannot tell a firm from a person speaks of an `Agent`.
"""

GENERAL_TYPES: Final = ("Software", "Organization", "Agent")
"""The types that say less than any other that a source gives for the thing; the last says least."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of thing that a reference may point at; the first is the usual one."""

    names: tuple[str, ...]


def kind_of(thing: str) -> str:
    """Return the kind of thing an identifier speaks of: `person` of `person/bill-coughran`."""
    return thing.partition("/")[0]


Agent = Annotated[str, Kinds(("organization", "person"))]
Organization = Annotated[str, Kinds(("organization",))]
Person = Annotated[str, Kinds(("person",))]
Software = Annotated[str, Kinds(("software",))]
Place = Annotated[str, Kinds(("place",))]
Metric = Annotated[str, Kinds(("metric",))]
Category = Annotated[str, Kinds(("category",))]
Part = Annotated[str, Kinds(("software", "organization"))]
Round = Annotated[str, Kinds(("funding-round",))]
Happening = Annotated[str, Kinds(("event",))]
Anything = Annotated[
    str, Kinds(("organization", "person", "software", "funding-round", "event", "release"))
]

_ORDERS: Final = 20
"""So many orders of magnitude above and below one may a number have: no sum has more."""


def is_bounded(number: Decimal) -> bool:
    """Tell whether a number is one that can be written out: `1e100000000` has as many digits."""
    return abs(number.adjusted()) < _ORDERS


class Bounded:
    """Lets typed models refuse a number that is not bounded."""

    def __get_pydantic_core_schema__(
        self, source: type[Decimal], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Let typed models read a number first, then look at its size."""
        from pydantic_core import core_schema

        def bounded(number: Decimal) -> Decimal:
            if not is_bounded(number):
                largest, smallest = f"1e{_ORDERS}", f"1e-{_ORDERS - 1}"
                raise ValueError(
                    f"a number must be below {largest}, and no closer to 0 than {smallest}"
                )
            return number

        return core_schema.no_info_after_validator_function(bounded, handler(source))


Number = Annotated[Decimal, Bounded()]

MaturityLevel = Literal["sandbox", "incubating", "graduated", "archived"]
"""How far a project has come in the eyes of the foundation that hosts it."""

MATURITY_LEVELS: Final[Mapping[str, MaturityLevel]] = {one: one for one in get_args(MaturityLevel)}
"""The levels of maturity by name, from the first to the last."""

Text = Mapping[str, str]
"""A text in one or more languages: language tag to text."""


class Bound(enum.StrEnum):
    """How a stated number bounds the true one; a number without a bound is stated as exact."""

    MORE_THAN = "MoreThan"
    AT_LEAST = "AtLeast"
    ABOUT = "About"
    NEARLY = "Nearly"
    AT_MOST = "AtMost"
    LESS_THAN = "LessThan"


class SeatRole(enum.StrEnum):
    """What a seat on a board is, where it is more or less than a plain member's."""

    CHAIR = "Chair"
    OBSERVER = "Observer"


class DealStatus(enum.StrEnum):
    """How far a takeover had come when a source wrote of it, from the first step to the last."""

    FAILED = "Failed"
    ANNOUNCED = "Announced"
    COMPLETED = "Completed"

    @property
    def step(self) -> int:
        """The place in the course of a deal: a later source may report a later step."""
        return list(DealStatus).index(self)


class Rank(enum.IntEnum):
    """How far a source is trusted where sources disagree; the smaller number is preferred.

    `BULK` is for bulk exports, and for private pages and copies that nobody edits.
    """

    ANNOUNCEMENT = 1
    PRESS = 2
    DATASET = 3
    BULK = 4


# --- sources and evidence -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document or data set that states facts.

    Attributes:
        key: Its name within the graph, for example `press/docker-series-c`.
        type: `PressRelease`, `Article` or `Dataset`.
        title: Its title, by language.
        language: The language it is written in.
        published: When it was published; None if it does not say.
        publisher: The organization that published it.
        author: The party whose own announcement it is.
        url: Its address.
        rank: How far it is trusted.
        digest: The SHA-256 of the text that positions count in; empty if there is none.
        licence: What its licence allows, for readers.
    """

    key: str
    type: str
    title: Text
    language: str
    rank: Rank
    published: Date | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    digest: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class TextPosition:
    """A stretch of prose: characters `start` (from 0) up to but not including `end`."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LineFragment:
    """A line of a text file, counted from 1."""

    line: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a source states something, and by whose voice.

    Attributes:
        selector: The place in the source; None means the source as a whole.
        attributed_to: Who says so, where that is not the source's own voice.
    """

    selector: TextPosition | LineFragment | None
    attributed_to: tuple[Agent, ...] = ()


# --- statements ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something that a source states.

    Attributes:
        evidence: Where the source states it.
        at_event: The event at which it was shown or announced.
        inferred: The fields that the source implies without stating them.
        hedge: The source's own reservation, in the words of the editor.
    """

    KEY: ClassVar[tuple[str, ...]] = ()
    """The fields that tell one statement of this class from another."""

    evidence: tuple[Evidence, ...]
    at_event: Happening | None = None
    inferred: tuple[str, ...] = ()
    hedge: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch(Statement):
    """A statement that holds from a start to an end.

    Attributes:
        start: When it began.
        end: When it ended.
        former: True if the source speaks of it as past.
        key: Tells apart two stretches of the same parties, such as two jobs of one person.
    """

    start: Date | None = None
    end: Date | None = None
    former: bool = False
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing(Statement):
    """A thing that the graph speaks of, with its names and identifiers.

    Attributes:
        id: Its identifier, for example `organization/docker`.
        type: Its most specific class in the ontology.
        name: The preferred name, by language.
        also: Other names, without a language.
        repository: The addresses at which its source code is kept.
        category: The categories in which a source lists it.
        broader: The wider category, of a category.
    """

    KEY = ("id",)

    id: str
    type: str
    name: Text = field(default_factory=dict)
    also: tuple[str, ...] = ()
    homepage: str | None = None
    crunchbase_slug: str | None = None
    github_login: str | None = None
    wikidata_id: str | None = None
    repository: tuple[str, ...] = ()
    category: tuple[Category, ...] = ()
    broader: Category | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming(Statement):
    """A name as a source writes it."""

    KEY = ("named", "name")

    named: Anything | Place | Metric
    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingRound(Statement):
    """A round in which a company raised money; the amount is the round's, never an investor's.

    Attributes:
        target: The sum that was sought, which is not the sum that was raised.
    """

    KEY = ("id",)

    id: Round
    name: Text
    company: Organization
    series: str | None = None
    amount: Number | None = None
    target: Number | None = None
    currency: str | None = None
    valuation: Number | None = None
    date: Date | None = None
    previous_round: Round | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Statement):
    """Something that happened at a time, such as a conference."""

    KEY = ("id",)

    id: Happening
    name: Text
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Statement):
    """A version of a software that was published."""

    KEY = ("id",)

    id: Annotated[str, Kinds(("release",))]
    name: Text
    software: Software
    version: str
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Investment(Statement):
    """An investor's part in a funding round, or in a company where no round is named.

    Attributes:
        funding_round: The round; None if the source names none.
        company: The company, where the source names no round.
        contribution: The part of the round that the source credits to this investor alone.
        represented_by: The persons who acted for the investor.
    """

    KEY = ("investor", "funding_round", "company")

    investor: Agent
    funding_round: Round | None = None
    company: Organization | None = None
    is_lead: bool | None = None
    contribution: Number | None = None
    currency: str | None = None
    represented_by: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSeat(Stretch):
    """A person's seat on an organization's board.

    Attributes:
        role: Chair or observer; None for a plain member. An observer does not vote.
        represents: The organization whose interest the person has there.
    """

    KEY = ("person", "organization", "key")

    person: Person
    organization: Organization
    role: SeatRole | None = None
    represents: Organization | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment(Stretch):
    """A person's work for an organization."""

    KEY = ("person", "organization", "key")

    person: Person
    organization: Organization
    title: Text | None = None
    duration: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding(Statement):
    """The founding of an organization, by a person if the source names one."""

    KEY = ("person", "organization")

    organization: Organization
    person: Person | None = None
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure(Statement):
    """The end of an organization's business."""

    KEY = ("organization",)

    organization: Organization
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation(Statement):
    """A person's part in creating a software."""

    KEY = ("person", "software")

    person: Person
    software: Software
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming(Statement):
    """A thing that took another name and stayed the thing that it was."""

    KEY = ("renamed", "new_name")

    renamed: Anything
    former_name: str
    new_name: str
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership(Stretch):
    """An organization that belongs to another: a subsidiary, or a unit."""

    KEY = ("parent", "subsidiary", "key")

    parent: Organization
    subsidiary: Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Statement):
    """A company's shares offered on an exchange.

    Attributes:
        exchange: The exchange; None if the source names none.
        ticker: The symbol under which they trade.
        date: The first day of trading.
    """

    KEY = ("organization",)

    organization: Organization
    exchange: Organization | None = None
    ticker: str | None = None
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRelationship(Stretch):
    """An organization that uses what a vendor makes."""

    KEY = ("customer", "vendor", "key")

    customer: Organization
    vendor: Organization
    product: Software | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership(Stretch):
    """Two or more organizations that announced to work together.

    Attributes:
        nature: What sort of partnership it is, where the source says.
    """

    KEY = ("party", "key")

    party: tuple[Organization, ...]
    nature: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Competition(Stretch):
    """Two or more organizations that a source calls competitors of each other."""

    KEY = ("competitor", "key")

    competitor: tuple[Organization, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage(Stretch):
    """An organization that uses a software, of which it need not be a customer."""

    KEY = ("user", "software", "key")

    user: Organization
    software: Software


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration(Stretch):
    """An organization that makes its own offer work with a software.

    Attributes:
        nature: What sort of integration it is, where the source says.
    """

    KEY = ("organization", "software", "key")

    organization: Organization
    software: Software
    nature: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Donation(Statement):
    """A software that was given into the care of a foundation."""

    KEY = ("software", "recipient")

    software: Software
    recipient: Organization
    donor: Organization | None = None
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Development(Stretch):
    """An organization that develops a software."""

    KEY = ("organization", "software", "key")

    organization: Organization
    software: Software


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintainership(Stretch):
    """A person who maintains a project, for an affiliation."""

    KEY = ("person", "project", "key")

    person: Person
    project: Software
    affiliation: Organization | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maturity(Stretch):
    """A project's level of maturity, from when its host gave it until it gave the next."""

    KEY = ("project", "level", "key")

    project: Software
    level: MaturityLevel
    host: Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Parthood(Stretch):
    """A software or group that belongs to a larger one."""

    KEY = ("part", "whole", "key")

    part: Part
    whole: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Stretch):
    """An agent that is a member of a foundation or group.

    Attributes:
        level: The grade of the membership, as the group calls it.
        title: What the member is in the group, such as its chair.
        affiliation: The organization that is given for a person.
        end_user: True if the group counts the member among those who use what others offer.
    """

    KEY = ("member", "group", "key")

    member: Agent
    group: Organization
    level: str | None = None
    title: Text | None = None
    affiliation: Organization | None = None
    end_user: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition(Statement):
    """A takeover of an organization, of a part of one, or of a product: tried, agreed or done.

    Attributes:
        acquirer: Who buys; None if the source does not say.
        seller: Who sold it, where that is not the thing itself.
        status: How far the deal had come; None if the source leaves it open.
        announced: When it was made public.
        date: When it was completed.
        amount: The price.
    """

    KEY = ("acquirer", "acquiree")

    acquiree: Annotated[str, Kinds(("organization", "software"))]
    acquirer: Organization | None = None
    seller: Organization | None = None
    status: DealStatus | None = None
    announced: Date | None = None
    date: Date | None = None
    amount: Number | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency(Stretch):
    """A software that is built with another."""

    KEY = ("dependent", "dependency", "key")

    dependent: Software
    dependency: Software


@dataclass(frozen=True, slots=True, kw_only=True)
class Headquarters(Stretch):
    """The place from which an organization is led."""

    KEY = ("organization", "place", "key")

    organization: Organization
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageVariant(Statement):
    """One build of a container image, and the tags under which it is offered.

    Attributes:
        key: What tells it from the other variants of the image: its first tag.
        tag: The tags that name this variant alone.
        shared_tag: The tags that name it together with variants for other platforms.
        architecture: The processor architectures for which it is built.
        repository: Where its build files are kept.
        commit: The commits of the repository from which it is built, usually one.
    """

    KEY = ("software", "key")

    software: Software
    key: str
    tag: tuple[str, ...]
    shared_tag: tuple[str, ...] = ()
    architecture: tuple[str, ...] = ()
    repository: tuple[str, ...] = ()
    commit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch(Statement):
    """The day a software was first offered to others."""

    KEY = ("software",)

    software: Software
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Statement):
    """A number, or a value in words, that a source gives for a metric of a subject.

    Attributes:
        value: The number as stated; of a range the lower end.
        upper: The upper end of a range.
        currency: The currency, if it is a sum of money.
        value_text: The value in words, where there is no number.
        bound: How the number bounds the true one; None if it is stated as exact.
        since: The day from which a sum or a change is counted.
        date: The time at which the value held.
    """

    KEY = ("subject", "metric", "date")

    subject: Anything
    metric: Metric
    value: Number | None = None
    upper: Number | None = None
    currency: str | None = None
    value_text: Text | None = None
    bound: Bound | None = None
    since: Date | None = None
    date: Date | None = None


STATEMENTS: Final[Mapping[str, type[Statement]]] = {
    cls.__name__: cls
    for cls in (
        Thing, Naming, FundingRound, Event, Release, Investment, BoardSeat, Employment, Founding,
        Closure, Creation, Renaming, Ownership, Listing, CustomerRelationship, Partnership,
        Competition, Usage, Integration, Donation, Development, Maintainership, Maturity, Parthood,
        Membership, Acquisition, Dependency, Headquarters, ImageVariant, Launch, Observation,
    )
}  # fmt: skip
"""Every class of statement by its name, which is its name in the ontology, too."""


# --- what the classes say about themselves ------------------------------------------------------


def references(cls: type[Statement]) -> Mapping[str, tuple[str, ...]]:
    """Return the fields of a class that refer to things, each with the kinds that it admits."""
    return _REFERENCES[cls.__name__]


def content(cls: type[Statement]) -> tuple[str, ...]:
    """Return the fields that say something about the world, in the order of their definition."""
    return _CONTENT[cls.__name__]


def _kinds(hint: Any) -> tuple[str, ...]:
    own = [part.names for part in getattr(hint, "__metadata__", ()) if isinstance(part, Kinds)]
    inner = [_kinds(part) for part in get_args(hint)]
    return tuple(kind for names in (*own, *inner) for kind in names)


_REFERENCES: Final = {
    cls.__name__: {
        name: kinds
        for name, hint in get_type_hints(cls, include_extras=True).items()
        if (kinds := _kinds(hint))
    }
    for cls in STATEMENTS.values()
}
_ABOUT_THE_RECORD: Final = {"evidence", "inferred", "id", "type", "key"}
_CONTENT: Final = {
    cls.__name__: tuple(f.name for f in fields(cls) if f.name not in _ABOUT_THE_RECORD)
    for cls in STATEMENTS.values()
}
