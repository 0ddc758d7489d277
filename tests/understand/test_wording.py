"""One clear answer among several, or none."""

import pytest

from mailflow.decide.asking import kinds
from mailflow.understand.wording import answer_in, near, sentences

YES_NO = kinds()["confirm"].answers
MENTOR = kinds()["mentor"].answers
NUMBERS = kinds()["choose"].answers


@pytest.mark.parametrize("text", ["JA", "Ja, das war ich.", "ja bitte", "gern!", "Hallo,\n\nja, das stimmt.\n\nGruß", "yes", "OK"])
def test_yes(text):
    assert answer_in(text, YES_NO) == "yes"


@pytest.mark.parametrize("text", ["NEIN", "Nein, das war ich nicht.", "nicht von mir", "no", "Nein danke"])
def test_no(text):
    assert answer_in(text, YES_NO) == "no"


@pytest.mark.parametrize("text", ["ja oder nein?", "Ja?", "vielleicht", "ja, wenn der Chef zustimmt", "wer fragt das?", ""])
def test_neither(text):
    assert answer_in(text, YES_NO) is None


def test_mentors_answer_like_people():
    assert answer_in("ja mach ich gern", MENTOR) == "yes"
    assert answer_in("Leider nicht, bin bis Mai in Elternzeit, sorry", MENTOR) == "no"


def test_numbers():
    assert answer_in("2", NUMBERS) == "2"
    assert answer_in("Nummer 3 bitte", NUMBERS) == "3"
    assert answer_in("zwei oder 3", NUMBERS) != "2"


def test_a_title_ends_no_sentence():
    assert sentences("Ist Frau Dr. Obermoos zuständig? Ich frage Prof. Quast.") == [
        "Ist Frau Dr. Obermoos zuständig?",
        "Ich frage Prof. Quast.",
    ]


def test_to_sign_up_is_no_typing_error_for_to_sign_off():
    assert not near("anmeldung", "abmeldung")
    assert near("abmeldunng", "abmeldung")
