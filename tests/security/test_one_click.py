"""One-click unsubscribe (RFC 8058): the one POST that changes something takes one reader off one list, and their reply undoes it."""

from __future__ import annotations

import email
import re
import urllib.error
import urllib.request
from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow import flow
from mailflow.settings import Settings, SettingsError, settings_from
from mailflow.web.leaving import Leaving
from tests.deliver.relay import scripted_relay
from tests.web.rooms import served

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, OTHER = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example"
GROUP, EVERYBODY = "ag-wohnen@forum-test.example", "ankuendigungen@forum-test.example"
ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'


class Clicked:
    """A forum whose copies carry a link, and its web door."""

    def __init__(self, relay_url: str) -> None:
        settings = Settings(
            store={"url": "sqlite://"},
            deliver={"relay": relay_url},
            web={"public_url": "https://forum-test.example/mailflow/"},
        )
        self.forum = Forum(START, settings=settings)
        self.leaving = Leaving(self.forum.app.intake().clicked, "mailflow@forum-test.example")

    def post(self, path: str, body: bytes | None = ONE_CLICK, kind: str = "application/x-www-form-urlencoded", method: str = "POST") -> int:
        with served(None, leaving=self.leaving) as port:
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}{path}", body, {"Content-Type": kind, "Host": "forum-test.example"}, method=method
            )
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    self.page = answer.read().decode()
                    return answer.status
            except urllib.error.HTTPError as e:
                return e.code

    def done(self):
        """What the forum writes after what it was sent."""
        house = self.forum.app.house()
        while flow.one_letter(house):
            pass
        return self.forum.left()

    def is_on(self, address: str = MARA) -> bool:
        with self.forum.facts() as facts:
            return facts.lists.membership("wohnen", facts.people.by_address(address).id) is not None


@pytest.fixture
def clicked():
    with scripted_relay() as relay:
        stage = Clicked(relay.url)
        stage.forum.write(OTHER, GROUP, "Guten Tag")
        stage.forum.deliver()
        stage.links = {}
        for taken in relay.taken:
            head = email.message_from_bytes(taken.raw)
            assert head["List-Unsubscribe-Post"] == ONE_CLICK.decode()
            mailto, link = re.fullmatch(r"<mailto:(\S+)>,\s+<(https://\S+)>", head["List-Unsubscribe"]).groups()
            stage.links[taken.recipient] = link.removeprefix("https://forum-test.example/mailflow")
            stage.mailto = mailto
        yield stage


@pytest.mark.proves("E13")
@pytest.mark.parametrize(("body", "kind"), [(ONE_CLICK, "application/x-www-form-urlencoded"), (FORM, "multipart/form-data; boundary=x")])
def test_a_click_takes_off_the_reader_of_that_copy_and_a_reply_undoes_it(clicked, body, kind):
    assert clicked.post(clicked.links[MARA], body, kind) == 200
    assert "Abmeldung angekommen" in clicked.page
    assert "ändert nichts" not in clicked.page
    [told] = clicked.done()
    assert (told.recipient, clicked.is_on(), clicked.is_on(OTHER)) == (MARA, False, True)
    assert "AG Wohnen" in told.header("Subject")
    clicked.forum.clock.advance(timedelta(days=13))
    clicked.forum.write(MARA, told.header("Reply-To"), "RÜCKGÄNGIG", proven=False)
    assert clicked.is_on()


@pytest.mark.proves("E13")
def test_a_click_repeated_counts_once_and_does_not_undo_what_was_taken_back(clicked):
    assert [clicked.post(clicked.links[MARA]) for _ in range(3)] == [200] * 3
    [told] = clicked.done()
    clicked.forum.write(MARA, told.header("Reply-To"), "RÜCKGÄNGIG", proven=False)
    assert clicked.post(clicked.links[MARA]) == 200
    assert clicked.done() == []
    assert clicked.is_on()


@pytest.mark.proves("E1", "E13")
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"List-Unsubscribe=One-Click&x=1", "application/x-www-form-urlencoded"),
        (b"list-unsubscribe=one-click", "application/x-www-form-urlencoded"),
        (b"x" * 9000 + ONE_CLICK, "application/x-www-form-urlencoded"),
        (FORM.replace(b"One-Click", b"JA"), "multipart/form-data; boundary=x"),
        (FORM.replace(b"List-", b""), "multipart/form-data; boundary=x"),
        (FORM[:-7] + FORM, "multipart/form-data; boundary=x"),
        (ONE_CLICK, "multipart/form-data"),
    ],
)
def test_a_scanner_that_sends_something_else_does_nothing(clicked, body, kind):
    assert clicked.post(clicked.links[MARA], body, kind) == 400
    assert clicked.done() == []
    assert clicked.is_on()


@pytest.mark.proves("E1", "E2")
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_whoever_only_looks_sees_how_to_leave_by_letter(clicked, method):
    assert clicked.post(clicked.links[MARA], ONE_CLICK if method in {"PUT", "PATCH"} else None, method=method) == 200
    assert clicked.done() == []
    assert clicked.is_on()


@pytest.mark.proves("E5", "E6")
def test_a_link_of_ours_works_for_400_days_and_no_other_at_all(clicked):
    link = clicked.links[MARA]
    number, _, signature = link.removeprefix("/u/").partition("-")
    for forged in (
        f"/u/{int(number) + 1}-{signature}",
        f"/u/{number}-{signature[:-1]}",
        f"/u/{number}",
        "/u/%C3%A4-%00",
        f"/u/{'9' * 40}-a",
    ):
        assert clicked.post(forged) == 404
    clicked.forum.clock.advance(timedelta(days=400))
    assert clicked.post(link) == 404
    assert clicked.done() == []


@pytest.mark.proves("G1", "E13")
def test_what_a_copy_shows_is_no_return_path_and_no_address_for_letters(clicked):
    signed = clicked.links[MARA].removeprefix("/u/")
    intake = clicked.forum.app.intake()
    assert intake.refusal(f"bounce+{signed}@forum-test.example")
    assert intake.refusal(f"klick+{signed}@forum-test.example")
    assert intake.refusal(clicked.mailto) is None


@pytest.mark.proves("E13")
def test_a_list_that_nobody_leaves_has_no_link(clicked):
    [office, *_] = clicked.forum.write("amsel@traeger.example", EVERYBODY, "Guten Tag")
    assert clicked.post(f"/u/{clicked.forum.signed(office.id)}") == 200
    assert clicked.done() == []


@pytest.mark.parametrize("url", ["http://forum.example", "forum.example", "https://forum.example/?x", "https://a b"])
def test_a_public_url_that_is_no_https_is_told(url):
    with pytest.raises(SettingsError, match="public_url"):
        settings_from(None, {"MAILFLOW__WEB__PUBLIC_URL": url})
