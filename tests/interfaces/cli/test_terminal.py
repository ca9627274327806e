"""What a person sees is never cut off, however narrow the window."""

from __future__ import annotations

import pytest

from duegate.interfaces.cli.terminal import Terminal
from duegate.model.text import Text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_long_remark_is_folded_not_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """A clause half named, or half a sentence, is none; Chinese has no spaces to break at."""
    monkeypatch.setenv("COLUMNS", "40")
    said = Text(
        "次数分别重新累计，不放行的不计入以后的次数，" * 3, "what is refused is not counted " * 3
    )
    terminal = Terminal("zh" if language == "zh" else "en", as_json=False)
    terminal.item(said)
    shown = capsys.readouterr().out
    whole = "".join(terminal.pick(said).split())
    assert "".join(shown.split()) == f"-{whole}"
