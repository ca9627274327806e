"""The figures of an audit: each is recounted here without any SQL."""

from __future__ import annotations

from collections import Counter

import duckdb
import msgspec
import pytest
from tests.audit.report.made import CAP, CLAUSES, YARDSTICK, Found, Row, made, month
from tests.packs.shipped import PACKS

from duegate.audit.findings import Audit
from duegate.audit.insights import Summary, Yardstick, summary, yardstick_of
from duegate.audit.insights.yardstick import DailyCap
from duegate.model.contact import Channel

Made = tuple[Audit, duckdb.DuckDBPyConnection]


@pytest.fixture(scope="module")
def a_month() -> Made:
    """Give a month of traffic."""
    return month()


@pytest.fixture(scope="module")
def told(a_month: Made) -> Summary:
    """Give its summary."""
    return summary(*a_month, yardstick=YARDSTICK)


def _rows(a_month: Made, columns: str) -> list[tuple[object, ...]]:
    return a_month[1].execute(f"SELECT {columns} FROM records ORDER BY rid").fetchall()


def _violating(a_month: Made) -> Counter[int]:
    found = a_month[1].execute("SELECT rid FROM violations WHERE verdict <> 'review'").fetchall()
    return Counter(rid for (rid,) in found)


@pytest.mark.parametrize(
    ("of", "column"),
    [("by_tenant", "tenant"), ("by_date", "day"), ("by_hour", "second // 3600")],
)
def test_every_table_adds_up(a_month: Made, told: Summary, of: str, column: str) -> None:
    """Contacts, violating ones and violations are those of a plain recount."""
    broken = _violating(a_month)
    table = getattr(told, of)
    rows = table if isinstance(table, tuple) else table.rows
    contacts: Counter[object] = Counter()
    violating: Counter[object] = Counter()
    violations: Counter[object] = Counter()
    for rid, name in _rows(a_month, f"rid, {column}"):
        assert isinstance(rid, int)
        contacts[name] += 1
        violating[name] += rid in broken
        violations[name] += broken[rid]
    shown = [row for row in rows if row.contacts]
    for counts, figure in (
        (contacts, "contacts"),
        (violating, "violating"),
        (violations, "violations"),
    ):
        assert sorted(counts.values()) == sorted(getattr(row, figure) for row in shown)


def test_the_whole_is_the_sum(a_month: Made, told: Summary) -> None:
    """What is lawful and what is not make up all contacts."""
    assert told.lawful + told.violating == told.contacts == len(_rows(a_month, "rid"))
    assert told.violating == len(_violating(a_month))
    assert sum(told.violations_by_clause.values()) == sum(_violating(a_month).values())
    assert told.lawful_share == pytest.approx(told.lawful / told.contacts, abs=1e-6)
    assert (told.refused, told.refused_by_reason["number_masked"]) == (25, 14)


def test_hours_of_a_clause_are_its_violations(told: Summary) -> None:
    """The hours of each clause add up to what it found."""
    for each in told.clauses:
        assert sum(each.hours) == each.judged.violations


def test_a_tenant_is_ranked_by_its_violating_contacts(told: Summary) -> None:
    """The worst stand first, and what is not listed is counted."""
    for ranking in (told.by_tenant, told.by_agent, told.by_caller):
        counts = [row.violating for row in ranking.rows]
        assert counts == sorted(counts, reverse=True)
    assert told.by_caller.others > 0
    assert len({(row.tenant, row.name) for row in told.by_caller.rows}) == 50


def test_what_never_left_and_what_came_in_is_no_contact() -> None:
    """They are records, but count in no figure."""
    at = "2026-10-01 10:00"
    rows = [Row(at=at), Row(at=at, state="not_sent"), Row(at=at, state="inbound")]
    told = summary(*made(rows))
    assert (told.records, told.contacts) == (3, 1)
    assert told.by_hour[10].contacts == 1


def test_a_review_is_no_violation() -> None:
    """It is counted beside them."""
    told = summary(*made([Row(at="2026-10-01 10:00")], [Found(1, 2, "review")]))
    assert told.violating == 0
    assert told.violations_by_clause == dict.fromkeys([clause.id for clause in CLAUSES], 0)
    assert told.reviews_by_clause[CLAUSES[2].id] == 1


def test_versions_of_a_clause_are_added_up() -> None:
    """The figures by clause are over all its versions."""
    later = msgspec.structs.replace(CAP, dated="2026-10-15")
    rows = [Row(at="2026-10-01 10:00"), Row(at="2026-10-16 10:00")]
    told = summary(*made(rows, [Found(1, 0), Found(2, 1)], clauses=(CAP, later)))
    assert told.violations_by_clause == {CAP.id: 2}
    assert len(told.clauses) == 2
    assert [each.violations for each in told.comparison.tenants[0].clauses] == [2]


def test_an_unknown_local_time_is_an_hour_of_its_own() -> None:
    """Where no zone is known no hour is made up."""
    told = summary(*made([Row(at="2026-10-01 10:00", zoned=False)]))
    assert [(row.name, row.contacts) for row in told.by_hour if row.contacts] == [(None, 1)]
    assert [row.name for row in told.by_date] == [None]


