"""Letters by the hundred that nothing vouches for: nobody is flooded, and nothing that people wrote is lost."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from conversation import Forum, letter

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, KARLA, COLLEAGUE = "mara.lindtner@kreis-stade.example", "amsel@traeger.example", "rehwinkel@traeger.example"
STRANGER = "opfer@anderswo.example"
COMMANDS, OFFICE, GROUP = "mailflow@forum-test.example", "buero@forum-test.example", "ag-wohnen@forum-test.example"
PLACES = [
    f"{place}@forum-test.example" for place in ("anmeldung", "mailflow", "buero", "forum", "ag-wohnen", "ag-wohnen-leitung", "datenschutz")
]
TEXTS = [
    "Wie kann ich mitmachen? Wir vom Landkreis Uelzen hätten Interesse.",
    "HILFE",
    "PAUSE bis 18.12.2027",
    "Welche Daten haben Sie über mich?",
    "Guten Tag, ich habe eine Frage zu den Terminen.",
    "Liebe alle, ich finde das unmöglich.",
    "FREIGEBEN M-2027-0001",
    "Kommt alle auf billige-kredite.example!",
]


@pytest.fixture
def forum():
    return Forum(START)


def disowned(sender: str, to: str, text: str, subject: str, at: datetime) -> bytes:
    """As our mail server hands it over after the sender's domain has told it that the letter is forged."""
    found = f"Authentication-Results: mx.forum-test.example; spf=fail smtp.mailfrom={sender}; dmarc=fail header.from={sender.partition('@')[2]}\r\n"
    return found.encode() + letter(sender, to, text, subject, at, proven=False)


def bombed(forum: Forum, name: str, *, is_disowned: bool) -> Counter[str]:
    """How many letters whom a flood in somebody's name brings."""
    made = disowned if is_disowned else (lambda *about: letter(*about, proven=False))
    for to in PLACES:
        for number, text in enumerate(TEXTS):
            forum.clock.advance(timedelta(seconds=1))
            forum.receive(made(name, to, text, f"{text[:20]} {number}", forum.clock.now()), "x@boese.example", [to])
    forum.last = 0
    return Counter(one.recipient for one in forum.left())


def is_in_open(forum: Forum, words: str) -> bool:
    forum.clock.advance(timedelta(seconds=1))
    return words in forum.write(KARLA, COMMANDS, "OFFEN")[0].text


@pytest.mark.proves("F4", "C2", "C5")
@pytest.mark.parametrize("name", [STRANGER, MARA])
def test_what_a_domain_disowns_brings_whoever_it_names_one_letter_a_day(forum, name):
    assert bombed(forum, name, is_disowned=True)[name] <= 1 + (name == MARA) * 20, "Mara looks after a list as well"
    forum.last = 0
    theirs = [
        one
        for one in forum.left()
        if one.recipient == name and "Auto-Submitted" in one.message and one.header("Auto-Submitted") == "auto-replied"
    ]
    assert len(theirs) == 1


@pytest.mark.proves("F4", "C5")
def test_whoever_is_named_by_a_forger_hears_of_it_once_and_reads_nothing_of_the_forger_s(forum):
    for number, order in enumerate(
        ["AUFNEHMEN F-2027-0001 sofort überweisen", "GAST BEENDEN x@sofort.example", "PAUSE bis 18.12.2027"] * 2
    ):
        raw = disowned(KARLA, COMMANDS, order, f"Sofort überweisen {number}", START)
        forum.receive(raw, "x@boese.example", [COMMANDS])
    forum.last = 0
    [told] = [one for one in forum.left() if one.recipient == KARLA]
    assert "erkennt ihn nicht an" in told.text
    assert "überweisen" not in told.header("Subject") + told.text
    assert "sofort.example" not in told.text


@pytest.mark.proves("F4")
def test_a_pause_in_a_disowned_letter_is_asked_about_without_the_forger_s_words(forum):
    text = "PAUSE bis 18.12.2027\n\nSofort überweisen!"
    [asked] = forum.receive(disowned(MARA, COMMANDS, text, "Sofort überweisen", START), "x@boese.example", [COMMANDS])
    assert asked.header("Subject") == "Bitte bestätigen: Ihr Auftrag"
    assert "überweisen" not in asked.text
    assert "Wir verstehen das so" in asked.text


@pytest.mark.proves("F4", "C2")
def test_all_that_nothing_vouches_for_brings_a_member_few_letters_a_day(forum):
    bombed(forum, MARA, is_disowned=False)
    forum.last = 0
    theirs = [one for one in forum.left() if one.recipient == MARA and one.header("Auto-Submitted") == "auto-replied"]
    assert 0 < len(theirs) <= 10


