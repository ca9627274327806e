"""The audit as one page that stands alone: no network, both languages, light, dark and paper."""

from duegate.audit.report.html.page import write_html

__all__ = ["write_html"]
