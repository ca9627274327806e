"""What candidate packs in the shadow say otherwise; only the operator sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter

from duegate.gate.shadow import Trial
from duegate.interfaces.api.given import TheGate
from duegate.interfaces.api.keys import operators
from duegate.interfaces.api.openapi import problems
from duegate.interfaces.api.problems import Kind, Refused
from duegate.ledger.shadow import Place, Shown
from duegate.model import wire
from duegate.model.contact import Instant

PAGE_MAX = 500


class ShadowPage(msgspec.Struct, frozen=True):
    """How the candidates fared, and some of what they say otherwise, the latest first.

    `next` is the cursor of the page after this one. A candidate counts what the ledger counts:
    contacts that left under the rules in force.
    """

    trials: tuple[Trial, ...]
    differences: tuple[Shown, ...]
    next: str | None


class _Since(msgspec.Struct, frozen=True):
    since: Instant


@get(
    "/v1/shadow",
    guards=[operators],
    responses=problems(400, 403, 503),
    summary="See what candidate packs in the shadow say otherwise",
    sync_to_thread=True,
)
def seen(
    gate: TheGate,
    since: Annotated[
        str | None,
        QueryParameter(description="from when on, RFC 3339", schema_extra={"format": "date-time"}),
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=PAGE_MAX, description="how many")] = 50,
    cursor: Annotated[str | None, QueryParameter(description="`next` of the page before")] = None,
) -> ShadowPage:
    """Give sums and differences over every tenant; the candidates themselves answer nobody."""
    report, following = gate.shadow.report(
        since=_instant(since), before=_before(cursor), limit=limit
    )
    after = None if following is None else _cursor(following)
    return ShadowPage(report.trials, report.differences, after)


def _instant(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        return wire.convert({"since": written}, _Since).since
    except wire.Unreadable as error:
        told = error.problems[0].detail
        raise Refused(Kind.MALFORMED, f"query parameter `since`: {told}") from None


def _cursor(place: Place) -> str:
    leaf, candidate = place
    return f"{leaf:x}-{candidate}"


def _before(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    leaf, _, candidate = cursor.partition("-")
    try:
        return int(leaf[:15], 16), candidate
    except ValueError:
        raise Refused(
            Kind.MALFORMED, "query parameter `cursor`: give the `next` of a page as it stands"
        ) from None
