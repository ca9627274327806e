"""How a fault is planted: a small change of the source, or a few lines put in its place.

The text to change must be there exactly once, so that a fault cannot fade away unnoticed; the
changed function is put wherever the sound one is known, and all of it is undone afterwards.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import textwrap
from collections.abc import Callable
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import pytest

from duegate.gate import Gate
from duegate.ledger import decisions, events, tenants

Plant = Callable[[pytest.MonkeyPatch], None]


def changed(*edits: tuple[str, str, str]) -> Plant:
    """Plant by changing text: (`module:function` or `module:Class.method`, old, new), each once."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for where, old, new in edits:
            owner, name = _place(where)
            sound = getattr(owner, name)
            replace(patch, owner, name, _rewritten(sound, old, new))

    return plant


def replace(patch: pytest.MonkeyPatch, owner: Any, name: str, planted: Any) -> None:  # noqa: ANN401
    """Put a planted function wherever the sound one is known by name."""
    sound = getattr(owner, name)
    patch.setattr(owner, name, planted)
    for module in [m for n, m in sys.modules.items() if n.startswith("duegate")]:
        if isinstance(owner, ModuleType) and getattr(module, name, None) is sound:
            patch.setattr(module, name, planted)


def _place(where: str) -> tuple[Any, str]:
    module, _, path = where.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for each in outer:
        owner = getattr(owner, each)
    return owner, name


def _rewritten(sound: Any, old: str, new: str) -> Any:  # noqa: ANN401 - cached or not
    source = textwrap.dedent(inspect.getsource(sound))
    assert source.count(old) == 1, f"{sound}: {old!r} is there {source.count(old)} times"
    bare: FunctionType = inspect.unwrap(sound)
    code = compile(
        "from __future__ import annotations\n" + source.replace(old, new), "planted", "exec"
    )
    names = dict(bare.__globals__)
    exec(code, names)  # noqa: S102 - our own source, changed as written below
    planted = inspect.unwrap(names[bare.__name__])
    rebound = FunctionType(planted.__code__, bare.__globals__, bare.__name__, planted.__defaults__)
    rebound.__kwdefaults__ = planted.__kwdefaults__
    return cache(rebound) if hasattr(sound, "cache_clear") else rebound


def read_apart(patch: pytest.MonkeyPatch) -> None:
    """Read the facts on a connection of its own, before the transaction has written anything."""
    gathering = importlib.import_module("duegate.gate.decide").gather
    running = Gate._run_batch
    reader: list[Any] = []

    def run_batch(self: Gate, connection: Any, works: Any) -> Any:  # noqa: ANN401
        with self.store.read() as apart:
            reader[:] = [apart]
            return running(self, connection, works)

    def gather(_: object, *words: object) -> object:
        return gathering(reader[0], *words)

    patch.setattr(Gate, "_run_batch", run_batch)
    patch.setattr("duegate.gate.decide.gather", gather)


def cached_standing(patch: pytest.MonkeyPatch) -> None:
    """Keep a tenant's standing in memory."""
    looking = tenants.known
    known: dict[tuple[str, str | None], object] = {}

    def look(connection: Any, name: str, caller: str | None) -> object:  # noqa: ANN401
        key = name, caller
        return known.setdefault(key, looking(connection, name, caller))

    patch.setattr(tenants, "known", look)


def key_stored_late(patch: pytest.MonkeyPatch) -> None:
    """Remember an idempotency key only once its answer was handed out."""
    writing, deciding = decisions.write, Gate.decide
    kept: dict[tuple[str, str], str] = {}

    def write(connection: Any, rows: Any, bases: Any) -> None:  # noqa: ANN401
        writing(connection, [(*row[:3], None, *row[4:]) for row in rows], bases)

    def decide(self: Gate, contact: Any, *, key: str | None = None, **how: bool) -> Any:  # noqa: ANN401
        decision = deciding(self, contact, key=key, **how)
        if key is not None:
            kept[contact.tenant, key] = decision.id
        return decision

    def by_key(connection: Any, tenant: str, key: str) -> object:  # noqa: ANN401
        name = kept.get((tenant, key))
        return None if name is None else decisions.by_id(connection, name)

    patch.setattr(decisions, "write", write)
    patch.setattr(decisions, "by_key", by_key)
    patch.setattr(Gate, "decide", decide)


def by_reference_only(patch: pytest.MonkeyPatch) -> None:
    """Count a debtor by the tenant's reference alone; a second file on him is a second person."""
    person = "h.person = ?5"
    sql = {key: each.replace(person, "h.person = ?4") for key, each in events._SQL.items()}
    patch.setattr(events, "_SQL", sql)
