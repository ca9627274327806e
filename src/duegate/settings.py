"""What an operator may set: every limit, time and place of the house, once, with its bounds.

A setting is one line of `Settings`; the table `SETTINGS`, the documentation and the command line
are read off it. It decides nothing else and keeps nothing. The file is read first, the environment
after it: `DUEGATE_PORT=8780`, or `DUEGATE_PORT_FILE` with the path of a file that holds the value.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta
from msgspec import inspect as shape

from duegate.errors import DuegateError
from duegate.model.problems import nearest
from duegate.model.text import Text
from duegate.model.wire import Unreadable, convert

PREFIX = "DUEGATE_"
FILE_NAMED_BY = "DUEGATE_SETTINGS"
FILE_CHARS_MAX = 65_536
KIB, MIB = 1024, 1024**2


def _said(zh: str, en: str) -> Meta:
    return Meta(extra={"help": Text(zh, en)})


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of one house; names carry units."""

    data_dir: Annotated[str | None, _said("数据目录", "the folder that holds the house")] = None
    host: Annotated[str, Meta(min_length=1), _said("监听地址", "the address to listen on")] = (
        "127.0.0.1"
    )
    port: Annotated[
        int,
        Meta(ge=0, le=65_535),
        _said("监听端口；0 为任一空闲端口", "the port; 0 is any free one"),
    ] = 8780
    packs: Annotated[
        tuple[str, ...],
        Meta(min_length=1),
        _said(
            "规则库中的规则包，all 为全部；按债务人、催收机构、合同所在地适用",
            "the packs at hand, or `all`; which apply follows from the places of a contact",
        ),
    ] = ("all",)
    adopt: Annotated[
        tuple[str, ...],
        _said("不论何地一律适用的规则包", "packs that apply to every contact, wherever it goes"),
    ] = ()
    unverified: Annotated[
        tuple[str, ...],
        _said(
            "其未经核对的条款也予判定的规则包", "packs whose unverified clauses are judged as well"
        ),
    ] = ()
    own_packs: Annotated[
        str | None,
        _said("自有规则包所在目录", "a folder with packs of the operator's own"),
    ] = None
    shadow: Annotated[
        tuple[str, ...],
        _said(
            "影子规则包的目录：与现行规则并行判定，只记录差异，不作答",
            "folders of candidate packs: judged beside the rules in force, never answering",
        ),
    ] = ()
    default_region: Annotated[
        Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)")] | None,
        _said(
            "不带国家码的号码按哪个国家读；不设则只接受 + 开头的号码",
            "the country whose national numbers are read; without it only +... is",
        ),
    ] = None
    batch_max: Annotated[
        int, Meta(ge=1, le=4096), _said("一次提交的最多决定数", "decisions that share one commit")
    ] = 256
    queue_max: Annotated[
        int,
        Meta(ge=1, le=1_000_000),
        _said("排队上限，超出即拒绝受理", "contacts that may wait; more are turned away"),
    ] = 4096
    body_bytes_max: Annotated[
        int, Meta(ge=KIB, le=16 * MIB), _said("单个请求的最大字节数", "bytes of one request")
    ] = 64 * KIB
    batch_body_bytes_max: Annotated[
        int,
        Meta(ge=KIB, le=1024 * MIB),
        _said("批量请求的最大字节数", "bytes of one batch request"),
    ] = 16 * MIB
    batch_contacts_max: Annotated[
        int,
        Meta(ge=1, le=1_000_000),
        _said("批量请求的最多联络数", "contacts of one batch request"),
    ] = 10_000
    skew_s_max: Annotated[
        int,
        Meta(ge=0, le=3600),
        _said(
            "联络时间与本机时钟的最大偏差", "how far a live contact's instant may be off the clock"
        ),
    ] = 60
    permit_s: Annotated[
        int, Meta(ge=1, le=86_400), _said("放行凭证的有效期", "how long a permit is good")
    ] = 60
    hold_lapse_s: Annotated[
        int,
        Meta(ge=60, le=30 * 86_400),
        _said("无结果的占用多久后逾期计入", "after how long a hold without outcome is kept"),
    ] = 86_400
    clock_jump_s_max: Annotated[
        int,
        Meta(ge=1, le=86_400),
        _said("时钟跳变超过此值即不放行", "a jump of the clock beyond this lets nothing pass"),
    ] = 300
    checkpoint_s: Annotated[
        int,
        Meta(ge=1, le=86_400),
        _said("检查点的最长间隔", "the longest time between checkpoints"),
    ] = 10
    log_origin: Annotated[
        str,
        Meta(max_length=128, pattern=r"^[^\s+]+$(?!\n)"),
        _said("证据日志的名称，写入每个检查点", "the log's name, written into every checkpoint"),
    ] = "duegate.local/gate"
    free_disk_bytes_min: Annotated[
        int,
        Meta(ge=0),
        _said("磁盘剩余低于此值即不就绪", "with less free disk the gate is not ready"),
    ] = 256 * MIB


