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
Region = Annotated[str, Meta(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$(?!\n)")]
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
    LOST_CONTACT = "lost_contact"


class DebtKind(enum.StrEnum):
    """What the debt came from."""

    ONLINE_LOAN = "online_loan"
    CARD = "card"
    CONSUMER_LOAN = "consumer_loan"
    MORTGAGE = "mortgage"
    MICROFINANCE = "microfinance"
    STUDENT_LOAN = "student_loan"
    MEDICAL = "medical"
    UTILITY = "utility"
    RENT = "rent"
    OTHER = "other"


class Audience(enum.StrEnum):
    """Who can see a message."""

    PRIVATE = "private"
    PUBLIC = "public"


class Element(enum.StrEnum):
    """What a message or a script says."""

    IDENTITY = "identity"  # the institution that collects
    PERSON = "person"  # the name of the collector
    CREDITOR = "creditor"
    AMOUNT = "amount"
    CALL_BACK = "call_back"
    COLLECTOR_NOTICE = "collector_notice"  # that it comes from a debt collector
    OPT_OUT = "opt_out"
    ROBOT_NOTICE = "robot_notice"
    LEGAL_BASIS = "legal_basis"
    RIGHTS = "rights"
    HOW_TO_OBJECT = "how_to_object"
    HOW_TO_QUERY = "how_to_query"
    SEAL = "seal"
    NO_DEBT = "no_debt"  # that it says nothing of a debt
    FREE_OF_CHARGE = "free_of_charge"


class Arrangement(enum.StrEnum):
    """What was arranged for a contact before it leaves."""

    RECORDED = "recorded"
    PAIRED = "paired"  # more than one collector
    IDENTIFIED = "identified"
    ENTRY_CONSENT = "entry_consent"
    DELIVERY_RECEIPT = "delivery_receipt"
    ANNOUNCED = "announced"
    EXPLAINED = "explained"
    AUTHORISED = "authorised"


class ConsentScope(enum.StrEnum):
    """What a person consented to; `any` covers all of it."""

    ANY = "any"
    HOURS = "hours"
    FREQUENCY = "frequency"
    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    APP = "app"
    SOCIAL = "social"
    VISIT = "visit"
    THIRD_PARTY = "third_party"
    AUTOMATED = "automated"
    ENTRY = "entry"
    WORKPLACE = "workplace"


class Caller(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the recipient is shown: a number (E.164 or a service code), or nothing."""

    number: Ref | None = None
    withheld: bool = False


class Recipient(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who is being reached and how; `basis` names the paper that makes a third party a payer.

    `region` (ISO 3166) is where the line or the address is.
    """

    number: Ref | None = None
    address: Words | None = None
    handle: Ref | None = None
    role: Role = Role.UNKNOWN
    basis: Words | None = None
    zone: Ref | None = None
    region: Region | None = None


class Debtor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who owes: the tenant's own reference, never a name. `region` is ISO 3166-2, e.g. CN-GD."""

    ref: Ref
    student: bool | None = None
    region: Region | None = None


class Debt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The obligation; `amount` in major units (yuan, not fen), `currency` ISO 4217.

    `creditor` is the tenant's reference of whom it is owed to, `law` the place (ISO 3166) whose law
    governs the contract.
    """

    ref: Ref
    amount: Decimal | None = None
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")] | None = None
    due: date | None = None
    kind: DebtKind | None = None
    creditor: Ref | None = None
    law: Region | None = None


class Provenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the tenant came by the number or address, with the paper that shows it."""

    source: Source
    document: Words | None = None
    obtained: date | None = None


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One attempt to reach a person about a debt.

    `contains` says what its words say, `arrangements` what was arranged for it; not known when
    absent.
    """

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
    audience: Audience | None = None
    contains: frozenset[Element] | None = None
    arrangements: frozenset[Arrangement] | None = None
    provenance: Provenance | None = None


_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


def says_something(written: str | None) -> bool:
    """Tell whether a text holds a letter or digit that a person could see."""
    return any(character.isalnum() and character not in _FILLERS for character in written or "")
