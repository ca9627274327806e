"""The one path of a contact: facts, judgement, hold, record, answer; then what became of it."""

from duegate.gate.after import Redemption
from duegate.gate.errors import (
    KeyReused,
    NoteRefused,
    NoteUnknown,
    OutcomeRefused,
    PermitRefused,
    StaleInstant,
    TenantExists,
    TenantRefused,
    UnknownDecision,
    UnknownTenant,
)
from duegate.gate.gate import ChannelLawful, Gate, Readiness
from duegate.gate.tenancy import About, ApiKeys, NoteReceipt, Notes, StandingReceipt, Tenants
from duegate.store.errors import NotRecorded, Overloaded

__all__ = [
    "About",
    "ApiKeys",
    "ChannelLawful",
    "Gate",
    "KeyReused",
    "NotRecorded",
    "NoteReceipt",
    "NoteRefused",
    "NoteUnknown",
    "Notes",
    "OutcomeRefused",
    "Overloaded",
    "PermitRefused",
    "Readiness",
    "Redemption",
    "StaleInstant",
    "StandingReceipt",
    "TenantExists",
    "TenantRefused",
    "Tenants",
    "UnknownDecision",
    "UnknownTenant",
]
