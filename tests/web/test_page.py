"""The page in a real browser: reading, answering, a new person, the clock, a phone."""

from __future__ import annotations

import email
import os
from collections.abc import Iterator
from email.policy import SMTP
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.perform.test_templates import TEMPLATES
from tests.web.rooms import JANA, Rooms, served

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not CHROMIUM.exists() and not os.environ.get("MAILFLOW_REQUIRE_SERVERS"), reason="chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


@pytest.fixture
def page(browser: Browser, rooms: Rooms) -> Iterator[Page]:
    """The opened page; any script error or blocked resource fails the test."""
    trouble: list[str] = []
    with served(rooms) as port:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.goto(f"http://127.0.0.1:{port}/")
        yield page
        page.close()
    assert trouble == []


def open_letter(page: Page, id: str) -> None:
    page.locator(f"[data-testid=mailbox][data-address='{JANA}']").click()
    page.locator(f"[data-testid=letter][data-letter-id='{id}']").click()
    expect(page.get_by_test_id("letter-subject")).to_be_visible()


def test_a_letter_is_read_in_both_versions(page: Page) -> None:
    open_letter(page, "in-1")
    letter = page.frame_locator("[data-testid=letter-frame]")
    expect(letter.get_by_role("heading", name="Willkommen")).to_be_visible()
    page.get_by_test_id("version-text").click()
    expect(page.get_by_test_id("letter-text")).to_contain_text("willkommen im Forum")
    page.get_by_text("Kopfzeilen zeigen").click()
    expect(page.get_by_test_id("headers")).to_contain_text("Message-ID: <w1@forum.example>")
    expect(page).to_have_title("Poststube")


def test_a_mailto_link_in_a_letter_opens_the_answer_box(page: Page) -> None:
    open_letter(page, "in-1")
    page.frame_locator("[data-testid=letter-frame]").get_by_role("link", name="beitreten").click()
    expect(page.get_by_test_id("compose-to")).to_have_value("ag-wohnen-join@forum.example")
    expect(page.get_by_test_id("compose-subject")).to_have_value("Beitritt")
    expect(page.get_by_test_id("compose-text")).to_have_value("Bitte aufnehmen, A+B")
    expect(page.get_by_test_id("letter-subject")).to_be_visible()


def test_an_answer_is_written_and_sent(page: Page, rooms: Rooms) -> None:
    open_letter(page, "in-1")
    page.get_by_test_id("action-reply").click()
    expect(page.get_by_test_id("compose-to")).to_have_value("antwort+k7@forum.example")
    page.get_by_test_id("compose-text").fill("JA, gern")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("notice")).to_contain_text("250 2.0.0 angenommen")
    expect(page.get_by_test_id("composer")).to_be_hidden()
    sent = email.message_from_bytes(rooms.sent[0][0], policy=SMTP)
    assert "JA, gern\r\n\r\n-----Ursprüngliche Nachricht-----" in sent.get_content()
    expect(page.locator("[data-testid=letter][data-direction=out]")).to_have_count(1)


def test_a_refusal_keeps_the_draft(page: Page) -> None:
    page.locator(f"[data-address='{JANA}']").click()
    page.get_by_test_id("new-letter").click()
    page.get_by_test_id("compose-to").fill("nobody@forum.example")
    page.get_by_test_id("compose-text").fill("Hallo")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("compose-trouble")).to_contain_text("550 5.1.1")
    expect(page.get_by_test_id("compose-text")).to_have_value("Hallo")


def test_escape_closes_the_answer_box_and_asks_before_it_throws_words_away(page: Page) -> None:
    open_letter(page, "in-1")
    page.get_by_test_id("action-reply").click()
    expect(page.get_by_test_id("compose-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("composer")).to_be_hidden()
    expect(page.get_by_test_id("action-reply")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_test_id("compose-text").fill("Entwurf")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("compose-text")).to_have_value("Entwurf")
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("composer")).to_be_hidden()


def test_a_draft_survives_polling_and_a_look_into_another_mailbox(page: Page, rooms: Rooms) -> None:
    open_letter(page, "in-1")
    page.get_by_test_id("action-reply").click()
    page.get_by_test_id("compose-text").fill("Entwurf")
    rooms.arrive(JANA, b"Subject: neu\r\n\r\nText", "Ganz neu")
    expect(page.get_by_test_id("letters")).to_contain_text("Ganz neu")
    expect(page.get_by_test_id("compose-text")).to_have_value("Entwurf")
    expect(page.get_by_test_id("compose-text")).to_be_focused()
    page.locator("[data-address='olaf@kreis-ost.example']").click()
    expect(page.get_by_test_id("composer")).to_be_hidden()
    page.locator(f"[data-address='{JANA}']").click()
    expect(page.get_by_test_id("compose-text")).to_have_value("Entwurf")


def test_somebody_new_writes_as_a_forger(page: Page, rooms: Rooms) -> None:
    page.get_by_test_id("new-person").click()
    page.get_by_test_id("person-name").fill("Nora Neu")
    page.get_by_test_id("person-address").fill("nora@kreis-neu.example")
    page.get_by_test_id("person-save").click()
    expect(page.get_by_test_id("mailbox-name")).to_have_text("Nora Neu")
    page.get_by_test_id("place").filter(has_text="anmeldung@").click()
    page.get_by_test_id("compose-subject").fill("Anmeldung")
    page.get_by_test_id("compose-text").fill("Ich möchte mitmachen.")
    page.get_by_test_id("compose-verified").uncheck()
    page.get_by_test_id("compose-files").set_input_files({"name": "Plan.txt", "mimeType": "text/plain", "buffer": b"Plan"})
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("notice")).to_contain_text("Gesendet")
    raw, sender, recipients = rooms.sent[0]
    sent = email.message_from_bytes(raw, policy=SMTP)
    assert (sender, recipients) == ("nora@kreis-neu.example", ("anmeldung@forum.example",))
    assert sent["from"] == "Nora Neu <nora@kreis-neu.example>"
    assert sent["authentication-results"] is None
    assert [part.get_content() for part in sent.iter_attachments()] == ["Plan"]  # type: ignore[attr-defined]


