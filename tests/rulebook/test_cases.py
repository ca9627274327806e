"""Case tables run: a row that holds, one that does not, scenarios, and wants nobody can meet."""

from __future__ import annotations

import msgspec
import pytest
from tests.rulebook.sample import SAID, clause, pack, rows, version

from duegate.model.contact import Channel
from duegate.model.text import Text
from duegate.rulebook.cases import run_cases, run_scenarios
from duegate.rulebook.clause import Pack, Scenario
from duegate.rulebook.errors import PackError, TableError
from duegate.rulebook.kinds import ChannelBan, ConductBan, Reachable

BANNED = ChannelBan(channels=frozenset({Channel.POSTCARD}))


def test_a_row_tells_what_it_wants_and_what_it_gets() -> None:
    """In the same words, so that a failure reads like the table."""
    held, failed = rows(
        BANNED,
        """
        at                channel   | verdict  until
        ----------------  --------  | -------  ----------------
        2017-06-01 12:00  postcard  | deny     -                 # as it should
        2017-06-01 12:00  postcard  | defer    2017-06-02 00:00  # a wrong row
        """,
    )
    assert (held.passed, held.comment, held.line) == (True, "as it should", 4)
    assert not failed.passed
    assert failed.wanted == {"verdict": "defer", "until": "2017-06-02 00:00"}
    assert failed.got == {"verdict": "deny", "until": "-"}
    assert failed.name == "sample/clause"


def test_a_clause_is_judged_alone() -> None:
    """Its neighbours in the pack have no say in its table."""
    table = """
    at                | verdict
    ----------------  | -------
    2017-06-01 12:00  | allow
    """
    postcards = clause(version(BANNED), table=table)
    calls = clause(version(ChannelBan(channels=frozenset({Channel.CALL}))), name="sample/calls")
    (result,) = run_cases(pack(postcards, calls), postcards)
    assert result.passed


def test_a_clause_that_awaits_evidence_is_unjudged() -> None:
    """Neither allowed nor refused."""
    (result,) = rows(
        ConductBan(act="sit_in", evidence=SAID),
        """
        at                | verdict
        ----------------  | --------
        2017-06-01 12:00  | unjudged
        """,
    )
    assert result.passed


def scenario(table: str, beside: tuple[str, ...] = ()) -> Pack:
    """Make a pack that bans postcards, with one scenario."""
    one = Scenario("a-day", Text("一天", "a day"), table, beside)
    return msgspec.structs.replace(pack(clause(version(BANNED))), scenarios=(one,))


DAY = """
at                channel   outcome  | verdict  until  clauses
----------------  --------  -------  | -------  -----  -------
2017-06-01 12:00  postcard  -        | deny     -      clause
2017-06-01 12:00  call      -        | allow    -      -
"""


def test_a_scenario_names_the_clauses_that_bind() -> None:
    """Those of its own pack by their short names."""
    assert [result.passed for result in run_scenarios(scenario(DAY), {})] == [True, True]


def test_a_scenario_needs_the_packs_it_names() -> None:
    """A pack that is not there is not taken for one that finds nothing."""
    with pytest.raises(PackError) as caught:
        run_scenarios(scenario(DAY, ("house",)), {})
    place = 'sample/scenarios.toml: scenario "a-day"'
    assert str(caught.value) == f"{place} is lived under the pack `house` too; load that pack"
    named = pack(clause(version(Reachable()), name="house/reachable"), name="house")
    assert all(
        result.passed for result in run_scenarios(scenario(DAY, ("house",)), {"house": named})
    )


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("maybe  -  -", "line 4: column `verdict`: `maybe` is not known; there are allow, defer"),
        ("defer  soon  -", "line 4: column `until`: `soon` is not a time; write it as"),
        ("defer  -  few", "line 4: column `used`: `few` is not a count; write a number or `-`"),
    ],
)
def test_a_want_nobody_can_meet_is_refused(wanted: str, sentence: str) -> None:
    """It would fail for ever, or worse, never."""
    table = f"\nat  | verdict  until  used\n--  | ---  ---  ---\n2017-06-01 12:00  | {wanted}"
    with pytest.raises(TableError) as caught:
        rows(BANNED, table)
    assert str(caught.value).startswith(sentence)


def test_an_outcome_nobody_knows_is_refused() -> None:
    """The column of scenarios that says what became of a contact."""
    with pytest.raises(TableError, match="column `outcome`: `lost` is not known"):
        run_scenarios(scenario(DAY.replace("call      -   ", "call      lost")), {})
