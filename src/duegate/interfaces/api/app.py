"""The HTTP interface of a gate, put together: site, document, page, hot route, edge."""

from __future__ import annotations

from functools import partial

from litestar.types import ASGIApp

from duegate.gate import (
    ChannelLawful,
    Gate,
    InboundReceipt,
    NoteReceipt,
    OverrideReceipt,
    Readiness,
    Redemption,
    StandingReceipt,
)
from duegate.interfaces.api import openapi, page
from duegate.interfaces.api.decisions import DecisionPage, OutcomeReport, PermitUse
from duegate.interfaces.api.edge import Edge, HotRoute
from duegate.interfaces.api.health import Alive
from duegate.interfaces.api.keys import Door
from duegate.interfaces.api.law import ClauseInForce, PackList
from duegate.interfaces.api.metrics import Meters
from duegate.interfaces.api.notes import NewNote
from duegate.interfaces.api.overrides import NewOverride, OverrideList
from duegate.interfaces.api.problems import ProblemDetails
from duegate.interfaces.api.shadow import ShadowPage
from duegate.interfaces.api.site import build_site
from duegate.interfaces.api.tenants import NewTenant, StandingChange, TenantList
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.model.outcome import Outcome
from duegate.model.tenant import Tenant
from duegate.settings import Settings

SPOKEN: tuple[type, ...] = (
    Alive,
    ChannelLawful,
    ClauseInForce,
    Contact,
    Decision,
    DecisionPage,
    InboundReceipt,
    NewNote,
    NewOverride,
    NewTenant,
    NoteReceipt,
    Outcome,
    OutcomeReport,
    OverrideList,
    OverrideReceipt,
    PackList,
    PermitUse,
    ProblemDetails,
    Readiness,
    Redemption,
    ShadowPage,
    StandingChange,
    StandingReceipt,
    Tenant,
    TenantList,
)


def build_app(gate: Gate, settings: Settings) -> ASGIApp:
    """Give the ASGI application of a gate; closing the gate is left to whoever opened it."""
    meters, door = Meters(gate.shadow.candidates), Door(gate.keys)
    site = build_site(gate, meters, door, settings)
    site.state.shown = page.Shown(partial(openapi.document, site, SPOKEN))
    return Edge(HotRoute(gate, meters, door, settings.body_bytes_max), site)
