"""The exit codes, the same for every command, and which error has which.

A denial is an answer, so it is no error: `decide` exits with 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from duegate.errors import DuegateError
from duegate.model.text import Text

FINE, WRONG, BAD_INPUT, NOT_FOUND, NOT_RECORDED, REFUSED = 0, 1, 2, 3, 4, 5
BUG, INTERRUPTED = 70, 130

EXIT_CODES: dict[int, Text] = {
    FINE: Text("正常（拒绝联络也是正常答复）", "fine; a denial is an answer, not an error"),
    WRONG: Text(
        "检查发现问题：证据不成立、用例不通过、体检异常",
        "looked at and found wrong: false evidence, a failed case, an ailing house",
    ),
    BAD_INPUT: Text(
        "输入或用法有误（verify：未经见证）", "bad input or usage (verify: not witnessed)"
    ),
    NOT_FOUND: Text("找不到（verify：无法读取）", "not found (verify: unreadable)"),
    NOT_RECORDED: Text(
        "无法记录：存储已满、只读或繁忙", "could not record: the store is full, read-only or busy"
    ),
    REFUSED: Text(
        "与现状冲突：名称或端口已占用、幂等键已用于别的请求、结果相互矛盾",
        "refused as things stand: a name or port taken, a key used, a contradicting report",
    ),
    BUG: Text("程序缺陷", "a bug in duegate"),
    INTERRUPTED: Text("被中断", "interrupted"),
}

# By name, so that an error costs no import: what raised it has brought its class along.
_CODE_OF = {
    "UnknownDecision": NOT_FOUND,
    "UnknownInbound": NOT_FOUND,
    "UnknownTenant": NOT_FOUND,
    "NoteUnknown": NOT_FOUND,
    "OverrideUnknown": NOT_FOUND,
    "NotThere": NOT_FOUND,
    "StoreError": NOT_RECORDED,
    "NoRoom": NOT_RECORDED,
    "HeadNotKept": NOT_RECORDED,
    "InconsistentTree": WRONG,
    "WorkerLost": WRONG,
    "KeyReused": REFUSED,
    "StaleInstant": REFUSED,
    "OutcomeRefused": REFUSED,
    "PermitRefused": REFUSED,
    "OverrideRefused": REFUSED,
    "TenantExists": REFUSED,
    "PortTaken": REFUSED,
}


class NotThere(DuegateError):
    """What a command was asked about does not exist."""


class NotWritten(DuegateError):
    """Where a command was to write cannot be written."""

    @classmethod
    def into(cls, out: Path, error: OSError) -> Self:
        """Say it of the folder that `--out` names."""
        return cls(f'--out: "{out}" cannot be written: {error.strerror}')


def exit_code(error: DuegateError) -> int:
    """Give the exit code of an error; what is not named is bad input."""
    kinds = (kind.__name__ for kind in type(error).__mro__)
    return next((_CODE_OF[name] for name in kinds if name in _CODE_OF), BAD_INPUT)
