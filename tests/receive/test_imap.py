"""A mailbox we fetch from: every letter in it is taken once, and put away only when it is on disk."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime

import pytest
from conversation import Forum
from live.servers import free_port, wait_for
from sqlalchemy import select

from mailflow.receive.imap import Account, Fetcher, greeting, logged_in
from mailflow.settings import Settings, SettingsError, settings_from
from mailflow.store.standing import standing
from mailflow.store.tables import inbox, letters
from tests.receive.imap_server import PASSWORD, ImapServer, imap_server

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, DOMAIN = "mara.lindtner@kreis-stade.example", "forum-test.example"
LIST, OFFICE = f"ag-wohnen@{DOMAIN}", f"buero@{DOMAIN}"


def letter(number: int = 1, *, to: str = LIST, head: str = "", size: int = 0) -> bytes:
    lines = [
        *([head] if head else [f"Return-Path: <{MARA}>", f"X-Original-To: {to}"]),
        f"From: {MARA}",
        f"To: {to}",
        f"Subject: Beitrag {number}",
        f"Message-ID: <{number}@kreis-stade.example>",
        "",
        "Guten Tag",
        *["x" * 70] * (size // 72),
        "",
    ]
    return "\r\n".join(lines).encode()


def account(server: ImapServer, **more) -> Account:
    values = {"tls": "none", "done_folder": "erledigt", "unclear_folder": "unklar", "poll_seconds": 30} | more
    return Account("127.0.0.1", "forum", PASSWORD, server.port, **values)


@pytest.fixture
def forum() -> Forum:
    return Forum(START)


@contextlib.contextmanager
def fetching(forum: Forum, server: ImapServer, *, intake=None, max_size: int = 100_000, **more) -> Iterator[threading.Thread]:
    fetcher = Fetcher(account(server, **more), intake or forum.app.intake(), max_size, pauses=(0.01, 0.02, 0.03))
    thread = threading.Thread(target=fetcher.run, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        fetcher.leave()
        thread.join(5)
        assert not thread.is_alive(), "it leaves at once, whatever the server does"


def taken(forum: Forum) -> list[tuple[str, str]]:
    """(sender, recipient) of everything that came in, in that order."""
    with forum.app.store.reading() as connection:
        rows = connection.execute(
            select(letters.c.sender, inbox.c.recipient).join(inbox, inbox.c.letter == letters.c.id).order_by(inbox.c.id)
        )
        return [(row[0], row[1]) for row in rows]


def mailbox(forum: Forum) -> dict:
    with forum.app.store.reading() as connection:
        return standing(connection, forum.clock.now())["mailbox"] or {}


def put_away(server: ImapServer, count: int, folder: str = "erledigt") -> None:
    wait_for(lambda: len(server.folders.get(folder, [])) == count and not server.folders["INBOX"], 10, "the letters being put away")


@pytest.mark.parametrize(
    ("head", "to", "expected"),
    [
        (f"Return-Path: <{MARA}>\r\nX-Original-To: {LIST}\r\nDelivered-To: forum@kreis.example", "x@y.example", [(MARA, LIST)]),
        (f"Return-Path: <>\r\nDelivered-To: {LIST}", "x@y.example", [("", LIST)]),
        (f"Return-Path: <{MARA}>\r\nDelivered-To: forum@kreis.example", LIST, [(MARA, LIST)]),
        (f"Envelope-To: {LIST}", "x@y.example", [(MARA, LIST)]),
        (f"Received: from a by b with ESMTP id 1 for <{LIST}>; Tue, 16 Mar 2027 10:00:00 +0100", "x@y.example", [(MARA, LIST)]),
        ("X-Nothing: here", f"Alle <{LIST}>, x@y.example, buero@forum-test.example", [(MARA, LIST), (MARA, OFFICE)]),
    ],
)
def test_sender_and_recipients_come_from_the_trace_of_the_letter(forum, head, to, expected):
    with imap_server() as server, fetching(forum, server):
        server.put(letter(to=to, head=head))
        put_away(server, 1)
    assert taken(forum) == expected


def test_a_letter_comes_at_once_when_the_server_tells_and_soon_when_it_does_not(forum):
    with imap_server() as server, fetching(forum, server, poll_seconds=30):
        wait_for(lambda: server.times("IDLE"), 10, "idling")
        server.put(letter(1))
        put_away(server, 1)
    with imap_server(capabilities="IMAP4rev1 MOVE") as server, fetching(forum, server, poll_seconds=0.02):
        wait_for(lambda: server.times("SELECT") > 1, 10, "asking again")
        server.put(letter(2))
        put_away(server, 1)
        assert not server.times("IDLE")
    assert len(taken(forum)) == 2


@pytest.mark.proves("B13", "c17")
def test_nothing_is_put_away_before_it_is_on_disk(forum):
    stored: Future[str] = Future()
    with imap_server() as server:
        server.put(letter())
        with fetching(forum, server, intake=replace(forum.app.intake(), submit=lambda arrival: stored)):
            wait_for(lambda: server.times("FETCH"), 10, "the letter being fetched")
            assert not server.times("MOVE")
            assert len(server.folders["INBOX"]) == 1
            stored.set_result("L1")
            put_away(server, 1)


@pytest.mark.proves("B13", "c17")
@pytest.mark.parametrize("end", ["drop", "done, drop", "cut", "BAD what?"])
@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "SEARCH", "FETCH", "MOVE", "STATUS", "IDLE"])
def test_wherever_the_connection_ends_each_letter_is_taken_once(forum, command, end):
    with imap_server(lambda said, number: end if said == command and number == 0 else None) as server:
        for number in range(3):
            server.put(letter(number))
        with fetching(forum, server, poll_seconds=0.02):
            wait_for(lambda: len(taken(forum)) == 3 and server.times(command) > 1, 10, "the letters being taken")
            put_away(server, 3)
            wait_for(lambda: mailbox(forum)["last_read"] and not mailbox(forum)["says"], 10, "all being well")
    assert taken(forum) == [(MARA, LIST)] * 3
    assert len(server.folders["erledigt"]) == 3


@pytest.mark.proves("B13")
@pytest.mark.parametrize("done_folder", ["erledigt", ""])
def test_uids_that_start_anew_bring_nothing_twice(forum, done_folder):
    with imap_server() as server:
        for number in range(3):
            server.put(letter(number))
        with fetching(forum, server, done_folder=done_folder):
            wait_for(lambda: len(taken(forum)) == 3 and server.times("IDLE"), 10, "the letters being taken")
        if done_folder:
            server.folders["INBOX"] = server.folders.pop("erledigt")
        server.forget_uids()
        server.put(letter(4))
        before = server.times("FETCH")
        with fetching(forum, server, done_folder=done_folder):
            wait_for(lambda: len(taken(forum)) == 4 and server.times("FETCH") > before, 10, "everything being fetched again")
    assert len(taken(forum)) == 4


@pytest.mark.proves("B13")
def test_what_came_while_nobody_looked_is_taken_to_the_last_letter(forum):
    with imap_server() as server:
        with fetching(forum, server):
            wait_for(lambda: server.times("IDLE"), 10, "idling")
        for number in range(150):
            server.put(letter(number))
        server.folders["INBOX"][7].flags.add("\\Seen")
        with fetching(forum, server):
            put_away(server, 150)
    assert len(taken(forum)) == 150


def test_small_letters_come_many_at_a_time_and_a_large_one_by_itself(forum):
    with imap_server() as server:
        for number in range(45):
            server.put(letter(number, size=300_000 if number == 7 else 0))
        with fetching(forum, server, max_size=1_000_000):
            put_away(server, 45)
        assert server.times("FETCH") == 3 + 1
    assert len(taken(forum)) == 45


def test_without_a_folder_for_it_a_letter_stays_and_is_marked_and_not_asked_for_again(forum):
    with imap_server() as server:
        kept = server.put(letter())
        for _ in range(2):
            with fetching(forum, server, done_folder="", poll_seconds=0.02):
                looks = server.times("SEARCH")
                wait_for(lambda n=looks: kept.flags == {"\\Seen"} and server.times("SEARCH") > n + 2, 10, "the next look")
        assert server.times("FETCH") == 1


@pytest.mark.proves("B13")
def test_a_letter_that_is_too_large_waits_for_a_person_whatever_size_the_server_says(forum):
    with imap_server() as server, fetching(forum, server, max_size=5000):
        server.put(letter(1, size=6000))
        server.put(letter(2, size=4000))
        put_away(server, 1)
        wait_for(lambda: mailbox(forum).get("unclear") == 1, 10, "the office hearing of it")
        server.folders["unklar"].clear()
        server.put(letter(3))
        wait_for(lambda: mailbox(forum)["unclear"] == 0, 10, "all being well again")
    assert len(taken(forum)) == 2


def test_a_letter_to_none_of_our_addresses_waits_for_a_person_or_goes_to_the_office(forum):
    with imap_server() as server:
        server.put(letter(to="niemand@anderswo.example"))
        with fetching(forum, server):
            put_away(server, 1, "unklar")
        assert taken(forum) == []
    with imap_server() as server:
        server.put(letter(to="niemand@anderswo.example"))
        with fetching(forum, server, unclear_folder=""):
            put_away(server, 1)
    assert taken(forum) == [(MARA, OFFICE)]


@pytest.mark.proves("B13")
@pytest.mark.parametrize("refused", ["FETCH", "MOVE"])
def test_a_letter_that_the_server_cannot_hand_out_or_move_holds_up_nobody(forum, refused):
    with imap_server() as server, fetching(forum, server, poll_seconds=0.02):
        server.put(letter(1)).refused = refused
        server.put(letter(2))
        wait_for(lambda: len(server.folders.get("erledigt", [])) == 1, 10, "the other letter")
        wait_for(lambda: server.folders["unklar" if refused == "FETCH" else "INBOX"], 10, "the refused one staying for a person")
        looks = server.times("SEARCH")
        wait_for(lambda: server.times("SEARCH") > looks + 4, 10, "more looks")
        assert sum(said.startswith(f"UID {refused} 1 ") for said in server.heard) == 3, "it is not tried for ever"
    assert len(taken(forum)) == (1 if refused == "FETCH" else 2)


@pytest.mark.parametrize(
    "head", ["To: " + "(" * 60_000, "X-Original-To: " + '<,;:\\"' * 10_000, "To: =?x?q?\xff?=" + "[" * 5000, "\0\r\n :"]
)
def test_a_header_nobody_can_read_holds_up_nobody(forum, head):
    with imap_server() as server, fetching(forum, server, max_size=1_000_000):
        server.put(head.encode("latin-1") + b"\r\n\r\nHallo\r\n")
        server.put(letter())
        put_away(server, 1)
    assert taken(forum)[-1] == (MARA, LIST)


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 IDLE", "IMAP4rev1 IDLE UIDPLUS"])
def test_a_server_that_cannot_move_copies_and_nothing_of_others_is_expunged(forum, capabilities):
    with imap_server(capabilities=capabilities) as server:
        others = server.put(letter(1))
        with fetching(forum, server):
            wait_for(lambda: len(server.folders.get("erledigt", [])) == 1 and "\\Deleted" in others.flags, 10, "the copy")
        assert (others in server.folders["INBOX"]) == ("UIDPLUS" not in capabilities)
    assert "EXPUNGE" not in server.heard


@pytest.mark.proves("A14")
def test_a_full_disk_leaves_letters_in_the_mailbox(forum, monkeypatch):
    room = [0.0]
    monkeypatch.setattr(type(forum.app.database), "room", lambda self: room[0])
    with imap_server() as server, fetching(forum, server):
        server.put(letter())
        wait_for(lambda: mailbox(forum).get("says") == "no room on the disk", 10, "the reason")
        assert not taken(forum)
        room[0] = 1e9
        put_away(server, 1)


def test_a_refused_login_is_told_and_not_repeated_before_long():
    pauses: list[float] = []
    forum = Forum(START)
    with imap_server() as server:
        fetcher = Fetcher(replace(account(server), password="falsch"), forum.app.intake(), 1000)
        fetcher._end.wait = lambda seconds=None: pauses.append(seconds) or fetcher._end.set()  # type: ignore[method-assign]
        fetcher.run()
    assert pauses == [300]
    assert mailbox(forum)["says"].startswith("login refused")
    assert mailbox(forum)["last_read"] is None


def test_check_says_what_is_wrong_with_the_mailbox():
    with imap_server() as server:
        assert greeting(account(server)) == ""
        assert greeting(replace(account(server), password="falsch")).startswith("login refused")
        assert "no such folder" in greeting(account(server, folder="nirgends"))
        assert greeting(account(server, tls="ssl")).startswith("no TLS")
    assert greeting(Account("127.0.0.1", "forum", "x", free_port())).startswith("no connection")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["/nowhere/token"], "token_command: /nowhere/token cannot be run"),
        (["sh", "-c", "echo geheim >&2; exit 3"], "token_command ended with 3"),
        (["echo", "two words"], "token_command printed no access token"),
        (["printf", "a\\r\\n1 DELETE INBOX"], "token_command printed no access token"),
    ],
)
def test_a_token_that_does_not_come_is_told_without_what_was_printed(command, told):
    with imap_server() as server:
        said = greeting(account(server, token_command=tuple(command)))
    assert told in said
    assert "geheim" not in said
    assert not server.times("AUTHENTICATE")


def test_a_password_is_never_shown(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("tiefgeheim\n")
    settings = settings_from(
        None, {"MAILFLOW__RECEIVE__IMAP__" + key: value for key, value in (("HOST", "h"), ("USER", "u"), ("PASSWORD_FILE", str(secret)))}
    )
    assert settings.receive.imap.password == "tiefgeheim"
    assert "tiefgeheim" not in repr(Account("h", "u", settings.receive.imap.password))


@pytest.mark.parametrize(
    ("values", "names"),
    [({"HOST": "h"}, "user"), ({"DONE_FOLDER": "INBOX"}, "other folders"), ({"POLL_SECONDS": "0"}, "poll_seconds"), ({"TLS": "ja"}, "tls")],
)
def test_a_mistake_in_its_settings_names_itself(values, names):
    with pytest.raises(SettingsError, match=names):
        settings_from(None, {f"MAILFLOW__RECEIVE__IMAP__{key}": value for key, value in values.items()})


def test_nobody_logs_in_without_a_mailbox_in_the_settings(forum):
    assert forum.app.fetcher(lambda: None) is None
    assert Settings().receive.imap.host == ""


def test_the_password_goes_through_the_login_and_nowhere_else():
    with imap_server() as server:
        with logged_in(account(server)) as client:
            client.noop()
        assert PASSWORD not in " ".join(server.heard)
