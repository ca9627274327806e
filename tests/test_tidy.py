"""The shape of the whole tree: what no type checker or linter looks at.

It reads every file that git tracks or would track, and touches none. Each check is a pure function
from a path and its text to findings, and each has a bad sample below, so that it is known to see.
"""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

import pytest

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 400
PURE = {"model", "protocols", "rulebook", "screening", "workflow"}
NAMELESS = {"utils", "helpers", "services", "managers", "common"}
BINARY = {".csv", ".png", ".ico", ".woff2"}  # .csv, for a contact list may be written in GB18030


class Finding(NamedTuple):
    """One place to mend: the line, and a sentence with what is wrong and what to do."""

    line: int
    sentence: str


Check = Callable[[PurePosixPath, str], Iterator[Finding]]
Tree = dict[PurePosixPath, str]


def short_file(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """A file holds one idea."""
    lines = text.count("\n")
    if path.suffix == ".py" and lines > FILE_LINES_MAX:
        wrong = f"{lines} lines, the most is {FILE_LINES_MAX}"
        yield Finding(lines, f"{wrong}; give its second idea a file of its own")


def short_functions(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """A function fits on a screen."""
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > FUNCTION_LINES_MAX:
            wrong = f"`{node.name}` has {lines} lines, the most is {FUNCTION_LINES_MAX}"
            yield Finding(node.lineno, f"{wrong}; let it decide and others compute")


def module_says_what_it_is(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """Whoever opens a module reads first what it decides or keeps."""
    if path.suffix == ".py" and not ast.get_docstring(ast.parse(text)):
        yield Finding(1, "no module docstring; say what it decides or keeps and may not touch")


def one_title(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """A page is about one thing."""
    if path.suffix != ".md":
        return
    fence, titles = "", []
    for number, line in enumerate(text.splitlines(), 1):
        mark = re.match(r"\s*(`{3,}|~{3,}|:{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and line.strip() == mark[1]:
            fence = ""
        elif not fence and line.startswith("# "):
            titles.append(number)
    if len(titles) != 1:
        wrong = f"{len(titles)} titles (`# ...`)"
        yield Finding(titles[1] if titles else 1, f"{wrong}; a page has exactly one")


def named_for_what_it_holds(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """A package that could hold anything soon does."""
    del text
    for word in NAMELESS & {PurePosixPath(part).stem for part in path.parts}:
        yield Finding(1, f"`{word}` says nothing; name it for what it holds")


class Banned(NamedTuple):
    """A pattern that no line may hold, and the sentence for one that does."""

    pattern: re.Pattern[str]
    sentence: str


LEAKS = (
    Banned(
        re.compile(r"(?<![\w./-])/(?:work|root|tmp|home|Users)(?=[/\s\"'`),;]|$)"),
        "a path of one machine; use a relative path, or tmp_path in a test",
    ),
    Banned(
        re.compile(r"index[-_]url|find[-_]links|\"resolved\":"),
        "says where packages come from; that is the user's setting, leave it out",
    ),
    Banned(
        re.compile(r"pypi[.]org|python[h]osted|npmjs[.]|deb[.]debian|crates[.]io"),
        "names a download host; name the package alone",
    ),
)
HIDDEN = (
    Banned(
        re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"),
        "a character that cannot be seen; remove it, or write it as an escape",
    ),
    Banned(
        re.compile(r"[\ud800-\udfff]"),
        "bytes that are not UTF-8; save the file as UTF-8",
    ),
)
PROMISES = (
    Banned(
        re.compile(r"\b(?:TO[D]O|FIX[M]E|HA[C]K)\b"),
        "a promise; keep it now, or remove the line",
    ),
    Banned(
        re.compile(
            r"\b(?:for|fixed|added|done|implemented|supported|comes?|do (?:this|that|it)) later\b"
            r"|#\s*later\b|\bnot (?:yet )?implemented\b",
            re.IGNORECASE,
        ),
        "a promise; say what holds today",
    ),
)


def banned(text: str, patterns: tuple[Banned, ...]) -> Iterator[Finding]:
    """Look for each pattern in each line."""
    for number, line in enumerate(text.split("\n"), 1):
        for pattern, sentence in patterns:
            if match := pattern.search(line):
                yield Finding(number, f"`{ascii(match[0])[1:-1]}`: {sentence}")


def leaks_nothing(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """No file says on which machine or from which host it was made."""
    del path
    return banned(text, LEAKS)


def hides_nothing(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """What a reviewer sees is what there is."""
    del path
    return banned(text, HIDDEN)


def promises_nothing(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """What is here is finished."""
    del path
    return banned(text, PROMISES)


CHECKS: tuple[Check, ...] = (
    short_file,
    short_functions,
    module_says_what_it_is,
    one_title,
    named_for_what_it_holds,
    leaks_nothing,
    hides_nothing,
    promises_nothing,
)


@pytest.fixture(scope="module")
def tree(pytestconfig: pytest.Config, component: Callable[[str], str]) -> Tree:
    """Every text file that git tracks or would track."""
    root = pytestconfig.rootpath
    listing = [component("git"), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(listing, cwd=root, capture_output=True, text=True, check=False)
    if run.returncode:
        component("a git working tree")
    paths = (PurePosixPath(name) for name in run.stdout.split("\0") if (root / name).is_file())
    return {
        path: (root / path).read_bytes().decode("utf-8", "surrogateescape")
        for path in paths
        if path.suffix not in BINARY
    }


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_tree_is_tidy(check: Check, tree: Tree) -> None:
    """No file in the tree has a finding."""
    findings = [
        f"{path}:{line}: {sentence}"
        for path, text in tree.items()
        for line, sentence in check(path, text)
    ]
    if findings:
        pytest.fail("\n".join(findings), pytrace=False)


def test_the_tree_is_there(tree: Tree) -> None:
    """The checks above looked at something."""
    assert {PurePosixPath("pyproject.toml"), PurePosixPath("src/duegate/__init__.py")} <= set(tree)


def test_every_pure_package_is_guarded(pytestconfig: pytest.Config) -> None:
    """A package that decides is named in the contract against input, output and clocks."""
    root = pytestconfig.rootpath
    linter = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (pure,) = (contract for contract in linter["contracts"] if contract["id"] == "pure")
    here = {f"duegate.{name}" for name in PURE if (root / "src/duegate" / name).is_dir()}
    assert set(pure["source_modules"]) == here, "pyproject.toml: correct `source_modules`"


def _body(lines: int) -> str:
    return "    x = 1\n" * lines


# A `·` inside a word keeps the sample from being a finding in this very file.
BAD: tuple[tuple[Check, str, str, int, str], ...] = (
    (short_file, "a.py", '"""A."""\n' * 401, 401, "401 lines, the most is 400"),
    (short_functions, "a.py", "\ndef f():\n" + _body(70), 2, "`f` has 71 lines, the most is 70"),
    (short_functions, "a.py", "async def g():\n" + _body(99), 1, "`g` has 100 lines"),
    (module_says_what_it_is, "a/__init__.py", "", 1, "no module docstring"),
    (module_says_what_it_is, "a.py", "# A comment is none.\nX = 1\n", 1, "no module docstring"),
    (one_title, "a.md", "text\n", 1, "0 titles"),
    (one_title, "a.md", "# One\n\n```sh\n# no\n```\n\n# Two\n", 7, "2 titles"),
    (one_title, "a.md", "# One\n\n````md\n```\n# no\n```\n````\n# Two\n", 8, "2 titles"),
    (named_for_what_it_holds, "src/duegate/utils.py", "", 1, "`utils` says nothing"),
    (named_for_what_it_holds, "src/duegate/common/x.toml", "", 1, "`common` says nothing"),
    (leaks_nothing, "a.md", "\nsee /ro·ot/x\n", 2, "`/ro·ot`: a path of one machine"),
    (leaks_nothing, "a.py", 'X = "/tm·p"\n', 1, "`/tm·p`: a path of one machine"),
    (leaks_nothing, "a.lock", "--index·-url x\n", 1, "says where packages come from"),
    (leaks_nothing, "a.json", '{"res·olved": "x"}\n', 1, "says where packages come from"),
    (leaks_nothing, "a.lock", "files.pythonh·osted.org\n", 1, "names a download host"),
    (hides_nothing, "a.md", "a\u202eb\n", 1, r"`\u202e`: a character that cannot be seen"),
    (hides_nothing, "a.md", "one\r\ntwo\n", 1, r"`\r`: a character that cannot be seen"),
    (hides_nothing, "a.md", "\udcff\n", 1, "bytes that are not UTF-8"),
    (promises_nothing, "a.py", "x = 1\n# TO·DO: y\n", 2, "`TO·DO`: a promise"),
    (promises_nothing, "a.py", "# L·ater: y\n", 1, "`# L·ater`: a promise"),
    (promises_nothing, "a.md", "It will be added l·ater.\n", 1, "say what holds today"),
)


@pytest.mark.parametrize(("check", "path", "text", "line", "sentence"), BAD)
def test_a_bad_sample_is_found(
    check: Check, path: str, text: str, line: int, sentence: str
) -> None:
    """Each check sees what it is for, in its place, and says what to do."""
    (finding,) = check(PurePosixPath(path), text.replace("·", ""))
    assert finding.line == line
    assert sentence.replace("·", "") in finding.sentence
    assert ";" in finding.sentence


GOOD: tuple[tuple[Check, str, str], ...] = (
    (short_file, "a.py", "x = 1\n" * 400),
    (short_file, "requirements.lock", "x\n" * 999),
    (short_functions, "a.py", "def f():\n" + _body(69)),
    (one_title, "a.md", "# One\n\n## Two\n\n```sh\n# a comment\n```\n"),
    (one_title, "a.md", "# One\n\n:::{note}\n# inside\n:::\n"),
    (named_for_what_it_holds, "src/duegate/commonwealth.py", ""),
    (leaks_nothing, "a.md", "GET /v1/checkpoint/root and http://127.0.0.1:8780/work/\n"),
    (hides_nothing, "a.md", "\t21:00 之前 · before 21:00\n"),
    (promises_nothing, "a.md", "defer names a later instant; sooner or later\n"),
)


@pytest.mark.parametrize(("check", "path", "text"), GOOD)
def test_a_good_sample_is_left_alone(check: Check, path: str, text: str) -> None:
    """A check that cries at good work would be switched off."""
    assert list(check(PurePosixPath(path), text)) == []
