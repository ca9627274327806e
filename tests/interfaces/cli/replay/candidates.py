"""Candidates as an author would make them: the Shenzhen pack with another daily limit."""

from __future__ import annotations

from pathlib import Path

from duegate.packs import read_shipped

SHENZHEN = "cn-shenzhen"
CAP = "SZ-02.toml"
TABLE = """\
at                channel  history                  | verdict  until             used
----------------  -------  -----------------------  | -------  ----------------  ----
2017-06-01 11:00  call     -                        | allow    -                 0
2017-06-01 11:00  call     call                     | allow    -                 1
2017-06-01 11:00  sms      call, sms                | defer    2017-06-02 00:00  2
2017-06-01 23:59  sms      call, sms                | defer    2017-06-02 00:00  2
2017-06-02 00:00  sms      call 2017-06-01          | allow    -                 0
2017-06-01 11:00  call     unknown                  | deny     -                 -
2017-06-01 11:00  email    call, sms                | allow    -                 -
"""


def two_a_day(folder: Path, *, table: str | None = TABLE, limit: str = "2") -> Path:
    """Write it into a folder of its name; without a table of its own it keeps that of three."""
    path = folder / SHENZHEN
    path.mkdir(parents=True)
    for name, data in read_shipped()[SHENZHEN].items():
        written = data.decode()
        if name == CAP:
            written = written.replace("limit       = 3", f"limit       = {limit}")
            if table is not None:
                written = f"{written.partition(chr(39) * 3)[0]}'''\n{table}'''\n"
        if name != "scenarios.toml":
            (path / name).write_text(written, encoding="utf-8")
    return path
