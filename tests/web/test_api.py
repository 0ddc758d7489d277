"""What the page asks and tells, over HTTP."""

from __future__ import annotations

import base64
import email
from collections.abc import Iterator
from email.policy import SMTP

import pytest

from tests.web.rooms import JANA, Page, Rooms, served


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


@pytest.fixture
def page(rooms: Rooms) -> Iterator[Page]:
    with served(rooms) as port:
        yield Page(port)


def letter(**more: object) -> dict[str, object]:
    return {
        "from": {"name": "Jana Weiß", "address": JANA},
        "to": "mailflow@forum.example",
        "subject": "HILFE",
        "text": "Hallo",
    } | more


def test_the_state_shows_clock_mailboxes_addresses_and_letters(page: Page) -> None:
    state = page.ask(f"/api/state?mailbox={JANA}")
    assert state["now"] == "2026-11-23T14:32:00+01:00"
    assert {"address": JANA, "name": "Jana Weiss", "role": "Mitglied", "place": "Landkreis Nord"}.items() <= state["mailboxes"][1].items()
    assert [(line["id"], line["waits_until"]) for line in state["letters"]] == [
        ("in-2", "2026-11-23T14:42:00+01:00"),
        ("in-1", None),
    ]
    assert state["addresses"][0] == {"address": "anmeldung@forum.example", "is": "Anmeldung"}


def test_a_letter_is_shown_decoded(page: Page) -> None:
    shown = page.ask("/api/letters/in-1")
    assert shown["subject"] == "Schön, dass Sie dabei sind"
    assert shown["reply_to"] == "antwort+k7@forum.example"
    assert shown["html"] is True
    assert ["mailflow@forum.example", "/#compose?to=mailflow%40forum.example"] in shown["text"]
    assert "Subject: =?utf-8?q?Sch" in shown["head"]


def test_the_html_version_comes_alone_and_harmless(page: Page) -> None:
    status, headers, body = page.get("/api/letters/in-1/html")
    assert status == 200
    assert "sandbox" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "allow-scripts" not in headers["content-security-policy"]
    assert b"<script" not in body
    assert b"spion.example" not in body
    assert b'target="_top" href="/#compose?to=ag-wohnen-join%40forum.example' in body


def test_unknown_letters_are_not_found(page: Page) -> None:
    assert [page.get(f"/api/letters/in-99{rest}")[0] for rest in ("", "/html", "/raw", "/answer", "/attachments/0")] == [404] * 5
    assert page.get("/api/letters/in-2/attachments/7")[0] == 404


def test_attachments_and_raw_letters_are_only_downloads(page: Page) -> None:
    names = [a["name"] for a in page.ask("/api/letters/in-2")["attachments"]]
    assert names == ["Termin.ics", "Tagesordnung.pdf"]
    _, headers, body = page.get("/api/letters/in-2/attachments/1")
    assert body == b"%PDF-"
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment")
    assert page.get("/api/letters/in-2/raw")[2].startswith(b"From: Forum Musterland")


def test_an_answer_is_prefilled_and_really_sent(page: Page, rooms: Rooms) -> None:
    box = page.ask(f"/api/letters/in-1/answer?kind=reply&mailbox={JANA}")
    assert (box["to"], box["subject"]) == ("antwort+k7@forum.example", "AW: Schön, dass Sie dabei sind")
    status, reply = page.tell(
        "/api/send", letter(**box | {"text": "JA", "answers": "in-1", "kind": "reply", "quote": True, "verified": True})
    )
    assert (status, reply) == (200, {"ok": True, "reply": "250 2.0.0 angenommen als L1"})
    raw, sender, recipients = rooms.sent[0]
    assert (sender, recipients) == (JANA, ("antwort+k7@forum.example",))
    assert raw.startswith(b"Authentication-Results: mx.forum.example; dmarc=pass header.from=kreis-nord.example\r\n")
    sent = email.message_from_bytes(raw, policy=SMTP)
    assert sent["from"] == f"Jana Weiß <{JANA}>"
    assert sent["in-reply-to"] == "<w1@forum.example>"
    assert sent["references"] == "<a0@forum.example> <w1@forum.example>"
    assert sent["date"] == "Mon, 23 Nov 2026 14:32:00 +0100"
    assert sent.get_content().replace("\r\n", "\n").startswith("JA\n\n-----Ursprüngliche Nachricht-----\nVon: Forum Musterland")


