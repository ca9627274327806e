"""Every violation on a line: what it says, in which order, with which rows behind it."""

from __future__ import annotations

import msgspec
import pytest
from tests.audit.report.made import CAP, HOURS, Found, Row, made, month

from duegate.audit.insights import Breach, Place, lines
from duegate.model.judgement import Verdict

AT = "2026-10-01 0{}:00"
ROWS = [Row(at=AT.format(hour)) for hour in range(5)]
FOUND = [Found(4, 1, "defer", 3, (1, 2, 3)), Found(4, 0), Found(2, 0), Found(5, 2, "review")]


def _breaches(*, show_numbers: bool = False) -> list[Breach]:
    audit, connection = made(ROWS, FOUND)
    lines.prepare(audit, connection, show_numbers=show_numbers)
    return [msgspec.json.decode(line, type=Breach) for line in lines.as_json(connection)]


def test_a_line_names_the_clause_the_row_and_the_rows_behind_it() -> None:
    """Nothing has to be looked up elsewhere."""
    found = _breaches()[2]
    assert (found.clause, found.dated) == (CAP.id, CAP.dated)
    assert (found.pack, found.pack_hash) == (CAP.pack, CAP.pack_hash)
    assert (found.title, found.cite, found.verdict) == (CAP.title, CAP.cite, Verdict.DEFER)
    assert (found.used, found.limit) == (3, 3)
    assert found.reason.zh == "此前已有 3 次联络，上限 3 次"
    assert found.reason.en == "contacts before it: 3, the limit is 3"
    assert (found.file, found.row, found.at) == ("Master.csv", 5, "2026-10-01T03:00:00+08:00")
    assert (found.tenant, found.agent, found.channel) == ("anhe", "a01", "call")
    assert found.evidence == tuple(
        Place("Master.csv", row, f"2026-10-01T0{row - 2}:00:00+08:00") for row in (2, 3, 4)
    )


def test_a_clause_that_counts_nothing_says_its_own_words() -> None:
    """Then there is no count and no evidence."""
    found = _breaches()[0]
    assert (found.reason, found.used, found.evidence) == (HOURS.text, None, ())


def test_the_lines_are_in_the_order_of_the_rows() -> None:
    """Within one row in that of the clauses; a review stands among them."""
    order = [(each.row, each.clause.rpartition("/")[2]) for each in _breaches()]
    assert order == [(3, "SZ-01"), (5, "SZ-01"), (5, "SZ-03"), (6, "third-party")]
    assert _breaches()[3].verdict is Verdict.REVIEW


def test_numbers_are_masked_unless_they_are_asked_for() -> None:
    """The caller is the tenant's own number and is shown."""
    assert _breaches()[0].number == "+86138****8000"
    assert _breaches()[0].caller == "+8675526000001"
    assert _breaches(show_numbers=True)[0].number == "+8613800138000"


@pytest.mark.parametrize(
    ("row", "at"),
    [
        (Row(at="2026-10-01 10:00:00.250000"), "2026-10-01T10:00:00.250000+08:00"),
        (Row(at="2026-10-01 10:00", zoned=False), "2026-10-01T02:00:00Z"),
        (Row(at="2026-10-01 00:30"), "2026-10-01T00:30:00+08:00"),
    ],
)
def test_an_instant_is_the_recipients(row: Row, at: str) -> None:
    """It carries the offset of their clock; where no zone is known it is UTC."""
    audit, connection = made([row], [Found(1, 0)])
    lines.prepare(audit, connection, show_numbers=False)
    assert [msgspec.json.decode(each)["at"] for each in lines.as_json(connection)] == [at]


def test_long_results_come_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """However they are cut, the lines are the same, and progress ends at the whole."""
    audit, connection = month(people=10)
    lines.prepare(audit, connection, show_numbers=False)
    whole = list(lines.as_json(connection))
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(lines, "STRETCH", 37)
    monkeypatch.setattr(lines, "BATCH", 5)
    assert list(lines.as_json(connection, lambda done, of: told.append((done, of)))) == whole
    assert told[-1] == (len(whole), len(whole))
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_samples_are_the_first_of_each_clause() -> None:
    """At most so many, in order."""
    audit, connection = month(people=10)
    lines.prepare(audit, connection, show_numbers=False)
    whole = [msgspec.json.decode(line, type=Breach) for line in lines.as_json(connection)]
    for number, found in lines.samples(connection, 3).items():
        of_it = [each for each in whole if each.clause == audit.clauses[number].id]
        assert found == of_it[:3]
