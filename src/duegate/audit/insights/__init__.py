"""What people read of an audit, as figures: computed by SQL over the rows the audit left.

It decides nothing again and reads no file; every figure can be recomputed from `records`,
`violations`, `unknowns` and `refused`. It adds only temporary tables of its own.
"""

from duegate.audit.insights.figures import Summary
from duegate.audit.insights.lines import Breach, Place
from duegate.audit.insights.summary import summary
from duegate.audit.insights.yardstick import Yardstick, yardstick_of

__all__ = ["Breach", "Place", "Summary", "Yardstick", "summary", "yardstick_of"]
