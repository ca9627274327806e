"""One way to write base64 and decimals; every other way is refused."""

from __future__ import annotations

import pytest

from duegate.evidence import exact


@pytest.mark.parametrize("data", [b"", b"a", b"ab", b"abc", bytes(range(256))])
def test_base64_comes_back(data: bytes) -> None:
    """What was written is read."""
    assert exact.from_base64(exact.to_base64(data)) == data
    assert exact.from_base64url(exact.to_base64url(data)) == data


@pytest.mark.parametrize("text", ["YQ", "YR==", "YQ==\n", " YQ==", "YQ=", "Y Q==", "-_8=", "é"])
def test_loose_base64_is_refused(text: str) -> None:
    """No spare bits, no missing padding, no other alphabet."""
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says where it stood
        exact.from_base64(text)


@pytest.mark.parametrize("text", ["YQ==", "YR", "+/8", "Y", "Y\n"])
def test_loose_base64url_is_refused(text: str) -> None:
    """No padding, no spare bits, no other alphabet."""
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says where it stood
        exact.from_base64url(text)


@pytest.mark.parametrize("text", ["", "01", "-1", "+1", "1 ", "１", "1_0", "9" * 20])
def test_loose_decimals_are_refused(text: str) -> None:
    """No sign, no leading zero, no other digits, no endless ones."""
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says where it stood
        exact.from_decimal(text)


def test_decimals_are_read() -> None:
    """Zero and large numbers are numbers."""
    assert [exact.from_decimal(text) for text in ("0", "7", "9" * 19)] == [0, 7, 10**19 - 1]
