"""Whoever was not understood is asked once more, in their own language and by the name of the matter."""

import re
from datetime import datetime

import pytest
from conversation import Forum

MARA, OFFICE = "mara.lindtner@kreis-stade.example", "amsel@traeger.example"
UNCLEAR = {
    "de": "Welchen Beitrag meinen Sie denn, ich habe in dieser Woche mehrere geschrieben und weiß es nicht mehr.",
    "en": "Which post do you mean? I have written several of them this week and I do not remember this one.",
}


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


@pytest.mark.parametrize(("language", "words"), [("de", "JA, NEIN."), ("en", "YES, NO.")])
def test_the_words_that_answer_are_in_the_language_of_the_letter(forum, language, words):
    [asked] = forum.write(MARA, "ag-wohnen@forum-test.example", "Wer hat Erfahrung mit Belegrechten?", "Belegrechte", proven=False)
    [again] = forum.write(MARA, asked.header("Reply-To"), UNCLEAR[language])
    assert words in again.text


def test_nothing_to_do_is_told_by_the_name_of_the_matter(forum):
    held = forum.write("fremd@anderswo.example", "ag-wohnen@forum-test.example", "Darf ich mitlesen?", "Anfrage")
    asked = next(one for one in held if one.recipient == OFFICE)
    [choice] = forum.write(OFFICE, asked.header("Reply-To"), "Bitte noch nicht freigeben.")
    number = re.search(r"(\d)\. nichts tun", choice.text)[1]
    [left] = forum.write(OFFICE, choice.header("Reply-To"), number)
    assert "Es ging um: Anfrage." in left.text
