"""A real Mailman 3 behind the forum: it gets each post once and sends it to whom the forum says, and nobody else gets one through."""

from __future__ import annotations

import email
import smtplib
import urllib.error
from datetime import UTC, datetime, timedelta

import mailmanclient
import pytest
from conversation import Forum, letter

from mailflow import fitness, flow
from mailflow.deliver.refusal import refusal
from mailflow.settings import Settings
from mailflow.store import outbox
from tests.live import mailman
from tests.live.servers import free_port, sink, wait_for

pytestmark = pytest.mark.live
MARA, RENATE, SAMIR = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "s.feldhaus@landkreis-goerlitz.example"
GROUP, COMMANDS = "ag-wohnen@forum-test.example", "mailflow@forum-test.example"
BEHIND = "ag-wohnen@listen.example"


@pytest.fixture(scope="module")
def server():
    mailman.needed()
    with sink() as (copies, port), mailman.running(port, whole=False) as running:
        yield running, copies


def forum_before(server, folder, relay: str = "", **doors: str) -> Forum:
    behind = {"url": server.url, "user": mailman.USER, "password": mailman.PASSWORD, "lmtp": f"127.0.0.1:{server.lmtp}"}
    settings = Settings(
        store={"url": f"sqlite:///{folder}/mailflow.db"},
        deliver={"relay": relay},
        lists={"courier": "mailman", "mailman": behind | {"domain": "listen.example"} | doors},
    )
    # Behind Mailman's clock, which is the machine's, however often a test lets a minute pass.
    return Forum(datetime.now(UTC) - timedelta(hours=1), settings=settings)


class Behind:
    """A forum before a Mailman, and what leaves Mailman."""

    def __init__(self, server, copies, folder, **doors: str) -> None:
        self.forum, self.copies, self.posts = forum_before(server, folder, **doors), copies, 0
        self.server = server
        self.rosters = self.forum.app.rosters(self.forum.app.list_server)

    def post(self) -> None:
        """One to everybody, handed over or not."""
        self.forum.clock.advance(timedelta(minutes=1))
        self.posts += 1
        left = self.forum.write(MARA, GROUP, f"Wer hat Erfahrung mit Frage {self.posts}?", f"Frage {self.posts}")
        assert [one.recipient for one in left if one.header("List-Id")] == [BEHIND]
        self.forum.deliver()

    def readers(self) -> list[str]:
        """Who gets the next post from Mailman, once each."""
        before = len(self.copies.got)
        self.post()
        return self.arrived(before)

    def arrived(self, before: int) -> list[str]:
        with self.forum.facts() as facts:
            wanted = len(facts.lists.to_hand_on(facts.today(self.forum.clock.now()))["ag-wohnen"])
        wait_for(lambda: len(self.copies.got) >= before + wanted, 30, "the copies")
        return sorted(to for _, recipients, _ in self.copies.got[before:] for to in recipients)

    def moved(self, old: str, new: str) -> None:
        """Somebody reads at another address from now on."""
        [confirmed] = [one for one in self.forum.write(old, COMMANDS, f"ADRESSE ÄNDERN {new}") if one.header("Reply-To")]
        left = self.forum.write(old, confirmed.header("Reply-To"), "JA")
        asked = next(one for one in left if one.recipient == new)
        self.forum.write(new, asked.header("Reply-To"), "JA")

    def counts(self) -> dict[str, int]:
        with self.forum.app.store.reading() as connection:
            return outbox.counts(connection)

    def person(self, address: str):
        with self.forum.facts() as facts:
            return facts.people.by_address(address)


