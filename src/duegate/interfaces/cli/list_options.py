"""The options of commands that read contact lists, and the list they open."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.exits import NotThere
from duegate.interfaces.cli.lists.encoding import BLOCK_BYTES
from duegate.interfaces.cli.lists.reading import Line, read_list
from duegate.interfaces.cli.lists.rows import Stated, place_of
from duegate.interfaces.cli.moving import moving
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.moment import zone_of
from duegate.model.text import Text

BAR_BYTES_MIN = 4 * BLOCK_BYTES

Tenant = Annotated[
    str | None,
    typer.Option(
        "--tenant",
        metavar="NAME",
        help="未写明机构的联络归谁 · whose contacts are those that name no tenant",
    ),
]
Zone = Annotated[
    str | None,
    typer.Option(
        "--zone",
        metavar="ZONE",
        help="表中不带时差的时间所在时区，如 Asia/Shanghai · "
        "where the clocks of a table stand, as Asia/Shanghai",
    ),
]
Country = Annotated[
    str | None,
    typer.Option(
        "--country",
        metavar="CC",
        help="不带 + 的号码按哪个国家读，如 CN · whose national numbers are those without +, as CN",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="COLUMN=VALUE",
        help="表中没有的一列，如 渠道=电话 · a column the table lacks, as channel=call",
    ),
]


class OptionRefused(DuegateError):
    """An option is not understood."""


def stated_by(
    now: Callable[[], datetime], tenant: str | None, zone: str | None, fixed: Sequence[str] | None
) -> Callable[[], Stated]:
    """Put together what the options say of every line; the instant is that of each reading."""
    if zone is not None:
        try:
            zone_of(zone)
        except ValueError as error:
            raise OptionRefused(f"--zone: {error}") from None
    columns = dict(_fixed(entry) for entry in fixed or ())
    return lambda: Stated(now(), tenant, zone, columns)


@contextmanager
def opened(
    file: str, terminal: Terminal, stated: Callable[[], Stated]
) -> Iterator[Iterator[list[Line]]]:
    """Open a list as batches of lines; errors name the file, a long one shows how far it is."""
    name = "standard input" if file == "-" else f'"{file}"'
    stream = _stream(file)
    try:
        yield _moving(_read(stream, name, terminal, stated), stream, terminal)
    finally:
        if file != "-":
            stream.close()


def _stream(file: str) -> io.BufferedReader:
    if file == "-":
        return io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False), BLOCK_BYTES)
    try:
        return io.BufferedReader(io.FileIO(file), BLOCK_BYTES)
    except FileNotFoundError:
        raise NotThere(f'there is no file "{file}"') from None
    except OSError as error:
        raise OptionRefused(f'"{file}" cannot be read: {error.strerror}') from None


def _read(
    stream: io.BufferedReader, name: str, terminal: Terminal, stated: Callable[[], Stated]
) -> Iterator[list[Line]]:
    def unused(columns: str) -> None:
        terminal.hint(Text(f"未使用的列：{columns}", f"columns not used: {columns}"))

    try:
        yield from read_list(stream, stated, unused)
    except DuegateError as error:
        raise type(error)(f"{name}: {error}") from None


def _moving(
    batches: Iterator[list[Line]], stream: io.BufferedReader, terminal: Terminal
) -> Iterator[list[Line]]:
    """Show on a terminal how far a long list is, while its answers go elsewhere."""
    size = 0 if sys.stdout.isatty() else _size(stream)
    with moving(terminal, Text("判定中", "deciding"), size, BAR_BYTES_MIN) as moved:
        for batch in batches:
            if size and not stream.closed:  # as it is when the last batch of a table comes
                moved(stream.tell())
            yield batch


def _size(stream: io.BufferedReader) -> int:
    if not stream.seekable():
        return 0
    here = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(here)
    return size


def _fixed(entry: str) -> tuple[str, str]:
    name, given, value = entry.partition("=")
    if not given or not value.strip():
        raise OptionRefused(f'--set: "{entry}" says nothing; write it as channel=call')
    try:
        return place_of(name), value
    except DuegateError as error:
        raise OptionRefused(f"--set: {error}") from None
