"""Tenants, standings, API keys and notes: what the operator and the agencies tell the gate.

A change of standing and a note are entries of the log, like a decision: the receipt proves when it
took effect, and from that transaction on every decision reads it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from duegate.gate.errors import NoteRefused, NoteUnknown, TenantExists, TenantRefused, UnknownTenant
from duegate.gate.ids import new_id
from duegate.ledger import api_keys, notes, tenants
from duegate.ledger.api_keys import ApiKey
from duegate.ledger.identity import caller_number, number_of
from duegate.ledger.notes import NoteKeys
from duegate.model.contact import ConsentScope, Recipient
from duegate.model.tenant import Qualification, Standing, Tenant
from duegate.rulebook.facts import Note, NoteKind
from duegate.rulebook.kinds.precondition import Precondition
from duegate.rulebook.kinds.preference import Preference
from duegate.rulebook.kinds.qualification import lacking
from duegate.rulebook.kinds.state_hold import StateHold
from duegate.rulebook.notes import REVOKED
from duegate.rulebook.places import is_place
from duegate.rulebook.spelling import meant
from duegate.rulebook.wishes import ADDRESS, HOURS_SHOWN, read_wish, simple_wishes

if TYPE_CHECKING:
    from duegate.gate.batch import Answer, Batch, Work
    from duegate.gate.desk import Desk
    from duegate.rulebook.book import Book
    from duegate.store.store import Store

NAME = re.compile(r"[\w][\w.-]{0,63}")
CALLER = re.compile(r"\+?[0-9*#]{2,32}")
Run = Callable[["Work[Any]"], Any]
T = TypeVar("T")


class StandingReceipt(msgspec.Struct, frozen=True):
    """The proof of a change of standing: since when, why, and its place in the log."""

    tenant: str
    standing: Standing
    reason: str
    by: str
    at: datetime
    leaf: int
    receipt: str


class NoteReceipt(msgspec.Struct, frozen=True):
    """The proof that a note was told, and the name by which it is lifted."""

    id: str
    note: Note
    leaf: int
    receipt: str


class Tenants:
    """The signed customers of the platform."""

    def __init__(self, store: Store, run: Run, desk: Desk) -> None:
        self._store = store
        self._run: Run = lambda work: run(_changing(work))
        self._desk = desk

    def add(
        self,
        name: str,
        *,
        numbers: Sequence[str] = (),
        principal: str | None = None,
        place: str | None = None,
    ) -> Tenant:
        """Sign a tenant; refuses a taken name and a legal entity that was shut down."""
        entity = principal or name
        if not NAME.fullmatch(name):
            raise TenantRefused(
                f'"{name}" cannot name a tenant; use letters, digits, dots, dashes and underscores'
            )

        if place is not None and not is_place(place):
            raise TenantRefused(
                f'"{place}" is no place; write an ISO 3166 code such as CN, CN-GD or US-CA'
            )

        def work(batch: Batch) -> Answer[None]:
            if tenants.get(batch.connection, name) is not None:
                raise TenantExists(f'there is a tenant "{name}" already; choose another name')
            closed = tenants.closed_under(batch.connection, entity)
            if closed is not None:
                raise TenantExists(
                    f'the legal entity "{entity}" was shut down as tenant "{closed}";'
                    " it cannot return under a new name"
                )
            tenants.add(batch.connection, name, entity, batch.now, place)
            tenants.register(batch.connection, name, self._canonical(numbers))
            return lambda: None

        self._run(work)
        return self.get(name)

    def add_numbers(self, name: str, numbers: Sequence[str]) -> Tenant:
        """Register further caller numbers of a tenant."""
        self.get(name)

        def work(batch: Batch) -> Answer[None]:
            tenants.register(batch.connection, name, self._canonical(numbers))
            return lambda: None

        self._run(work)
        return self.get(name)

    def change(self, name: str, standing: Standing, *, reason: str, by: str) -> StandingReceipt:
        """Set a tenant's standing. Once this returns, no later decision reads the old one."""

        def work(batch: Batch) -> Answer[StandingReceipt]:
            if tenants.get(batch.connection, name) is None:
                raise _unknown(name)
            entry = batch.entries.add(
                "standing",
                {"standing": standing, "at": batch.now.isoformat()},
                subject=self._desk.keys.tenant(name),
                sealed={"tenant": name, "reason": reason, "by": by},
            )
            tenants.set_standing(
                batch.connection,
                entry.index,
                name,
                standing,
                reason=reason,
                by=by,
                at=batch.now,
            )
            at = batch.now
            return lambda: StandingReceipt(
                name, standing, reason, by, at, entry.index, entry.receipt
            )

        receipt: StandingReceipt = self._run(work)
        return receipt

    def get(self, name: str) -> Tenant:
        """Give a tenant; raises `UnknownTenant`."""
        with self._store.read() as connection:
            tenant = tenants.get(connection, name)
        if tenant is None:
            raise _unknown(name)
        return tenant

    def list(self) -> tuple[Tenant, ...]:
        """Give all tenants, by name."""
        with self._store.read() as connection:
            return tenants.every(connection)

    def _canonical(self, numbers: Sequence[str]) -> Sequence[str]:
        canonical = [caller_number(number, self._desk.region) for number in numbers]
        for number in canonical:
            if not CALLER.fullmatch(number):
                raise TenantRefused(
                    f'"{number}" is no caller number; write it in E.164, or as a service code'
                )
        return canonical


