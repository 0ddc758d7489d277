"""One clear answer among several, or none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailflow.decide.asking import kinds
from mailflow.understand.answers.plain import answer_in
from mailflow.understand.wording import near, sentences

NUMBERS = kinds()["choose"].answers


def _answers() -> Iterator[tuple[str, str, str]]:
    question = answer = ""
    for line in (Path(__file__).parent.parent / "corpus" / "answers.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            question, _, answer = line.removeprefix("== ").partition(": ")
        elif line and not line.startswith("#"):
            yield question, answer, line


@pytest.mark.parametrize(("question", "answer", "text"), list(_answers()))
def test_people_answer_in_their_own_words(question, answer, text):
    assert answer_in(text, kinds()[question].answers) == (None if answer == "unclear" else answer)


def test_the_greetings_around_an_answer_say_nothing():
    assert answer_in("Hallo,\n\nja, das stimmt.\n\nGruß", kinds()["confirm"].answers) == "yes"


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
