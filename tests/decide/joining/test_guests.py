"""Guests beside the straight way of the conversation: no, an objection that holds, an early end taken back, what their rights let them do."""

from __future__ import annotations

import email.utils
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from conversation import Forum, Left

from mailflow.model.facts import Facts
from mailflow.model.records import Membership, Person, PersonAddress
from mailflow.settings import Settings, SettingsError

OFFICE, GUEST, READER = "amsel@traeger.example", "referat@landkreistag.example", "obermoos@kreis-guetersloh.example"
COMMANDS = "mailflow@forum-test.example"
ORDER = f"GAST AUFNEHMEN Rita Referentin {GUEST} für AG Wohnen bis 31.12.2027, Kontakt: Mara Lindtner"


def forum_with(**site) -> Forum:
    settings = Settings(store={"url": "sqlite://"}, forum={"undo_minutes": 0}, security={"second_person": False}, **site)
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"), settings=settings)


def answered(forum: Forum, asked: Left, text: str) -> list[Left]:
    forum.clock.advance(timedelta(minutes=1))
    to = email.utils.parseaddr(asked.header("Reply-To"))[1]
    return forum.write(asked.recipient, to, text, "AW: " + asked.header("Subject"))


def ordered(forum: Forum, text: str) -> list[Left]:
    forum.clock.advance(timedelta(minutes=1))
    [confirm] = forum.write(OFFICE, COMMANDS, text)
    return answered(forum, confirm, "Ja")


def to(left: list[Left], address: str) -> Left:
    return next(letter for letter in left if letter.recipient == address)


def announced(forum: Forum) -> list[Left]:
    return answered(forum, to(ordered(forum, ORDER), GUEST), "Ja, gern")


def here(forum: Forum) -> None:
    announced(forum)
    forum.tick(forum.clock.advance(timedelta(hours=25)))


def status(forum: Forum) -> str:
    with forum.app.facts() as facts:
        person = facts.people.by_address(GUEST)
        return person.status if person else ""


def test_nobody_is_a_guest_who_did_not_say_so():
    forum = forum_with()
    left = answered(forum, to(ordered(forum, ORDER), GUEST), "Nein, danke")
    assert "möchte nicht Gast sein" in to(left, "mara.lindtner@kreis-stade.example").header("Subject")
    forum.tick(forum.clock.advance(timedelta(days=2)))
    assert status(forum) == ""


def test_nobody_reads_before_the_day_is_over_and_no_post_reaches_them():
    forum = forum_with()
    announced(forum)
    forum.tick(forum.clock.advance(timedelta(hours=23)))
    left = forum.write(READER, "ag-wohnen@forum-test.example", "Vertrauliche Zahlen, die ein Gast noch nicht lesen soll.")
    assert GUEST not in {letter.recipient for letter in left}
    forum.tick(forum.clock.advance(timedelta(hours=2)))
    left = forum.write(READER, "ag-wohnen@forum-test.example", "Und noch etwas ganz anderes, ab heute.")
    assert GUEST in {letter.recipient for letter in left}


def test_an_objection_that_the_office_shares_keeps_them_out():
    forum = forum_with()
    objection = answered(forum, to(announced(forum), READER), "Ich widerspreche, bitte nicht")
    forum.tick(forum.clock.advance(timedelta(days=2)))
    assert status(forum) == "", "an open objection keeps the guest out"
    decided = answered(forum, to(objection, OFFICE), "Nein")
    assert {GUEST, READER, "mara.lindtner@kreis-stade.example"} <= {letter.recipient for letter in decided}
    forum.tick(forum.clock.advance(timedelta(days=2)))
    assert status(forum) == ""


def test_a_quick_decision_leaves_the_readers_their_day():
    forum = forum_with()
    objection = answered(forum, to(announced(forum), READER), "Dagegen habe ich Bedenken")
    decided = answered(forum, to(objection, OFFICE), "Ja, trotzdem")
    assert "ab Mittwoch, 17. März 2027, 10:" in to(decided, READER).text
    forum.tick(forum.clock.advance(timedelta(hours=23)))
    assert status(forum) == ""
    forum.tick(forum.clock.advance(timedelta(hours=1)))
    assert status(forum) == "guest"


