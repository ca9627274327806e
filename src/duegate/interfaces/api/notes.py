"""What was told about a debtor, a debt or a number: preferences and states, told and lifted."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import delete, post
from litestar.params import JSONBody, PathParameter

from duegate.gate import About, NoteReceipt
from duegate.interfaces.api.given import Asker, TheGate
from duegate.interfaces.api.keys import refuse_other_tenant, refuse_tenant
from duegate.interfaces.api.openapi import problems
from duegate.model.contact import Instant, Ref
from duegate.rulebook.facts import Note, NoteKind

PATH = "/v1/notes"


class NewNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wish, a state, a consent or a qualification, and whom it is about; else from now on.

    A debtor or a debt is the tenant's own reference; what is told of a number, all tenants heed.
    """

    kind: NoteKind
    value: Ref
    tenant: Ref | None = None
    debtor: Ref | None = None
    debt: Ref | None = None
    number: Ref | None = None
    since: Instant | None = None
    until: Instant | None = None


@post(
    PATH,
    responses=problems(400, 403, 404, 408, 413, 415, 422, 503),
    summary="Tell a wish, a state, a consent or a qualification",
    sync_to_thread=True,
)
def told(gate: TheGate, asker: Asker, data: JSONBody[NewNote]) -> NoteReceipt:
    """Record a note; every decision from its `since` on reads it."""
    tenant = data.tenant or asker.tenant
    refuse_other_tenant(asker, tenant)
    if data.kind is NoteKind.QUALIFICATION:
        refuse_tenant(asker)
    about = About(tenant, data.debtor, data.debt, data.number)
    since = data.since or gate.now()
    return gate.notes.tell(about, Note(data.kind, data.value, since, data.until))


@delete(
    f"{PATH}/{{note:str}}",
    responses=problems(404, 503),
    summary="Lift a note",
    sync_to_thread=True,
)
def lifted(
    gate: TheGate, asker: Asker, note: Annotated[str, PathParameter(description="its `id`")]
) -> None:
    """End a note now; a tenant ends only its own."""
    gate.notes.lift(note, tenant=asker.tenant)
