"""`duegate packs`: the law as it is kept here, and what an author of packs needs.

Its words, its case tables, whether they hold, what changes between two packs, and a beginning.
"""

from __future__ import annotations

from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.packs import comparing, making, reading, testing

app = app_of(
    "规则包：列出、查看、测试、检查、比较、新建 · Rule packs: list, show, test, lint, diff, new"
)

command(
    app,
    "list",
    "列出规则包：适用地、来源等级、核对日期 · List the packs: where they apply, how well they are"
    " known, when each was last checked",
)(reading.listed)
command(
    app,
    "show",
    "查看规则包或条款：原意、出处、规则、用例 · Show a pack, or a clause with its cases",
)(reading.show)
command(
    app,
    "test",
    "运行用例表；--teeth 另查哪些参数改动一步而无用例察觉 · Run the case tables; --teeth also"
    " tells which parameters can move by a step without a row that notices",
)(testing.run_tables)
command(app, "lint", "检查一个规则包目录 · Check the pack in a folder")(testing.lint)
command(
    app,
    "diff",
    "比较两个规则包：时段、次数及其他有何变化，对谁，自何时 · Compare two packs: which hours,"
    " counts and other terms change, for whom, from when",
)(comparing.diff)
command(
    app,
    "new",
    "新建一个可载入的规则包，附一条示例 · Make a pack that loads, with one clause as an example",
)(making.new)
command(
    app,
    "schema",
    "规则包文件的 JSON Schema，供编辑器使用 · JSON Schema of the files of a pack, for editors",
)(making.schema)
