"""An audit for people and machines: a page, a workbook, lines of JSON, a screen.

Every report is made of the figures and lines of `audit.insights`; it decides nothing and reads no
clock, so the same audit gives the same bytes. Whatever a file told is escaped where it is written.
"""

from duegate.audit.report.html import write_html
from duegate.audit.report.ndjson import write_ndjson
from duegate.audit.report.terminal import print_summary
from duegate.audit.report.xlsx import write_xlsx

__all__ = ["print_summary", "write_html", "write_ndjson", "write_xlsx"]
