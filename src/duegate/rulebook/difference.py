"""The difference between two packs: which hours, counts and other terms change, for whom, when.

Two clauses say the same when their rules and conditions are equal, whatever they are called; words
alone are no difference. A pack may be taken as it stands on one day, or as it goes through time.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise, product

import msgspec

from duegate.model.contact import Channel, Role
from duegate.model.text import Text
from duegate.rulebook.clause import Applies, Clause, Pack, PackHead, Status, Version
from duegate.rulebook.kinds import DUTIES, Cooldown, FrequencyCap, TimeWindow
from duegate.rulebook.schedule import hours_text

ROLES = tuple(role for role in Role if role is not Role.UNKNOWN)  # the unknown is always concerned
ALWAYS = date(1970, 1, 1)  # no contact is older, and clauses of unknown age begin here

Whom = frozenset[tuple[Channel, Role]]
"""Sorts of contacts: a channel and the role of who is reached."""


class Topic(enum.StrEnum):
    """What changes: where a pack applies, its hours, its counts and waits, anything else."""

    PLACES = "places"
    HOURS = "hours"
    COUNTS = "counts"
    OTHER = "other"


class Edition(msgspec.Struct, frozen=True):
    """A pack, as it stands `on` a day or as it goes through time."""

    pack: Pack
    on: date | None = None


class Term(msgspec.Struct, frozen=True):
    """What one clause asks: its name and title, its hours or parameters in words."""

    clause: str
    title: Text
    said: Text


class Difference(msgspec.Struct, frozen=True):
    """Terms that go and terms that come, for the same contacts over the same days."""

    topic: Topic
    whom: tuple[tuple[Channel, tuple[Role, ...]], ...]
    gone: tuple[Term, ...]
    come: tuple[Term, ...]
    since: date | None = None
    until: date | None = None


class _Rule(msgspec.Struct, frozen=True):
    """A version in force without what tells it apart from the like of it."""

    topic: Topic
    rule: object
    applies: Applies


class _Move(msgspec.Struct, frozen=True):
    """A term that comes, or goes, for some contacts over some days."""

    topic: Topic
    whom: Whom
    term: Term
    came: bool
    since: date | None = None
    until: date | None = None


_Terms = dict[_Rule, tuple[Term, Whom]]


def differences(earlier: Edition, later: Edition) -> list[Difference]:
    """Compare two packs, over every stretch of days between two changes of either."""
    edges = {*_edges(earlier), *_edges(later)}
    days = [ALWAYS, *sorted(day for day in edges if day > ALWAYS)]
    moves: list[_Move] = []
    for since, until in pairwise([*days, None]):
        before, after = _terms(earlier, since or ALWAYS), _terms(later, since or ALWAYS)
        for came, mine, other in ((False, before, after), (True, after, before)):
            for move in _moves(mine, other, came=came):
                moves = list(_joined(moves, move, since, until))
    found = [*_places(earlier.pack.head, later.pack.head), *_paired(moves)]
    return sorted(found, key=lambda each: (list(Topic).index(each.topic), each.since or ALWAYS))


def _moves(mine: _Terms, other: _Terms, *, came: bool) -> Iterator[_Move]:
    """Give the terms of one side for those contacts for whom the other has none like it."""
    for rule, (term, whom) in mine.items():
        only = whom - other[rule][1] if rule in other else whom
        if only:
            yield _Move(rule.topic, only, term, came)


def _joined(
    moves: list[_Move], new: _Move, since: date | None, until: date | None
) -> Iterator[_Move]:
    """Add a move; one that goes on where the same one ended makes it longer."""
    since = None if since == ALWAYS else since
    for each in moves:
        same = msgspec.structs.replace(each, since=None, until=None) == new
        if same and each.until is not None and each.until == since:
            since = each.since
        else:
            yield each
    yield msgspec.structs.replace(new, since=since, until=until)


def _paired(moves: list[_Move]) -> Iterator[Difference]:
    """Put together what goes and what comes for the same contacts over the same days."""
    kept: dict[tuple[Topic, Whom, date | None, date | None], list[_Move]] = {}
    for move in moves:
        kept.setdefault((move.topic, move.whom, move.since, move.until), []).append(move)
    for (topic, whom, since, until), together in kept.items():
        gone, come = (
            tuple(move.term for move in together if move.came is came) for came in (False, True)
        )
        yield Difference(topic, _grouped(whom), gone, come, since, until)


def _edges(edition: Edition) -> Iterator[date]:
    if edition.on is not None:
        return
    for clause in edition.pack.clauses:
        for version in clause.version:
            yield version.since
            if version.until is not None:
                yield version.until


def _places(earlier: PackHead, later: PackHead) -> Iterator[Difference]:
    """Compare where and through whom two packs apply."""
    if (earlier.places, earlier.by) != (later.places, later.by):
        gone, come = (
            Term(head.id, head.title, _written({"places": head.places, "by": head.by}))
            for head in (earlier, later)
        )
        yield Difference(Topic.PLACES, (), (gone,), (come,))


def _terms(edition: Edition, day: date) -> _Terms:
    """Give what a pack asks on a day, each term with whom it concerns."""
    day = edition.on or day
    found: _Terms = {}
    for clause in edition.pack.clauses:
        for version in clause.version:
            if _holds(edition.pack, version, day):
                rule = _rule(version)
                _, whom = found.get(rule, (None, frozenset()))
                found[rule] = (_term(clause, version), whom | _whom(version.applies))
    return found


def _holds(pack: Pack, version: Version, day: date) -> bool:
    """Tell whether a version is in force and asks something of contacts."""
    asks = (version.status or pack.head.status) is not Status.NOT_MODELLED
    asks = asks and not isinstance(version.rule, DUTIES)
    return asks and version.since <= day and (version.until is None or day < version.until)


def _rule(version: Version) -> _Rule:
    match version.rule:
        case TimeWindow():
            topic = Topic.HOURS
        case FrequencyCap() | Cooldown():
            topic = Topic.COUNTS
        case _:
            topic = Topic.OTHER
    conditions = msgspec.structs.replace(version.applies, channels=None, roles=None)
    return _Rule(topic, version.rule, conditions)


def _whom(applies: Applies) -> Whom:
    channels = Channel if applies.channels is None else applies.channels
    roles = ROLES if applies.roles is None else applies.roles
    return frozenset(product(channels, roles))


def _grouped(whom: Whom) -> tuple[tuple[Channel, tuple[Role, ...]], ...]:
    """Give the roles of each channel."""
    roles = {
        channel: tuple(role for role in ROLES if (channel, role) in whom) for channel in Channel
    }
    return tuple((channel, held) for channel, held in roles.items() if held)


def _term(clause: Clause, version: Version) -> Term:
    """Say what a version asks; hours are read as people do."""
    rule = version.rule
    held = {
        name: value
        for name, value in (*_stated(rule), *_stated(version.applies))
        if name not in ("channels", "roles") or value is not getattr(version.applies, name)
    }
    if not isinstance(rule, TimeWindow):
        return Term(clause.id, clause.title, _written(held))
    hours = hours_text(rule.hours, rule.closed)
    rest = _written({name: held[name] for name in held if name not in ("hours", "closed")})
    said = Text(f"{hours.zh}; {rest.zh}", f"{hours.en}; {rest.en}") if rest.en else hours
    return Term(clause.id, clause.title, said)


def _stated(value: msgspec.Struct) -> Iterator[tuple[str, object]]:
    """Give the parameters that differ from what holds without them; words for people left out."""
    for field in msgspec.structs.fields(value):
        held = getattr(value, field.name)
        if held != field.default and not isinstance(held, Text):
            yield field.encode_name, held


def _written(held: Mapping[str, object]) -> Text:
    """Write parameters as a clause file names them, the same in both languages."""
    written = "; ".join(f"{name} = {_value(value)}" for name, value in held.items())
    return Text(written, written)


def _value(value: object) -> str:
    match value:
        case enum.Enum() | str() | int():
            return str(value)
        case frozenset():
            return ", ".join(sorted(map(_value, value)))
        case tuple() | list():
            return ", ".join(map(_value, value))
        case msgspec.Struct():
            return " ".join(f"{name} {_value(held)}" for name, held in _stated(value))
        case _:
            return str(value)
