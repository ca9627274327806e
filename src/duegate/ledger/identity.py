"""Who is who: one canonical form for every way to write a number, and the keys persons count by.

A key is a keyed hash (HMAC-SHA256, first 16 bytes) whose secret never leaves the machine, so the
ledger holds no number. The canonical form is made here and nowhere else: an alias that cannot be
normalised is not valid, and what is not valid is refused.
"""

from __future__ import annotations

import hmac
import unicodedata
from functools import lru_cache

import apsw
import msgspec
import phonenumbers
from phonenumbers import PhoneNumberFormat
from phonenumbers.timezone import time_zones_for_number

from duegate.ledger.places import (
    UNKNOWN_ZONE,
    is_part,
    place_of_number,
    zones_of_country,
    zones_of_region,
)
from duegate.model.contact import Contact, Debt, Recipient
from duegate.store.ask import one

KEY_BYTES = 16
KEPT = 65_536


class Number(msgspec.Struct, frozen=True):
    """A valid number in E.164 without extension, the zones its prefix may lie in, its place."""

    e164: str
    zones: tuple[str, ...]
    place: str | None = None


class SubjectKeys(msgspec.Struct, frozen=True):
    """The keys one contact counts by."""

    debtor: bytes
    person: bytes
    debt: bytes
    creditor: bytes | None = None


@lru_cache(maxsize=KEPT)
def number_of(written: str, region: str | None = None) -> Number | None:
    """Normalise a number; `None` when it is not a valid one.

    `region` reads numbers written without country code; without it only `+...` is read.
    """
    folded = unicodedata.normalize("NFKC", written).strip()
    try:
        parsed = phonenumbers.parse(folded, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    parsed.extension = None  # one line, however many desks behind it
    zones = zones_of_country(parsed.country_code)
    if len(zones) > 1:
        zones = tuple(zone for zone in time_zones_for_number(parsed) if zone != UNKNOWN_ZONE)
    written = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return Number(written, zones, place_of_number(parsed))


def candidate_zones(
    stated: str | None, regions: tuple[str, ...], number: Number | None
) -> tuple[str, ...]:
    """Give every zone the recipient may be in: stated, of the number, of the parts of countries.

    A whole country is heard when those tell nothing, or something it does not bear out.
    """
    told: tuple[str, ...] = () if stated is None else (stated,)
    told += () if number is None else number.zones
    for region in regions:
        of_region = zones_of_region(region)
        if is_part(region) or not any(zone in of_region for zone in told):
            told += of_region
    return tuple(dict.fromkeys(told))


def caller_number(written: str, region: str | None = None) -> str:
    """Write a caller number the one way it is registered: E.164, or a service code as it stands."""
    number = number_of(written, region)
    return number.e164 if number else unicodedata.normalize("NFKC", written).replace(" ", "")


def folded(written: str) -> str:
    """Write a reference the one way it is counted by: no wide, invisible or doubled characters."""
    if written.isascii():
        return " ".join(written.split())
    visible = (c for c in unicodedata.normalize("NFKC", written) if unicodedata.category(c) != "Cf")
    return " ".join("".join(visible).split())


class Keys:
    """Makes the counting keys; holds the secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._of = lru_cache(maxsize=KEPT)(self._made)  # the same few people all day

    def mark(self) -> int:
        """Tell this secret from any other, without telling it: 56 bits of a keyed hash."""
        return int.from_bytes(hmac.digest(self._secret, b"mark", "sha256")[:7], "big")

    def of(self, contact: Contact, number: Number | None) -> SubjectKeys:
        """Give the keys of a contact: whose debt, who is reached, which debt."""
        return self._of(contact.tenant, contact.debtor.ref, contact.debt, contact.recipient, number)

    def _made(
        self, tenant: str, debtor: str, debt: Debt, recipient: Recipient, number: Number | None
    ) -> SubjectKeys:
        return SubjectKeys(
            debtor=self.debtor(tenant, debtor),
            person=self.person(recipient, number),
            debt=self.debt(tenant, debt.ref),
            creditor=None if debt.creditor is None else self.creditor(tenant, debt.creditor),
        )

    def debtor(self, tenant: str, ref: str) -> bytes:
        """Key a debtor; the reference means something only within its tenant."""
        return self._key("debtor", tenant, folded(ref))

    def debt(self, tenant: str, ref: str) -> bytes:
        """Key a debt; the reference means something only within its tenant."""
        return self._key("debt", tenant, folded(ref))

    def creditor(self, tenant: str, ref: str) -> bytes:
        """Key a creditor; the reference means something only within its tenant."""
        return self._key("creditor", tenant, folded(ref))

    def tenant(self, name: str) -> bytes:
        """Key a tenant, for its own chain in the log."""
        return self._key("tenant", name)

    def person(self, recipient: Recipient, number: Number | None) -> bytes:
        """Key the person reached, the same for every tenant: by number, else address or handle."""
        if number is not None:
            return self._key("number", number.e164)
        written = recipient.number or recipient.address or recipient.handle or ""
        return self._key("address", folded(written).casefold())

    def request(self, written: bytes) -> bytes:
        """Key what was asked, whole: it holds numbers, which a plain hash would let one guess."""
        return hmac.digest(self._secret, b"request\0" + written, "sha256")

    def _key(self, *parts: str) -> bytes:
        # Lengths first, so that no two lists of parts give the same message.
        message = "".join([f"{len(part)}:{part}" for part in parts]).encode()
        return hmac.digest(self._secret, message, "sha256")[:KEY_BYTES]


def begun_with(connection: apsw.Connection, mark: int) -> int:
    """Give the mark of the secret this house began to count with; at the first time, this one."""
    connection.execute("INSERT OR IGNORE INTO meta VALUES ('counting_mark', ?)", (mark,))
    row = one(connection, "SELECT value FROM meta WHERE name = 'counting_mark'")
    return int(row[0])