def test_a_list_behind_mailman(server, tmp_path):
    running, copies = server
    behind = Behind(running, copies, tmp_path)
    write = behind.forum.write

    first = behind.readers()
    assert RENATE in first
    copy = email.message_from_bytes(copies.to(RENATE)[-1])
    assert copy["Subject"] == "Frage 1"
    assert copy["List-Id"] == '"AG Wohnen" <ag-wohnen.forum-test.example>'
    assert copy["List-Unsubscribe"] == "<mailto:ag-wohnen-austreten@forum-test.example>"
    assert copy["Reply-To"] == GROUP
    assert copy["Approved"] is None
    assert "bounce+" not in copies.to(RENATE)[-1].decode()
    assert copy.get_payload(decode=True).decode().rstrip().endswith("geht an alle auf der Liste.")

    asked = next(one for one in write(SAMIR, "ag-wohnen-beitreten@forum-test.example", "") if one.recipient != SAMIR)
    write(asked.recipient, asked.header("Reply-To"), "JA")
    assert behind.readers() == sorted([*first, SAMIR])

    write(RENATE, COMMANDS, f"PAUSE bis {datetime.now(UTC) + timedelta(days=20):%d.%m.%Y}")
    assert behind.readers() == sorted({*first, SAMIR} - {RENATE})
    write(RENATE, COMMANDS, "WEITER")
    write(SAMIR, COMMANDS, "ZUSTELLUNG wöchentlich")
    assert behind.readers() == first

    new = "renate@kreis-neu.example"
    behind.moved(RENATE, new)
    assert behind.readers() == sorted([new, *(set(first) - {RENATE})])
    behind.moved(new, RENATE)
    assert behind.readers() == first
    with pytest.raises(urllib.error.HTTPError, match="404"):
        client(running).get_user(new)

    write(SAMIR, COMMANDS, "ZUSTELLUNG einzeln")
    assert SAMIR in behind.readers()
    write(SAMIR, "ag-wohnen-austreten@forum-test.example", "")
    assert behind.readers() == first


def test_check_says_that_both_doors_answer(server, tmp_path):
    behind = Behind(*server, tmp_path)
    told = {text: state for state, text in fitness.findings(behind.forum.app) if text.startswith("lists.mailman")}
    assert len(told) == 2
    assert all(text.endswith("answers") and state == "ok" for text, state in told.items())


def test_only_the_forum_gets_a_letter_through(server, tmp_path):
    running, copies = server
    behind = Behind(running, copies, tmp_path)
    first, before = behind.readers(), len(copies.got)
    with smtplib.LMTP("127.0.0.1", running.lmtp) as lmtp:
        lmtp.sendmail(MARA, [BEHIND], letter(MARA, BEHIND, "An allen Regeln vorbei.", "Vorbei", behind.forum.clock.now()))
    wait_for(lambda: len(copies.got) > before, 30, "Mailman's answer")
    assert behind.readers() == first
    [(_, told, _)] = [one for one in copies.got[before:] if b"An allen Regeln vorbei." in one[2]]
    assert told == [MARA]


def test_a_bounce_that_mailman_heard_of_is_counted_once(server, tmp_path):
    running, copies = server
    behind = Behind(running, copies, tmp_path)
    forum = behind.forum
    behind.readers()
    path = next(sender for sender, to, _ in reversed(copies.got) if to == [RENATE])
    assert path == "ag-wohnen-bounces+obermoos=kreis-guetersloh.example@listen.example"
    report = refusal(RENATE, "550 5.1.1 unknown", path, forum.clock.now())
    with smtplib.LMTP("127.0.0.1", running.lmtp) as lmtp:
        lmtp.sendmail("", [path], report)
    wait_for(lambda: client(running).get_list(BEHIND).get_member(RENATE).bounce_score, 30, "the score")
    forum.clock.advance(timedelta(minutes=1))
    for _ in (1, 2):
        behind.rosters.round(forum.clock.now())
        forum.tick()
        while flow.one_letter(forum.app.house()):
            pass
        assert behind.person(RENATE).bounces == 1
        forum.clock.advance(timedelta(minutes=15))


def test_while_mailman_is_away_its_posts_wait_and_no_other_letter(server, tmp_path):
    running, copies = server
    behind = Behind(running, copies, tmp_path, url=f"http://127.0.0.1:{free_port()}/3.1")
    forum, before = behind.forum, len(copies.got)
    behind.post()
    assert behind.rosters.round(forum.clock.now()) == 0
    forum.write(MARA, COMMANDS, "HILFE")
    forum.deliver()
    assert behind.counts() == {"deferred": 1, "delivered": 1}

    forum.app.__dict__["list_server"] = Behind(running, copies, tmp_path / "again").forum.app.list_server
    forum.clock.advance(timedelta(minutes=6))
    forum.deliver()
    assert behind.counts() == {"delivered": 2}
    assert RENATE in behind.arrived(before)


def client(running):
    return mailmanclient.Client(running.url, mailman.USER, mailman.PASSWORD)
