"""Deciding a whole list: a contact a line in, its answer a line out, in the same order.

A line that cannot be answered gets a problem with its number, and the others are decided all the
same. The list is read whole before the first answer, so nobody waits for one who does not read;
what is under way at once is bounded, and so is how many lists are.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import TypeAlias

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.types import (
    ASGIApp,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    Receive,
    Scope,
    Send,
)

from duegate.gate import Gate
from duegate.interfaces.api.body import NDJSON, absent_from, check_media_type, too_large, whole_body
from duegate.interfaces.api.decisions import PATH, IdempotencyKey, checked, decided
from duegate.interfaces.api.given import Asker
from duegate.interfaces.api.keys import own
from duegate.interfaces.api.logs import log_problem
from duegate.interfaces.api.metrics import Meters
from duegate.interfaces.api.openapi import BatchOperation, problems
from duegate.interfaces.api.problems import Kind, Refused, problem_of
from duegate.ledger.api_keys import ApiKey
from duegate.model import wire
from duegate.model.contact import Contact
from duegate.settings import Settings

WINDOW = 256
LISTS_MAX = 4
TAKEN_S_MAX = 10.0  # whoever takes an answer no faster gives up its place

Line = tuple[int, bytes]


class Lists:
    """The lists under way in one server: how many there may be, and how large each."""

    def __init__(self, gate: Gate, meters: Meters, settings: Settings) -> None:
        self.gate = gate
        self.meters = meters
        self.bytes_max = settings.batch_body_bytes_max
        self.line_bytes_max = settings.body_bytes_max
        self.contacts_max = settings.batch_contacts_max
        self._places = asyncio.Semaphore(LISTS_MAX)

    def place(self) -> asyncio.Semaphore:
        """Give the place a list takes while it is under way; raises `Refused` when none is free."""
        if self._places.locked():
            raise Refused(
                Kind.OVERLOADED, f"{LISTS_MAX} lists are under way; ask again in a moment"
            )
        return self._places

    def lines(self, body: bytes) -> list[Line]:
        """Number the lines and leave the empty ones out, of which there may be as many again."""
        if body.count(b"\n") > 2 * self.contacts_max:
            raise self._too_many()
        lines = [(number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()]
        if len(lines) > self.contacts_max:
            raise self._too_many()
        return lines

    def check_length(self, line: bytes) -> None:
        """Refuse a line longer than a contact alone may be."""
        if len(line) > self.line_bytes_max:
            raise too_large(self.line_bytes_max)

    def _too_many(self) -> Refused:
        return Refused(
            Kind.TOO_LARGE,
            f"the list has more than {self.contacts_max} contacts; send it in parts",
        )


class ListOfContacts:
    """One list on its way through the gate; it is its own answer."""

    def __init__(self, lists: Lists, asker: ApiKey, key: str | None) -> None:
        self._lists = lists
        self._asker = asker
        self._key = key
        self._trace = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the list whole, then answer it a window at a time."""
        headers = dict(scope["headers"])
        self._trace = scope["state"].get("trace", b"")
        check_media_type(headers.get(b"content-type", b""), NDJSON)
        async with self._lists.place():
            lines = self._lists.lines(await whole_body(receive, headers, self._lists.bytes_max))
            await send(_START)
            async for answers in self._answers(iter(lines)):
                part: HTTPResponseBodyEvent = {
                    "type": "http.response.body",
                    "body": answers,
                    "more_body": True,
                }
                try:
                    async with asyncio.timeout(TAKEN_S_MAX):
                        await send(part)
                except TimeoutError:
                    return  # cut short, so nobody takes it for whole
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _answers(self, lines: Iterator[Line]) -> AsyncIterator[bytes]:
        while window := list(islice(lines, WINDOW)):
            absent = absent_from(self._asker, self._lists.gate)
            answers = [self._answer(number, line, absent) for number, line in window]
            yield b"".join(await asyncio.gather(*answers))

    async def _answer(self, number: int, line: bytes, absent: dict[str, object]) -> bytes:
        try:
            self._lists.check_length(line)
            contact = own(self._asker, wire.read(line, Contact, absent=absent))
            key = None if self._key is None else f"{self._key}:{number}"
            decision = await decided(self._lists.gate, self._lists.meters, contact, key)
            return wire.write(decision) + b"\n"
        except Exception as error:  # noqa: BLE001 - one line's trouble is not the others'
            problem = problem_of(error)
            if problem.status >= Kind.FAILED.status:  # a bad list must not flood the log
                log_problem(problem, error, f"POST {PATH}/batch", self._trace)
            return wire.write(msgspec.structs.replace(problem, line=number)) + b"\n"


_START: HTTPResponseStartEvent = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", NDJSON)],
}


TheLists: TypeAlias = NamedDependency[Lists]


@post(
    f"{PATH}/batch",
    status_code=200,
    operation_class=BatchOperation,
    responses=problems(400, 408, 413, 415, 503),
    summary="Decide a list of contacts",
)
async def batch(lists: TheLists, asker: Asker, idempotency_key: IdempotencyKey = None) -> ASGIApp:
    """Take NDJSON, a contact a line, and answer each line in order: a decision, or a problem.

    The idempotency key of line n is `<Idempotency-Key>:n`.
    """
    return ListOfContacts(lists, asker, checked(idempotency_key))
