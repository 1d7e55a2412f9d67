"""Prometheus metrics: what a monitoring program reads at `/metrics`, in the text format of OpenMetrics' elder sister.

Numbers of the web process are counted as it answers; those of the database, the worker and the disk are looked up when
somebody asks (`azukari.shells.worker.gauges`), at most every few seconds. Labels are words of the program: routes, not
addresses; kinds, not names.
"""

import threading
import time
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from azukari.lib.network import is_loopback
from azukari.shells.worker.gauges import Reading, readings
from azukari.site.front.application import REFUSED

_REGISTRY = CollectorRegistry()
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_FRESH = 5.0  # seconds for which what was looked up is shown again
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")

ProcessCollector(registry=_REGISTRY)
_requests = Counter(
    "azukari_requests", "Requests answered, by route.", ("method", "route", "status"), registry=_REGISTRY
)
_seconds = Histogram(
    "azukari_request_seconds", "How long answers took.", ("area",), buckets=_BUCKETS, registry=_REGISTRY
)


def observe(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer.

    Args:
        route: the pattern of its address, ``<lang:lang>/forms/<slug:slug>``; never the address itself.
    """
    _counted(method, route, status).inc()
    _timed(route).observe(seconds)


@cache
def _counted(method: str, route: str, status: int) -> Counter:
    return _requests.labels(method, route, str(status))


@cache
def _timed(route: str) -> Histogram:
    return _seconds.labels(area(route))


def area(route: str) -> str:
    """The part of the site that a route belongs to: its first word, ``forms`` or ``console``; else ``pages``."""
    words = (part for part in route.split("/") if part and not part.startswith("<"))
    return next(words, "pages")


class _Refused(Collector):
    """What the front turned away before Django saw it."""

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(
            "azukari_refused", "Requests that were cut off, too slow, or too many.", labels=["status"]
        )
        for status, count in list(REFUSED.items()):
            family.add_metric([str(status.value)], count)
        yield family


class _LookedUp(Collector):
    """What is read from the database, the worker's heartbeat and the disk, as gauges."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: list[Reading] = []
        self._until = 0.0

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = list(readings(timezone.now()))
                self._until = time.monotonic() + _FRESH
            found = self._found
        families: dict[str, GaugeMetricFamily] = {}
        for each in found:
            family = families.setdefault(
                each.name, GaugeMetricFamily(f"azukari_{each.name}", each.help, labels=list(each.labels))
            )
            family.add_metric(list(each.labels.values()), each.value)
        yield from families.values()


_looked_up = _LookedUp()
_REGISTRY.register(_Refused())
_REGISTRY.register(_looked_up)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """All metrics, to programs on this machine alone unless the settings open them; to others there is no such page."""
    if settings.AZUKARI.metrics != "open" and not _is_of_this_machine(request):
        raise Http404
    return HttpResponse(
        generate_latest(_REGISTRY), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _is_of_this_machine(request: HttpRequest) -> bool:
    """A proxy here passes on what others ask, and says so; only what says nothing of the kind was asked here."""
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and not any(name in request.META for name in _FORWARDED)
