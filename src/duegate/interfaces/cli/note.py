"""`duegate note`: what a debtor wishes and how a debt stands, told once and heeded from then on."""

from __future__ import annotations

from typing import Annotated

import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.command import Data, app_of, command, instant
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text
from duegate.rulebook.facts import Note, NoteKind

app = app_of("意愿、状态、同意与资格 · Wishes, states, consents and qualifications")


TenantOf = Annotated[
    str | None, typer.Option("--tenant", metavar="NAME", help="哪个租户 · of which tenant")
]
DebtorOf = Annotated[
    str | None, typer.Option("--debtor", metavar="REF", help="债务人编号 · about which debtor")
]
DebtOf = Annotated[
    str | None, typer.Option("--debt", metavar="REF", help="借据号 · about which debt")
]
NumberOf = Annotated[
    str | None,
    typer.Option(
        "--number",
        metavar="+86...",
        help="哪个号码，对全部租户有效 · which number; all heed it",
    ),
]
Preference = Annotated[
    str | None,
    typer.Option(
        "--preference",
        metavar="cease|no_call|...",
        help="债务人的意愿 · what the debtor wishes",
    ),
]
State = Annotated[
    str | None,
    typer.Option("--state", metavar="disputed|...", help="案件状态 · how the debt stands"),
]
Consent = Annotated[
    str | None,
    typer.Option(
        "--consent",
        metavar="email|revoked_email|...",
        help="同意或撤回的事项 · what is consented to, or taken back",
    ),
]
Qualification = Annotated[
    str | None,
    typer.Option(
        "--qualification",
        metavar="registered|...",
        help="租户的资格，只需 --tenant · what the tenant is qualified for",
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="自何时起，默认现在 · from when; else now"),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="TIME", help="至何时止 · until when; else until lifted"),
]


class NoteUnclear(DuegateError):
    """It does not say what is told: a preference, a state, a consent, a qualification."""


@command(
    app, "add", "记录意愿、状态、同意或资格 · Record a wish, a state, a consent, a qualification"
)
def add(
    session: Session,
    data: Data = None,
    *,
    tenant: TenantOf = None,
    debtor: DebtorOf = None,
    debt: DebtOf = None,
    number: NumberOf = None,
    preference: Preference = None,
    state: State = None,
    consent: Consent = None,
    qualification: Qualification = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Record it; every decision from then on heeds it."""
    from duegate.gate import About  # noqa: PLC0415 - the gate is imported when it is opened

    told = {
        NoteKind.PREFERENCE: preference,
        NoteKind.STATE: state,
        NoteKind.CONSENT: consent,
        NoteKind.QUALIFICATION: qualification,
    }
    said = [(kind, value) for kind, value in told.items() if value is not None]
    if len(said) != 1:
        options = ", ".join(f"--{kind}" for kind in told)
        raise NoteUnclear(f"say what is told by exactly one of {options}")
    ((kind, value),) = said
    begins, ends = instant("--since", since), instant("--until", until)
    with session.gate(data) as gate:
        note = Note(kind, value, begins or gate.now(), ends)
        receipt = gate.notes.tell(About(tenant, debtor, debt, number), note)
    session.terminal.answer(
        receipt,
        Text(
            f"已记录 {note.value}，编号 {receipt.id}；解除：duegate note lift {receipt.id}",
            f"recorded {note.value} as {receipt.id}; to end it: duegate note lift {receipt.id}",
        ),
    )


@command(app, "lift", "解除一项记录 · End a note")
def lift(
    session: Session,
    note: Annotated[str, typer.Argument(metavar="NOTE", help="编号 · the id of the note")],
    data: Data = None,
    tenant: Annotated[
        str | None,
        typer.Option("--tenant", metavar="NAME", help="只限其记录 · only if it is theirs"),
    ] = None,
) -> None:
    """End it now."""
    with session.gate(data) as gate:
        gate.notes.lift(note, tenant=tenant)
    session.terminal.answer(
        {"id": note, "lifted": True}, Text(f"已解除 {note}", f"{note} is lifted")
    )
