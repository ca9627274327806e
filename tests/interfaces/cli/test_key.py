"""`duegate key`: a key is shown once and can be ended."""

from __future__ import annotations

from tests.interfaces.cli.calling import Caller

from duegate import boot
from duegate.settings import Settings


def holder(caller: Caller, key: str) -> str | None:
    """Tell whose key it is, or that it is none."""
    with boot.open_gate(caller.data, Settings(), clock=caller.clock) as gate:
        found = gate.keys.check(key)
    return None if found is None else found.tenant or "operator"


def test_a_key_is_made_and_ended(caller: Caller) -> None:
    """For a tenant or the operator."""
    made = caller.call("key", "create", "--tenant", "acme", "--label", "test", "--json").json
    assert made["tenant"] == "acme"
    assert made["key"].startswith(f"dg_{made['prefix']}_")
    assert holder(caller, made["key"]) == "acme"
    assert caller.call("key", "revoke", made["prefix"], "--json").json["revoked"] is True
    assert holder(caller, made["key"]) is None


def test_people_get_the_key_on_a_line_of_its_own(caller: Caller) -> None:
    """It can be taken with `head -1`; how to end it is told."""
    key, told = caller.call("key", "create").out.splitlines()
    assert holder(caller, key) == "operator"
    assert told.endswith(f"duegate key revoke {key.split('_')[1]}")


def test_a_key_for_nobody_is_refused(caller: Caller) -> None:
    """The tenant must be signed."""
    assert caller.call("key", "create", "--tenant", "nobody").code == 3