def _changing(work: Work[T]) -> Work[T]:
    """Have the decisions that share its transaction read tenants anew after the work."""

    def act(batch: Batch) -> Answer[T]:
        try:
            return work(batch)
        finally:
            batch.tenants.clear()

    return act


class ApiKeys:
    """The keys programs speak with; each is shown once and stored as a hash."""

    def __init__(self, store: Store, run: Run) -> None:
        self._store = store
        self._run = run

    def create(self, tenant: str | None, *, label: str = "", key: str | None = None) -> str:
        """Make a key for a tenant, or for the operator when `tenant` is `None`; give it once."""
        made = key or f"dg_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"

        def work(batch: Batch) -> Answer[str]:
            if tenant is not None and tenants.get(batch.connection, tenant) is None:
                raise _unknown(tenant)
            api_keys.write(batch.connection, made, tenant=tenant, label=label, at=batch.now)
            return lambda: made

        return str(self._run(work))

    def check(self, key: str) -> ApiKey | None:
        """Find whose key it is, now; `None` when it is none."""
        with self._store.read() as connection:
            return api_keys.check(connection, key)

    def revoke(self, prefix: str) -> bool:
        """End a key at once; tells whether there was one to end."""

        def work(batch: Batch) -> Answer[bool]:
            ended = api_keys.revoke(batch.connection, prefix, batch.now)
            return lambda: ended

        return bool(self._run(work))


class About(msgspec.Struct, frozen=True):
    """Whom a note is about: a debtor or a debt of a tenant, or a number, which all must heed."""

    tenant: str | None = None
    debtor: str | None = None
    debt: str | None = None
    number: str | None = None


