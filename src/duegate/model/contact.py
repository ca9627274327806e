"""One attempt to reach a person about a debt: the value every interface parses into.

Nothing here decides. What a field may hold is in its type; what it means is in a clause.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

# Bounds of what a caller may send; printable, one line.
Ref = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$(?!\n)")]
Words = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)")]
Body = Annotated[str, Meta(max_length=8_000)]
Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339 with offset")]


class Channel(enum.StrEnum):
    """A way to reach a person."""

    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    POSTCARD = "postcard"
    VISIT = "visit"
    SOCIAL = "social"
    APP = "app"


class Role(enum.StrEnum):
    """Who is being reached; only the first three owe."""

    DEBTOR = "debtor"
    CO_DEBTOR = "co_debtor"
    GUARANTOR = "guarantor"
    RELATIVE = "relative"
    FRIEND = "friend"
    CLASSMATE = "classmate"
    COLLEAGUE = "colleague"
    SCHOOL = "school"
    OTHER = "other"
    UNKNOWN = "unknown"


class Purpose(enum.StrEnum):
    """What the contact is for."""

    REMIND = "remind"
    COLLECT = "collect"
    LOCATE = "locate"
    RELAY = "relay"
    NOTICE = "notice"
    REPLY = "reply"


class Place(enum.StrEnum):
    """Where a person would be met."""

    HOME = "home"
    WORK = "work"
    CAMPUS = "campus"
    PUBLIC = "public"
    OTHER = "other"


class Source(enum.StrEnum):
    """Where the way to reach the person was learnt."""

    CREDITOR_FILE = "creditor_file"
    CONTRACT = "contract"
    DEBTOR = "debtor"
    COURT = "court"
    PUBLIC_REGISTER = "public_register"
    ADDRESS_BOOK = "address_book"
    PURCHASED = "purchased"
    SCRAPED = "scraped"
    UNKNOWN = "unknown"


class DebtState(enum.StrEnum):
    """What a debt or its debtor can be in that may stop contacts."""

    DISPUTED = "disputed"
    SUED = "sued"
    INSOLVENT = "insolvent"
    DECEASED = "deceased"
    HARDSHIP = "hardship"
    MINOR = "minor"
    VULNERABLE = "vulnerable"
    ATTORNEY = "attorney"
    PAID = "paid"


class Caller(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the recipient is shown: a number (E.164 or a service code), or nothing."""

    number: Ref | None = None
    withheld: bool = False


class Recipient(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who is being reached and how; `basis` names the paper that makes a third party a payer."""

    number: Ref | None = None
    address: Words | None = None
    handle: Ref | None = None
    role: Role = Role.UNKNOWN
    basis: Words | None = None
    zone: Ref | None = None


class Debtor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who owes: the tenant's own reference, never a name. `region` is ISO 3166-2, e.g. CN-GD."""

    ref: Ref
    student: bool | None = None
    region: Annotated[str, Meta(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$(?!\n)")] | None = None


class Debt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The obligation; `amount` in major units (yuan, not fen), `currency` ISO 4217."""

    ref: Ref
    amount: Decimal | None = None
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")] | None = None
    due: date | None = None


class Provenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the tenant came by the number or address, with the paper that shows it."""

    source: Source
    document: Words | None = None
    obtained: date | None = None


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One attempt to reach a person about a debt."""

    id: Ref
    at: Instant
    tenant: Ref
    channel: Channel
    recipient: Recipient
    debtor: Debtor
    debt: Debt
    purpose: Purpose
    caller: Caller | None = None
    place: Place | None = None
    automated: bool = False
    text: Body | None = None
    template: Ref | None = None
    provenance: Provenance | None = None


_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


def says_something(written: str | None) -> bool:
    """Tell whether a text holds a letter or digit that a person could see."""
    return any(character.isalnum() and character not in _FILLERS for character in written or "")
