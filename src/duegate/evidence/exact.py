"""Base64 and decimals as the log formats want them: exactly one way to write each value.

Lenient decoders accept spare bits, missing padding and leading zeros, so that a changed byte can
pass unseen. These accept only what they would have written themselves and raise `ValueError` for
the rest; whoever calls says where it stood.
"""

from __future__ import annotations

import base64

DECIMAL_DIGITS_MAX = 19  # sizes and times stay below 2^63


def to_base64(data: bytes) -> str:
    """Write bytes in standard base64 with padding."""
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Read standard base64 with padding."""
    data = base64.b64decode(text, validate=True)
    if to_base64(data) != text:
        raise ValueError("base64 with spare bits")
    return data


def to_base64url(data: bytes) -> str:
    """Write bytes in URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Read URL-safe base64 without padding."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    if to_base64url(data) != text:
        raise ValueError("base64 that is not URL-safe, or with spare bits")
    return data


def from_decimal(text: str) -> int:
    """Read an ASCII decimal without sign and without leading zeros."""
    if not (text.isascii() and text.isdigit()) or len(text) > DECIMAL_DIGITS_MAX:
        raise ValueError("not a decimal number")
    if text[0] == "0" and text != "0":
        raise ValueError("a decimal number with leading zeros")
    return int(text)
