"""What went wrong, in the form of RFC 9457: every error the API can give, in one table.

A program reads `type`, which never changes; a person reads `detail`. A denial is no problem: it is
a decision, answered with 200.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence

import msgspec

from duegate.errors import DuegateError
from duegate.evidence.signer import HeadNotKept
from duegate.gate import (
    InboundRefused,
    KeyReused,
    NoteRefused,
    NoteUnknown,
    OutcomeRefused,
    Overloaded,
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
from duegate.model.decision import Decision
from duegate.model.wire import Problem as Place
from duegate.model.wire import Unreadable
from duegate.store.errors import StoreError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = (b"retry-after", b"1")

Header = tuple[bytes, bytes]


class Kind(enum.Enum):
    """A sort of problem: the last part of its `type`, its status, its title."""

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.slug = slug
        self.status = status
        self.title = title

    MALFORMED = "malformed", 400, "the request cannot be read"
    KEY_WANTED = "key-wanted", 401, "no valid API key"
    OTHER_TENANT = "other-tenant", 403, "the key is another tenant's"
    OPERATOR_ONLY = "operator-only", 403, "only the operator may do this"
    NOT_FOUND = "not-found", 404, "there is nothing here"
    UNKNOWN_DECISION = "unknown-decision", 404, "there is no such decision"
    UNKNOWN_INBOUND = "unknown-inbound", 404, "there is no such inbound contact"
    UNKNOWN_TENANT = "unknown-tenant", 404, "there is no such tenant"
    UNKNOWN_NOTE = "unknown-note", 404, "there is no such note"
    METHOD = "method-not-allowed", 405, "this cannot be done here"
    TOO_SLOW = "too-slow", 408, "the request did not arrive in time"
    TENANT_EXISTS = "tenant-exists", 409, "the tenant cannot be added"
    OUTCOME_REFUSED = "outcome-refused", 409, "the outcome contradicts the record"
    PERMIT_REFUSED = "permit-refused", 409, "the permit lets nothing leave"
    TOO_LARGE = "too-large", 413, "the request is too large"
    MEDIA = "unsupported-media-type", 415, "the body is of another media type"
    NOTE_REFUSED = "note-refused", 422, "the note cannot be kept"
    UNFIT = "unfit", 422, "a value cannot be accepted"
    STALE_INSTANT = "stale-instant", 422, "the stated instant is not now"
    KEY_REUSED = "idempotency-key-reused", 422, "the idempotency key belongs to another request"
    FAILED = "failed", 500, "the gate failed"
    OVERLOADED = "overloaded", 503, "too many requests are waiting"
    UNAVAILABLE = "unavailable", 503, "the store cannot be used"


class ProblemDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """One problem. `errors` names places in the body as JSON Pointers; `line` is a batch's line."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[Place, ...] = ()
    line: int | None = None


class Refused(DuegateError):
    """The API itself refuses a request, before the gate is asked."""

    def __init__(self, kind: Kind, detail: str, headers: Sequence[Header] = ()) -> None:
        super().__init__(detail)
        self.kind = kind
        self.headers = headers


class Unrecorded(DuegateError):
    """A denial that could not be recorded: answered with 503, so that nobody takes it for final."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("nothing could be recorded, so the contact is denied; ask again")
        self.decision = decision


_UNFORESEEN = "nothing was allowed; ask again, and tell the operator if it lasts"
_KIND_OF: dict[type, Kind] = {
    KeyReused: Kind.KEY_REUSED,
    NoteRefused: Kind.NOTE_REFUSED,
    NoteUnknown: Kind.UNKNOWN_NOTE,
    HeadNotKept: Kind.UNAVAILABLE,
    InboundRefused: Kind.UNFIT,
    OutcomeRefused: Kind.OUTCOME_REFUSED,
    OverrideRefused: Kind.UNFIT,
    OverrideUnknown: Kind.NOT_FOUND,
    Overloaded: Kind.OVERLOADED,
    PermitRefused: Kind.PERMIT_REFUSED,
    StaleInstant: Kind.STALE_INSTANT,
    StoreError: Kind.UNAVAILABLE,
    TenantExists: Kind.TENANT_EXISTS,
    TenantRefused: Kind.UNFIT,
    Unrecorded: Kind.UNAVAILABLE,
    UnknownDecision: Kind.UNKNOWN_DECISION,
    UnknownInbound: Kind.UNKNOWN_INBOUND,
    UnknownTenant: Kind.UNKNOWN_TENANT,
}


def problem_of(error: Exception) -> ProblemDetails:
    """Say what an error is to the one who asked; what was not foreseen says nothing of itself."""
    match error:
        case Refused():
            return problem(error.kind, str(error))
        case Unreadable():
            return _unreadable(error)
        case _:
            known = (_KIND_OF[of] for of in type(error).__mro__ if of in _KIND_OF)
            kind = next(known, Kind.FAILED)
            return problem(kind, _UNFORESEEN if kind is Kind.FAILED else str(error))


def headers_of(problem: ProblemDetails, error: Exception) -> list[Header]:
    """Say in headers what a client is to do about it: come again, and with which key."""
    if isinstance(error, Refused) and error.headers:
        return list(error.headers)
    return [RETRY_AFTER] if problem.status == Kind.OVERLOADED.status else []


def problem(kind: Kind, detail: str, errors: tuple[Place, ...] = ()) -> ProblemDetails:
    """Make the problem of a kind."""
    return ProblemDetails(f"/problems/{kind.slug}", kind.title, kind.status, detail, errors)


def _unreadable(error: Unreadable) -> ProblemDetails:
    """A whole that cannot be read is malformed; a place in it that cannot be accepted is unfit."""
    kind = Kind.UNFIT if all(place.pointer for place in error.problems) else Kind.MALFORMED
    return problem(kind, str(error), error.problems)
