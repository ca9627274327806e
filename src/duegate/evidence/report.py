"""What a verifier reports: the verdict on a file, what follows from it and what does not.

The second list matters as much as the first: a reader must not take more from a file than it holds.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from duegate.evidence.checkpoint import Signed
from duegate.evidence.file import Document
from duegate.evidence.note import Signature
from duegate.evidence.subject import Chain
from duegate.evidence.trust import Trust
from duegate.model.text import Text, counted


class Code(enum.IntEnum):
    """The verdict; a command exits with its number."""

    VALID = 0
    FALSE = 1
    NOT_WITNESSED = 2
    UNREADABLE = 3


class Report(msgspec.Struct, frozen=True):
    """The verdict. `wrong` says what keeps a file from being valid; `summary`, what it holds."""

    code: Code
    proven: tuple[Text, ...] = ()
    unproven: tuple[Text, ...] = ()
    wrong: tuple[Text, ...] = ()
    summary: Text | None = None


class Checked(msgspec.Struct, frozen=True):
    """A file whose every claim holds: what it says, its main entry, its checkpoint, its chain."""

    document: Document
    leaf: dict[str, object]
    signed: Signed
    chain: Chain


def proven(checked: Checked, trust: Trust) -> tuple[Text, ...]:
    """Say what a true file proves."""
    return tuple(_proven(checked, trust))


def unproven(checked: Checked, trust: Trust) -> tuple[Text, ...]:
    """Say what a true file does not prove."""
    return tuple(_unproven(checked, trust))


def _proven(checked: Checked, trust: Trust) -> Iterator[Text]:
    document, head = checked.document, checked.signed.checkpoint
    index = checked.leaf["index"]
    yield Text(
        f"自日志 {head.origin} 签名以来，本文件一字未改",
        f"nothing in this file changed since the log {head.origin} signed it",
    )
    if trust.logs:
        yield Text("该日志的公钥是您信任的公钥", "the key of that log is one you trust")
    yield Text(
        f"该记录在日志第 {index} 位，其检查点共 {head.size} 条；答复时回执所承诺的位置已兑现",
        f"the entry stands at {index} in that log, whose checkpoint counts"
        f" {counted(head.size, 'entry', 'entries')},"
        " where its receipt promised it would",
    )
    if shown := [opened.field for opened in document.entry.opened]:
        names = ", ".join(shown)
        yield Text(
            f"所示字段与记录中的承诺一致：{names}",
            f"the fields shown are those the entry commits to: {names}",
        )
    if document.clauses:
        names = ", ".join(f"{clause.id} ({clause.version})" for clause in document.clauses)
        yield Text(
            f"决定依据下列条款及其版本：{names}",
            f"the decision rests on these clauses in these versions: {names}",
        )
    yield from _proven_of_chain(checked)
    for signature in checked.signed.witnesses:
        yield _witnessed(signature, trust)


def _proven_of_chain(checked: Checked) -> Iterator[Text]:
    last, others = checked.chain.last, len(checked.document.others)
    if checked.document.whole:
        yield Text(
            f"该对象的第 1 至第 {last} 条记录齐全有序，无缺漏、无调换",
            f"entries 1 to {last} about this subject are all here and in order:"
            " none left out, none exchanged",
        )
    elif others:
        yield Text(
            f"所附 {others} 条记录属于该决定，且在同一检查点之内",
            "the further entries belong to the decision and stand in the same checkpoint"
            f" (there are {others})",
        )


def _witnessed(signature: Signature, trust: Trust) -> Text:
    name = next(name for name, key in trust.witnesses.items() if key == signature.by)
    at = _utc(signature.at or 0)
    return Text(
        f"见证人 {name} 于 {at} 会签了该检查点",
        f"the witness {name} cosigned the checkpoint at {at}",
    )


def _unproven(checked: Checked, trust: Trust) -> Iterator[Text]:
    yield Text(
        "只证明闸门的判定与记录，不证明催收方实际如何行事",
        "how the caller behaved: the file proves what the gate decided and recorded",
    )
    if not trust.logs:
        yield Text(
            f"公钥取自文件本身，请与运营方公布的公钥核对：{checked.document.vkey}",
            "whose log it is: the key comes from the file itself; compare it with the one its"
            f" operator publishes: {checked.document.vkey}",
        )
    if not trust.quorum:
        yield Text(
            "未要求见证人会签，不能排除日志向他人出示另一版本",
            "that others are shown the same log: no witnesses were asked for",
        )
    if not checked.signed.witnesses:
        yield Text(
            "所载时间为闸门自己的时钟，无外部佐证",
            "the times: they are those of the gate's own clock",
        )
    yield from _unproven_of_chain(checked)
    if checked.document.clauses:
        yield Text(
            "条款文字与理由由运营方签名转述，请以所列哈希的规则包为准",
            "the wording of the clauses: the operator signed it; compare the pack with that hash",
        )


def _unproven_of_chain(checked: Checked) -> Iterator[Text]:
    size = checked.signed.checkpoint.size
    if checked.document.whole:
        yield Text(
            f"不能排除第 {checked.chain.last} 条之后另有记录（运营方以签名声明至检查点"
            f" {size} 为止没有），或为同一人另立一链",
            f"that nothing follows entry {checked.chain.last} (the operator signs that nothing did"
            f" up to checkpoint {size}), or that the same person has no second chain",
        )
    else:
        yield Text(
            "不能排除另有关于该对象的记录；如有需要，请索取完整记录链",
            "that there are no other entries about this subject; ask for the whole chain",
        )


def _utc(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return f"second {seconds}"
