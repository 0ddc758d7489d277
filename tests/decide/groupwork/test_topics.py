"""Topics: who proposes and supports them, what a page shows, and when a group is offered."""

import re
from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow.model.records import Meeting, Person, PersonAddress

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
FRIDAY = datetime.fromisoformat("2027-03-19T09:00:00+01:00")
MARA, RENATE, SAMIR = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "s.feldhaus@landkreis-goerlitz.example"
BIRTE, GUEST, COMMANDS = "integration@kreis-dithmarschen.example", "quast@hochschule-demo.example", "mailflow@forum-test.example"
OFFER = "Daraus eine Arbeitsgruppe machen?"


@pytest.fixture
def forum():
    forum = Forum(START)
    forum.write(MARA, COMMANDS, "THEMA: Wohnsitzauflage")
    return forum


def topic(forum, number="T-1"):
    with forum.facts() as facts:
        return facts.matters.topic(number)


def test_each_district_counts_once_and_the_third_brings_the_offer(forum):
    with forum.facts() as facts:
        mara = facts.people.by_address(MARA)
    assert topic(forum).supporters == (mara.id,)
    assert not [one for one in forum.write(RENATE, COMMANDS, "THEMA T-1 dafür") if OFFER in one.header("Subject")]
    assert not [one for one in forum.write(RENATE, COMMANDS, "THEMA T-1 +1") if OFFER in one.header("Subject")]
    assert len(topic(forum).supporters) == 2
    offered = [one for one in forum.write(SAMIR, COMMANDS, "THEMA T-1 dafür") if OFFER in one.header("Subject")]
    assert {one.recipient for one in offered} == {MARA, RENATE, SAMIR}
    assert not [one for one in forum.write(BIRTE, COMMANDS, "THEMA T-1 dafür") if OFFER in one.header("Subject")]


def test_colleagues_of_one_district_are_one_of_the_three(forum):
    with forum.app.store.writing(START) as tx:
        nele = Person(id="P-0900", name="Nele Späth", address="spaeth@kreis-stade.example", status="member", seat="Landkreis Stade")
        tx.save(nele)
        tx.save(PersonAddress(id=nele.address, person=nele.id))
    for person in (nele.address, RENATE):
        assert not [one for one in forum.write(person, COMMANDS, "THEMA T-1 dafür") if OFFER in one.header("Subject")]
    assert len(topic(forum).supporters) == 3


@pytest.mark.parametrize("words", ["THEMA T-1 zurück", "THEMA T-1 zurückziehen"])
def test_support_can_be_taken_back(forum, words):
    forum.write(RENATE, COMMANDS, "THEMA T-1 dafür")
    [left] = forum.write(RENATE, COMMANDS, words)
    assert "nicht mehr" in left.text
    assert len(topic(forum).supporters) == 1


def test_support_is_taken_back_by_number_and_under_the_page(forum):
    forum.write(RENATE, COMMANDS, "THEMA T-1 dafür")
    digest = next(one for one in forum.tick(FRIDAY) if one.recipient == RENATE)
    [number] = re.findall(r"^(\d+)\. .*Wohnsitzauflage", digest.text, re.M)
    forum.write(RENATE, digest.header("Reply-To"), f"{number} nein")
    assert len(topic(forum).supporters) == 1
    [page] = forum.write(MARA, COMMANDS, "THEMA T-1")
    forum.write(MARA, page.header("Reply-To"), "nein, nicht mehr")
    assert topic(forum).supporters == ()


def test_one_supporter_s_no_leaves_the_others_asked(forum):
    forum.write(RENATE, COMMANDS, "THEMA T-1 dafür")
    offers = {one.recipient: one for one in forum.write(SAMIR, COMMANDS, "THEMA T-1 dafür")}
    forum.write(RENATE, offers[RENATE].header("Reply-To"), "Nein, dafür fehlt mir die Zeit.")
    [confirm] = forum.write(SAMIR, offers[SAMIR].header("Reply-To"), "AG GRÜNDEN: Wohnen und Arbeit")
    assert "AG GRÜNDEN: Wohnen und Arbeit" in confirm.text


