"""Answers to invitations: calendar replies count only for the attendee who sent them, plain words for the one who was asked."""

import re
from datetime import datetime, timedelta

import pytest
from conversation import Forum
from sqlalchemy import select

from mailflow.store.tables import outbox

OFFICE, MARA = "amsel@traeger.example", "mara.lindtner@kreis-stade.example"
REPLY = """Authentication-Results: mx.forum-test.example; dmarc={dmarc} header.from={domain}
From: {sender}
To: {to}
Subject: Zugesagt: Treffen
Message-ID: <{number}@kreis.example>
Content-Type: text/calendar; method={method}; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:t-2027-0001@forum-test.example
SEQUENCE:{sequence}
DTSTAMP:20270316T100000Z
DTSTART:20270601T080000Z
DTEND:20270601T090000Z
{more}ATTENDEE;PARTSTAT={partstat}:mailto:{attendee}
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def forum():
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    [asked] = forum.write(
        OFFICE, "mailflow@forum-test.example", "EINLADEN\nTitel: Treffen\nAn: AG Wohnen\nBeginn: 01.06.2027 10:00\nOrt: Celle"
    )
    forum.invitations = forum.write(OFFICE, asked.header("Reply-To"), "JA")
    return forum


def reply(forum, partstat="ACCEPTED", *, attendee=MARA, sender=MARA, method="REPLY", sequence=0, number=1, more="", dmarc="pass"):
    to = "termine+t-2027-0001@forum-test.example"
    values = {"domain": sender.partition("@")[2], "sender": sender, "to": to, "method": method, "sequence": sequence, "partstat": partstat}
    raw = REPLY.format(**values, attendee=attendee, number=number, more=more, dmarc=dmarc).replace("\n", "\r\n").encode()
    return forum.receive(raw, sender, [to])


def answer(forum, address=MARA):
    with forum.facts() as facts:
        return facts.matters.invitation("T-2027-0001", address).partstat


@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_a_calendar_reply_is_recorded_without_an_answer(forum, partstat):
    assert reply(forum, partstat) == []
    assert answer(forum) == partstat


@pytest.mark.proves("J4")
@pytest.mark.parametrize(
    ("partstat", "said"), [("", "noch keine Antwort"), ("ACCEPTED", "notiert: Zusage"), ("DECLINED", "notiert: Absage")]
)
def test_whoever_is_invited_can_ask_how_the_meeting_stands(forum, partstat, said):
    if partstat:
        reply(forum, partstat)
    [told] = forum.write(MARA, "mailflow@forum-test.example", "STATUS T-2027-0001")
    assert "Treffen" in told.text
    assert "Celle" in told.text
    assert said in told.text
    assert "Noch ohne Antwort" not in told.text, "who else is coming the organiser knows"


def test_whoever_is_not_invited_learns_nothing_of_the_meeting(forum):
    [told] = forum.write("fremd@anderswo.example", "mailflow@forum-test.example", "STATUS T-2027-0001")
    assert "Celle" not in told.text


def test_a_calendar_reply_that_the_attendees_domain_disowns_is_not_recorded(forum):
    reply(forum, "ACCEPTED", dmarc="fail")
    assert answer(forum) != "ACCEPTED"


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_an_answer_for_one_date_of_a_series_leaves_the_others_as_they_are(forum, method):
    reply(forum, "ACCEPTED", number=1)
    [told] = reply(forum, "DECLINED", method=method, number=2, more="RECURRENCE-ID:20270608T080000Z\n")
    assert answer(forum) == "ACCEPTED"
    assert told.recipient == OFFICE
    assert "Dienstag, 8. Juni 2027" in told.text
    assert "Absage" in told.text


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("Da habe ich Ausschuss.", "Da habe ich Ausschuss."),
        ("Mara Lindtner hat diese Einladung abgelehnt.", ""),
        ("Mara Lindtner has declined the event", ""),
        ("Abgelehnt: Treffen", ""),
        ("\n", ""),
    ],
)
def test_what_is_written_around_a_calendar_reply_reaches_the_organiser_if_a_person_wrote_it(forum, text, comment):
    to = "termine+t-2027-0001@forum-test.example"
    values = {"domain": "kreis-stade.example", "sender": MARA, "to": to, "method": "REPLY", "sequence": 0, "partstat": "DECLINED"}
    head, _, calendar = REPLY.format(**values, attendee=MARA, number=7, more="", dmarc="pass").partition("\n\n")
    head, _, kind = head.rpartition("\n")
    parts = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\n{kind}\n\n{calendar}\n--b--\n"
    raw = f'{head}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n{parts}'
    forum.receive(raw.replace("\n", "\r\n").encode(), MARA, [to])
    assert answer(forum) == "DECLINED"
    with forum.facts() as facts:
        assert facts.matters.invitation("T-2027-0001", MARA).comment == comment


def test_the_last_answer_counts(forum):
    reply(forum, "ACCEPTED", number=1)
    reply(forum, "DECLINED", number=2)
    assert answer(forum) == "DECLINED"


@pytest.mark.proves("J4")
@pytest.mark.parametrize("sender", ["obermoos@kreis-guetersloh.example", "fremd@kreis-stade.example", "fremd@x.example"])
def test_nobody_answers_for_somebody_else(forum, sender):
    assert reply(forum, sender=sender) == []
    assert answer(forum) == "NEEDS-ACTION"


@pytest.mark.proves("J4")
def test_who_was_not_invited_is_not_recorded(forum):
    fremd = "fremd@x.example"
    assert reply(forum, attendee=fremd, sender=fremd) == []
    with forum.facts() as facts:
        assert facts.matters.invitation("T-2027-0001", fremd) is None


def test_an_answer_to_an_older_invitation_is_outdated(forum):
    [asked] = forum.write(OFFICE, "mailflow@forum-test.example", "EINLADEN T-2027-0001\nBeginn: 02.06.2027 10:00")
    again = forum.write(OFFICE, asked.header("Reply-To"), "JA")
    assert any("Geändert" in one.header("Subject") for one in again)
    reply(forum, sequence=0)
    assert answer(forum) == "NEEDS-ACTION"
    reply(forum, sequence=1, number=2)
    assert answer(forum) == "ACCEPTED"


def test_a_counter_proposal_moves_nothing_and_reaches_the_organiser(forum):
    [told] = reply(forum, "TENTATIVE", method="COUNTER")
    assert told.recipient == OFFICE
    with forum.facts() as facts:
        assert facts.matters.meeting("T-2027-0001").sequence == 0


def test_a_substitute_is_invited_to_this_meeting_only(forum):
    mine = next(one for one in forum.invitations if one.recipient == MARA)
    left = forum.write(
        MARA, mine.header("Reply-To"), "Ich kann leider nicht, es kommt Herr Muster (muster@kreis-stade.example).", proven=False
    )
    assert {one.recipient for one in left} == {MARA, "muster@kreis-stade.example"}
    assert answer(forum) == "DECLINED"
    with forum.facts() as facts:
        assert facts.people.by_address("muster@kreis-stade.example") is None


def test_words_that_say_nothing_are_asked_back(forum):
    mine = next(one for one in forum.invitations if one.recipient == MARA)
    [asked] = forum.write(MARA, mine.header("Reply-To"), "Gibt es Parkplätze am Kreishaus?", proven=False)
    assert "ZUSAGE, VORBEHALT oder ABSAGE" in asked.text
    assert answer(forum) == "NEEDS-ACTION"


def test_the_receipt_can_be_answered_to_change_one_s_mind(forum):
    mine = next(one for one in forum.invitations if one.recipient == MARA)
    [noted] = forum.write(MARA, mine.header("Reply-To"), "ZUSAGE", proven=False)
    forum.write(MARA, noted.header("Reply-To"), "Doch nicht, leider verhindert.", proven=False)
    assert answer(forum) == "DECLINED"


def test_words_to_the_organisers_address_count_for_whom_they_prove_and_nobody_else(forum):
    termine = "termine+t-2027-0001@forum-test.example"
    [noted] = forum.write(MARA, termine, "bin dabei!", "AW: Einladung: Treffen")
    assert noted.header("Subject").startswith("Zusage notiert")
    assert answer(forum) == "ACCEPTED"
    forum.write(MARA, termine, "muss doch absagen", "AW: Einladung: Treffen", proven=False)
    forum.write("fremd@verein.example", termine, "komme gern", "AW: Einladung: Treffen")
    assert answer(forum) == "ACCEPTED"


def test_who_speaks_for_a_group_moves_their_own_meeting_and_no_other(forum):
    [asked] = forum.write(MARA, "mailflow@forum-test.example", "EINLADEN\nTitel: Runde\nAn: AG Wohnen\nBeginn: 02.06.2027 10:00")
    forum.write(MARA, asked.header("Reply-To"), "JA")
    [asked] = forum.write(MARA, "mailflow@forum-test.example", "EINLADEN T-2027-0002\nBeginn: 03.06.2027 11:00")
    moved = forum.write(MARA, asked.header("Reply-To"), "JA")
    assert any("Donnerstag, 3. Juni 2027" in one.text for one in moved)
    [refused] = forum.write(MARA, "mailflow@forum-test.example", "EINLADEN T-2027-0001\nBeginn: 03.06.2027 11:00")
    assert "deshalb wurde nichts geändert" in refused.text


def called_off(forum, words="TREFFEN ABSAGEN T-2027-0001 Grund: Der Saal ist nicht frei."):
    [asked] = forum.write(OFFICE, "mailflow@forum-test.example", words)
    return asked, forum.write(OFFICE, asked.header("Reply-To"), "JA")


@pytest.mark.parametrize(
    "words",
    [
        "TREFFEN ABSAGEN T-2027-0001 Grund: Der Saal ist nicht frei.",
        "Guten Tag,\n\ndas Treffen T-2027-0001 muss leider ausfallen.\n\nKarla Amsel",
        "Bitte sagen Sie das Treffen T-2027-0001 ab.",
        "CALL OFF T-2027-0001",
    ],
)
def test_a_meeting_that_is_called_off_leaves_every_calendar(forum, words):
    asked, letters = called_off(forum, words)
    assert "1. Juni 2027" in asked.text or "1 June 2027" in asked.text
    told = [letter for letter in letters if letter.recipient != OFFICE]
    assert {letter.recipient for letter in told} == {letter.recipient for letter in forum.invitations if letter.recipient != OFFICE}
    for letter in told:
        calendar = next(p for p in letter.message.walk() if p.get_content_type() == "text/calendar")
        content = calendar.get_payload(decode=True).decode()
        assert calendar.get_param("method") == "CANCEL"
        assert "STATUS:CANCELLED" in content
        assert "SEQUENCE:1" in content
        assert "UID:t-2027-0001@forum-test.example" in content
        assert f"mailto:{letter.recipient}" in content


def test_whoever_answers_afterwards_hears_that_it_is_called_off(forum):
    called_off(forum)
    asked = next(letter for letter in forum.invitations if letter.recipient == MARA)
    [told] = forum.write(MARA, asked.header("Reply-To"), "Komme gern")
    assert "abgesagt" in told.text
    assert answer(forum) == "NEEDS-ACTION"
    forum.clock.advance(timedelta(minutes=1))
    [again] = forum.write(OFFICE, "mailflow@forum-test.example", "TREFFEN ABSAGEN T-2027-0001")
    assert "schon abgesagt" in again.text


def test_an_answer_to_the_organiser_s_address_is_not_recorded_any_more(forum):
    called_off(forum)
    [told] = forum.write(MARA, "termine+t-2027-0001@forum-test.example", "Komme gern")
    assert "abgesagt" in told.text
    assert answer(forum) == "NEEDS-ACTION"


def test_the_weekly_letter_s_number_of_it_answers_nothing(forum):
    weekly = next(one for one in forum.tick(datetime.fromisoformat("2027-03-19T09:01:00+01:00")) if one.recipient == MARA)
    number = re.search(r"(\d)\. Treffen", weekly.text)[1]
    called_off(forum)
    [told] = forum.write(MARA, weekly.header("Reply-To"), f"{number} Zusage")
    assert "schon entschieden" in told.text
    assert answer(forum) == "NEEDS-ACTION"


def test_calling_off_can_be_taken_back_before_anybody_hears_of_it(forum):
    _, letters = called_off(forum)
    [receipt] = [letter for letter in letters if letter.recipient == OFFICE]
    forum.write(OFFICE, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    with forum.facts() as facts:
        assert facts.matters.meeting("T-2027-0001").state == "planned"
    forum.clock.advance(timedelta(minutes=11))
    forum.deliver()
    assert {state_of(forum, letter) for letter in letters if letter is not receipt} == {"cancelled"}
    asked = next(letter for letter in forum.invitations if letter.recipient == MARA)
    forum.write(MARA, asked.header("Reply-To"), "Komme gern")
    assert answer(forum) == "ACCEPTED"


def state_of(forum, letter):
    with forum.app.store.reading() as connection:
        return connection.execute(select(outbox.c.state).where(outbox.c.id == letter.id)).scalar_one()


def test_a_member_cannot_call_off_the_office_s_meeting(forum):
    assert "T-2027-0001" not in str(forum.write(MARA, "mailflow@forum-test.example", "TREFFEN ABSAGEN T-2027-0001"))
    with forum.facts() as facts:
        assert facts.matters.meeting("T-2027-0001").state == "planned"
