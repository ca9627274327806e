"""What many decisions rest on alike, kept once: clauses asked, packs and zone table in force.

A recorded decision names its basis by the SHA-256 of the basis' canonical JSON. The log commits to
that name, so the basis is as unchangeable as the decision, and neither is written again for every
contact of a day.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache

import msgspec

from duegate.model.decision import Decision, LocalClock
from duegate.model.judgement import Finding, Unjudged, Verdict


class Basis(msgspec.Struct, frozen=True):
    """The clauses that found nothing or wait for evidence, the packs by their hash, the zones."""

    clear: tuple[str, ...]
    packs: dict[str, str]
    tzdata: str
    unjudged: tuple[Unjudged, ...]


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """A decision as it is recorded: what is its own, and the name of its basis."""

    id: str
    contact: str
    tenant: str
    at: datetime
    verdict: Verdict
    findings: tuple[Finding, ...]
    clocks: tuple[LocalClock, ...]
    basis: str
    until: datetime | None = None
    permit_expires: datetime | None = None
    leaf: int | None = None


class Written(msgspec.Struct, frozen=True):
    """A basis as it is kept: its name, in hexadecimal, and its canonical JSON."""

    name: str
    json: bytes


_JSON = msgspec.json.Encoder()
_CANONICAL = msgspec.json.Encoder(order="sorted")
_BODY = msgspec.json.Decoder(Body)
_BASIS = msgspec.json.Decoder(Basis)


def basis_of(decision: Decision) -> Written:
    """Write what a decision rests on."""
    return _written(
        decision.clear, tuple(decision.packs.items()), decision.tzdata, decision.unjudged
    )


@lru_cache(maxsize=1_024)
def _written(
    clear: tuple[str, ...],
    packs: tuple[tuple[str, str], ...],
    tzdata: str,
    unjudged: tuple[Unjudged, ...],
) -> Written:
    json = _CANONICAL.encode(Basis(clear, dict(packs), tzdata, unjudged))
    return Written(hashlib.sha256(json).hexdigest(), json)


def body_of(decision: Decision, basis: Written) -> bytes:
    """Write what is a decision's own, without its permit and its receipt."""
    return _JSON.encode(
        Body(
            decision.id,
            decision.contact,
            decision.tenant,
            decision.at,
            decision.verdict,
            decision.findings,
            decision.clocks,
            basis.name,
            decision.until,
            decision.permit_expires,
            decision.leaf,
        )
    )


def decision_of(body: bytes, basis: bytes) -> Decision:
    """Put a recorded decision together again; its permit and its receipt lie elsewhere."""
    own, shared = _BODY.decode(body), _basis(basis)
    return Decision(
        id=own.id,
        contact=own.contact,
        tenant=own.tenant,
        at=own.at,
        verdict=own.verdict,
        findings=own.findings,
        clear=shared.clear,
        clocks=own.clocks,
        packs=shared.packs,
        tzdata=shared.tzdata,
        until=own.until,
        unjudged=shared.unjudged,
        permit_expires=own.permit_expires,
        leaf=own.leaf,
    )


@lru_cache(maxsize=256)
def _basis(json: bytes) -> Basis:
    return _BASIS.decode(json)
