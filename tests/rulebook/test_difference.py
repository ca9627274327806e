"""What changes between two packs: hours, counts, other terms; for whom and from when."""

from __future__ import annotations

from datetime import date

import msgspec
from tests.packs.shipped import PACKS
from tests.rulebook.sample import SAID, clause, pack, version

from duegate.model.contact import Channel, Role
from duegate.model.outcome import OutcomeState
from duegate.rulebook.clause import Applies, Clause, Pack, Status
from duegate.rulebook.difference import ROLES, Difference, Edition, Topic, differences
from duegate.rulebook.facts import ActorScope, CountKey
from duegate.rulebook.kinds import ChannelBan, FrequencyCap, Rule, TimeWindow
from duegate.rulebook.schedule import Hours
from duegate.rulebook.time_of_day import TimeOfDay
from duegate.rulebook.window import Unit, Window

CALLS = frozenset({Channel.CALL})
LATER = date(2027, 1, 1)


def until(hour: int) -> TimeWindow:
    """Give hours from eight to an hour."""
    return TimeWindow(hours=(Hours(TimeOfDay(8 * 3600), TimeOfDay(hour * 3600)),))


def cap(limit: int) -> FrequencyCap:
    """Give a cap a day."""
    return FrequencyCap(
        limit=limit,
        window=Window(Unit.CALENDAR_DAY),
        key=CountKey.DEBTOR,
        channels=CALLS,
        counts=frozenset({OutcomeState.ANSWERED}),
        actor_scope=ActorScope.TENANT,
    )


def one(rule: Rule, name: str = "sample/clause", **changes: object) -> Clause:
    """Make a clause of one version."""
    return clause(version(rule, **changes), name=name)


def between(earlier: Pack, later: Pack) -> list[Difference]:
    """Compare two packs through time."""
    return differences(Edition(earlier), Edition(later))


def test_a_pack_does_not_differ_from_itself() -> None:
    """Nor from one that says the same under other names and in other words."""
    for shipped in PACKS.values():
        assert between(shipped, shipped) == []
    renamed = pack(one(until(21), "other/hours", text=SAID), name="other")
    assert between(pack(one(until(21))), renamed) == []


def test_hours_and_counts_are_told_apart() -> None:
    """Each with what goes and what comes, for everybody and always."""
    found = between(pack(one(until(21)), one(cap(3))), pack(one(until(20)), one(cap(2))))
    assert [(each.topic, each.since, each.until) for each in found] == [
        (Topic.HOURS, None, None),
        (Topic.COUNTS, None, None),
    ]
    hours, counts = found
    assert (hours.gone[0].said.en, hours.come[0].said.en) == ("08:00-21:00", "08:00-20:00")
    assert counts.gone[0].said.en.startswith("limit = 3; window = unit calendar_day; key = debtor")
    assert hours.whom == tuple((channel, ROLES) for channel in Channel)


def test_only_those_are_named_for_whom_it_changes() -> None:
    """Friends lose what the debtor keeps."""
    ban = ChannelBan(channels=CALLS)
    wide = Applies(roles=frozenset({Role.DEBTOR, Role.FRIEND}), channels=CALLS)
    narrow = Applies(roles=frozenset({Role.DEBTOR}), channels=CALLS)
    (found,) = between(pack(one(ban, applies=wide)), pack(one(ban, applies=narrow)))
    assert found.topic is Topic.OTHER
    assert found.whom == ((Channel.CALL, (Role.FRIEND,)),)
    assert (len(found.gone), found.come) == (1, ())


def test_a_change_names_its_days() -> None:
    """From the day of the new version, to the day it ends; one stretch however many edges."""
    first, second = version(until(21), until=LATER), version(until(20), since=LATER)
    dated = pack(clause(first, second), one(cap(3), "sample/cap", since=date(2028, 1, 1)))
    plain = pack(clause(version(until(21))), one(cap(3), "sample/cap", since=date(2028, 1, 1)))
    (found,) = between(plain, dated)
    assert (found.since, found.until) == (LATER, None)
    (back,) = between(dated, pack(one(until(20)), one(cap(3), since=date(2028, 1, 1))))
    assert (back.since, back.until) == (None, LATER)


def test_a_pack_is_taken_as_it_stands_on_a_day() -> None:
    """Then no days are named."""
    dated = pack(clause(version(until(21), until=LATER), version(until(20), since=LATER)))
    (found,) = differences(Edition(dated, date(2026, 1, 1)), Edition(dated, LATER))
    assert (found.since, found.until) == (None, None)
    assert found.come[0].said.en == "08:00-20:00"


def test_where_a_pack_applies_is_told_first() -> None:
    """Places and whose place are the pack's own terms."""
    plain = pack(one(until(21)))
    moved = msgspec.structs.replace(
        plain, head=msgspec.structs.replace(plain.head, places=("US-MA",))
    )
    (found,) = between(plain, moved)
    assert (found.topic, found.whom) == (Topic.PLACES, ())
    assert "places = US-MA" in found.come[0].said.en


def test_what_is_not_modelled_is_no_difference() -> None:
    """Nobody knows what it asks."""
    unknown = one(until(21), status=Status.NOT_MODELLED)
    assert between(pack(unknown), pack(one(cap(3), since=date(2028, 1, 1))))[0].gone == ()


def test_every_pack_can_be_compared_with_every_other() -> None:
    """Whatever kinds and conditions they hold, both languages are said."""
    for earlier in PACKS.values():
        for found in between(earlier, PACKS["cn-shenzhen"]):
            for term in (*found.gone, *found.come):
                assert term.title.zh
                assert "Struct" not in term.said.zh
                assert bool(term.said.zh) == bool(term.said.en)
