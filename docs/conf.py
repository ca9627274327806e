"""How Sphinx builds the documentation: Markdown in, one theme, Chinese by gettext catalogues."""

from duegate import __version__

project = "duegate"
author = "the duegate authors"
copyright = author  # noqa: A001 - the name Sphinx asks for
release = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
smartquotes = False  # `--json` stays two hyphens

language = "en"
locale_dirs = ["locale"]
gettext_compact = False

html_theme = "furo"
html_title = f"duegate {release}"
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["duegate.css"]