def test_without_a_colon_it_looks_for_a_conversation_and_proposes_nothing(forum):
    [answer] = forum.write(MARA, COMMANDS, "THEMA Bezahlkarte")
    assert "nicht gefunden" in answer.text
    assert topic(forum, "T-2") is None


def test_a_guest_proposes_and_sees_none(forum):
    for text in ("THEMA: Bleibeorientierung", "THEMA T-1"):
        [answer] = forum.write(GUEST, COMMANDS, text)
        assert "nicht gefunden" in answer.text
    digest = next(one for one in forum.tick(FRIDAY) if one.recipient == MARA)
    assert "T-1" in digest.text
    assert "Bleibeorientierung" not in digest.text


def test_a_proposal_taken_back_is_gone(forum):
    [receipt] = forum.write(BIRTE, COMMANDS, "THEMA: Bezahlkarte")
    forum.write(BIRTE, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    assert topic(forum, "T-2") is None


def test_a_page_shows_what_its_reader_may_see(forum):
    forum.write(RENATE, "ag-ehrenamt@forum-test.example", "Wer begleitet Menschen mit Wohnsitzauflage?", "Ehrenamt")
    forum.write(MARA, COMMANDS, "EMPFEHLUNG\nTitel: Wohnsitzauflage lockern\nAn: AG Wohnen\nBis: 26.3.2027\nText: Erstens.")
    assert "Ehrenamt" in forum.write(SAMIR, COMMANDS, "THEMA T-1")[0].text
    page = forum.write(MARA, COMMANDS, "THEMA T-1")[0].text
    assert "Wer begleitet" not in page
    assert "Wohnsitzauflage lockern (E-2027-0001), die Gruppe stimmt ab" in page
    assert "Mara Lindtner, Landkreis Stade" in page


def test_a_page_shows_neither_others_dates_nor_what_another_group_decides(forum):
    """Samir is in another group, and not invited."""
    forum.write(MARA, COMMANDS, "EMPFEHLUNG\nTitel: Wohnsitzauflage lockern\nAn: AG Wohnen\nBis: 26.3.2027\nText: Erstens.")
    with forum.app.store.writing(START) as tx:
        begins = START + timedelta(days=20)
        tx.save(Meeting(id="T-2027-0009", uid="u", title="Wohnsitzauflage: Runde", start=begins, end=begins, organiser=MARA))
    told = {reader: forum.write(reader, COMMANDS, "THEMA T-1")[0].text for reader in (MARA, SAMIR)}
    for words in ("Wohnsitzauflage lockern", "Wohnsitzauflage: Runde"):
        assert [words in told[reader] for reader in (MARA, SAMIR)] == [True, False]


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("Hätte jemand Lust auf eine AG Fachkräfte & Spracherwerb? Meldet euch!", "AG Fachkräfte & Spracherwerb"),
        ("Wollen wir eine Arbeitsgruppe zum Thema Bezahlkarte gründen?", "AG Bezahlkarte"),
        ("Sollten wir eine neue AG Gesundheit aufmachen? Ich wäre dabei.", "AG Gesundheit"),
        ("Wir möchten eine AG Wohnen gründen.", ""),
        ("Die AG Wohnen hat Lust auf ein Treffen.", ""),
        ("Wir haben letztes Jahr eine AG Gesundheit gegründet, sie ruht.", ""),
        ("Wer hat Erfahrung mit einer Arbeitsgruppe im eigenen Kreis?", ""),
    ],
)
def test_a_post_that_proposes_a_group_is_offered_to_found_it(words, group):
    left = Forum(START).write(SAMIR, "forum@forum-test.example", words, "Idee")
    offers = [one for one in left if one.header("Subject").startswith("Soll daraus eine Arbeitsgruppe werden?")]
    assert [one.recipient for one in offers] == ([SAMIR] if group else [])
    assert not group or group in offers[0].text
