"""A pack of an operator's own with one clause that can be overridden: as a rule no calls."""

from __future__ import annotations

from pathlib import Path

CLAUSE = "agreed/no-calls"
FILES = {
    "pack.toml": """\
id        = "agreed"
title     = { zh = "自律约定", en = "what was agreed" }
issuer    = { zh = "协会", en = "association" }
territory = "CN"
zone      = "Asia/Shanghai"
status    = "official"
checked   = 2026-11-23
[sources.agreement]
title     = { zh = "约定", en = "agreement" }
retrieved = 2026-11-23
""",
    "no-calls.toml": """\
id    = "agreed/no-calls"
topic = "channel"
title = { zh = "不打电话", en = "no calls" }
[[version]]
from    = 2017-06-01
force   = "presumption"
cite    = { zh = "第一条", en = "article 1" }
source  = "agreement"
checked = 2026-11-23
text    = { zh = "一般不打电话", en = "as a rule nobody is called" }
reason  = { zh = "一般不打电话", en = "as a rule nobody is called" }
[version.rule]
kind     = "channel_ban"
channels = ["call"]
[cases]
table = '''
at                channel  | verdict
----------------  -------  | -------
2017-06-01 12:00  call     | deny
2017-06-01 12:00  sms      | allow
'''
""",
}


def write_own(folder: Path) -> Path:
    """Write the pack into a folder of own packs, and give that folder."""
    place = folder / "agreed"
    place.mkdir(parents=True)
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    return folder