@pytest.mark.parametrize("said", ["Ich widerspreche nicht.", "Da sage ich nicht nein, herzlich willkommen!", "Keine Einwände"])
def test_who_does_not_object_does_not_object(said):
    forum = forum_with()
    told = answered(forum, to(announced(forum), READER), said)
    assert not [letter for letter in told if letter.header("Subject").startswith("Widerspruch")]


def test_a_guest_who_wants_to_go_goes():
    forum = forum_with()
    here(forum)
    [confirm] = forum.write(GUEST, COMMANDS, "AUSTRETEN")
    assert "Gaststatus" in confirm.text
    told = answered(forum, confirm, "Ja")
    assert status(forum) == "left"
    assert "Ihr Gaststatus ist beendet" in to(told, GUEST).text
    assert len([letter for letter in told if letter.recipient == GUEST]) == 1
    assert {OFFICE, "mara.lindtner@kreis-stade.example"} <= {letter.recipient for letter in told}


def test_a_guest_goes_after_the_day_they_name_and_nobody_is_asked_whether_they_stay():
    forum = forum_with()
    here(forum)
    told = answered(forum, forum.write(GUEST, COMMANDS, "AUSTRETEN zum 10.4.2027")[0], "Ja")
    assert "nach dem Samstag, 10. April 2027" in to(told, GUEST).text
    assert "nach dem Samstag, 10. April 2027" in to(told, OFFICE).text
    asked = forum.tick(datetime.fromisoformat("2027-04-09T09:30:00+02:00"))
    assert not [letter for letter in asked if "Gast" in letter.header("Subject")]
    assert status(forum) == "guest"
    forum.tick(datetime.fromisoformat("2027-04-11T09:30:00+02:00"))
    assert status(forum) == "left"


def test_nobody_is_asked_whether_they_object_to_themselves():
    """Who was taken in on another way before they answered reads the list already."""
    forum = forum_with()
    asked = to(ordered(forum, ORDER), GUEST)
    with forum.app.store.writing(forum.clock.now(), cause="people import") as tx:
        for record in (
            Person(id="P-0900", name="Rita Referentin", address=GUEST, status="guest"),
            PersonAddress(id=GUEST, person="P-0900"),
            Membership(id="wohnen:P-0900", group="wohnen", person="P-0900"),
        ):
            tx.save(record)
    told = {letter.recipient for letter in answered(forum, asked, "Ja, gern") if letter.header("Subject").startswith("Neu ab")}
    assert told
    assert GUEST not in told


def test_an_early_end_can_be_taken_back():
    alone = Settings(store={"url": "sqlite://"}, security={"second_person": False})
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"), settings=alone)
    left = ordered(forum, ORDER)
    forum.tick(forum.clock.advance(timedelta(minutes=11)))
    answered(forum, to(left, GUEST), "Ja")
    forum.tick(forum.clock.advance(timedelta(hours=25)))
    done = to(ordered(forum, f"GAST BEENDEN {GUEST}"), OFFICE)
    assert status(forum) == "left"
    answered(forum, done, "RÜCKGÄNGIG")
    assert status(forum) == "guest"
    later = forum.tick(forum.clock.advance(timedelta(minutes=15)))
    assert not [letter for letter in later if letter.recipient == GUEST], "nobody was told of what did not happen"


def test_without_an_answer_they_go_on_the_day_and_are_asked_about_thirty_days_before():
    forum = forum_with()
    here(forum)
    asked = forum.tick(datetime.fromisoformat("2027-12-01T09:30:00+01:00"))
    assert "Bleibt Rita Referentin" in " ".join(letter.header("Subject") for letter in asked if letter.recipient == OFFICE)
    assert "Gäste, deren Zeit endet" in to(forum.write(OFFICE, COMMANDS, "OFFEN"), OFFICE).text
    forum.tick(datetime.fromisoformat("2027-12-31T22:00:00+01:00"))
    assert status(forum) == "guest"
    forum.tick(datetime.fromisoformat("2028-01-01T09:30:00+01:00"))
    assert status(forum) == "left"


