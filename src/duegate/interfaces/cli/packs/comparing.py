"""`duegate packs diff A B`: what changes between two packs, for whom, from when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.packs.shelf import at_hand, pack_of
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.contact import Channel, Role
from duegate.model.text import Text, listed
from duegate.model.words import word
from duegate.rulebook.clause import Pack
from duegate.rulebook.difference import ROLES, Difference, Edition, Topic, differences

TOPICS = {
    Topic.PLACES: Text("适用范围", "where it applies"),
    Topic.HOURS: Text("可联络时段", "hours"),
    Topic.COUNTS: Text("次数与间隔", "counts and waits"),
    Topic.OTHER: Text("其他", "other terms"),
}
EVERYONE = Text("任何人", "anybody")
EVERY_CHANNEL = Text("各渠道", "every channel")
SAME = Text("对任何联络都没有变化", "nothing changes for any contact")
WHAT = "规则包、目录或 规则包@日期 · a pack, a folder, or PACK@DATE"

Whom = tuple[tuple[Channel, tuple[Role, ...]], ...]


class NoDate(DuegateError):
    """What follows the @ is no date."""


def diff(
    session: Session,
    earlier: Annotated[str, typer.Argument(metavar="A", help=WHAT)],
    later: Annotated[str, typer.Argument(metavar="B", help=WHAT)],
) -> None:
    """Compare them; exits with 0 whether anything changes or not."""
    packs = at_hand(session)
    found = differences(_edition(session, packs, earlier), _edition(session, packs, later))
    terminal = session.terminal
    terminal.answer({"earlier": earlier, "later": later, "differences": found})
    if terminal.as_json:
        return
    if not found:
        terminal.say(SAME)
    for each in found:
        _say(terminal, each)


def _edition(session: Session, packs: Mapping[str, Pack], name: str) -> Edition:
    """Read a pack, a folder or `NAME@2026-01-01`."""
    if name not in packs and "@" in name:
        name, _, day = name.rpartition("@")
        try:
            return Edition(pack_of(session, packs, name), date.fromisoformat(day))
        except ValueError:
            raise NoDate(f'"{day}" is not a date; write {name}@2026-01-01') from None
    return Edition(pack_of(session, packs, name))


def _say(terminal: Terminal, each: Difference) -> None:
    head = [TOPICS[each.topic]]
    if each.whom:
        head.append(_whom(each.whom))
    if each.since or each.until:
        head.append(_days(each.since, each.until))
    terminal.title(Text("；".join(part.zh for part in head), "; ".join(part.en for part in head)))
    for sign, style, terms in (("-", "red", each.gone), ("+", "green", each.come)):
        for term in terms:
            name, said = terminal.pick(term.title), terminal.pick(term.said)
            terminal.say(f"{sign} {term.clause}  {name}  {said}".rstrip(), style)


def _days(since: date | None, until: date | None) -> Text:
    if until is None:
        return Text(f"自 {since} 起", f"from {since}")
    if since is None:
        return Text(f"{until} 之前", f"before {until}")
    return Text(f"自 {since} 至 {until} 之前", f"from {since}, before {until}")


def _whom(whom: Whom) -> Text:
    """Say channels together whose roles are the same."""
    channels: dict[tuple[Role, ...], list[Channel]] = {}
    for channel, roles in whom:
        channels.setdefault(roles, []).append(channel)
    said = [
        Text(f"{by.zh}联络{to.zh}", f"{by.en} to {to.en}")
        for roles, ways in channels.items()
        for by, to in [(_channels(ways), _roles(roles))]
    ]
    return Text("，".join(each.zh for each in said), "; ".join(each.en for each in said))


def _channels(channels: list[Channel]) -> Text:
    return EVERY_CHANNEL if len(channels) == len(Channel) else listed(map(word, channels))


def _roles(roles: tuple[Role, ...]) -> Text:
    return EVERYONE if roles == ROLES else listed(map(word, roles))
