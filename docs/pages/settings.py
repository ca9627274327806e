"""The settings: the one table that code and command line show too."""

from __future__ import annotations

from docs.pages.markdown import NOTHING, code, made_from, page, table

from duegate.settings import FILE_NAMED_BY, PREFIX, SETTINGS


def pages() -> dict[str, str]:
    """Write the page."""
    rows = [
        (
            code(setting.name),
            code(setting.default) if setting.default else NOTHING,
            code(setting.bounds) if setting.bounds else NOTHING,
            f"{setting.help.zh}<br>{setting.help.en}",
        )
        for setting in SETTINGS
    ]
    return {
        "settings.md": page(
            "# Settings",
            made_from("src/duegate/settings.py"),
            f"A settings file is TOML, one line a setting; `{FILE_NAMED_BY}` names it. The"
            f" environment comes after the file: `{PREFIX}PORT=8780`, or `{PREFIX}PORT_FILE` with"
            " the path of a file that holds the value. A name that is not here, or a value out of"
            " bounds, is refused at the start.",
            table(("setting", "default", "bounds", "meaning"), rows),
        )
    }
