"""What Prometheus is told: requests by route, and runs by status, asked when it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0)
Counts = Callable[[], Mapping[str, int]]


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        held = self._registry
        self._requests = Counter(
            "gouhook_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=held,
        )
        self._seconds = Histogram(
            "gouhook_request_seconds",
            "Time to answer",
            ("route",),
            buckets=_SECONDS,
            registry=held,
        )
        self._flying = Gauge("gouhook_requests_in_flight", "Requests being answered", registry=held)
        self._received = Counter("gouhook_upload_bytes", "Bytes of uploads received", registry=held)

    def runs(self, counts: Counts) -> None:
        """Have the runs by status asked of `counts` whenever the metrics are."""
        self._registry.register(_Runs(counts))

    def in_flight(self) -> AbstractContextManager[object]:
        """Count a request while it is being answered."""
        return self._flying.track_inprogress()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(method if method in _METHODS else "other", route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def received(self, size: int) -> None:
        """Count the bytes of an upload."""
        self._received.inc(size)

    def text(self) -> bytes:
        """Return all of it in the text format."""
        return generate_latest(self._registry)


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class _Runs(Collector):
    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("gouhook_runs", "Runs by status", labels=["status"])

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = next(self.describe())
        for status, count in self._counts().items():
            family.add_metric([status], count)
        yield family
