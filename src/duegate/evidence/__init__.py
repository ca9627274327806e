"""The log and its proofs: what the gate decided, provable to those who do not trust it.

RFC 6962 trees and C2SP notes, checkpoints and proofs; leaves hold no personal data.
"""

from duegate.evidence.report import Code, Report
from duegate.evidence.trust import Trust, read_trust
from duegate.evidence.verify import verify

__all__ = ["Code", "Report", "Trust", "read_trust", "verify"]
