"""Editions of a list: what mail programs take apart again, each post once, with a way to answer each."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from conversation import Forum
from fast_mail_parser import parse_email
from sqlalchemy import select

from mailflow.model.records import Membership, Person
from mailflow.store.tables import mail as mails

START = datetime.fromisoformat("2027-03-15T11:00:00+01:00")
MARA, RENATE = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example"
GROUP, EVERYBODY, COMMANDS = "ag-wohnen@forum-test.example", "forum@forum-test.example", "mailflow@forum-test.example"


@pytest.fixture
def forum():
    return Forum(START)


def wish(forum, words, reader=RENATE):
    forum.clock.advance(timedelta(minutes=1))
    return [one for one in forum.write(reader, COMMANDS, words) if one.recipient == reader]


def post(forum, subject, text="", to=GROUP):
    forum.clock.advance(timedelta(minutes=1))
    return forum.write(MARA, to, text or f"Wer weiß Näheres? {subject}", subject)


def post_with_file(forum, subject, size):
    forum.clock.advance(timedelta(minutes=1))
    letter = EmailMessage(policy=email.policy.SMTP)
    letter["Authentication-Results"] = "mx.forum-test.example; dmarc=pass header.from=kreis-stade.example"
    letter["From"], letter["To"], letter["Subject"], letter["Message-ID"] = MARA, GROUP, subject, f"<{size}@kreis-stade.example>"
    letter["Date"] = forum.clock.moment
    letter.set_content(f"Hier: {subject}")
    letter.add_attachment(bytes(size), maintype="application", subtype="octet-stream", filename="plan.bin")
    return forum.receive(bytes(letter), MARA, [GROUP])


def days(forum, count):
    left = []
    for _ in range(count * 2):
        left += forum.tick(forum.clock.moment + timedelta(hours=12))
        left += forum.tick()
    return left


def editions(left, reader=RENATE):
    return [one for one in left if one.recipient == reader and "Digest," in one.header("Subject")]


def letters_in(edition):
    [digest] = [part for part in edition.message.walk() if part.get_content_type() == "multipart/digest"]
    return [part.get_payload(0) for part in digest.get_payload()]


def texts_in(edition):
    """As RFC 1153 takes a text apart: the preamble, each post, the trailer."""
    preamble, rest = edition.text.split(f"\n\n{'-' * 70}\n\n")
    *posts, trailer = rest.split(f"\n\n{'-' * 30}\n\n")
    return preamble, [email.message_from_string(post, policy=email.policy.default) for post in posts], trailer


def text_of(letter):
    return next(p for p in letter.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()


def test_each_post_of_the_week_is_a_letter_of_its_own_within_one(forum):
    told = wish(forum, "ZUSTELLUNG AG Wohnen wöchentlich als MIME")
    assert "einmal in der Woche als Digest" in told[0].text
    post(forum, "Belegrechte"), post(forum, "Wärmepumpen")
    [edition] = editions(days(forum, 6))
    first, second = letters_in(edition)
    assert [first["Subject"], text_of(first).strip()] == ["Belegrechte", "Wer weiß Näheres? Belegrechte"]
    assert second["List-Id"] == edition.message["List-Id"] == '"AG Wohnen" <ag-wohnen.forum-test.example>'
    assert first["From"] == MARA
    assert first["Reply-To"] == GROUP
    assert "1. Mara Lindtner (Landkreis Stade): Belegrechte" in edition.text
    assert "2. Mara Lindtner (Landkreis Stade): Wärmepumpen" in edition.text


def test_another_parser_finds_the_same_in_it(forum):
    wish(forum, "ZUSTELLUNG AG Wohnen täglich als MIME")
    post(forum, "Belegrechte"), post(forum, "Wärmepumpen")
    [edition] = editions(days(forum, 2))
    read = parse_email(edition.message.as_bytes())
    assert not read.warnings
    assert read.subject == edition.header("Subject") == "AG Wohnen Digest, Dienstag, 16. März 2027 (2 Beiträge)"
    within = [parse_email(bytes(letter)) for letter in letters_in(edition)]
    assert [one.subject for one in within] == ["Belegrechte", "Wärmepumpen"]
    assert [one.text_plain[0].strip() for one in within] == ["Wer weiß Näheres? Belegrechte", "Wer weiß Näheres? Wärmepumpen"]


def test_an_answer_to_a_letter_within_and_one_by_number_reach_the_thread(forum):
    wish(forum, "ZUSTELLUNG AG Wohnen täglich als MIME")
    post(forum, "Belegrechte"), post(forum, "Wärmepumpen")
    [edition] = editions(days(forum, 2))
    first, second = letters_in(edition)
    forum.write(RENATE, first["Reply-To"], "Wir seit 2019.", "AW: Belegrechte", headers=f"In-Reply-To: {first['Message-ID']}\n")
    forum.write(RENATE, edition.header("Reply-To"), "2: Bei uns im Kreishaus.", "AW: AG Wohnen Digest")
    with forum.facts() as facts:
        assert [p.text for p in facts.archive.in_thread(first["Message-ID"])][1:] == ["Wir seit 2019."]
        assert [p.text for p in facts.archive.in_thread(second["Message-ID"])][1:] == ["Bei uns im Kreishaus."]


def test_as_text_it_is_a_digest_of_rfc_1153(forum):
    assert "als reiner Text (RFC 1153)" in wish(forum, "ZUSTELLUNG AG Wohnen täglich als Text")[0].text
    post(forum, "Belegrechte", "Wer hat Erfahrung mit Belegrechten? " * 8)
    post(forum, "Mit Strichen", f"Vorher\n\n{'-' * 30}\n\nNachher")
    [edition] = editions(days(forum, 2))
    assert edition.message.get_content_type() == "text/plain"
    preamble, (first, second), trailer = texts_in(edition)
    assert "1. Mara Lindtner (Landkreis Stade): Belegrechte" in preamble
    assert list(first) == ["Date", "From", "To", "Subject", "Message-ID"]
    assert first.get_content().split() == ["Wer", "hat", "Erfahrung", "mit", "Belegrechten?"] * 8
    assert second.get_content().split() == ["Vorher", "-" * 30, "Nachher"]
    assert trailer.splitlines() == ["End of AG Wohnen Digest", "*" * 23]
    assert max(map(len, edition.text.partition("-" * 70)[2].splitlines())) <= 78


def test_each_post_comes_once_and_not_in_the_weekly_overview_too(forum):
    wish(forum, "ZUSTELLUNG AG Wohnen wöchentlich als MIME")
    post(forum, "Eins")
    left = days(forum, 6)
    post(forum, "Zwei")
    left += days(forum, 8)
    assert [[letter["Subject"] for letter in letters_in(one)] for one in editions(left)] == [["Eins"], ["Zwei"]]
    overviews = [one.text for one in left if one.recipient == RENATE and "Wochenüberblick" in one.header("Subject")]
    assert not any("Eins" in text or "Zwei" in text for text in overviews)
    assert any("Eins" in one.text for one in left if one.recipient == MARA and "Wochenüberblick" in one.header("Subject"))


def test_a_quiet_week_brings_none(forum):
    wish(forum, "ZUSTELLUNG AG Wohnen wöchentlich als MIME")
    assert editions(days(forum, 8)) == []


def test_one_for_each_list_where_somebody_wants_all_so(forum):
    wish(forum, "ZUSTELLUNG täglich als MIME")
    post(forum, "In der Gruppe"), post(forum, "An alle", to=EVERYBODY)
    found = {one.header("Subject").partition(" Digest")[0]: letters_in(one)[0]["Subject"] for one in editions(days(forum, 2))}
    assert found == {"AG Wohnen": "In der Gruppe", "Forum (alle Mitglieder)": "An alle"}


def test_who_was_away_has_all_of_it_with_the_first_one_after(forum):
    wish(forum, "ZUSTELLUNG AG Wohnen täglich als MIME")
    wish(forum, "PAUSE bis 18.03.2027")
    post(forum, "Eins")
    left = days(forum, 2)
    assert editions(left) == []
    post(forum, "Zwei")
    left = days(forum, 4)
    assert [[letter["Subject"] for letter in letters_in(one)] for one in editions(left)] == [["Eins", "Zwei"]]
    assert not any("Eins" in one.text for one in left if one.recipient == RENATE and "Pause" in one.header("Subject"))


def test_what_came_before_somebody_joined_is_in_none(forum):
    wish(forum, "ZUSTELLUNG täglich als MIME")
    post(forum, "Vorher", to="ag-sprache@forum-test.example")
    with forum.app.store.writing(forum.clock.now()) as tx:
        renate = tx.records.all(Person, address=RENATE)[0]
        tx.save(Membership(id=f"sprache:{renate.id}", group="sprache", person=renate.id, since=forum.clock.now()))
    post(forum, "Nachher", to="ag-sprache@forum-test.example")
    [edition] = editions(days(forum, 2))
    assert [letter["Subject"] for letter in letters_in(edition)] == ["Nachher"]


def test_what_would_make_it_too_large_is_named_in_its_place(forum):
    wish(forum, "ZUSTELLUNG AG Wohnen täglich als MIME")
    post_with_file(forum, "Großer Plan", 2_900_000)
    post_with_file(forum, "Kleiner Plan", 900_000)
    [edition] = editions(days(forum, 2))
    assert len(edition.message.as_bytes()) < 5_000_000
    large, small = letters_in(edition)
    shown = "".join(part.get_payload(decode=True).decode() for part in large.walk() if part.get_content_maintype() == "text")
    assert "Anlage »plan.bin« (2,9 MB) ist nicht dabei" in shown
    assert small.get_payload()[1].get_filename() == "plan.bin"


def test_a_text_names_the_files_it_cannot_hold_and_the_words_that_bring_them(forum):
    wish(forum, "ZUSTELLUNG AG Wohnen täglich als Text")
    post_with_file(forum, "Plan", 300_000)
    [edition] = editions(days(forum, 2))
    line = next(line for line in edition.text.splitlines() if "plan.bin" in line)
    fetch = re.search(r"HOLE <\S+>", line)[0]
    [fetched] = [one for one in wish(forum, fetch) if "Plan" in one.header("Subject")]
    assert any(part.get_filename() == "plan.bin" for part in fetched.message.walk())


def test_confidential_posts_are_counted_and_not_shown(forum):
    wish(forum, "ZUSTELLUNG AG Wohnen täglich als MIME")
    [asked] = post(forum, "Stellen", "Stufe: vertraulich\n\nZwei Stellen fallen weg.")
    forum.write(MARA, asked.header("Reply-To"), "ja")
    [edition] = editions(days(forum, 2))
    assert "Ein vertraulicher Beitrag steht hier nicht." in edition.text
    assert b"Stellen" not in edition.message.as_bytes()


def test_how_posts_come_is_told_and_a_list_can_be_left_from_an_edition(forum):
    wish(forum, "ZUSTELLUNG AG Wohnen wöchentlich als Text")
    assert "AG Wohnen (wöchentlich als Text)" in wish(forum, "Welche Listen habe ich?")[0].text
    post(forum, "Eins")
    [edition] = editions(days(forum, 6))
    with forum.app.store.reading() as connection:
        own = connection.scalar(select(mails.c.personal).where(mails.c.message_id == edition.message["Message-ID"]))
    assert own.startswith("List-Unsubscribe: <mailto:")


def test_the_way_back_that_is_told_leads_back(forum):
    told = wish(forum, "ZUSTELLUNG AG Wohnen täglich als MIME")[0].text
    wish(forum, re.search(r"ZUSTELLUNG einzeln[\w ]*", told)[0])
    left = post(forum, "Eins")
    assert RENATE in {one.recipient for one in left if one.header("List-Id")}
    assert editions(left + days(forum, 2)) == []
