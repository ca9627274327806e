"""`duegate schema`: the JSON Schema of what goes in and comes out."""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec
import typer

from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.session import Session
from duegate.model import wire
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.model.outcome import Outcome
from duegate.model.tenant import Tenant

app = app_of()


class Shape(enum.StrEnum):
    """A value whose schema is given."""

    CONTACT = "contact"
    DECISION = "decision"
    OUTCOME = "outcome"
    TENANT = "tenant"


KINDS = {
    Shape.CONTACT: Contact,
    Shape.DECISION: Decision,
    Shape.OUTCOME: Outcome,
    Shape.TENANT: Tenant,
}


@command(app, "schema", "联络、决定等的 JSON Schema · JSON Schema of contact, decision and others")
def schema(
    session: Session,
    shape: Annotated[
        Shape | None, typer.Argument(metavar="[SHAPE]", help="哪一种；不写则全部 · which; else all")
    ] = None,
) -> None:
    """Print it; with --json on one line."""
    document = wire.schema(*(KINDS.values() if shape is None else [KINDS[shape]]))
    terminal = session.terminal
    if terminal.as_json:
        terminal.json(document)
    else:
        print(msgspec.json.format(wire.write(document), indent=2).decode())
