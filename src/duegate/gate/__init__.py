"""The one path of a contact: facts, judgement, hold, record, answer; then what became of it."""

from duegate.gate.after import Redemption
from duegate.gate.errors import (
    InboundRefused,
    KeyReused,
    NoteRefused,
    NoteUnknown,
    OutcomeRefused,
    OverrideRefused,
    OverrideUnknown,
    PermitRefused,
    StaleInstant,
    TenantExists,
    TenantRefused,
    UnknownDecision,
    UnknownInbound,
    UnknownTenant,
)
from duegate.gate.gate import ChannelLawful, Gate, Readiness
from duegate.gate.inbound import InboundReceipt
from duegate.gate.overrides import Asked, OverrideReceipt, Overrides
from duegate.gate.shadow import ShadowReport
from duegate.gate.tenancy import About, ApiKeys, NoteReceipt, Notes, StandingReceipt, Tenants
from duegate.store.errors import NotRecorded, Overloaded

__all__ = [
    "About",
    "ApiKeys",
    "Asked",
    "ChannelLawful",
    "Gate",
    "InboundReceipt",
    "InboundRefused",
    "KeyReused",
    "NotRecorded",
    "NoteReceipt",
    "NoteRefused",
    "NoteUnknown",
    "Notes",
    "OutcomeRefused",
    "Overloaded",
    "OverrideReceipt",
    "OverrideRefused",
    "OverrideUnknown",
    "Overrides",
    "PermitRefused",
    "Readiness",
    "Redemption",
    "ShadowReport",
    "StaleInstant",
    "StandingReceipt",
    "TenantExists",
    "TenantRefused",
    "Tenants",
    "UnknownDecision",
    "UnknownInbound",
    "UnknownTenant",
]