def test_an_audit_of_nothing_is_a_summary() -> None:
    """No record, no figure, no error."""
    told = summary(*made([]), yardstick=YARDSTICK)
    assert (told.contacts, told.lawful_share, told.since) == (0, None, None)
    assert told.worst_callees == ()
    assert told.unused is not None
    assert told.unused.contacts == 0


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8613812348000", "+86138****8000"),
        ("+12025550123", "+120****0123"),
        ("95588", "9**88"),
        ("110", "***"),
        ("somebody@example.com", "s***"),
        ("深圳市福田区某路 1 号", "深***"),
        (None, None),
    ],
)
def test_numbers_are_masked(number: str | None, shown: str | None) -> None:
    """Who was reached is not told, unless it is asked for."""
    row = [Row(at="2026-10-01 10:00", number=number)]
    assert summary(*made(row, [Found(1, 0)])).worst_callees[0].number == shown
    told = summary(*made(row, [Found(1, 0)]), show_numbers=True)
    assert (told.worst_callees[0].number, told.numbers_masked) == (number, False)


def test_an_address_stands_for_a_number() -> None:
    """Who was reached by an address alone is told apart by it."""
    row = Row(at="2026-10-01 10:00", number=None, address="somebody@example.com")
    assert summary(*made([row], [Found(1, 0)])).worst_callees[0].number == "s***"


def test_an_instant_is_told_in_the_zone_of_the_audit() -> None:
    """The first and the last instant carry their offset."""
    told = summary(*made([Row(at="2026-10-01 10:00")]))
    assert told.since == told.until == "2026-10-01T10:00:00+08:00"


def test_the_worst_callees_are_ranked(told: Summary) -> None:
    """Violating contacts first; the row leads to the person."""
    worst = told.worst_callees
    assert len(worst) == 20
    assert [each.violating for each in worst] == sorted(
        (each.violating for each in worst), reverse=True
    )
    assert worst[0].number == "+86138****5433"
    assert worst[0].most_in_a_day >= 9


def test_a_tenant_recomputes_its_figures_from_its_own_rows(told: Summary) -> None:
    """The same rows alone give the same figures."""
    rows = [
        Row(at=f"2026-10-01 {hour:02d}:00", tenant=tenant, person=person)
        for person, tenant in enumerate(("a", "b"))
        for hour in range(6, 12)
    ]
    found = [Found(rid, 0) for rid, row in enumerate(rows, 1) if row.at[11:13] < "08"]
    whole = summary(*made(rows, found)).comparison
    own_rows = [row for row in rows if row.tenant == "b"]
    own = summary(*made(own_rows, [Found(1, 0), Found(2, 0)])).comparison
    assert own.tenants[0] == next(each for each in whole.tenants if each.tenant == "b")
    assert own.tenants[0].clauses[0].per_thousand == 333.33
    assert told.comparison.across == (CAP.id,)


def test_the_summary_has_a_schema(told: Summary) -> None:
    """It can be published, and what is written can be read."""
    assert "violations_by_clause" in str(msgspec.json.schema(Summary))
    assert msgspec.json.decode(msgspec.json.encode(told), type=Summary) == told


def test_the_same_audit_gives_the_same_summary(told: Summary) -> None:
    """Byte for byte."""
    again = summary(*month(), yardstick=YARDSTICK)
    assert msgspec.json.encode(again) == msgspec.json.encode(told)


def test_unused_is_what_the_strictest_daily_cap_left() -> None:
    """Three a day: two lawful calls leave one; what is over the cap leaves nothing less."""
    rows = [Row(at=f"2026-10-01 1{n}:00") for n in range(2)]
    rows += [Row(at=f"2026-10-02 1{n}:00") for n in range(5)]
    rows += [Row(at="2026-10-03 10:00", channel="letter"), Row(at="2026-10-03 07:00")]
    found = [Found(6, 1), Found(7, 1), Found(9, 0)]
    loose = DailyCap("house/loose", 9, frozenset({Channel.CALL}))
    yardstick = msgspec.structs.replace(YARDSTICK, daily=(loose, *YARDSTICK.daily))
    told = summary(*made(rows, found), yardstick=yardstick)
    assert told.unused is not None
    assert (told.unused.clause, told.unused.limit) == (CAP.id, 3)
    assert (told.unused.days, told.unused.contacts) == (3, 1 + 0 + 3)
    assert summary(*made(rows, found)).unused is None


def test_the_yardstick_is_taken_from_the_rules() -> None:
    """Daily caps and clauses that count across tenants are found in the packs; others are not."""

    def judged(ids: list[str]) -> Audit:
        clauses = tuple(
            msgspec.structs.replace(CAP, id=clause.id, dated=version.since.isoformat())
            for pack in PACKS.values()
            for clause in pack.clauses
            for version in clause.version
            if clause.id in ids
        )
        return msgspec.structs.replace(made([])[0], clauses=clauses)

    found = yardstick_of(judged(["cn-shenzhen/SZ-01", "cn-shenzhen/SZ-02"]), PACKS.values())
    assert found.strictest == DailyCap(
        "cn-shenzhen/SZ-02", 3, frozenset({Channel.CALL, Channel.SMS})
    )
    assert found.across == {"cn-shenzhen/SZ-02"}
    assert yardstick_of(judged(["cn-shenzhen/SZ-01"]), PACKS.values()) == Yardstick()
