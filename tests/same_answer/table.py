"""One table for every way in: the same contacts, in this order, get the same answers everywhere.

The rows are one day in one house, so a row may depend on those above it; instants only go forward.
A row is a name, a contact as it is sent, the verdict, and a clause that must be among the reasons.
"""

from __future__ import annotations

from typing import Any

Row = tuple[str, dict[str, Any], str, str | None]

TENANTS = {"acme": "+862154320000", "beta": "+8675586000000"}

_PLAIN: dict[str, Any] = {
    "tenant": "acme",
    "channel": "call",
    "caller": {"number": "+862154320000"},
    "recipient": {"number": "+8613800138000", "role": "debtor", "zone": "Asia/Shanghai"},
    "debtor": {"ref": "d-1", "region": "CN-GD", "student": True},
    "debt": {"ref": "L-1", "amount": "20000", "currency": "CNY"},
    "purpose": "collect",
    "provenance": {"source": "creditor_file"},
}


def contact(time: str, **changed: object) -> dict[str, Any]:
    """Give the plain contact at a time of that day in Shanghai, with some fields changed."""
    return {"at": f"2026-11-23T{time}+08:00"} | _PLAIN | changed


def recipient(**changed: object) -> dict[str, Any]:
    """Give the plain recipient with some fields changed; `None` leaves one out."""
    fields = _PLAIN["recipient"] | changed
    return {name: value for name, value in fields.items() if value is not None}


OTHER = {"debtor": {"ref": "d-2"}, "debt": {"ref": "L-2"}}
OTHER_NUMBER = "+8613800138001"

_ROWS: list[Row] = [
    ("before the opening", contact("07:59:59"), "defer", "cn-shenzhen/SZ-01"),
    ("at the opening", contact("08:00:00"), "allow", None),
    ("the second, by SMS", contact("09:00:00", channel="sms"), "allow", None),
    ("a postcard", contact("09:01:00", channel="postcard"), "deny", "cn-shenzhen/SZ-04"),
    (
        "a visit on a campus",
        contact("09:02:00", channel="visit", place="campus"),
        "deny",
        "cn-shenzhen/SZ-10",
    ),
    (
        "a visit before calls have failed",
        contact("09:03:00", channel="visit", place="home"),
        "deny",
        "cn-shenzhen/SZ-17",
    ),
    (
        "a classmate",
        contact("09:04:00", recipient=recipient(role="classmate", number=OTHER_NUMBER)),
        "deny",
        "cn-shenzhen/SZ-12",
    ),
    (
        "a relative",
        contact("09:05:00", recipient=recipient(role="relative", number=OTHER_NUMBER)),
        "deny",
        "cn-shenzhen/SZ-05",
    ),
    (
        "a guarantor with a contract",
        contact(
            "09:06:00",
            channel="email",
            recipient=recipient(number=None, address="g@a.example", role="guarantor", basis="g-1"),
        ),
        "allow",
        None,
    ),
    (
        "nobody knows who it is",
        contact("09:07:00", recipient=recipient(role="unknown")),
        "deny",
        "house/known-role",
    ),
    ("a withheld caller", contact("09:08:00", caller={"withheld": True}), "deny",
     "cn-shenzhen/SZ-03"),
    ("a caller of another tenant", contact("09:09:00", caller={"number": TENANTS["beta"]}), "deny",
     "house/own-number"),
    ("a number that was bought", contact("09:10:00", provenance={"source": "purchased"}), "deny",
     "cn-shenzhen/SZ-15"),
    ("no source at all", contact("09:11:00", provenance=None), "deny", "house/stated-source"),
    ("a social post about a student", contact("09:12:00", channel="social",
     recipient=recipient(number=None, handle="li")), "deny", "cn-shenzhen/SZ-13"),
    ("a number that is none", contact("09:13:00", recipient=recipient(number="12345")), "deny",
     "house/reachable-recipient"),
    ("a tenant nobody signed", contact("09:14:00", tenant="nobody"), "deny", "house/known-tenant"),
    ("the third", contact("10:00:00"), "allow", None),
    ("the fourth", contact("10:00:01"), "defer", "cn-shenzhen/SZ-02"),
    ("the fourth, the number written otherwise",
     contact("10:00:02", recipient=recipient(number="+86 138-0013-8000"), **OTHER), "defer",
     "cn-shenzhen/SZ-02"),
    ("the fourth, by another agency",
     contact("10:00:03", tenant="beta", caller={"number": TENANTS["beta"]}, **OTHER), "defer",
     "cn-shenzhen/SZ-02"),
    ("a letter is not counted",
     contact("10:01:00", channel="letter", recipient=recipient(number=None, address="1 Road")),
     "allow", None),
    ("a letter of which all is stated",
     contact("10:02:00", channel="letter", recipient=recipient(number=None, address="1 Road"),
             debt={"ref": "L-1", "kind": "online_loan", "creditor": "B-1", "law": "CN",
                   "due": "2026-10-01"},
             audience="private", contains=["identity", "amount", "seal"],
             arrangements=["delivery_receipt"]),
     "allow", None),
    ("the last second, somebody else",
     contact("20:59:59", recipient=recipient(number=OTHER_NUMBER), **OTHER), "allow", None),
    ("at the closing, somebody else",
     contact("21:00:00", recipient=recipient(number=OTHER_NUMBER), **OTHER), "defer",
     "cn-shenzhen/SZ-01"),
    ("where no law is at hand",
     contact("21:30:00", recipient=recipient(number="+493012345678", zone="Europe/Berlin"),
             debtor={"ref": "d-3"}), "deny", "house/known-jurisdiction"),
    ("night where the recipient may be",
     contact("21:30:01", recipient=recipient(zone="America/New_York"), debtor={"ref": "d-4"}),
     "defer", "cn-shenzhen/SZ-01"),
]  # fmt: skip

ROWS: list[Row] = [
    (name, {"id": f"r{number}", **sent}, verdict, clause)
    for number, (name, sent, verdict, clause) in enumerate(_ROWS, 1)
]
