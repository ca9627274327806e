"""A small pack without mistakes, and one mistake a line: file, what stands there, what is made of it.

The last column is what the loader must say. An added file has nothing that stands there.
"""
# ruff: noqa: E501 - a mistake stays on its line

from __future__ import annotations

HEAD = """\
id        = "town"
title     = { zh = "规范", en = "code" }
issuer    = { zh = "协会", en = "association" }
territory = "CN"
zone      = "Asia/Shanghai"
status    = "official"
checked   = 2026-11-23
[sources.gazette]
title     = { zh = "公报", en = "gazette" }
retrieved = 2026-11-23
"""
HOURS = """\
id    = "town/hours"
topic = "hours"
title = { zh = "时段", en = "hours" }
[[version]]
from    = 2017-06-01
cite    = { zh = "第一条", en = "article 1" }
source  = "gazette"
checked = 2026-11-23
text    = { zh = "文", en = "text" }
reason  = { zh = "{at} 不可", en = "not at {at}" }
[version.rule]
kind  = "time_window"
hours = [{ open = "08:00", close = "21:00" }]
[cases]
table = '''
at                | verdict  until
----------------  | -------  ----------------
2017-06-01 07:59  | defer    2017-06-01 08:00
2017-06-01 08:00  | allow    -
2017-06-01 20:59  | allow    -
2017-06-01 21:00  | defer    2017-06-02 08:00
'''
"""
CAP = """\
id    = "town/cap"
topic = "frequency"
title = { zh = "次数", en = "cap" }
[[version]]
from    = 2017-06-01
cite    = { zh = "第二条", en = "article 2" }
source  = "gazette"
checked = 2026-11-23
text    = { zh = "文", en = "text" }
reason  = { zh = "{used}/{limit}", en = "{used} of {limit}" }
[version.rule]
kind     = "frequency_cap"
limit    = 2
window   = { unit = "calendar_day" }
key      = "debtor"
channels = ["call"]
counts   = ["placed", "answered"]
[cases]
table = '''
at                history     | verdict  used
----------------  ----------  | -------  ----
2017-06-01 12:00  call        | allow    1
2017-06-01 12:00  call, call  | defer    2
'''
"""
SCENARIOS = """\
[[scenario]]
name  = "a-day"
title = { zh = "一天", en = "a day" }
table = '''
at                | verdict  clauses
----------------  | -------  -------
2017-06-01 07:00  | defer    hours
'''
"""
FILES = {"pack.toml": HEAD, "hours.toml": HOURS, "cap.toml": CAP, "scenarios.toml": SCENARIOS}