def test_a_forger_sends_without_the_mail_servers_word(page: Page, rooms: Rooms) -> None:
    assert page.tell("/api/send", letter(verified=False))[1]["ok"]
    assert b"Authentication-Results" not in rooms.sent[0][0]


def test_a_refusal_of_the_gateway_is_told_in_its_words(page: Page) -> None:
    assert page.tell("/api/send", letter(to="nobody@forum.example")) == (
        200,
        {"ok": False, "reply": "550 5.1.1 Diese Adresse gibt es hier nicht."},
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"to": ""}, "Bitte geben Sie an, wer den Brief bekommen soll."),
        ({"to": "Jana"}, "»Jana« ist keine E-Mail-Adresse."),
        ({"attachments": [{"name": "a", "type": "b/c", "content": "!"}]}, "Ein Anhang kam nicht vollständig an."),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(page: Page, rooms: Rooms, wrong: dict[str, object], sentence: str) -> None:
    assert page.tell("/api/send", letter(**wrong)) == (422, {"ok": False, "reply": sentence})
    assert rooms.sent == []


@pytest.mark.parametrize("body", [[], "x", {}, {"from": 1}, {"from": {"address": JANA}}, {"minutes": "x"}])
def test_broken_requests_are_refused_without_a_crash(page: Page, body: object) -> None:
    for path in ("/api/send", "/api/rsvp", "/api/advance"):
        assert page.tell(path, body)[0] in {400, 422}


def test_forwarding_takes_the_attachments_along(page: Page, rooms: Rooms) -> None:
    own = {"name": "Notiz.txt", "type": "text/plain", "content": base64.b64encode("für Sie".encode()).decode()}
    page.tell("/api/send", letter(answers="in-2", kind="forward", quote=True, attachments=[own]))
    sent = email.message_from_bytes(rooms.sent[0][0], policy=SMTP)
    assert [part.get_filename() for part in sent.iter_attachments()] == ["Notiz.txt", "Termin.ics", "Tagesordnung.pdf"]  # type: ignore[attr-defined]
    assert sent["in-reply-to"] is None


def test_an_invitation_is_answered_as_a_calendar_does(page: Page, rooms: Rooms) -> None:
    wanted = {"letter": "in-2", "answer": "accepted", "from": {"name": "Jana Weiß", "address": JANA}, "verified": True}
    assert page.tell("/api/rsvp", wanted)[1]["ok"]
    raw, _, recipients = rooms.sent[0]
    sent = email.message_from_bytes(raw)
    assert recipients == ("termine+t1@forum.example",)
    calendar = next(p for p in sent.walk() if p.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REPLY"
    ics = calendar.get_payload(decode=True).decode().replace("\r\n ", "")  # type: ignore[union-attr]
    assert "METHOD:REPLY" in ics
    assert "UID:treffen-1@forum.example" in ics
    assert f"PARTSTAT=ACCEPTED:mailto:{JANA}" in ics.replace(";CN=Jana Weiß", "")
    assert page.tell("/api/rsvp", wanted | {"letter": "in-1"})[0] == 422


def test_the_clock_only_goes_forward(page: Page) -> None:
    assert page.tell("/api/advance", {"minutes": 10})[1]["now"] == "2026-11-23T14:42:00+01:00"
    assert page.ask(f"/api/state?mailbox={JANA}")["letters"][0]["waits_until"] is None
    assert page.tell("/api/advance", {"until": "friday"})[1]["now"] == "2026-11-27T09:00:00+01:00"
    assert page.tell("/api/advance", {"until": "friday"})[1]["now"] == "2026-12-04T09:00:00+01:00"
    assert page.tell("/api/advance", {"minutes": -5})[0] == 422
