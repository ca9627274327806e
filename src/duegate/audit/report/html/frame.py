"""The frame of a page that stands alone: its style and scripts inlined, no way out to any network.

The policy in its head forbids every request and every script and style but the ones whose hashes it
names, so nothing that a file told can run even if it were not escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from duegate.audit.report.html.tags import Markup, piece
from duegate.model.text import Language, Text

LANGUAGES = ((Language.ZH, "中文"), (Language.EN, "English"))
"""The languages to choose from, each in its own words."""


def framed(
    title: Text, body: Markup, style: str, scripts: Sequence[str], language: Language
) -> str:
    """Write a whole page; `style` and `scripts` are ours, `language` is what it opens in."""
    return "".join(
        (
            "<!doctype html>\n",
            f'<html lang="{"zh-CN" if language is Language.ZH else "en"}">\n<head>\n',
            '<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, scripts)}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{piece(title.said_in(language))}</title>\n",
            f"<style>{style}</style>\n</head>\n<body>\n",
            f"{body}\n",
            *(f"<script>{script}</script>\n" for script in scripts),
            "</body>\n</html>\n",
        )
    )


def _policy(style: str, scripts: Sequence[str]) -> str:
    """Allow exactly these scripts and this style, and nothing else at all."""
    allowed = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