def test_a_waiting_letter_is_delivered_when_the_clock_moves(page: Page) -> None:
    open_letter(page, "in-2")
    waiting = page.locator("[data-letter-id='in-2']")
    expect(waiting).to_contain_text("wird zugestellt um 14:42 (bis dahin rückgängig zu machen)")
    page.get_by_test_id("advance-10").click()
    expect(page.get_by_test_id("clock")).to_have_text("Mo., 23.11.2026, 14:42 Uhr")
    expect(waiting).to_have_attribute("data-waiting", "false")
    page.get_by_test_id("advance-friday").click()
    expect(page.get_by_test_id("clock")).to_have_text("Fr., 27.11.2026, 9:00 Uhr".replace(" 9", " 09"))


def test_an_invitation_can_be_answered_after_a_reload_too(page: Page, rooms: Rooms) -> None:
    rooms.advance(20)
    open_letter(page, "in-2")

    def after_the_letter(state: Route) -> None:
        page.get_by_test_id("letter-subject").wait_for()
        state.continue_()

    page.route("**/api/state*", after_the_letter)
    page.reload()
    expect(page.get_by_test_id("invitation").get_by_role("button", name="Zusagen")).to_be_visible()


def test_an_invitation_is_answered_with_one_click(page: Page, rooms: Rooms) -> None:
    open_letter(page, "in-2")
    expect(page.get_by_test_id("invitation")).to_contain_text("Do., 3.12.2026, 10:00 Uhr bis 11:30 Uhr")
    page.get_by_test_id("rsvp-accepted").click()
    expect(page.get_by_test_id("notice")).to_contain_text("Kalenderantwort")
    assert b"Subject: Zugesagt: Treffen der AG Wohnen" in rooms.sent[0][0]


def test_a_mailbox_that_is_gone_answers_by_itself(page: Page, rooms: Rooms) -> None:
    open_letter(page, "in-1")
    page.get_by_text("Wie ein Mailserver antworten").click()
    page.get_by_test_id("machine-undeliverable").click()
    expect(page.get_by_test_id("notice")).to_contain_text("abgeschickt")
    raw, sender, recipients = rooms.sent[0]
    assert (sender, recipients) == ("", ("bounce+1-abc@forum.example",))
    assert email.message_from_bytes(raw).get_content_type() == "multipart/report"


def test_lists_are_walked_with_the_keyboard_and_searched(page: Page) -> None:
    page.get_by_test_id("mailbox-search").fill("kreis-")
    expect(page.get_by_test_id("mailbox")).to_have_count(2)
    page.get_by_test_id("mailbox").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("mailbox-name")).to_have_text("Olaf Östlich")


def test_a_letter_is_found_read_and_answered_with_the_keyboard_alone(page: Page, rooms: Rooms) -> None:
    page.locator(f"[data-testid=mailbox][data-address='{JANA}']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("letter")).to_have_count(2)
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_test_id("letter-subject")).to_have_text("Schön, dass Sie dabei sind")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#reader")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.get_by_test_id("action-reply").evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("compose-text")).to_be_focused()
    page.keyboard.type("JA")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("action-reply")).to_be_focused()
    assert len(rooms.sent) == 1


def test_the_page_itself_never_scrolls_only_its_columns(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    open_letter(page, "in-1")
    assert page.evaluate("document.documentElement.scrollHeight") == 420


def test_no_word_of_a_letter_is_wider_than_a_phone(browser: Browser) -> None:
    sample = TEMPLATES.sample("office/held_post", "de") | {"title": "Wohnsitzregelungsverordnungsänderungsgesetzentwurf" * 2}
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(TEMPLATES.letter("office/held_post", sample, "de").html)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.close()


def test_a_phone_shows_one_thing_at_a_time(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    open_letter(page, "in-1")
    expect(page.get_by_test_id("mailboxes")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    page.get_by_role("button", name="‹ Briefe").click()
    expect(page.get_by_test_id("letters")).to_be_visible()
    page.get_by_role("button", name="‹ Postfächer").click()
    expect(page.get_by_test_id("mailboxes")).to_be_visible()


def test_a_reload_opens_the_same_letter_again(page: Page) -> None:
    open_letter(page, "in-1")
    page.reload()
    expect(page.get_by_test_id("letter-subject")).to_have_text("Schön, dass Sie dabei sind")
