"""Whom a reader of evidence trusts, as a small text that the reader writes, not the log.

One line each, `#` begins a remark::

    log <vkey>               a log whose evidence is accepted
    witness <name> <vkey>    an outsider who watches the log
    quorum <k>               how many of the witnesses must have cosigned

Without a `log` line any log is accepted, with the key it names itself.
"""

from __future__ import annotations

import msgspec

from duegate.errors import DuegateError
from duegate.evidence.exact import from_decimal
from duegate.evidence.note import BadKey, Kind, Verifier, read_vkey


class TrustUnreadable(DuegateError):
    """A trust policy cannot be read."""


class Trust(msgspec.Struct, frozen=True):
    """The logs that are accepted (none named: any), the witnesses by name, how many must sign."""

    logs: tuple[Verifier, ...] = ()
    witnesses: dict[str, Verifier] = {}
    quorum: int = 0


def read_trust(text: str) -> Trust:
    """Read a trust policy; raises `TrustUnreadable` with the line."""
    logs: list[Verifier] = []
    witnesses: dict[str, Verifier] = {}
    quorum: int | None = None
    for number, line in enumerate(text.split("\n"), 1):
        match line.partition("#")[0].split():
            case []:
                pass
            case ["log", vkey]:
                logs.append(_key(vkey, Kind.ED25519, number))
            case ["witness", name, vkey] if name not in witnesses:
                witnesses[name] = _key(vkey, Kind.COSIGNATURE, number)
            case ["witness", name, _]:
                raise _unreadable(number, f"the witness {name} is named twice; name it once")
            case ["quorum", count] if quorum is None:
                quorum = _count(count, number)
            case words:
                raise _unreadable(
                    number,
                    f'"{words[0]}" cannot be read here; write `log <vkey>`,'
                    " `witness <name> <vkey>` or, once, `quorum <k>`",
                )
    _check_independent(logs, witnesses)
    return Trust(tuple(logs), witnesses, _quorum(quorum, len(witnesses)))


def _key(vkey: str, kind: Kind, number: int) -> Verifier:
    try:
        verifier = read_vkey(vkey)
    except BadKey as error:
        raise _unreadable(number, str(error)) from None
    if verifier.kind is not kind:
        raise _unreadable(
            number, f"a {kind.name.lower()} key (type {kind:#04x}) is wanted here; take that one"
        )
    return verifier


def _count(written: str, number: int) -> int:
    try:
        return from_decimal(written)
    except ValueError:
        raise _unreadable(number, f'the quorum "{written}" is no number; write 1 or more') from None


def _check_independent(logs: list[Verifier], witnesses: dict[str, Verifier]) -> None:
    """Let nobody count twice, and no log vouch for itself."""
    keys = [verifier.public for verifier in (*logs, *witnesses.values())]
    if len(set(keys)) != len(keys):
        raise TrustUnreadable(
            "trust policy: the same key stands in two lines; give each log and witness its own"
        )


def _quorum(quorum: int | None, witnesses: int) -> int:
    if quorum is None and witnesses:
        raise TrustUnreadable(
            "trust policy: witnesses are named, but not how many must sign; add `quorum <k>`"
        )
    if quorum is not None and not 1 <= quorum <= witnesses:
        raise TrustUnreadable(
            f"trust policy: a quorum of {quorum} cannot be met by {witnesses} witnesses;"
            " write one from 1 to their number"
        )
    return quorum or 0


def _unreadable(number: int, why: str) -> TrustUnreadable:
    return TrustUnreadable(f"trust policy, line {number}: {why}")