class Setting(msgspec.Struct, frozen=True):
    """One line of the table: name, default, bounds and meaning."""

    name: str
    default: str
    bounds: str
    help: Text

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.name.upper()


class SettingsRefused(DuegateError):
    """A setting is not understood, out of bounds, or at odds with another."""


def load(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """Read the settings of a file and an environment; raises `SettingsRefused`."""
    if file is None and FILE_NAMED_BY in environment:
        file = Path(environment[FILE_NAMED_BY])
    stated = {} if file is None else _of_file(file)
    settings = convert({**stated, **_of_environment(environment)}, Settings, what="settings")
    if settings.queue_max < settings.batch_max:
        raise SettingsRefused(
            f"settings: queue_max {settings.queue_max} is below batch_max {settings.batch_max}; "
            "a queue must hold at least one batch"
        )
    return settings


def _of_file(file: Path) -> dict[str, Any]:
    what = f'settings file "{file}"'
    try:
        with file.open(encoding="utf-8") as opened:
            stated = tomllib.loads(opened.read(FILE_CHARS_MAX))
        convert(stated, Settings, what=what)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsRefused(f"{what}: is not TOML in UTF-8: {error}") from None
    except OSError as error:
        raise SettingsRefused(f"{what}: cannot be read: {_reason(error)}") from None
    except Unreadable as error:
        raise SettingsRefused(str(error)) from None
    return stated


def _of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    stated = {}
    for variable in sorted(environment):
        if variable.startswith(PREFIX) and variable != FILE_NAMED_BY:
            name, value = _setting(variable, environment[variable])
            stated[name] = value
    return stated


def _setting(variable: str, written: str) -> tuple[str, object]:
    name = variable.removeprefix(PREFIX).lower()
    if name not in _KINDS and name.removesuffix("_file") in _KINDS:
        name, written = name.removesuffix("_file"), _content(variable, Path(written))
    if name not in _KINDS:
        near = nearest(name, _KINDS)
        remedy = f"did you mean {PREFIX}{near.upper()}?" if near else "unset it"
        raise SettingsRefused(f"{variable} sets nothing; {remedy}")
    value = _parsed(written, _KINDS[name])
    try:
        convert({name: value}, Settings)
    except Unreadable as error:
        raise SettingsRefused(f"{variable}: {error.problems[0].detail}") from None
    return name, value


def _content(variable: str, file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            return opened.read(FILE_CHARS_MAX).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsRefused(f'{variable}: "{file}" cannot be read: {_reason(error)}') from None


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _parsed(written: str, kind: shape.Type) -> object:
    """Take a word of the environment for what it is meant to be, as far as it goes."""
    match kind:
        case shape.IntType():
            bare = written.replace("_", "").strip()
            return int(bare) if re.fullmatch(r"[0-9]{1,18}", bare) else written
        case shape.VarTupleType():
            return [part.strip() for part in written.split(",") if part.strip()]
        case _:
            return written


def _bare(kind: shape.Type) -> shape.Type:
    return _bare(kind.type) if isinstance(kind, shape.Metadata) else kind


def _fields() -> Iterator[tuple[shape.Field, shape.Type]]:
    for field in cast("shape.StructType", shape.type_info(Settings)).fields:
        yield field, _bare(field.type)


def _row(field: shape.Field, kind: shape.Type) -> Setting:
    said: Text = (cast("shape.Metadata", field.type).extra or {})["help"]
    default = field.default
    written = ", ".join(default) if isinstance(default, tuple) else str(default or "")
    return Setting(field.name, written, _bounds(kind), said)


def _bounds(kind: shape.Type) -> str:
    if not isinstance(kind, shape.IntType):
        return ""
    return f"{kind.ge} .. {kind.le}" if kind.le is not None else f">= {kind.ge}"


_KINDS = {field.name: kind for field, kind in _fields()}
SETTINGS = tuple(_row(field, kind) for field, kind in _fields())
