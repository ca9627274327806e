"""The benchmarks compare fairly, tell a missed goal from a met one, and still run."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from benchmarks import NAMES, Goal, Result, Series, alternate
from benchmarks import __main__ as command
from benchmarks.house import file_system
from benchmarks.traffic import contacts


def result(*goals: Goal, rounds: tuple[float, ...] = (10, 20, 40)) -> Result:
    """A measurement of three rounds beside a rival's."""
    ours = Series("ours", "/s", rounds)
    return Result("made up", ours, Series("theirs", "/s", (5, 5, 5)), goals)


def test_sides_take_turns_and_the_first_changes() -> None:
    """A B, B A, A B: no side always runs on what the other left behind."""
    order: list[str] = []

    def side(name: str) -> float:
        order.append(name)
        return len(order)

    figures = alternate(3, (lambda: side("a"), lambda: side("b")))
    assert "".join(order) == "abbaab"
    assert figures == [(1, 4, 5), (2, 3, 6)]


def test_the_ratio_compares_each_round_with_the_one_beside_it() -> None:
    """A machine that slows down by and by changes no ratio."""
    ours = Series("ours", "/s", (100, 50, 10))
    assert Result("made up", ours, Series("theirs", "/s", (10, 5, 1))).ratio == 10
    assert ours.median == 50
    assert ours.spread == pytest.approx(1.8)


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        (Goal("ratio", least=4), True),
        (Goal("ratio", least=4.1), False),
        (Goal("ratio", most=4), True),
        (Goal("ratio", most=3.9), False),
        (Goal("measured", least=20, aim=1_000), True),
        (Goal("measured", most=19), False),
    ],
)
def test_a_goal_is_met_from_its_bound_on(goal: Goal, met: bool) -> None:  # noqa: FBT001
    """The bound itself is enough, the aim is not asked."""
    assert result(goal).met is met
    assert result(Goal("ratio", least=1), goal).met is met


def test_a_result_without_goal_is_neither_met_nor_missed() -> None:
    """What is only shown fails nothing."""
    assert result().met is None
    assert Result("no rival", result().measured, goals=(Goal("ratio", least=1),)).met is False


def test_a_missed_goal_fails_the_run_but_no_smoke_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 1 for a missed goal, 0 with `--smoke`, and the table says NO in both."""
    monkeypatch.setattr(command, "import_module", lambda _: Fake(result(Goal("ratio", least=99))))
    assert command.main(["judge"]) == 1
    assert command.main(["judge", "--smoke"]) == 0
    assert capsys.readouterr().out.count("NO") == 2


def test_a_crash_fails_the_run_and_the_others_are_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever breaks is named, even in a smoke run."""
    modules = {"benchmarks.judge": Fake(None), "benchmarks.durable": Fake(result())}
    monkeypatch.setattr(command, "import_module", modules.__getitem__)
    assert command.main(["judge", "durable", "--smoke"]) == 1
    told = capsys.readouterr()
    assert "crashed: judge" in told.err
    assert "made up" in told.out


def test_an_unknown_name_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A slip of the hand measures nothing."""
    with pytest.raises(SystemExit):
        command.main(["jugde"])
    assert "there is no benchmark jugde" in capsys.readouterr().err


def test_the_traffic_is_the_same_each_time_and_in_order() -> None:
    """Two sides of a comparison see the same contacts; each debtor is asked a few times a day."""
    first, second = (list(contacts(1_000, days=2)) for _ in range(2))
    assert first == second
    assert len({contact.id for contact in first}) == len(first) == 1_000
    assert [c.at for c in first] == sorted(c.at for c in first)
    asked = Counter(contact.debtor.ref for contact in islice(first, 500))
    assert 3 <= sum(asked.values()) / len(asked) <= 10


def test_a_folder_in_memory_is_known() -> None:
    """What is never written to a disk is no measure of durability."""
    assert file_system(Path("/proc")) == "proc"


@pytest.mark.parametrize("name", ["judge", "evidence"])
def test_a_smoke_run_works(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Two that together touch all the rest still run and give figures, with a ratio to a rival."""
    assert name in NAMES
    assert command.main([name, "--smoke", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows
    assert all(row["measured"]["median"] > 0 for row in rows)
    assert all(row["ratio"] > 0 for row in rows if row["rival"])


class Fake:
    """A benchmark that gives one result, or breaks."""

    def __init__(self, gives: Result | None) -> None:
        self._gives = gives

    def measure(self, *, smoke: bool) -> list[Result]:
        """Give it."""
        del smoke
        if self._gives is None:
            raise ValueError("broken")
        return [self._gives]
