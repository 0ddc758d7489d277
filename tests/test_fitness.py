"""`mailflow check` names what is not fit, and how to mend it."""

from __future__ import annotations

from datetime import datetime

import pytest
from conversation import Forum, StillClock
from live.servers import free_port

from mailflow import fitness
from mailflow.app import App
from mailflow.perform.templates import Templates
from mailflow.receive import authentication
from mailflow.settings import Settings
from mailflow.settings.site_files import shipped
from mailflow.store import marks
from tests.deliver.relay import scripted_relay
from tests.receive.imap_server import PASSWORD, imap_server
from tests.security.names import key, nameserver, private

NAMES = {
    ("netz-forum.de", "MX"): ["10 mx.netz-forum.de."],
    ("netz-forum.de", "TXT"): ['"v=spf1 mx -all"'],
    ("_dmarc.netz-forum.de", "TXT"): ['"v=DMARC1; p=reject"'],
    ("s1._domainkey.netz-forum.de", "TXT"): ['"v=DKIM1; p=MIIB"'],
}

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")


def found(zone=NAMES, *, server: str = "", **sections) -> dict[str, str]:
    """State by sentence of the checks in a forum with these settings."""
    security = {"dkim_selector": "s1", "dkim_key_file": "dkim.pem", "nameservers": [server] if server else []}
    forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, security=security, **sections))
    app = App(forum.settings, frozenset({("forum", "domain")}), forum.clock)
    app.__dict__["database"] = forum.app.database
    return {text: state for state, text in fitness.findings(app)}


def state(findings: dict[str, str], *words: str) -> str:
    [(_, state)] = [(text, state) for text, state in findings.items() if all(word in text for word in words)]
    return state


@pytest.fixture(autouse=True)
def templates_are_whole(monkeypatch):
    """Writing every letter takes a second each time; what check says of a broken one is tested with the templates."""
    monkeypatch.setattr(Templates, "problems", lambda self: [])


@pytest.mark.parametrize(
    ("gone", "words", "expected"),
    [
        (None, ("SPF of",), "ok"),
        (("netz-forum.de", "MX"), ("no MX record",), "error"),
        (("netz-forum.de", "TXT"), ("SPF of", "publish a TXT record"), "warning"),
        (("_dmarc.netz-forum.de", "TXT"), ("DMARC of", "publish a TXT record"), "warning"),
    ],
)
def test_what_the_world_finds_out_about_our_domain(gone, words, expected):
    with nameserver({key: value for key, value in NAMES.items() if key != gone}) as server:
        assert state(found(server=server, forum={"domain": "netz-forum.de"}), *words) == expected


@pytest.mark.parametrize("silence", ["SERVFAIL", "SILENT"])
def test_a_name_server_that_does_not_answer_is_a_warning_not_a_fault(monkeypatch, silence):
    monkeypatch.setattr(authentication, "SECONDS", 0.3)
    with nameserver({("netz-forum.de", "MX"): silence}) as server:
        findings = found(server=server, forum={"domain": "netz-forum.de"})
    assert state(findings, "no answer from the name servers about netz-forum.de", "security.nameservers") == "warning"


def test_relays_that_answer_or_not():
    with scripted_relay() as relay:
        findings = found(deliver={"relay": relay.url}, alarm={"relay": f"smtp://127.0.0.1:{free_port()}"})
    assert state(findings, "deliver.relay", "answers") == "ok"
    assert state(findings, "alarm.relay", "no connection") == "error"


def test_a_list_server_that_is_not_there():
    doors = {"url": f"http://127.0.0.1:{free_port()}/3.1", "user": "x", "lmtp": f"127.0.0.1:{free_port()}", "domain": "listen.example"}
    findings = found(lists={"courier": "mailman", "mailman": doors})
    assert state(findings, "lists.mailman.url", "Could not connect") == "error"
    assert state(findings, "lists.mailman.lmtp", "no connection") == "error"


def test_a_mailbox_that_can_be_read_or_not():
    with imap_server() as server:
        account = {"host": "127.0.0.1", "port": server.port, "tls": "none", "user": "forum"}
        good = found(receive={"imap": account | {"password": PASSWORD}})
        bad = found(receive={"imap": account | {"password": "falsch"}})
    assert state(good, "receive.imap:", "INBOX of forum", "can be read") == "ok"
    assert state(bad, "receive.imap:", "login refused", "compare host") == "error"
    away = found(receive={"imap": account | {"host": "mailbox.invalid", "password": "x"}})
    assert state(away, "receive.imap:", "no connection") == "error"
    assert state(away, "password travels in plain") == "warning"


