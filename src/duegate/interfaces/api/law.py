"""The law as data: the packs in force, their clauses as they stand, and the shapes of values."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.params import PathParameter

from duegate.interfaces.api.given import TheGate
from duegate.interfaces.api.openapi import problems
from duegate.interfaces.api.problems import Kind, Refused
from duegate.model import wire
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.model.text import Text
from duegate.rulebook.clause import PackHead, Status


class ClauseTitle(msgspec.Struct, frozen=True):
    """A clause by its name."""

    id: str
    title: Text


class PackInForce(msgspec.Struct, frozen=True):
    """A pack: its head, the SHA-256 over its files, its clauses by name."""

    head: PackHead
    hash: str
    clauses: tuple[ClauseTitle, ...]


class PackList(msgspec.Struct, frozen=True):
    """The packs that decide here."""

    packs: tuple[PackInForce, ...]


class ClauseInForce(msgspec.Struct, frozen=True):
    """A clause as it stands in its file: citation, dates, both languages, rule and case table."""

    pack: str
    pack_hash: str
    status: Status
    clause: dict[str, Any]


SCHEMA = "application/schema+json"
SHAPES: dict[str, type] = {"contact": Contact, "decision": Decision}


@get("/v1/packs", responses=problems(key=False), summary="List the packs in force")
async def packs(gate: TheGate) -> PackList:
    """Give every pack that decides here."""
    return PackList(
        tuple(
            PackInForce(
                pack.head,
                pack.hash,
                tuple(ClauseTitle(clause.id, clause.title) for clause in pack.clauses),
            )
            for pack in gate.book.packs
        )
    )


@get(
    "/v1/packs/{pack:str}/clauses/{clause:str}",
    responses=problems(404, key=False),
    summary="Look up a clause",
)
async def clause(
    gate: TheGate,
    pack: Annotated[str, PathParameter(description="the pack, e.g. `cn-shenzhen`")],
    clause: Annotated[str, PathParameter(description="the clause's name within the pack")],
) -> ClauseInForce:
    """Give the clause that a finding cites: `cn-shenzhen/SZ-01` is `SZ-01` of `cn-shenzhen`."""
    for known in gate.book.packs:
        for candidate in known.clauses:
            if known.head.id == pack and candidate.id == f"{pack}/{clause}":
                written = msgspec.to_builtins(candidate, str_keys=True, enc_hook=str)
                return ClauseInForce(pack, known.hash, known.head.status, written)
    raise Refused(Kind.NOT_FOUND, "there is no such clause in force; `/v1/packs` lists them")


@get(
    "/v1/schemas/{shape:str}",
    media_type=SCHEMA,
    responses=problems(404, key=False),
    summary="Give a JSON Schema",
)
async def schema(
    shape: Annotated[
        str, PathParameter(description="whose schema", schema_extra={"enum": list(SHAPES)})
    ],
) -> Response[dict[str, Any]]:
    """Give the JSON Schema (2020-12) of a contact or a decision."""
    if shape not in SHAPES:
        raise Refused(Kind.NOT_FOUND, f"there are the schemas {', '.join(SHAPES)}; ask for one")
    return Response(wire.schema(SHAPES[shape]), media_type=SCHEMA)
