"""A list server behind us gets each post once, after its roster was made ours, and holds up no other letter while it is away."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from conversation import Forum
from live.servers import Sink, free_port

from mailflow import flow
from mailflow.deliver.list_server import EVERYTHING_EVERY, ServerAwayError
from mailflow.settings import Settings
from mailflow.store import outbox

START = datetime.fromisoformat("2027-03-15T11:00:00+01:00")
MARA, RENATE = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example"
GROUP, COMMANDS, BEHIND = "ag-wohnen@forum-test.example", "mailflow@forum-test.example", "ag-wohnen@listen.example"


class LmtpDoor(Controller):
    def factory(self) -> LMTP:
        return LMTP(self.handler, hostname="listen.example")


class Server:
    """A list server without a network: its rosters, and what it was asked."""

    def __init__(self) -> None:
        self.rosters: dict[str, set[str]] = {}
        self.asked: list[str] = []
        self.bounced: list[tuple[str, datetime]] = []
        self.away = False

    def greeting(self) -> str:
        return ""

    def in_front(self, name: str) -> bytes:
        return f"Approved: {name}\r\n".encode()

    def keep(self, name: str, readers) -> list[tuple[str, datetime]]:
        if self.away:
            raise ServerAwayError("closed for today")
        self.asked.append(name)
        self.rosters[name] = set(readers)
        return self.bounced if name == "ag-wohnen" else []

    def look_again(self) -> None:
        pass


class Site:
    def __init__(self, folder, port: int) -> None:
        mailman = {"url": "http://mailman.example/3.1", "user": "x", "lmtp": f"127.0.0.1:{port}", "domain": "listen.example"}
        lists = {"courier": "mailman", "mailman": mailman}
        self.forum = Forum(START, settings=Settings(store={"url": f"sqlite:///{folder}/mailflow.db"}, lists=lists))
        self.server = Server()
        self.forum.app.__dict__["list_server"] = self.server

    def post(self, text: str = "Wer hat Erfahrung mit Belegrechten?") -> list[str]:
        self.forum.clock.advance(timedelta(minutes=1))
        return [one.recipient for one in self.forum.write(MARA, GROUP, text, "Belegrechte") if one.header("List-Id")]

    def counts(self) -> dict[str, int]:
        with self.forum.app.store.reading() as connection:
            return outbox.counts(connection)


@contextlib.contextmanager
def lmtp() -> Iterator[tuple[Sink, int]]:
    taken, port = Sink(), free_port()
    door = LmtpDoor(taken, hostname="127.0.0.1", port=port)
    door.start()
    try:
        yield taken, port
    finally:
        door.stop()


def test_a_post_goes_once_to_the_list_server_and_all_else_to_people(tmp_path):
    with lmtp() as (taken, port):
        site = Site(tmp_path, port)
        assert site.post() == [BEHIND]
        site.forum.write(RENATE, COMMANDS, "HILFE")
        site.forum.deliver()
        [(sender, to, raw)] = taken.got
    assert (sender, to) == ("<>", [BEHIND])
    assert raw.startswith(b"Approved: ag-wohnen\r\nList-Unsubscribe: <mailto:ag-wohnen-austreten@forum-test.example>\r\n")
    assert site.server.rosters["ag-wohnen"] >= {MARA, RENATE}
    assert site.counts() == {"delivered": 2}


def test_whoever_leaves_before_a_post_is_handed_over_gets_it_no_more(tmp_path):
    with lmtp() as (_, port):
        site = Site(tmp_path, port)
        site.post()
        site.forum.write(RENATE, "ag-wohnen-austreten@forum-test.example", "")
        site.forum.deliver()
    assert RENATE not in site.server.rosters["ag-wohnen"]


def test_a_confidential_post_is_not_given_away(tmp_path):
    site = Site(tmp_path, free_port())
    [asked] = site.forum.write(MARA, GROUP, "Stufe: vertraulich\n\nZwischenstand der Verhandlungen mit dem Land.", "Zwischenstand")
    left = site.forum.write(MARA, asked.header("Reply-To"), "JA")
    readers = {one.recipient for one in left if one.header("List-Id")}
    assert RENATE in readers
    assert BEHIND not in readers


@pytest.mark.parametrize("away", ["rest", "lmtp"])
def test_while_it_is_away_its_posts_wait_and_nothing_else(tmp_path, away):
    with lmtp() as (taken, port):
        site = Site(tmp_path, port if away == "rest" else free_port())
        site.server.away = away == "rest"
        site.post()
        site.forum.write(RENATE, COMMANDS, "HILFE")
        site.forum.deliver()
        assert site.counts() == {"deferred": 1, "delivered": 1}
        if away == "rest":
            site.server.away = False
            site.forum.clock.advance(timedelta(minutes=10))
            site.forum.deliver()
            assert site.counts() == {"delivered": 2}
            assert len(taken.got) == 1


def test_only_lists_whose_readers_changed_are_looked_at_between_two_looks_at_all(tmp_path):
    site = Site(tmp_path, free_port())
    rosters, now = site.forum.app.rosters(site.server), site.forum.clock.now
    rosters.round(now())
    assert len(site.server.asked) > 1
    site.server.asked.clear()
    rosters.round(now())
    assert site.server.asked == []
    site.forum.write(RENATE, COMMANDS, "PAUSE bis 30.04.2027")
    rosters.round(now())
    assert "ag-wohnen" in site.server.asked
    assert RENATE not in site.server.rosters["ag-wohnen"]
    site.server.asked.clear()
    site.forum.clock.advance(EVERYTHING_EVERY)
    rosters.round(now())
    assert set(site.server.asked) == set(site.server.rosters)


def test_a_bounce_counts_once_a_day_however_often_it_is_heard_of(tmp_path):
    with lmtp() as (_, port):
        site = Site(tmp_path, port)
        site.post()
        site.forum.deliver()
        rosters, read = site.forum.app.rosters(site.server), []
        for hours in (1, 2, 26):
            site.server.bounced = [(RENATE, (START + timedelta(hours=hours)).astimezone(UTC).replace(tzinfo=None))]
            site.forum.clock.moment = START + timedelta(hours=hours, minutes=5)
            rosters.round(site.forum.clock.now())
            read.append(flow.one_letter(site.forum.app.house()))
    assert read == [True, False, True]
    with site.forum.facts() as facts:
        assert facts.people.by_address(RENATE).bounces == 1
