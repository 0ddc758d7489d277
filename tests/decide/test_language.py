"""Who writes in English is written to in English, from then on and as long as they do."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

MARA, OFFICE = "mara.lindtner@kreis-stade.example", "amsel@traeger.example"
ENGLISH = "Dear colleagues,\n\nplease could you tell me who is the contact person for the housing project in our district? Thank you!"
GERMAN = "Guten Tag,\n\nkönnen Sie mir bitte sagen, wer bei Ihnen für die Wohnungen zuständig ist?"


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


def language_told(forum):
    """The language of the letter that a bare STATUS brings."""
    forum.clock.advance(timedelta(minutes=1))
    (letter,) = forum.write(MARA, "mailflow@forum-test.example", "STATUS")
    return letter.header("Content-Language")


def test_a_language_is_remembered_until_the_next_letter_that_tells_one(forum):
    assert language_told(forum) == "de"
    forum.write(MARA, "buero@forum-test.example", ENGLISH)
    assert language_told(forum) == "en"
    forum.write(MARA, "mailflow@forum-test.example", "ok, PAUSE")
    assert language_told(forum) == "en"
    forum.write(MARA, "buero@forum-test.example", GERMAN)
    assert language_told(forum) == "de"


def test_what_others_begin_reaches_each_in_their_own_language(forum):
    forum.write(MARA, "buero@forum-test.example", ENGLISH)
    invitation = "EINLADEN\nTitel: Treffen\nAn: AG Wohnen\nBeginn: 30.03.2027 14:00"
    (asked,) = forum.write(OFFICE, "mailflow@forum-test.example", invitation)
    sent = forum.write(OFFICE, asked.header("Reply-To"), "JA")
    subjects = {one.recipient: one.header("Subject") for one in sent}
    assert subjects.pop(MARA).startswith("Invitation: Treffen on Tuesday")
    subjects.pop(OFFICE)
    assert all(subject.startswith("Einladung: Treffen am Dienstag") for subject in subjects.values())
    digests = {one.recipient: one.header("Subject") for one in forum.tick(datetime.fromisoformat("2027-03-19T09:00:00+01:00"))}
    assert digests.pop(MARA).startswith("Weekly digest")


def test_neither_a_post_nor_an_unproven_name_changes_it(forum):
    forum.write(MARA, "ag-wohnen@forum-test.example", ENGLISH)
    forum.write(MARA, "buero@forum-test.example", ENGLISH, proven=False)
    assert language_told(forum) == "de"


def test_a_strangers_post_is_decided_in_the_strangers_language(forum):
    post = forum.write("pat@charity.example", "ag-wohnen@forum-test.example", ENGLISH, "A question")
    asked = next(one for one in post if one.recipient == MARA)
    (told,) = [one for one in forum.write(MARA, asked.header("Reply-To"), "VERWERFEN Grund: Werbung") if one.recipient != MARA]
    assert (told.recipient, told.header("Content-Language")) == ("pat@charity.example", "en")
