"""The doctor's checks: what must be right for a decision to be worth something.

Each check looks for itself and says in both languages what it saw; none of them writes, but for
the signed checkpoint, which is how a log that was set back is noticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from duegate.evidence.log import first_wrong, size
from duegate.evidence.signer import HeadNotKept, InconsistentTree
from duegate.gate.batch import high_water
from duegate.ledger import decisions
from duegate.model.moment import TZDATA
from duegate.model.text import Text, counted
from duegate.rulebook.clause import STATUS_WORDS
from duegate.rulebook.freshness import stale
from duegate.store.health import Health, health

if TYPE_CHECKING:
    from duegate.gate.gate import Gate
    from duegate.gate.watch import Watch
    from duegate.rulebook.clause import Pack

FULL_SYNC = 2


class Check(msgspec.Struct, frozen=True):
    """One thing looked at: whether it is right, and what was seen."""

    name: str
    ok: bool
    detail: Text


def examine(gate: Gate, watch: Watch, free_disk_bytes_min: int) -> tuple[Check, ...]:
    """Look at everything; the order is the order of a decision's way, from clock to log."""
    found = health(gate.store)
    return (
        _clock(gate, watch),
        _zones(),
        *_packs(gate),
        _database(found),
        _sync(found),
        _disk(found, free_disk_bytes_min),
        _ledger(gate),
        _log(gate),
        _checkpoint(gate),
    )


def _clock(gate: Gate, watch: Watch) -> Check:
    with gate.store.read() as connection:
        latest = high_water(connection)
    reading = watch.read(latest)
    shown = reading.now.isoformat(timespec="seconds")
    if reading.clock.steady:
        return Check("clock", ok=True, detail=Text(f"时钟正常，{shown}", f"steady, {shown}"))
    detail = Text(
        f"时钟跳变，校正前不放行任何联络（最近一次决定于 {latest.isoformat(timespec='seconds')}）",
        "it has jumped, nothing passes until it is set right"
        f" (the latest decision was at {latest.isoformat(timespec='seconds')})",
    )
    return Check("clock", ok=False, detail=detail)


def _zones() -> Check:
    return Check("zones", ok=True, detail=Text(f"时区数据 {TZDATA}", f"tz database {TZDATA}"))


def _packs(gate: Gate) -> tuple[Check, ...]:
    return tuple(_pack(gate, pack) for pack in gate.book.packs)


def _pack(gate: Gate, pack: Pack) -> Check:
    """Tell how well a pack is known, how long ago it was read, and what was settled about it."""
    today, head = gate.now().date(), pack.head
    said = Text(
        f"{STATUS_WORDS[head.status].zh}，{len(pack.clauses)} 条，"
        f"{(today - head.checked).days} 天前核对",
        f"{STATUS_WORDS[head.status].en}, {counted(len(pack.clauses), 'clause')},"
        f" last checked {counted((today - head.checked).days, 'day')} ago",
    )
    if head.id in gate.book.adopted:
        said = Text(f"{said.zh}，一律适用", f"{said.en}, applies everywhere")
    if head.id in gate.book.unverified:
        said = Text(f"{said.zh}，未核实条款亦判定", f"{said.en}, unverified clauses judged too")
    return Check(f"pack {head.id}", ok=next(stale(pack, today), None) is None, detail=said)


def _database(found: Health) -> Check:
    detail = Text(
        f"SQLite {found.sqlite_version}，{'可写' if found.ready.ok else found.ready.reason}",
        f"SQLite {found.sqlite_version}, {found.ready.reason or 'writable'}",
    )
    return Check("database", ok=found.ready.ok, detail=detail)


def _sync(found: Health) -> Check:
    mode = found.journal_mode.upper()
    full = found.synchronous >= FULL_SYNC and mode == "WAL"
    detail = Text(
        f"{mode}，{'每次提交落盘' if full else '提交可能丢失，须改为 FULL'}",
        f"{mode}, {'every commit is synced' if full else 'commits may be lost, set it to FULL'}",
    )
    return Check("sync", ok=full, detail=detail)


def _disk(found: Health, least: int) -> Check:
    free = found.disk_free_bytes // 2**20
    detail = Text(f"剩余 {free} MiB", f"{free} MiB free")
    return Check("disk", ok=found.disk_free_bytes >= least, detail=detail)


def _ledger(gate: Gate) -> Check:
    with gate.store.read() as connection:
        lost = decisions.without_hold(connection)
    detail = Text(
        f"{lost} 项放行没有占用记录，账本被改动" if lost else "每项放行都有占用记录",
        f"let through without a hold: {counted(lost, 'contact')}; the ledger was changed"
        if lost
        else "every contact that was let through is held",
    )
    return Check("ledger", ok=not lost, detail=detail)


def _log(gate: Gate) -> Check:
    with gate.store.read() as connection:
        entries = size(connection)
        wrong = first_wrong(connection, gate.log)
    if wrong is None:
        detail = Text(
            f"{entries} 条，哈希一致", f"{counted(entries, 'entry', 'entries')}, every hash agrees"
        )
    else:
        detail = Text(
            f"第 {wrong} 条起与已存哈希不符，日志被改动",
            f"entries from {wrong} on do not agree with the stored hashes: the log was changed",
        )
    return Check("log", ok=wrong is None, detail=detail)


def _checkpoint(gate: Gate) -> Check:
    try:
        gate.checkpoint()
    except InconsistentTree as error:
        detail = Text("日志与已签署的检查点矛盾，疑被回退或改写", str(error))
        return Check("checkpoint", ok=False, detail=detail)
    except HeadNotKept as error:
        detail = Text("检查点无法写入，暂不签署；请腾出空间或授予写权限", str(error))
        return Check("checkpoint", ok=False, detail=detail)
    detail = Text("日志与已签署的检查点一致", "the log continues what was signed")
    return Check("checkpoint", ok=True, detail=detail)
