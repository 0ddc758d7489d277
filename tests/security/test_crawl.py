"""A scanner that opens every address it finds, with every method, changes nothing."""

from __future__ import annotations

import http.client
import re
from datetime import datetime
from pathlib import Path

import pytest
from conversation import Forum

from mailflow.settings import Settings
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
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                body = None
                if method in {"POST", "PUT", "PATCH"}:
                    body = b"JA" if method == "POST" and forum.signed(copy.id) in path else b"List-Unsubscribe=One-Click"
                connection.request(method, path, body=body)
                connection.getresponse().read()
                connection.close()
    assert dump(forum) == before


def dump(forum):
    with forum.app.store.reading() as connection:
        return list(connection.connection.driver_connection.iterdump())