@pytest.mark.proves("F4")
def test_a_flood_does_not_reach_those_who_look_after_things_and_nothing_of_it_is_lost(forum):
    for number in range(120):
        forum.clock.advance(timedelta(seconds=1))
        to = (OFFICE, GROUP, "ag-wohnen-leitung@forum-test.example")[number % 3]
        forum.write(f"fremd{number}@anderswo.example", to, f"Angebot Nummer {number}.", f"Angebot {number}", proven=False)
    forum.last = 0
    left = forum.left()
    assert max(Counter(one.recipient for one in left).values()) <= 20
    shown = forum.write(KARLA, COMMANDS, "OFFEN")[0].text
    came = {one.header("Subject") for one in left if one.recipient == KARLA}
    for number in (*range(0, 120, 3), *range(1, 120, 3)):
        assert (
            any(f"Angebot {number}" in subject.replace("»", "").replace("«", "") for subject in came) or f"»Angebot {number}«" in shown
        ), number
    for morning in (17, 18, 19, 20):
        told = Counter(one.recipient for one in forum.tick(START.replace(day=morning, hour=9)))
        assert max(told.values(), default=0) <= 2, "one letter a day tells of all that wait"
        assert told[KARLA] or morning > 17


@pytest.mark.proves("F4")
def test_what_is_kept_is_read_and_thrown_away_by_its_number(forum):
    for number in range(23):
        forum.write(f"fremd{number}@anderswo.example", OFFICE, f"Frage Nummer {number}.", f"Frage {number}", proven=False)
    forum.left()
    [told] = [one for one in forum.tick(START.replace(day=17, hour=9)) if one.recipient == KARLA]
    left = forum.write(KARLA, told.header("Reply-To"), "1 freigeben, 2 verwerfen")
    assert {one.recipient for one in left} == {KARLA}, "whoever is thrown away hears nothing"
    assert "Frage 20" in [one.header("Subject") for one in left]
    assert not is_in_open(forum, "Frage 20")
    assert not is_in_open(forum, "Frage 21")
    assert is_in_open(forum, "Frage 22")
    forum.write(KARLA, next(one for one in left if "Auto-Submitted" in one.message).header("Reply-To"), "RÜCKGÄNGIG")
    assert is_in_open(forum, "Frage 21")


@pytest.mark.proves("F4")
def test_orders_and_posts_of_a_member_that_are_not_asked_about_stand_with_the_office(forum):
    for number in range(12):
        forum.write(MARA, COMMANDS, "PAUSE bis 01.05.2027", f"Bitte {number}", proven=False)
    for number in range(6):
        forum.write(MARA, GROUP, f"Wir suchen Wohnungen ({number}).", f"Wohnraum {number}", proven=False)
    assert is_in_open(forum, "Bitte 11")
    assert is_in_open(forum, "Wohnraum 5")
    forum.clock.advance(timedelta(seconds=1))
    [held] = [line for line in forum.write(KARLA, COMMANDS, "OFFEN")[0].text.split("\n") if "Wohnraum 5" in line]
    assert "Verfasser:in" not in held, "she has not been asked"


def test_a_member_whose_mail_system_proves_nothing_gets_through_the_day(forum):
    """Each order is asked about and done after a plain yes; the answers are proven by their reply address."""
    orders = [
        "PAUSE bis 01.05.2027",
        "ZUSTELLUNG wöchentlich",
        "STATUS",
        "VERLASSEN AG Wohnen",
        "BEITRETEN AG Wohnen",
        "AUSKUNFT",
        "PAUSE bis 01.06.2027",
    ]
    for number, order in enumerate(orders):
        [asked] = forum.write(MARA, COMMANDS, order, f"Auftrag {number}", proven=False)
        assert asked.header("Subject").startswith("Bitte bestätigen"), order
        answers = forum.write(MARA, asked.header("Reply-To"), "Ja", "AW: Bitte bestätigen", proven=False)
        assert any(one.recipient == MARA for one in answers), order


@pytest.mark.proves("F4", "D1")
def test_a_moderator_is_not_asked_to_release_what_is_forged_in_their_own_name(forum):
    left = forum.receive(disowned(MARA, GROUP, "Bitte sofort überweisen", "Dringend", START), "x@boese.example", [GROUP])
    assert {one.recipient for one in left} == {MARA, KARLA, COLLEAGUE}
    [told] = [one for one in left if one.recipient == MARA]
    assert "Nicht ausgeführt" in told.header("Subject")
    assert "überweisen" not in told.text
