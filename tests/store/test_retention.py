"""The monthly deletion run takes what is older than it may be kept, tells the office, and leaves what is still needed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from conversation import Forum
from sqlalchemy import select

from mailflow.model.records import Consent, Erasure, Person
from mailflow.store.tables import letters

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, STRANGER = "mara.lindtner@kreis-stade.example", "fremd@verein.example"


@pytest.fixture
def forum():
    return Forum(START)


def kept(forum):
    """The senders of letters whose bytes are still there."""
    with forum.app.store.reading() as connection:
        return {row.sender for row in connection.execute(select(letters.c.sender, letters.c.raw)) if row.raw}


def deletion_runs(left):
    return [one for one in left if "Löschlauf" in one.header("Subject")]


def test_old_letters_go_and_the_office_is_told_how_many(forum):
    forum.write(MARA, "mailflow@forum-test.example", "STATUS")
    forum.deliver()
    assert not deletion_runs(forum.tick(datetime.fromisoformat("2027-06-01T08:00:00+02:00"))), "not three months old yet"
    told = deletion_runs(forum.tick(datetime.fromisoformat("2027-07-01T09:00:00+02:00")))
    assert len(told) == 2
    assert "Briefe im Original: 1" in told[0].text
    assert kept(forum) == set()
    assert not deletion_runs(forum.tick(forum.clock.now() + timedelta(hours=1))), "once a month"


def test_what_waits_for_a_decision_stays(forum):
    forum.write(STRANGER, "ag-wohnen@forum-test.example", "Wir laden ein.", "Einladung")
    forum.tick(datetime.fromisoformat("2027-07-01T09:00:00+02:00"))
    assert kept(forum) == {STRANGER}


def test_a_question_that_nobody_followed_up_is_forgotten(forum):
    forum.write("neu@kreis-x.example", "anmeldung@forum-test.example", "Wie werde ich Mitglied?")
    forum.tick(datetime.fromisoformat("2027-10-01T09:00:00+02:00"))
    with forum.facts() as facts:
        assert facts.matters.application("F-2027-0001") is None


def test_a_new_forum_has_nothing_to_tell(forum):
    assert not deletion_runs(forum.tick(START))


def test_who_left_is_forgotten_three_years_after_the_end_of_that_year(forum):
    """... and nothing keeps them from coming back, unlike who was erased at their own wish."""
    forum.write(MARA, "ag-wohnen@forum-test.example", "Wer kennt eine Wohnung?", "Wohnung")
    with forum.app.store.writing(forum.clock.now()) as tx:
        mara = next(p for p in tx.records.all(Person, status="member") if p.address == MARA)
        tx.save(replace(mara, status="left", left_on=START.date()))
    forum.tick(datetime.fromisoformat("2030-12-01T09:00:00+01:00"))
    assert people_at(forum, MARA)
    told = deletion_runs(forum.tick(datetime.fromisoformat("2031-01-02T09:00:00+01:00")))
    assert "Ehemalige Mitglieder: 1" in told[0].text
    assert not people_at(forum, MARA)
    with forum.facts() as facts:
        assert [(post.sender, post.place) for post in facts.archive.of("wohnen") if post.subject == "Wohnung"] == [("", "Landkreis Stade")]
        assert not facts.records.all(Erasure)


def test_who_left_before_anybody_wrote_down_when_is_counted_from_the_next_run(forum):
    with forum.app.store.writing(forum.clock.now()) as tx:
        mara = next(p for p in tx.records.all(Person, status="member") if p.address == MARA)
        tx.save(replace(mara, status="left", left_on=None))
    forum.tick(datetime.fromisoformat("2027-07-01T09:00:00+02:00"))
    assert people_at(forum, MARA)
    forum.tick(datetime.fromisoformat("2031-01-02T09:00:00+01:00"))
    assert not people_at(forum, MARA)


def test_the_evidence_of_a_consent_outlives_its_end_by_three_years(forum):
    """The letter with the yes is kept as it came as long as the evidence is."""
    (asked,) = forum.write(MARA, "mailflow@forum-test.example", "EINWILLIGUNG Kontaktliste")
    forum.write(MARA, asked.header("Reply-To"), "JA")
    forum.tick(datetime.fromisoformat("2027-07-01T09:00:00+02:00"))
    assert kept(forum) == {MARA}
    forum.write(MARA, "mailflow@forum-test.example", "WIDERRUF Kontaktliste")
    forum.tick(datetime.fromisoformat("2030-06-01T09:00:00+02:00"))
    assert evidence(forum) == 1
    told = deletion_runs(forum.tick(datetime.fromisoformat("2030-08-01T09:00:00+02:00")))
    assert "Nachweise beendeter Einwilligungen: 1" in told[0].text
    assert evidence(forum) == 0
    assert kept(forum) == set()


def people_at(forum, address):
    with forum.facts() as facts:
        return facts.people.by_address(address) is not None


def evidence(forum):
    with forum.facts() as facts:
        return len(facts.records.all(Consent))
