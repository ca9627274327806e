"""What the gate cannot answer; a denial is not among them."""

from __future__ import annotations

from duegate.errors import DuegateError


class StaleInstant(DuegateError):
    """A live contact states an instant too far from the gate's clock."""


class KeyReused(DuegateError):
    """An idempotency key came back with another request."""


class UnknownDecision(DuegateError):
    """There is no such decision, or it is not yours."""


class UnknownTenant(DuegateError):
    """There is no such tenant."""


class TenantExists(DuegateError):
    """The tenant cannot be added: the name is taken, or the same legal entity was shut down."""


class TenantRefused(DuegateError):
    """The tenant, or a number of it, cannot be written this way."""


class PermitRefused(DuegateError):
    """The permit does not let the contact leave."""


class OutcomeRefused(DuegateError):
    """The report contradicts what is recorded already."""


class NoteUnknown(DuegateError):
    """There is no such open note, or it is not yours."""


class NoteRefused(DuegateError):
    """The note would do nothing, or names nobody."""


class InboundRefused(DuegateError):
    """The inbound contact cannot have happened then."""


class UnknownInbound(DuegateError):
    """There is no such inbound contact, or it is another tenant's."""


class OverrideRefused(DuegateError):
    """The override would lift a hard clause, names no clause, or lacks its ground or its term."""


class OverrideUnknown(DuegateError):
    """There is no such open override."""
