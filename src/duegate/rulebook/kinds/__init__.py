"""The closed set of rule kinds; each file holds one, and a new one is a decision page.

`Rule` is the tagged union a clause file is read into; `KINDS` finds the kind of a rule.
"""

from __future__ import annotations

from duegate.rulebook.kinds import (
    amount_band,
    caller_identity,
    channel_ban,
    conduct_ban,
    consent,
    content_ban,
    content_required,
    cooldown,
    data_provenance,
    evidence_required,
    frequency_cap,
    jurisdiction,
    party_rule,
    place_rule,
    precondition,
    preference,
    qualification,
    reachable,
    retention,
    standing,
    state_hold,
    steady_clock,
    time_window,
)
from duegate.rulebook.kinds.amount_band import AmountBand
from duegate.rulebook.kinds.caller_identity import CallerIdentity
from duegate.rulebook.kinds.channel_ban import ChannelBan
from duegate.rulebook.kinds.conduct_ban import ConductBan
from duegate.rulebook.kinds.consent import Consent
from duegate.rulebook.kinds.content_ban import ContentBan
from duegate.rulebook.kinds.content_required import ContentRequired
from duegate.rulebook.kinds.cooldown import Cooldown
from duegate.rulebook.kinds.data_provenance import DataProvenance
from duegate.rulebook.kinds.evidence_required import EvidenceRequired
from duegate.rulebook.kinds.frequency_cap import FrequencyCap
from duegate.rulebook.kinds.jurisdiction import Jurisdiction
from duegate.rulebook.kinds.party_rule import PartyRule
from duegate.rulebook.kinds.place_rule import PlaceRule
from duegate.rulebook.kinds.precondition import Precondition
from duegate.rulebook.kinds.preference import Preference
from duegate.rulebook.kinds.qualification import Qualification
from duegate.rulebook.kinds.reachable import Reachable
from duegate.rulebook.kinds.retention import Retention
from duegate.rulebook.kinds.rule import BaseRule, Kind
from duegate.rulebook.kinds.standing import StandingRule
from duegate.rulebook.kinds.state_hold import StateHold
from duegate.rulebook.kinds.steady_clock import SteadyClock
from duegate.rulebook.kinds.time_window import TimeWindow

__all__ = [
    "DUTIES",
    "KINDS",
    "AmountBand",
    "CallerIdentity",
    "ChannelBan",
    "ConductBan",
    "Consent",
    "ContentBan",
    "ContentRequired",
    "Cooldown",
    "DataProvenance",
    "EvidenceRequired",
    "FrequencyCap",
    "Jurisdiction",
    "PartyRule",
    "PlaceRule",
    "Precondition",
    "Preference",
    "Qualification",
    "Reachable",
    "Retention",
    "Rule",
    "StandingRule",
    "StateHold",
    "SteadyClock",
    "TimeWindow",
]

Rule = (
    TimeWindow
    | FrequencyCap
    | ChannelBan
    | PartyRule
    | PlaceRule
    | CallerIdentity
    | DataProvenance
    | Precondition
    | AmountBand
    | Preference
    | StateHold
    | StandingRule
    | Reachable
    | SteadyClock
    | ConductBan
    | ContentBan
    | Retention
    | Qualification
    | Jurisdiction
    | EvidenceRequired
    | Cooldown
    | ContentRequired
    | Consent
)

DUTIES: tuple[type[BaseRule], ...] = (Retention,)
"""Kinds about records, not about contacts; no contact is judged by them."""

KINDS: dict[type[BaseRule], Kind] = {
    TimeWindow: time_window,
    FrequencyCap: frequency_cap,
    ChannelBan: channel_ban,
    PartyRule: party_rule,
    PlaceRule: place_rule,
    CallerIdentity: caller_identity,
    DataProvenance: data_provenance,
    Precondition: precondition,
    AmountBand: amount_band,
    Preference: preference,
    StateHold: state_hold,
    StandingRule: standing,
    Reachable: reachable,
    SteadyClock: steady_clock,
    ConductBan: conduct_ban,
    ContentBan: content_ban,
    Retention: retention,
    Qualification: qualification,
    Jurisdiction: jurisdiction,
    EvidenceRequired: evidence_required,
    Cooldown: cooldown,
    ContentRequired: content_required,
    Consent: consent,
}
