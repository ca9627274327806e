"""Channel ban: a way to reach a person that may not be used at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.contact import Audience, Channel
from duegate.model.words import word
from duegate.rulebook.kinds.rule import BaseRule, Some
from duegate.rulebook.records import Column, Test, among, both

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"channel"})


class ChannelBan(BaseRule, frozen=True, kw_only=True, tag="channel_ban"):
    """The banned `channels`; whom it protects is said by the clause's `applies`.

    With `audiences` only messages to such an audience are banned; an audience that is not stated
    may be any.
    """

    channels: Some[Channel]
    audiences: frozenset[Audience] | None = None


def needs(_rule: ChannelBan) -> tuple[Fact | EventsNeed, ...]:
    """Nothing but the contact."""
    return ()


def judge(
    rule: ChannelBan, provision: Provision, contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | None:
    """Clear unless the contact uses a banned channel."""
    if contact.channel not in rule.channels:
        return None
    audience = contact.audience
    if rule.audiences is not None and audience is not None and audience not in rule.audiences:
        return None
    return provision.find(rule.otherwise, blanks={"channel": word(contact.channel)})


def as_sql(rule: ChannelBan, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Read the channel, and the audience where only some are banned."""
    banned = among("channel", rule.channels)
    if rule.audiences is None:
        return Test(breach=banned)
    return sheet.lacks(Column.AUDIENCE) or Test(
        breach=both(banned, among("audience", rule.audiences)),
        unknown=both(banned, "audience IS NULL"),
    )
