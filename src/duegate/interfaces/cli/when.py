"""`duegate when`: for every channel the first lawful instant, and the clause that binds until then.

Nothing is held or recorded. The instant asked about is the contact's own, or now.
"""

from __future__ import annotations

import typer

from duegate.interfaces.cli import verdicts
from duegate.interfaces.cli.command import Data, File, app_of, command
from duegate.interfaces.cli.exits import BAD_INPUT
from duegate.interfaces.cli.list_options import Country, Set, Tenant, Zone, opened, stated_by
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text

app = app_of()


@command(
    app,
    "when",
    "各渠道最早何时可联络；不占用次数，不记录 · "
    "The earliest lawful instant on every channel; holds and records nothing",
)
def when(
    session: Session,
    file: File,
    data: Data = None,
    *,
    tenant: Tenant = None,
    zone: Zone = None,
    country: Country = None,
    fixed: Set = None,
) -> None:
    """Answer for every line of the list; exits with 2 when some could not be read."""
    terminal, unread = session.terminal, 0
    with (
        session.gate(data, new=True, default_region=country) as gate,
        opened(file, terminal, stated_by(gate.now, tenant, zone, fixed)) as batches,
    ):
        for line in (line for batch in batches for line in batch):
            if line.contact is None:
                unread += 1
                terminal.problem(line.problem, line=line.number)
                continue
            lawful = gate.when(line.contact)
            if terminal.as_json:
                terminal.json({"contact": line.contact.id, "channels": lawful})
                continue
            where = line.contact.recipient.zone
            at = verdicts.short(line.contact.at, where)
            terminal.say(Text(f"{line.contact.id}，自 {at} 起", f"{line.contact.id}, from {at} on"))
            verdicts.show_channels(terminal, where, lawful)
    if unread:
        raise typer.Exit(BAD_INPUT)
