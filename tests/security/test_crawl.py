"""A scanner that opens every address it finds, with every method, changes nothing."""

from __future__ import annotations

import http.client
import re
from datetime import datetime
from pathlib import Path

import conversation
import pytest
from conversation import Forum
from sqlalchemy import select

from mailflow.settings import Settings
from mailflow.store.tables import mail, outbox
from mailflow.web.leaving import Leaving
from mailflow.web.rooms import LocalRooms
from tests.web.rooms import served

GOLDEN = Path(__file__).parents[1] / "golden"
OFFICE, MARA = "amsel@traeger.example", "mara.lindtner@kreis-stade.example"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH")


@pytest.mark.proves("E1", "E2")
def test_no_letter_holds_a_link_that_a_scanner_could_open():
    letters = list(GOLDEN.rglob("*.txt")) + list(GOLDEN.rglob("*.html"))
    assert len(letters) > 100
    for letter in letters:
        for link in re.findall(r"""(?:href|src|action)=["']([^"']+)""", letter.read_text("utf-8")):
            assert link.startswith(("mailto:", "cid:", "#")), f"{letter.name}: {link}"
        assert not re.search(r"https?://", re.sub(r"http://www\.w3\.org/\S+", "", letter.read_text("utf-8"))), letter.name


@pytest.mark.proves("E1", "K1")
@pytest.mark.parametrize("with_room", [True, False])
def test_whatever_is_asked_of_the_web_page_the_database_stays_as_it_is(tmp_path, with_room):
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"), settings=Settings(store={"url": f"sqlite:///{tmp_path}/forum.db"}))
    held = forum.write("fremd@anderswo.example", "ag-wohnen@forum-test.example", "Darf ich mitlesen?")
    token = next(one.header("Reply-To") for one in held if one.recipient == OFFICE).partition("@")[0].partition("+")[2]
    copy = forum.write(MARA, "ag-wohnen@forum-test.example", "Guten Tag")[0]
    app = forum.app
    rooms = LocalRooms(
        app.store,
        app.forum(),
        "127.0.0.1:1",
        lambda id: f"{id}-x",
        app.clock.now,
        app.clock.advance,
        app.seal("leaving").opened,
        app.return_path,
    )
    leaving = Leaving(app.intake().clicked, "mailflow@forum-test.example")
    before = dump(forum)
    paths = [
        "/",
        "/health",
        "/metrics",
        "/api/state",
        "/api/send",
        "/api/rsvp",
        "/api/machine",
        "/api/advance",
        "/static/postroom.js",
        f"/u/{token}",
        "/u/",
    ]
    paths += [f"/api/letters/{kind}-{n}{rest}" for kind in ("in", "out") for n in range(1, 5) for rest in ("", "/html", "/raw", "/answer")]
    paths.append(f"/u/{forum.signed(copy.id)}")
    with served(rooms if with_room else None, leaving=leaving) as port:
        for path in (*paths, *(f"{path}?JA" for path in paths)):
            for method in METHODS:
                body = None
                if method in {"POST", "PUT", "PATCH"}:
                    body = b"JA" if method == "POST" and forum.signed(copy.id) in path else b"List-Unsubscribe=One-Click"
                asked(port, method, path, body)
    assert dump(forum) == before


PUBLIC = "https://forum-test.example"
STORIES = {"01-": True, "07-": True, "12-": True, "53-": True, "11-": False, "20-": False, "27-": False, "28-": True}
"""Conversations that together bring letters of every desk, and whether posts are among them, which alone hold links."""


@pytest.mark.proves("E1", "E2")
@pytest.mark.parametrize("story", STORIES)
def test_every_link_of_every_letter_that_leaves_changes_nothing_however_it_is_opened(story, tmp_path, monkeypatch):
    [folder] = (Path(__file__).parents[1] / "conversations").glob(f"{story}*")
    settings, letters = conversation._settings(folder), []
    settings = settings.model_copy(update={"web": settings.web.model_copy(update={"public_url": PUBLIC})})
    left = Forum.left
    monkeypatch.setattr(conversation, "_settings", lambda folder: settings)
    monkeypatch.setattr(Forum, "left", lambda forum: [letters.append((forum, one)) or one for one in left(forum)])
    conversation.play(folder)
    forum = letters[0][0]
    personal = {one.id: personal_head(forum, one.id) for _, one in letters}
    links = sorted({link for _, one in letters for link in links_in(one, personal[one.id].format(delivery=forum.signed(one.id)))})
    assert bool(links) is STORIES[story], "posts carry the link of RFC 8058, nothing else has any"
    before = dump(forum)
    with served(None, leaving=Leaving(forum.app.intake().clicked, "mailflow@forum-test.example")) as port:
        for link in links:
            assert link.startswith(f"{PUBLIC}/u/"), link
            for method in METHODS:
                asked(port, method, link.removeprefix(PUBLIC), b"JA" if method in {"POST", "PUT", "PATCH"} else None)
    assert dump(forum) == before


def personal_head(forum, delivery: int) -> str:
    """The header lines that only this copy has."""
    with forum.app.store.reading() as connection:
        return connection.scalar(select(mail.c.personal).join(outbox, outbox.c.mail == mail.c.id).where(outbox.c.id == delivery))


def links_in(one, head: str) -> list[str]:
    """What a scanner finds in header fields and parts of a letter of ours; what others wrote in their posts is theirs."""
    parts = [
        part.get_payload(decode=True).decode("utf-8", "replace") for part in one.message.walk() if part.get_content_maintype() == "text"
    ]
    texts = [head, *(str(value) for value in one.message.values()), *([] if one.header("List-Id") else parts)]
    return [link for text in texts for link in re.findall(r"https?://[^\s>\"']+", text)]


def asked(port: int, method: str, path: str, body: bytes | None) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body=body)
    connection.getresponse().read()
    connection.close()


def dump(forum):
    with forum.app.store.reading() as connection:
        return list(connection.connection.driver_connection.iterdump())
