"""What is measured, for Prometheus: verdicts, times, the queue; no person, number or tenant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

import duegate
from duegate.gate.shadow import Candidate
from duegate.model.contact import Channel
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict

MEDIA_TYPE = "text/plain; version=0.0.4"
"""Of text Litestar adds the charset itself."""
BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Shadows(Collector):
    """Reads off how often the candidates in the shadow said otherwise."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give the counts; without candidates there are none."""
        family = CounterMetricFamily(
            "duegate_shadow",
            "Contacts of which a candidate pack in the shadow says otherwise, by clause",
            labels=("pack", "clause", "verdict"),
        )
        for labels, count in _summed(self._candidates).items():
            family.add_metric(labels, count)
        if self._candidates:
            yield family


def _summed(candidates: Iterable[Candidate]) -> dict[tuple[str, str, str], int]:
    """Add up the counts of candidates; two editions of one pack may run side by side."""
    summed: dict[tuple[str, str, str], int] = {}
    for candidate in candidates:
        for labels, count in candidate.counts().items():
            summed[labels] = summed.get(labels, 0) + count
    return summed


class Meters:
    """The meters of one server; `candidates` are those in the shadow."""

    def __init__(self, candidates: Sequence[Candidate] = ()) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(Shadows(candidates))
        decisions = Counter(
            "duegate_decisions",
            "Contacts decided",
            ("verdict", "channel"),
            registry=self._registry,
        )
        self._decided = {
            (verdict, channel): decisions.labels(verdict, channel)
            for verdict in Verdict
            for channel in Channel
        }
        self.under_way = 0
        self._decision_s = Histogram(
            "duegate_decision_seconds",
            "From the contact to its recorded decision",
            buckets=BOUNDS_S,
            registry=self._registry,
        )
        Gauge(
            "duegate_queue_depth", "Contacts waiting for their decision", registry=self._registry
        ).set_function(lambda: self.under_way)
        Counter(
            "duegate_failopen",
            "Contacts let through without a decision; there is no way to do so",
            registry=self._registry,
        )
        Gauge("duegate_build_info", "Version", ("version",), registry=self._registry).labels(
            duegate.__version__
        ).set(1)

    def decided(self, decision: Decision, channel: Channel, took_s: float) -> None:
        """Count a decision and the time it took."""
        self._decided[decision.verdict, channel].inc()
        self._decision_s.observe(took_s)

    def text(self) -> bytes:
        """Write all meters down."""
        return generate_latest(self._registry)
