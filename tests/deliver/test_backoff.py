"""The retry table of the guarantee."""

from datetime import timedelta

from mailflow.deliver.backoff import pause, wait


def test_a_deferred_recipient_is_tried_after_5_15_30_minutes_1_2_then_4_hours():
    assert [wait(n) for n in range(1, 6)] == [timedelta(minutes=m) for m in (5, 15, 30, 60, 120)]
    assert wait(6, 0.5) == wait(40, 0.5) == timedelta(hours=4)
    assert timedelta(hours=3.6) <= wait(6, 0.0) < wait(6, 0.999) <= timedelta(hours=4.4)


def test_a_relay_that_is_away_pauses_the_queue_longer_each_time():
    assert [pause(n).total_seconds() / 60 for n in (1, 2, 3, 4, 50)] == [1, 2, 5, 15, 15]