def forum_with(**sections) -> Forum:
    return Forum(START, settings=Settings(store={"url": "sqlite://"}, **sections))


def test_a_test_letter_says_what_the_relay_said():
    with scripted_relay() as relay:
        assert fitness.sent_letter(forum_with(deliver={"relay": relay.url}).app, "k@x.example").state == "ok"
        assert relay.recipients() == ["k@x.example"]
    with scripted_relay(lambda phase, n, to: "550 5.1.1 unbekannt" if phase == "rcpt" else None) as relay:
        refused = fitness.sent_letter(forum_with(deliver={"relay": relay.url}).app, "k@x.example")
    assert refused.state == "error"
    assert "unbekannt" in refused.text


def test_a_hold_is_named_with_its_end():
    forum = Forum(START)
    with forum.app.store.writing(forum.clock.now()) as tx:
        marks.put(tx.connection, marks.HELD, tx.now, "restored from a backup of gestern")
    assert state({text: s for s, text in fitness.findings(forum.app)}, "restored from", "mailflow release") == "warning"


def with_key(tmp_path, words: str | None, mode: int = 0o600) -> tuple[Forum, dict[str, str]]:
    """A forum whose key file holds these words, or is not there, and what check says."""
    key = tmp_path / "key"
    forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, security={"key_file": str(key)}))
    if words is not None:
        key.write_text(words)
        key.chmod(mode)
    return forum, {text: s for s, text in fitness.findings(forum.app)}


@pytest.mark.parametrize(("mode", "expected"), [(0o600, "ok"), (0o640, "error"), (0o604, "error"), (0o620, "error")])
def test_a_key_that_others_can_read_is_an_error(tmp_path, mode, expected):
    assert state(with_key(tmp_path, "0" * 64, mode)[1], "key file") == expected


@pytest.mark.parametrize("words", ["", "no key", "abcd", "0" * 64 + "\nzz"])
def test_a_key_file_without_keys_is_an_error(tmp_path, words):
    assert state(with_key(tmp_path, words)[1], "key_file", "64 hex digits a line") == "error"


def test_a_key_file_that_is_gone_is_told_from_one_that_is_not_there_yet(tmp_path):
    forum, findings = with_key(tmp_path, None)
    assert state(findings, "key file", "the first start makes one") == "warning"
    forum.write("mara.lindtner@kreis-stade.example", "mailflow@forum-test.example", "ZUSTELLUNG wöchentlich", proven=False)
    assert state({text: s for s, text in fitness.findings(forum.app)}, "key file", "is gone", "put its copy back") == "error"
    assert not (tmp_path / "key").exists(), "looking makes no new one"


@pytest.mark.parametrize(
    ("pem", "mode", "expected"), [(None, 0, "error"), (b"no key", 0o600, "error"), ("key", 0o640, "error"), ("key", 0o600, "ok")]
)
def test_the_key_we_sign_with(tmp_path, pem, mode, expected):
    file = tmp_path / "dkim.pem"
    if pem is not None:
        file.write_bytes(private(key()) if pem == "key" else pem)
        file.chmod(mode)
    forum = forum_with(security={"dkim_selector": "s1", "dkim_key_file": str(file)})
    assert state({text: s for s, text in fitness.findings(forum.app)}, "dkim_key_file", str(file)) == expected


def test_letters_and_evidence_name_the_same_edition_of_the_charter(tmp_path):
    assert not [text for text in found() if text.startswith("charter")]
    config = tmp_path / "config"
    config.mkdir()
    shown = (shipped("config") / "consents.toml").read_text("utf-8")
    (config / "consents.toml").write_text(shown.replace("2026-11-01", "2027-02-01"), "utf-8")
    told = found(site={"folder": str(tmp_path)})
    assert state(told, "charter: de/_parts/charter", "1. Februar 2027") == "warning"
    assert state(told, "charter: en/_parts/interest_questions", "1 February 2027") == "warning"


def test_before_the_store_is_made_everything_else_is_looked_at(tmp_path):
    store, security = {"url": f"sqlite:///{tmp_path}/none.db"}, {"dkim_selector": "s1", "dkim_key_file": "dkim.pem"}
    app = App(Settings(store=store, security=security), frozenset(), StillClock(START))
    told = {text: state for state, text in fitness.findings(app)}
    assert state(told, "mailflow db upgrade") == "error"
    assert state(told, "deliver.relay is empty") == "warning"