MISTAKES = [
    # the files
    ("notes.md", "", "", "town/notes.md: not a file of a pack; a clause is one file such as"),
    ("cap.toml", "limit    = 2", "limit    = ", "town/cap.toml: not TOML: invalid value (at line 13"),
    ("cap.toml", "limit    = 2", "limit = 2\nlimit = 3", "town/cap.toml: not TOML: cannot overwrite"),
    ("cap.toml", '"town/cap"', '"town/caps"', 'town/cap.toml: id is "town/caps" but the file is'),
    ("pack.toml", '"town"', '"city"', 'town/pack.toml: id is "city" but the folder is `town`'),
    ("pack.toml", "Asia/Shanghai", "Asia/Peking", 'town/pack.toml: zone: "Asia/Peking" is not a zone'),
    ("pack.toml", 'territory = "CN"', 'territory = "CN"\nplaces = ["CN", "china"]', "town/pack.toml: places 2: is no place; write an ISO 3166 code such as CN, CN-GD or US-CA"),
    ("pack.toml", 'territory = "CN"', 'territory = "CN"\nby = ["lender"]', "by 1: `lender` is not known; there are debtor, collector, contract"),
    ("pack.toml", 'territory = "CN"', 'territory = "CN"\nplaces = ["CN"]\nby = []', "by: is empty, so the pack would apply to nobody; leave it out or name whose place"),
    ("pack.toml", "[sources", '[[changes]]\non = 2026-11-24\ntext = { zh = "改", en = "x" }\n[[changes]]\non = 2026-11-23\ntext = { zh = "改", en = "y" }\n[sources', "changes: 2026-11-23 stands after 2026-11-24; put the earlier first"),
    ("pack.toml", "[sources", '[[changes]]\non = 2026-11-24\ntext = { zh = "", en = "x" }\n[sources', "town/pack.toml: changes 1, text, zh: is empty; say it in both languages"),
    # the shape
    ("hours.toml", "close =", "clsoe =", "version 1, rule, hours 1: unknown field `clsoe`; did you mean `close`?; there are open, close, days"),
    ("hours.toml", "topic =", "subject =", "town/hours.toml: unknown field `subject`; there are id, topic, title"),
    ("hours.toml", '"time_window"', '"hours"', "version 1, rule, kind: `hours` is not known; there are time_window, frequency_cap"),
    ("hours.toml", '"time_window"', '"time_windw"', "`time_windw` is not known; did you mean `time_window`?"),
    ("hours.toml", 'kind  = "time_window"\n', "", "version 1, rule: `kind` is missing; add it"),
    ("cap.toml", '"answered"', '"anwsered"', "version 1, rule, counts 2: `anwsered` is not known; did you mean `answered`?; there are not_sent, placed"),
    ("cap.toml", '"calendar_day"', '"day"', "version 1, rule, window, unit: `day` is not known; there are calendar_day, calendar_week"),
    ("cap.toml", "limit    = 2", "limit    = 0", "version 1, rule, limit: expected `int` >= 1"),
    ("cap.toml", "limit    = 2", 'limit    = "2"', "expected `int`, got `str`; write a whole number, without quotes"),
    ("cap.toml", '["call"]', "[]", "version 1, rule, channels: the list is empty; name at least one"),
    ("cap.toml", '["call"]', '"call"', "version 1, rule, channels: expected `array`, got `str`; write a list in [brackets]"),
    ("hours.toml", '"21:00" }', "2100 }", "hours 1, close: 2100 is not a time of day; write it as"),
    ("hours.toml", '"21:00" }', '"24:30" }', 'hours 1, close: "24:30" is past 24:00'),
    ("hours.toml", "cite    = { zh", "# { zh", "version 1: `cite` is missing; add it"),
    ("hours.toml", "checked = 2026-11-23", "", "version 1: `checked` is missing; add it"),
    ("hours.toml", "checked = 2026-11-23", 'checked = "2026-11-23"', "version 1, checked: expected `date`, got `str`; write a date as 2026-11-23, without quotes"),
    ("hours.toml", "text    = {", "texts   = {", "version 1: unknown field `texts`; did you mean `text`?"),
    ("hours.toml", 'reason  = { zh = "{at} 不可", en = "not at {at}" }', "", "version 1: `reason` is missing; add it"),
    ("hours.toml", ', en = "article 1"', "", "version 1, cite: `en` is missing; add it"),
    ("hours.toml", '{ zh = "第一条", en = "article 1" }', '"article 1"', "version 1, cite: expected `object`, got `str`; write a table"),
    ("pack.toml", '"official"', '"certain"', "town/pack.toml: status: `certain` is not known; there are official"),
    ("pack.toml", "retrieved = 2026-11-23", "", "sources 1: `retrieved` is missing; add it"),
    # beyond the shape
    ("hours.toml", '"article 1"', '" "', "version 1, cite, en: is empty; say it in both languages"),
    ("pack.toml", '"公报"', '""', "town/pack.toml: sources, gazette, title, zh: is empty; say it"),
    ("hours.toml", '"gazette"', '"gazete"', "source: `gazete` is not in pack.toml; did you mean `gazette`?"),
    ("pack.toml", "[sources.gazette]", "[sources]\n[sources.gazet]", "source: `gazette` is not in pack.toml"),
    ("hours.toml", "2017-06-01\ncite", "2017-06-01\nuntil = 2017-06-01\ncite", "version 1, until: 2017-06-01 is not after 2017-06-01"),
    ("hours.toml", "[version.rule]", '[version.rule]\notherwise = "allow"', "otherwise: a clause never allows what it finds"),
    ("hours.toml", "[version.rule]", '[version.rule]\nwhen_unknown = "allow"', "when_unknown: a clause never allows"),
    ("hours.toml", "[version.rule]", '[version.rule]\nwhen_unknown = "defer"', "when_unknown: a missing fact names no instant to wait for"),
    ("hours.toml", "not at {at}", "not at {att}", "reason, en: the blank {att} is not filled; this kind fills {at}, {hours}, {zone}"),
    ("hours.toml", "{at} 不可", "{at.zone} 不可", "reason, zh: the blank {at.zone} is not filled"),
    ("hours.toml", "{at} 不可", "{at:>9} 不可", "reason, zh: the blank {at} is not filled"),
    ("hours.toml", "{at} 不可", "{at!r} 不可", "reason, zh: the blank {at} is not filled"),
    ("hours.toml", "{at} 不可", "{} 不可", "reason, zh: the blank {} is not filled"),
    ("hours.toml", "{at} 不可", "{at 不可", "reason, zh: expected '}' before end of string; this kind"),
    ("hours.toml", '"21:00" }', '"08:00" }', "hours 1: 08:00-08:00 is empty; the opening comes before"),
    ("hours.toml", '"21:00" }', '"21:00" }, { open = "20:00", close = "22:00" }', "hours 2: 20:00-22:00 does not come after 08:00-21:00; order and join them"),
    ("cap.toml", '["placed",', '["not_sent",', "counts: what was not sent reached nobody; leave out not_sent"),
    ("cap.toml", '"calendar_day"', '"rolling_dates"', "window, length: give 2 or more to rolling_dates"),
    ("cap.toml", '"calendar_day"', '"calendar_day", length = 2', "window, length: give 2 or more to rolling_dates and none to any other"),
    ("cap.toml", '"calendar_day"', '"calendar_day", starts = "sunday"', "window, starts: belongs to calendar_week; leave it out"),
    # the tables
    ("hours.toml", "at                | verdict", "at                | verdikt", "cases: line 16: unknown column `verdikt`; did you mean `verdict`?"),
    ("hours.toml", "2017-06-01 07:59", "2017-06-31 07:59", "cases: line 18: column `at`: `2017-06-31 07:59` is not a time"),
    ("hours.toml", "2017-06-01 07:59", "2017-06-01 07:58", "cases: version 1: no row at 07:59, the minute before the opening, refused; add it"),
    ("hours.toml", "2017-06-01 08:00  |", "2017-06-01 08:01  |", "cases: version 1: no row at 08:00, the opening, allowed; add it"),
    ("hours.toml", "2017-06-01 20:59", "2017-06-01 20:58", "cases: version 1: no row at 20:59, the last minute inside, allowed; add it"),
    ("hours.toml", "2017-06-01 21:00", "2017-06-01 21:01", "cases: version 1: no row at 21:00, the closing, refused; add it"),
    ("hours.toml", "2017-06-01 21:00", "2017-05-31 21:00", "cases: version 1: no row at 21:00, the closing, refused; add it"),
    ("cap.toml", "call        | allow    1", "call        | allow    0", "cases: version 1: no row with 1 used, the last that is allowed; add it"),
    ("cap.toml", "call, call  | defer    2", "call, call  | defer    3", "cases: version 1: no row with 2 used, the first that is refused; add it"),
    ("cap.toml", "call        | allow    1", "call        | defer    1", "cases: no row is allowed; add one that the clause lets pass"),
    ("cap.toml", "call, call  | defer    2", "call, call  | allow    2", "cases: no row is refused; add one that the clause stops"),
    ("scenarios.toml", "07:00", "7", 'scenario "a-day": line 7: column `at`: `2017-06-01 7` is not a time'),
    ("scenarios.toml", "clauses", "clause", 'scenario "a-day": line 5: unknown column `clause`; did you mean `clauses`?'),
    ("scenarios.toml", '"a day"', '""', 'scenario "a-day", title, en: is empty; say it in both languages'),
    ("scenarios.toml", "[[scenario]]", SCENARIOS + "[[scenario]]", 'scenario "a-day" stands twice; give each a name of its own'),
    ("scenarios.toml", "name ", "nmae ", "town/scenarios.toml: scenario 1: unknown field `nmae`; did you mean `name`?"),
]  # fmt: skip
