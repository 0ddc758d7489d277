"""What Prometheus reads: counted as it happens, measured when asked, in names and a format it understands."""

from __future__ import annotations

from datetime import datetime

import pytest
from conversation import Forum
from prometheus_client.parser import text_string_to_metric_families

from mailflow import maillog
from mailflow.watch import Watch
from mailflow.web.metrics import Metrics

MARA, GROUP = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example"


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


@pytest.fixture
def metrics(forum):
    metrics = Metrics(Watch(forum.app).standing)
    maillog.also(metrics)
    yield metrics
    maillog.no_longer(metrics)


def read(metrics: Metrics) -> dict[str, float]:
    """Value by name and labels."""
    samples = [s for family in text_string_to_metric_families(metrics.exposition().decode()) for s in family.samples]
    return {s.name + "".join(f" {k}={v}" for k, v in sorted(s.labels.items())): s.value for s in samples}


def test_a_letter_is_counted_on_its_whole_way(forum, metrics):
    forum.write(MARA, GROUP, "Guten Tag")
    values = read(metrics)
    assert values["mailflow_letters_taken_total door=test"] == 1
    assert values["mailflow_letters_decided_total action=accept"] == 1
    assert values["mailflow_acceptance_seconds_count"] == 1
    assert values["mailflow_decision_seconds_count"] == 1
    assert values["mailflow_inbox_rows state=done"] == 1
    assert values["mailflow_outbox_rows state=queued"] == 3
    forum.tick(forum.clock.now().replace(hour=18))
    forum.deliver()
    assert read(metrics)["mailflow_deliveries_total"] == 3


def test_what_was_counted_is_told_when_the_store_cannot_be_asked(forum):
    def broken():
        raise OSError("disk I/O error")

    metrics = Metrics(broken)
    maillog.also(metrics)
    maillog.refused("smtp", 451, "4.3.0")
    maillog.no_longer(metrics)
    values = read(metrics)
    assert values["mailflow_store_up"] == 0
    assert values["mailflow_refusals_total code=451 door=smtp"] == 1


def test_an_event_nobody_expected_yet_breaks_nothing(metrics):
    maillog.refused("smtp", 550, "5.1.1")
    maillog.stopped("mailflow")
    assert read(metrics)["mailflow_refusals_total code=550 door=smtp"] == 1


def test_two_gateways_in_one_process_do_not_meet(forum, metrics):
    other = Metrics(Watch(forum.app).standing)
    forum.write(MARA, GROUP, "Guten Tag")
    assert "mailflow_letters_taken_total door=test" not in read(other)


def test_nothing_about_people_is_told(forum, metrics):
    forum.write(MARA, GROUP, "Guten Tag")
    text = metrics.exposition().decode()
    assert "@" not in text
    assert "lindtner" not in text
