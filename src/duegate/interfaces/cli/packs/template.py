"""What `duegate packs new` writes: a head, one clause with its table, a scenario.

The clause says what its author does not know yet: its status is `unverified`, so nothing is judged
by it until a person has read the text and says so.
"""

from __future__ import annotations

HEAD = """\
id        = "<NAME>"
title.zh  = "规范名称"
title.en  = "name of the regulation"
issuer.zh = "发布机构"
issuer.en = "who issued it"
territory = "<PLACE>"
places    = ["<PLACE>"]                          # ISO 3166: whose law it is
by        = ["debtor", "collector", "contract"]  # whose place makes it apply
zone      = "<ZONE>"
status    = "unverified"                         # official or reported once the text was read
checked   = <TODAY>
note.zh   = "此处说明疑义及从严的解释。"
note.en   = "Say here what is in doubt, and that the stricter reading was taken."

[sources.text]
title.zh  = "规范文本"
title.en  = "the text of the regulation"
retrieved = <TODAY>
where     = "where it was read"

[[changes]]
on      = <TODAY>
text.zh = "首次收录。"
text.en = "First kept here."
"""

HOURS = """\
id       = "<NAME>/hours"
topic    = "hours"
title.zh = "可联络时段"
title.en = "contact hours"

[[version]]
from      = 1970-01-01  # the day it came into force; this one stands for "not known"
cite.zh   = "第几条"
cite.en   = "article and number"
source    = "text"
checked   = <TODAY>
text.zh   = "每日 08:00 前、21:00 后不得联络。"
text.en   = "No contact before 08:00 or after 21:00."
reason.zh = "当地时间 {at}（{zone}）不在可联络时段 {hours} 内"
reason.en = "it is {at} ({zone}), outside {hours}"

[version.rule]
kind  = "time_window"
hours = [{ open = "08:00", close = "21:00" }]

[cases]
table = '''
at                channel  zones    | verdict  until
----------------  -------  -------  | -------  ----------------
2026-06-10 07:59  call     -        | defer    2026-06-10 08:00  # the minute before the opening
2026-06-10 08:00  call     -        | allow    -                 # the opening
2026-06-10 20:59  sms      -        | allow    -                 # the last minute inside
2026-06-10 21:00  visit    -        | defer    2026-06-11 08:00  # the closing
2026-06-10 03:00  letter   -        | defer    2026-06-10 08:00  # by whatever means
2026-06-10 12:00  call     unknown  | deny     -                 # nobody knows what time it is
'''
"""

SCENARIOS = """\
[[scenario]]
name     = "a-day-and-a-night"
title.zh = "一昼夜"
title.en = "a day and a night"
table    = '''
at                channel  | verdict  until             clauses
----------------  -------  | -------  ----------------  -------
2026-06-10 12:00  call     | allow    -                 -
2026-06-10 22:00  call     | defer    2026-06-11 08:00  hours
2026-06-11 08:00  call     | allow    -                 -
'''
"""