class Notes:
    """What debtors and agencies tell: preferences and states."""

    def __init__(self, run: Run, desk: Desk) -> None:
        self._run = run
        self._desk = desk

    def tell(self, about: About, note: Note) -> NoteReceipt:
        """Record a note; every decision from its `since` on reads it."""
        keys, subject = self._keys(about, note.kind)
        self._refuse_unheeded(note)
        if note.value == ADDRESS and keys.person is None:
            raise NoteRefused(f"{ADDRESS} is about a number; name the number")

        def work(batch: Batch) -> Answer[NoteReceipt]:
            if keys.tenant is not None and tenants.get(batch.connection, keys.tenant) is None:
                raise _unknown(keys.tenant)
            name = new_id("note", batch.now)
            entry = batch.entries.add(
                "note",
                {
                    "id": name,
                    "note": note.kind,
                    "since": note.since.isoformat(),
                    "until": "" if note.until is None else note.until.isoformat(),
                },
                subject=subject,
                sealed={"tenant": keys.tenant or "", "value": note.value},
            )
            notes.tell(batch.connection, entry.index, name, keys, note)
            return lambda: NoteReceipt(name, note, entry.index, entry.receipt)

        receipt: NoteReceipt = self._run(work)
        return receipt

    def lift(self, name: str, *, tenant: str | None = None) -> None:
        """End a note now; a tenant ends only its own."""

        def work(batch: Batch) -> Answer[None]:
            leaf = notes.find(batch.connection, name, tenant)
            if leaf is None:
                raise NoteUnknown("there is no such open note; give the `id` of one of your notes")
            notes.lift(batch.connection, leaf, batch.now)
            return lambda: None

        self._run(work)

    def _keys(self, about: About, kind: NoteKind) -> tuple[NoteKeys, bytes]:
        """Key whom a note is about; its first key is also whose chain in the log it joins."""
        made = self._desk.keys
        number = None if about.number is None else number_of(about.number, self._desk.region)
        if about.number is not None and number is None:
            raise NoteRefused("the number is not valid; write it in E.164, such as +8613800138000")
        if about.tenant is None and (about.debtor or about.debt):
            raise NoteRefused("a debtor or debt reference belongs to a tenant; name the tenant")
        tenant = about.tenant or ""
        keys = NoteKeys(
            tenant=about.tenant,
            debtor=None if about.debtor is None else made.debtor(tenant, about.debtor),
            person=None if number is None else made.person(Recipient(), number),
            debt=None if about.debt is None else made.debt(tenant, about.debt),
        )
        subject = keys.debtor or keys.person or keys.debt
        if kind is NoteKind.QUALIFICATION:
            if subject is not None or about.tenant is None:
                raise NoteRefused("a qualification is a tenant's own; name the tenant alone")
            subject = made.tenant(about.tenant)
        if subject is None:
            raise NoteRefused("say whom the note is about: a debtor, a debt or a number")
        return keys, subject

    def _refuse_unheeded(self, note: Note) -> None:
        """Refuse a note that no clause would ever heed, rather than keep it and do nothing."""
        if note.until is not None and note.until <= note.since:
            raise NoteRefused("the note ends before it begins, so it would never hold")
        heeded = heeded_values(self._desk.book, note.kind)
        wishes = note.kind is NoteKind.PREFERENCE and heeded
        if note.value in heeded or (wishes and read_wish(note.value) is not None):
            return
        hint = meant(note.value, (*heeded, *HOURS_SHOWN) if wishes else heeded)
        raise NoteRefused(f'no clause heeds the {note.kind} "{note.value}"{hint}')


def heeded_values(book: Book, kind: NoteKind) -> tuple[str, ...]:
    """Name the notes of a kind that some clause of the book heeds; of wishes, the simple ones."""
    rules = [provision.version.rule for provision in book.provisions]
    match kind:
        case NoteKind.PREFERENCE:
            heeds = any(isinstance(rule, Preference) for rule in rules)
            return simple_wishes() if heeds else ()
        case NoteKind.STATE:
            holds = {
                state for rule in rules if isinstance(rule, StateHold) for state in rule.states
            }
            opens = (rule.or_states for rule in rules if isinstance(rule, Precondition))
            return tuple(sorted(holds.union(*opens)))
        case NoteKind.CONSENT:
            return (*ConsentScope, *(f"{REVOKED}{scope}" for scope in ConsentScope))
        case NoteKind.QUALIFICATION:
            return (*Qualification, *(lacking(each) for each in Qualification))


def _unknown(name: str) -> UnknownTenant:
    return UnknownTenant(f'there is no tenant "{name}"; add it first')
