"""When something stands still and when somebody is told: at once, then not for an hour, and once more when all is well."""

from datetime import UTC, datetime, timedelta

import pytest

from mailflow.settings import AlarmSection
from mailflow.troubles import OVER, UNTOLD, Told, Trouble, is_well_again, news, troubles

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
LIMITS = AlarmSection(after_minutes=15, relay_minutes=3, backup_hours=24, free_mb=500)
FINE = {
    "inbox": {"new": 0, "done": 3, "set_aside": 0},
    "inbox_oldest_seconds": None,
    "newest_set_aside": None,
    "outbox": dict.fromkeys(("queued", "leased", "delivered", "deferred", "uncertain", "failed", "expired", "cancelled", "parked"), 0),
    "outbox_stuck_seconds": None,
    "newest_parked": None,
    "relay": None,
    "relay_says": None,
    "set_aside_says": "no usable sender: more than one From field",
    "mailbox": None,
    "held": None,
    "last_tick_seconds": 10.0,
    "last_backup_seconds": 3600.0,
    "free_mb": 10_000,
}
WAITING = FINE["outbox"] | {"queued": 4}
READ = {"last_read": "", "seconds": 899.0, "says": "", "unclear": 0}
AWAY = {"away_seconds": 180.0, "rests_until": "", "says": "no connection"}


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({}, []),
        ({"free_mb": 499}, ["disk_full"]),
        ({"free_mb": None}, []),
        ({"last_tick_seconds": 901.0}, ["no_tick"]),
        ({"inbox_oldest_seconds": 899.0}, []),
        ({"inbox_oldest_seconds": 901.0}, ["inbox_waits"]),
        ({"outbox_stuck_seconds": 901.0, "outbox": WAITING}, ["outbox_waits"]),
        ({"relay": AWAY, "outbox": WAITING}, ["relay_away"]),
        ({"relay": AWAY, "outbox": WAITING, "outbox_stuck_seconds": 7000.0}, ["relay_away"]),
        ({"relay": AWAY}, []),
        ({"relay": AWAY | {"away_seconds": 179.0}, "outbox": WAITING}, []),
        ({"held": {"seconds": 100.0, "why": "x"}, "relay": AWAY, "outbox": WAITING, "outbox_stuck_seconds": 7000.0}, []),
        ({"held": {"seconds": 3700.0, "why": "x"}, "outbox": WAITING}, ["held"]),
        ({"inbox": {"new": 0, "set_aside": 1}, "newest_set_aside": 7}, ["set_aside"]),
        ({"newest_parked": 7}, ["parked"]),
        ({"mailbox": READ}, []),
        ({"mailbox": READ | {"seconds": 901.0}}, ["mailbox_away"]),
        ({"mailbox": READ | {"unclear": 1}}, ["unclear"]),
        ({"last_backup_seconds": 90_000.0}, ["backup_old"]),
    ],
)
def test_what_counts_as_trouble(change, kinds):
    assert [t.kind for t in troubles(FINE | change, LIMITS)] == kinds


def test_a_letter_set_aside_is_no_reason_to_call_the_house_sick():
    [aside] = troubles(FINE | {"inbox": {"new": 0, "set_aside": 1}, "newest_set_aside": 7}, LIMITS)
    [late] = troubles(FINE | {"inbox_oldest_seconds": 901.0}, LIMITS)
    assert (aside.grave, late.grave) == (False, True)


@pytest.mark.proves("F4")
@pytest.mark.parametrize(
    ("instance", "ago", "told"),
    [
        ("it", timedelta(hours=23), False),
        ("it", timedelta(hours=24), True),
        ("an older one", timedelta(minutes=59), False),
        ("an older one", timedelta(minutes=60), True),
        (OVER, timedelta(minutes=59), False),
        (OVER, timedelta(minutes=60), True),
        (UNTOLD, timedelta(minutes=4), False),
        (UNTOLD, timedelta(minutes=5), True),
    ],
)
def test_nobody_is_told_of_the_same_kind_more_than_once_an_hour(instance, ago, told):
    found = [Trouble("parked")]
    assert bool(news(found, {"parked": Told(NOW - ago, instance)}, NOW)) is told
    assert news(found, {"disk_full": Told(NOW, "it")}, NOW) == found


def test_all_is_well_when_nothing_is_left_of_what_was_told():
    told = {"parked": Told(NOW, "it")}
    assert is_well_again([], told)
    assert not is_well_again([Trouble("disk_full")], told)
    assert not is_well_again([], {"parked": Told(NOW, OVER)})
    assert not is_well_again([], {"parked": Told(NOW, UNTOLD)})
