"""Overrides: a named person lets contacts pass a clause that is not hard, on a ground, for a term.

Each is an entry of the log before any decision heeds it. A hard clause yields to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from duegate.gate.errors import OverrideRefused, OverrideUnknown, UnknownTenant
from duegate.gate.ids import new_id
from duegate.ledger import overrides, tenants
from duegate.ledger.overrides import Standing
from duegate.model.contact import says_something
from duegate.model.problems import nearest
from duegate.rulebook.clause import Force
from duegate.rulebook.facts import Override

if TYPE_CHECKING:
    from duegate.gate.batch import Answer, Batch, Work
    from duegate.gate.desk import Desk
    from duegate.store.store import Store

TERM_MAX = timedelta(days=366)


class OverrideReceipt(msgspec.Struct, frozen=True):
    """The proof of an override, and the name by which it is withdrawn."""

    tenant: str
    override: Override
    leaf: int
    receipt: str


class Asked(msgspec.Struct, frozen=True):
    """What is asked for: which clause, for whose debtor or debt, why, on whose word, how long."""

    clause: str
    tenant: str
    ground: str
    approver: str
    until: datetime
    debtor: str | None = None
    debt: str | None = None
    since: datetime | None = None


class Overrides:
    """The overrides of a house."""

    def __init__(self, store: Store, run: Callable[[Work[Any]], Any], desk: Desk) -> None:
        self._store = store
        self._run = run
        self._desk = desk

    def add(self, asked: Asked) -> OverrideReceipt:
        """Let the contacts of a debtor or a debt pass a clause. Raises `OverrideRefused`."""
        self._refuse_hard(asked.clause)
        if not says_something(asked.ground) or not says_something(asked.approver):
            raise OverrideRefused("an override needs a ground and an approver; name both")
        if asked.debtor is None and asked.debt is None:
            raise OverrideRefused("say for which debtor or which debt; none lifts a clause for all")

        def work(batch: Batch) -> Answer[OverrideReceipt]:
            if tenants.get(batch.connection, asked.tenant) is None:
                raise UnknownTenant(f'there is no tenant "{asked.tenant}"; add it first')
            return self._write(batch, asked)

        receipt: OverrideReceipt = self._run(work)
        return receipt

    def list(self, tenant: str | None = None) -> Sequence[Standing]:
        """Give the overrides of one tenant or of all, the latest first."""
        with self._store.read() as connection:
            return overrides.everyone(connection, tenant)

    def withdraw(self, name: str) -> None:
        """End an override now. Raises `OverrideUnknown`."""

        def work(batch: Batch) -> Answer[None]:
            found = overrides.find(batch.connection, name)
            if found is None:
                raise OverrideUnknown("there is no such open override; give its `id`")
            fields = {"id": name, "at": batch.now.isoformat()}
            batch.entries.add("override_end", fields, subject=found.subject, sealed={})
            overrides.withdraw(batch.connection, found.leaf, batch.now)
            return lambda: None

        self._run(work)

    def _write(self, batch: Batch, asked: Asked) -> Answer[OverrideReceipt]:
        since = asked.since or batch.now
        if not since < asked.until <= since + TERM_MAX:
            raise OverrideRefused("its end must come after its beginning, at most a year later")
        if asked.until <= batch.now:
            raise OverrideRefused("it is over already; an override ends in the future")
        keys = self._desk.keys
        debtor = None if asked.debtor is None else keys.debtor(asked.tenant, asked.debtor)
        debt = None if asked.debt is None else keys.debt(asked.tenant, asked.debt)
        override = Override(
            new_id("ovr", batch.now), asked.clause, asked.ground, asked.approver, since, asked.until
        )
        entry = batch.entries.add(
            "override",
            {
                "id": override.id,
                "clause": override.clause,
                "at": since.isoformat(),
                "until": override.until.isoformat(),
            },
            subject=debtor or debt or b"",
            sealed={"tenant": asked.tenant, "ground": asked.ground, "approver": asked.approver},
        )
        overrides.tell(batch.connection, entry.index, asked.tenant, (debtor, debt), override)
        return lambda: OverrideReceipt(asked.tenant, override, entry.index, entry.receipt)

    def _refuse_hard(self, clause: str) -> None:
        """Refuse to override what no clause says, or what a hard one says."""
        provisions = self._desk.book.provisions
        forces = {each.version.force for each in provisions if each.id == clause}
        if not forces:
            known = {each.id.casefold(): each.id for each in provisions}
            near = nearest(clause, known)
            remedy = f'did you mean "{known[near]}"?' if near else "`duegate packs show` lists them"
            raise OverrideRefused(f'there is no clause "{clause}"; {remedy}')
        if Force.HARD in forces:
            raise OverrideRefused(
                f"{clause} is a hard rule and yields to nobody;"
                " only a presumption or a recommendation can be overridden"
            )
