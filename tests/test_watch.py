"""The alarm: a stuck queue is told past the queue, once, to the office and a second address; then that all is well."""

import email
from contextlib import ExitStack
from datetime import datetime, timedelta
from email.header import decode_header, make_header

import pytest
from conversation import DirectReader, Forum
from live.servers import free_port

from mailflow.receive.reader import UnreadableError
from mailflow.settings import Settings
from mailflow.watch import Watch
from tests.deliver.relay import scripted_relay

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, GROUP, SECOND = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example", "technik@rechenzentrum.example"
STAFF = ("amsel@traeger.example", "rehwinkel@traeger.example")
EVERYBODY = len(STAFF) + 1


class House:
    """A forum, its watch, and the relay of its alarm."""

    def __init__(self, relay: str, alarm: str) -> None:
        settings = Settings(store={"url": "sqlite://"}, deliver={"relay": relay}, alarm={"relay": alarm, "address": SECOND})
        self.forum = Forum(START, settings=settings)
        self.watch = Watch(self.forum.app)

    def after(self, minutes: float) -> None:
        self.forum.clock.moment += timedelta(minutes=minutes)
        self.watch.round()


def subjects(relay) -> list[tuple[str, str]]:
    return [(t.recipient, str(make_header(decode_header(email.message_from_bytes(t.raw)["Subject"])))) for t in relay.taken]


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


@pytest.mark.proves("H5")
def test_a_queue_that_is_stuck_is_told_past_the_queue_and_once(stack):
    alarm, port = stack.enter_context(scripted_relay()), free_port()
    house = House(f"smtp://127.0.0.1:{port}", alarm.url)
    house.forum.write(MARA, GROUP, "Guten Tag")
    house.forum.clock.moment += timedelta(minutes=11)
    house.forum.deliver()
    house.after(0)
    assert alarm.taken == [], "a short absence is nobody's business"
    house.after(4)
    told = subjects(alarm)
    assert {recipient for recipient, _ in told} == {*STAFF, SECOND}
    assert len(told) == EVERYBODY
    assert all(subject == "Bitte nachsehen: Briefe konnten nicht verschickt werden" for _, subject in told)
    text = email.message_from_bytes(alarm.taken[0].raw).get_payload(0).get_payload(decode=True).decode()
    assert "no connection" in text
    assert "mailflow" not in email.message_from_bytes(alarm.taken[0].raw)["Subject"]
    assert house.watch.standing()["ok"] is False
    assert house.watch.standing()["troubles"] == ["relay_away"]
    for _ in range(20):
        house.after(10)
    assert len(alarm.taken) == EVERYBODY, "told once"
    house.after(24 * 60)
    assert len(alarm.taken) == 2 * EVERYBODY, "and again after a day"

    with scripted_relay(port=port):
        house.forum.deliver()
    house.after(1)
    assert subjects(alarm)[2 * EVERYBODY :] == [(recipient, "Alles läuft wieder") for recipient, _ in told]
    house.after(1)
    assert len(alarm.taken) == 3 * EVERYBODY
    assert house.watch.standing()["ok"] is True


def test_an_alarm_nobody_can_be_told_is_an_error_in_the_log_and_makes_health_fail(stack, caplog):
    house = House(f"smtp://127.0.0.1:{free_port()}", "")
    _set_aside(house.forum)
    with caplog.at_level("INFO", "mailflow"):
        house.after(1)
    [line] = [r for r in caplog.records if r.msg == "alarm"]
    assert line.levelname == "ERROR"
    assert line.facts["kinds"] == ["set_aside"]
    assert "no connection" in line.facts["untold"]
    assert house.watch.standing()["ok"] is False


def _set_aside(forum: Forum) -> None:
    class Broken:
        def run(self, *_):
            raise UnreadableError("reading took longer than 10 seconds")

    forum.app.__dict__["reader"] = Broken()
    forum.write(MARA, GROUP, f"Gift {forum.clock.now()}")
    forum.app.__dict__["reader"] = DirectReader()


@pytest.mark.proves("B9")
def test_the_office_hears_of_letters_set_aside_at_most_once_an_hour(stack):
    relay = stack.enter_context(scripted_relay())
    house = House(relay.url, "")
    _set_aside(house.forum)
    house.after(1)
    assert [subject for _, subject in subjects(relay)] == ["Bitte nachsehen: ein Brief liegt beiseite"] * EVERYBODY
    for _ in range(5):
        _set_aside(house.forum)
        house.after(10)
    assert len(relay.taken) == EVERYBODY
    house.after(10)
    assert len(relay.taken) == 2 * EVERYBODY, "more of them, an hour later"


def test_without_a_relay_the_post_room_shows_the_alarm(stack):
    house = House("", "")
    _set_aside(house.forum)
    house.forum.left()
    house.after(1)
    assert [one.header("Subject") for one in house.forum.left()] == ["Bitte nachsehen: ein Brief liegt beiseite"] * EVERYBODY


@pytest.mark.proves("A14")
def test_a_store_that_cannot_be_used_is_told_from_memory(stack, monkeypatch):
    alarm = stack.enter_context(scripted_relay())
    house = House("", alarm.url)
    house.after(1)
    reading = house.forum.app.store.reading

    def broken():
        raise OSError("disk I/O error")

    monkeypatch.setattr(house.forum.app.store, "reading", broken)
    for _ in range(6):
        house.after(5)
    assert len(alarm.taken) == EVERYBODY
    monkeypatch.setattr(house.forum.app.store, "reading", reading)
    house.after(5)
    assert [subject for _, subject in subjects(alarm)[EVERYBODY:]] == ["Alles läuft wieder"] * EVERYBODY


def test_two_processes_on_one_store_tell_once(stack):
    alarm = stack.enter_context(scripted_relay())
    house = House("", alarm.url)
    other = Watch(house.forum.app)
    _set_aside(house.forum)
    house.watch.round()
    other.round()
    assert len(alarm.taken) == EVERYBODY


def test_one_address_that_is_refused_keeps_the_others_not_back(stack):
    alarm = stack.enter_context(scripted_relay(lambda phase, n, to: "550 5.1.1 no" if phase == "rcpt" and to != SECOND else None))
    house = House("", alarm.url)
    _set_aside(house.forum)
    house.after(1)
    assert [t.recipient for t in alarm.taken] == [SECOND]
    assert house.watch.standing()["ok"] is True
