"""A house of the first schema goes on: nothing recorded is lost, and what is new can be told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import apsw
import pytest
from tests.gate.house import DATABASE, NOON, contact, open_house

from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.store.migrate import migrate, shipped
from duegate.store.store import Store

OLD = """
INSERT INTO tenant VALUES ('acme', 'Acme Ltd', 0);
INSERT INTO tenant_number VALUES ('acme', '+862154320000');
INSERT INTO hold VALUES
  (0, 'acme', 'Acme Ltd', x'01', x'02', x'03', 'call', 'debtor', 'collect', 0, 739578, 739578, 0);
INSERT INTO leaf VALUES (0, NULL, x'7b7d', 'receipt');
INSERT INTO outcome VALUES (0, 0, 'answered', 9, 0, 0);
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """Make a house as the first schema had it, with a contact in it."""
    with Store(tmp_path / DATABASE) as store:
        migrate(store, shipped()[:1])
        with store.writer() as connection:
            connection.execute(OLD)
    return tmp_path


def test_nothing_is_lost(folder: Path) -> None:
    """Every row of before is there, with nothing in the new columns."""
    with Store(folder / DATABASE) as store:
        assert [step.number for step in migrate(store, shipped())] == list(
            range(2, len(shipped()) + 1)
        )
        with store.read() as connection:
            tenant = connection.execute("SELECT name, principal, place FROM tenant").get
            (hold,) = connection.execute("SELECT debtor, person, debt, creditor FROM hold")
    assert tenant == ("acme", "Acme Ltd", None)
    assert hold == (b"\x01", b"\x02", b"\x03", None)


def test_what_was_kept_stays_kept(folder: Path) -> None:
    """The guards of the old tables hold after the new columns too."""
    with Store(folder / DATABASE) as store:
        migrate(store, shipped())
        with store.writer() as connection:
            for edit in ("UPDATE hold SET creditor = x'04'", "DELETE FROM hold"):
                with pytest.raises(apsw.ConstraintError, match="holds stay as they are"):
                    connection.execute(edit)


def test_the_house_goes_on(folder: Path) -> None:
    """Contacts are decided and counted, and who comes in is recorded, as in a new house."""
    with open_house(folder) as gate:
        decision = gate.decide(contact(debt={"ref": "L-1", "creditor": "bank"}))
        assert decision.verdict is Verdict.ALLOW
        assert gate.report(decision.id, OutcomeState.ANSWERED).counts
        came = gate.inbound(contact(at=NOON - timedelta(hours=1)))
        assert came.receipt
    with open_house(folder) as gate, gate.store.read() as connection:
        creditors = [row[0] is None for row in connection.execute("SELECT creditor FROM hold")]
        assert creditors == [True, False, True]
