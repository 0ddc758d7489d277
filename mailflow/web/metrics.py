"""Prometheus metrics: counters and times out of the mail log as it is written, gauges out of the store when somebody asks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from mailflow import maillog

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)

_COUNTED: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "taken": ("mailflow_letters_taken", "Letters made durable", ("door",)),
    "refused": ("mailflow_refusals", "Commands and letters refused at a door", ("door", "code")),
    "decided": ("mailflow_letters_decided", "Letters decided, one per recipient of ours", ("action",)),
    "set aside": ("mailflow_letters_set_aside", "Letters that crashed the reader", ()),
    "again": ("mailflow_reader_failures", "Attempts to read a letter that failed", ()),
    "delivered": ("mailflow_deliveries", "Letters the relay has taken, one per recipient", ()),
    "not delivered": ("mailflow_delivery_failures", "Attempts that did not deliver", ("state",)),
    "relay away": ("mailflow_relay_pauses", "Pauses because the relay could not be used", ()),
    "ticked": ("mailflow_ticks_with_jobs", "Ticks of the clock that had something to do", ()),
    "alarm": ("mailflow_alarms", "Alarms raised", ()),
    "own fault": ("mailflow_own_faults", "Errors of the program itself", ()),
}
"""Event of the mail log: name (to which _total is added), help, labels taken from the event."""

_TIMED: Mapping[str, tuple[str, str]] = {
    "taken": ("mailflow_acceptance_seconds", "From the end of a letter until it was flushed to disk"),
    "decided": ("mailflow_decision_seconds", "From the receipt of a letter until its effects were committed"),
}


class Metrics(logging.Handler):
    """A handler of the mail log that counts; `standing` is asked at each scrape and gives what `mailflow status --json` prints."""

    def __init__(self, standing: Callable[[], dict[str, Any]]) -> None:
        super().__init__(logging.INFO)
        # A registry of its own: two gateways in one process, as in tests, must not meet.
        self._registry = CollectorRegistry()
        self._counters = {e: Counter(name, text, labels, registry=self._registry) for e, (name, text, labels) in _COUNTED.items()}
        self._times = {e: Histogram(name, text, buckets=_SECONDS, registry=self._registry) for e, (name, text) in _TIMED.items()}
        self._registry.register(_Gauges(standing))

    def emit(self, record: logging.LogRecord) -> None:
        event, happened = record.msg, maillog.happened(record)
        if counter := self._counters.get(event):
            if labels := _COUNTED[event][2]:
                for facts in happened:
                    counter.labels(*(str(facts[label]) for label in labels)).inc()
            else:
                counter.inc(len(happened))
        if histogram := self._times.get(event):
            for facts in happened:
                histogram.observe(facts["seconds"])

    def exposition(self) -> bytes:
        """The text format, version 0.0.4."""
        return generate_latest(self._registry)


class _Gauges(Collector):
    def __init__(self, standing: Callable[[], dict[str, Any]]) -> None:
        self._standing = standing

    def describe(self) -> list[Metric]:
        # Registering must not ask the store.
        return []

    def collect(self) -> Iterator[Metric]:
        try:
            now = self._standing()
        except Exception:
            # What was counted must stay readable when it is needed most; the fault itself is told by /health and the alarm.
            yield _gauge("mailflow_store_up", "Whether the store can be asked", 0)
            return
        yield _gauge("mailflow_store_up", "Whether the store can be asked", 1)
        yield InfoMetricFamily(
            "mailflow_build", "Version of the program and its schema", {"version": now["version"], "schema": now["schema"]}
        )
        for queue in ("inbox", "outbox"):
            rows = GaugeMetricFamily(f"mailflow_{queue}_rows", f"Rows of the {queue} by state", labels=["state"])
            for state, count in now[queue].items():
                rows.add_metric([state], count)
            yield rows
            yield _gauge(
                f"mailflow_{queue}_oldest_seconds", f"Age of the oldest row that waits in the {queue}", now[f"{queue}_oldest_seconds"]
            )
        relay, held = now["relay"] or {}, now["held"]
        yield _gauge("mailflow_relay_away_seconds", "How long the relay has been away; 0 = it is there", relay.get("away_seconds"))
        yield _gauge("mailflow_held", "1 while nothing leaves until a person says so", held is not None)
        yield _gauge("mailflow_workers", "Processes that work on this store", len(now["workers"]))
        yield _gauge("mailflow_holds", "Posts that wait for a decision", now["holds"])
        yield _gauge("mailflow_open_questions", "Questions that wait for an answer", now["open_questions"])
        for what in ("tick", "digest", "backup"):
            yield _moment(f"mailflow_last_{what}_timestamp_seconds", f"When the last {what} was; 0 = never", now[f"last_{what}"])
        troubles = GaugeMetricFamily("mailflow_trouble", "What stands still, by kind", labels=["kind"])
        for kind in now["troubles"]:
            troubles.add_metric([kind], 1)
        yield troubles


def _gauge(name: str, text: str, value: float | None) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=float(value or 0))


def _moment(name: str, text: str, value: str | None) -> GaugeMetricFamily:
    return _gauge(name, text, datetime.fromisoformat(value).timestamp() if value else 0)
