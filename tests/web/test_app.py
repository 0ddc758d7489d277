"""Who may reach the page, and what a browser is told about it."""

from __future__ import annotations

import pytest

from tests.web.rooms import JANA, Page, Rooms, served


def test_without_a_post_room_there_is_a_plain_page_and_health() -> None:
    with served(None) as port:
        page = Page(port)
        assert "per E-Mail" in page.get("/")[2].decode()
        assert page.ask("/health") == {"ok": True, "inbox": 0}
        assert page.get("/api/state")[0] == 404


def test_health_is_503_when_the_house_does_not_do_its_work() -> None:
    def broken() -> dict[str, object]:
        raise OSError("disk I/O error")

    for health, status, shown in (
        (lambda: {"ok": True}, 200, b'"ok":true'),
        (lambda: {"ok": False, "troubles": ["no_tick"]}, 503, b"no_tick"),
        (broken, 503, b'"ok":false'),
    ):
        with served(None, health) as port:
            answer = Page(port).get("/health", Host="gateway.internal.example")
            assert answer[0] == status
            assert shown in answer[2]
            assert b"disk" not in answer[2]


def test_metrics_are_read_under_any_name_of_this_host() -> None:
    with served(Rooms()) as port:
        status, headers, body = Page(port).get("/metrics", Host="gateway.internal.example")
    assert (status, body) == (200, b"x 1\n")
    assert headers["content-type"].startswith("text/plain; version=0.0.4")


def test_every_answer_carries_a_strict_policy() -> None:
    with served(Rooms()) as port:
        for path in ("/", "/static/postroom.js", "/static/postroom.css", "/api/state", "/nothing"):
            _, headers, _ = Page(port).get(path)
            assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"


def test_the_page_needs_nothing_from_elsewhere() -> None:
    with served(Rooms()) as port:
        for path in ("/", "/static/postroom.js", "/static/postroom.css"):
            text = Page(port).get(path)[2].decode()
            assert "https://" not in text.replace("http://127.0.0.1", "")
            assert " style=" not in text
            assert " onclick=" not in text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost@evil.example:80/"])
def test_a_foreign_host_name_is_refused(host: str) -> None:
    with served(Rooms()) as port:
        assert Page(port).get("/api/state", Host=host)[0] in {400, 403}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_names_of_this_machine_are_served(host: str) -> None:
    with served(Rooms()) as port:
        assert Page(port).get("/api/state", Host=f"{host}:{port}")[0] == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"X-Post-Room": "0"}])
def test_only_the_page_itself_may_write(headers: dict[str, str]) -> None:
    rooms = Rooms()
    with served(rooms) as port:
        letter = {"from": {"address": JANA}, "to": "mailflow@forum.example"}
        assert Page(port).tell("/api/send", letter, **headers)[0] == 403
        assert Page(port).tell("/api/advance", {"minutes": 10}, **headers)[0] == 403
    assert rooms.sent == []


def test_asking_never_changes_anything() -> None:
    with served(Rooms()) as port:
        for path in ("/api/send", "/api/advance", "/api/rsvp"):
            assert Page(port).get(path)[0] == 405
