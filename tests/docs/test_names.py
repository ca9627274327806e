"""A page names nothing that is not there: modules, files, tests, links."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.manual import DOCS, ROOT, links, pages, prose, spans, wrong_with


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_is_there(page: Path) -> None:
    """Every dotted name, path and test in a code span exists."""
    problems = [problem for span in spans(page) if (problem := wrong_with(span))]
    assert problems == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_where_a_page_leads_is_there(page: Path) -> None:
    """Every link inside the repository has its file; a page of the site may leave out `.md`."""
    for target in links(page):
        place = page.parent / target
        assert place.exists() or place.with_name(f"{place.name}.md").is_file(), target


def test_the_flow_names_every_layer() -> None:
    """The life of a contact passes through every package of the product."""
    flow = prose(DOCS / "flow.md")
    packages = [path.parent.name for path in (ROOT / "src/duegate").glob("*/__init__.py")]
    assert packages
    assert [package for package in packages if f"{package}" not in flow] == []


@pytest.mark.parametrize(
    ("span", "problem"),
    [
        ("duegate.gate.gate.Gate", None),
        ("duegate.gate.gate.Gates", "there is no such module or name"),
        ("duegate.gates", "there is no such module or name"),
        ("tests/docs/test_names.py::test_where_a_page_leads_is_there", None),
        ("tests/docs/test_names.py::test_nothing", "has no test_nothing"),
        ("src/duegate/none.py", "there is no src/duegate/none.py"),
        ("allow", None),
    ],
)
def test_a_wrong_name_is_seen(span: str, problem: str | None) -> None:
    """The check sees what it is for."""
    found = wrong_with(span)
    assert found is None if problem is None else problem in str(found)