@pytest.mark.parametrize(
    ("text", "words"), [("Ja", "neuen Tag"), ("Vielleicht", "JA mit dem neuen Tag"), ("NEIN", "endet am Freitag, 31. Dezember 2027")]
)
def test_the_office_is_asked_back_for_a_day(text, words):
    forum = forum_with()
    here(forum)
    asked = [letter for letter in forum.tick(datetime.fromisoformat("2027-12-01T09:30:00+01:00")) if "Bleibt" in letter.header("Subject")]
    assert words in to(answered(forum, to(asked, OFFICE), text), OFFICE).text


@pytest.mark.parametrize(
    ("missing", "order"),
    [
        ("Adresse", "GAST AUFNEHMEN für AG Wohnen, Kontakt: Mara Lindtner"),
        ("Ansprechperson", f"GAST AUFNEHMEN {GUEST} für AG Wohnen"),
        ("Liste", f"GAST AUFNEHMEN {GUEST}, Kontakt: LK Stade"),
    ],
)
def test_what_is_missing_is_named(missing, order):
    assert missing in to(forum_with().write(OFFICE, COMMANDS, order), OFFICE).text


@pytest.mark.proves("D7")
def test_only_the_office_takes_guests_in():
    forum = forum_with()
    left = forum.write(READER, COMMANDS, ORDER)
    assert GUEST not in {letter.recipient for letter in left}


@pytest.mark.parametrize("may", [False, True])
def test_the_table_of_rights_decides_what_they_look_up_and_who_they_see(tmp_path, may):
    config = tmp_path / "config"
    config.mkdir()
    (config / "guests.toml").write_text(f'version = "2"\nsince = 2027-03-17\narchive = {str(may).lower()}\nmembers = {str(may).lower()}\n')
    forum = forum_with(site={"folder": str(tmp_path)})
    here(forum)
    forum.write(READER, "ag-wohnen@forum-test.example", "Belegrechte haben wir im Herbst neu verhandelt.")
    found = to(forum.write(GUEST, COMMANDS, "SUCHE Belegrechte"), GUEST).text
    assert ("neu verhandelt" in found) is may
    forum.clock.advance(timedelta(minutes=1))
    assert ("Mara Lindtner" in to(forum.write(GUEST, COMMANDS, "WER AG Wohnen"), GUEST).text) is may
    week = forum.tick(datetime.fromisoformat("2027-03-19T09:01:00+01:00"))
    assert "Was Gäste dürfen (Fassung 2" in to(week, READER).text
    later = forum.tick(datetime.fromisoformat("2027-03-26T09:01:00+01:00"))
    assert not [letter for letter in later if "Was Gäste dürfen" in letter.text], "a change is news once"


def test_a_mistake_in_the_table_is_one_sentence(tmp_path):
    config = tmp_path / "config"
    config.mkdir()
    (config / "guests.toml").write_text('version = "2"\nsince = 2027-03-17\narchive = "vielleicht"\n')
    with pytest.raises(SettingsError, match=r"guests\.toml: archive: .*true or false"):
        forum_with(site={"folder": str(tmp_path)})


def test_half_a_year_after_their_last_day_nothing_is_kept_of_them():
    forum = forum_with()
    here(forum)
    forum.tick(datetime.fromisoformat("2028-01-01T09:30:00+01:00"))
    forum.tick(datetime.fromisoformat("2028-06-01T09:30:00+02:00"))
    assert status(forum) == "left"
    told = forum.tick(datetime.fromisoformat("2028-08-01T09:30:00+02:00"))
    assert "Gäste, deren Zeit vorbei ist: 1" in next(letter.text for letter in told if "Löschlauf" in letter.header("Subject"))
    with forum.app.facts() as facts:
        assert facts.people.by_address(GUEST) is None
        assert facts.people.guest(GUEST) is None
        assert not [q for q in facts.questions.about(GUEST) if GUEST in q.asked]


def test_a_guest_who_has_become_a_member_is_not_sent_away():
    forum = forum_with()
    here(forum)
    with forum.app.store.writing(forum.clock.now()) as tx:
        tx.records.save(replace(Facts(forum.app.forum(), tx.records).people.by_address(GUEST), status="member"))
    left = forum.tick(datetime.fromisoformat("2028-01-01T09:30:00+01:00"))
    assert status(forum) == "member"
    assert not [letter for letter in left if letter.recipient == GUEST and "Gast" in letter.header("Subject")]
