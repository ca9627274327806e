"""The table of same answers, through `duegate decide`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.interfaces.cli.calling import Caller
from tests.same_answer.table import ROWS, TENANTS


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """Live the day of the table in one house."""
    caller = Caller(Path(tmp_path_factory.mktemp("cli")) / "house")
    for tenant, number in TENANTS.items():
        assert caller.call("tenant", "add", tenant, "--number", number).code == 0
    path = caller.write("list", [sent for _, sent, _, _ in ROWS])
    called = caller.call("decide", path, "--as-stated", "--json")
    assert called.code == 0, called.err
    return called.lines


@pytest.mark.parametrize("row", range(len(ROWS)), ids=[name for name, *_ in ROWS])
def test_the_answer_is_the_same(answers: list[dict[str, object]], row: int) -> None:
    """Verdict and clause, row by row."""
    _, sent, verdict, clause = ROWS[row]
    answer = json.loads(json.dumps(answers[row]))
    against = [each["clause"] for each in answer["findings"] if each["verdict"] != "allow"]
    assert (answer["contact"], answer["verdict"]) == (sent["id"], verdict), against
    assert clause in against if clause else not against
