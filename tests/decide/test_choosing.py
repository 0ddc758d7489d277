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


QUESTIONS = "1. Koordination, 20 Stunden\n2. Wohnen\n3. ein Leitfaden\n4. ja"


def asked_to_admit(forum):
    """The letter that asks the office about a whole application."""
    applicant = "jan.beispiel@landkreis-uelzen.example"
    words = "Wir vom Landkreis Uelzen möchten mitmachen, weil uns der Austausch fehlt. Ich heiße Jan Beispiel, bin Integrationsbeauftragter und willige ein."
    [interest] = forum.write(applicant, "anmeldung@forum-test.example", words, "Anmeldung")
    return next(one for one in forum.write(applicant, interest.header("Reply-To"), QUESTIONS) if one.recipient == OFFICE)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Vielleicht, wenn der Landrat zustimmt. Als Paten hätte ich gern Herrn Feldhaus.", "3"),
        ("Vielleicht, wenn der Landrat zustimmt.", "3, bitte. Als Mentor schlage ich Herrn Feldhaus vor."),
    ],
)
def test_a_mentor_named_beside_unclear_words_or_beside_the_number_is_asked(forum, words, number):
    [choice] = forum.write(OFFICE, asked_to_admit(forum).header("Reply-To"), words)
    assert ("3. doch aufnehmen, Mentor:in: Samir Feldhaus" in choice.text) == ("Feldhaus" in words)
    receipt = next(one for one in forum.write(OFFICE, choice.header("Reply-To"), number) if one.recipient == OFFICE)
    assert "Samir Feldhaus wird gefragt" in receipt.text


def test_nothing_to_do_is_told_by_the_name_of_the_matter(forum):
    held = forum.write("fremd@anderswo.example", "ag-wohnen@forum-test.example", "Darf ich mitlesen?", "Anfrage")
    asked = next(one for one in held if one.recipient == OFFICE)
    [choice] = forum.write(OFFICE, asked.header("Reply-To"), "Bitte noch nicht freigeben.")
    number = re.search(r"(\d)\. nichts tun", choice.text)[1]
    [left] = forum.write(OFFICE, choice.header("Reply-To"), number)
    assert "Es ging um: Anfrage." in left.text


def test_a_member_is_greeted_by_name_whatever_the_letter_calls_them(forum):
    left = forum.write(MARA, "mailflow@forum-test.example", "Mal sehen, ob ich vielleicht der AG Sprache beitrete.")
    [told] = [one for one in left if one.recipient == MARA]
    assert "Guten Tag Mara Lindtner," in told.text


def test_who_paused_and_writes_again_is_offered_to_go_on(forum):
    forum.write(MARA, "mailflow@forum-test.example", "PAUSE bis 30.04.2027")
    left = forum.write(MARA, "mailflow@forum-test.example", "Ich bin zurück aus dem Urlaub.")
    [offer] = [one for one in left if one.recipient == MARA]
    assert "1. WEITER: beendet die Pause" in offer.text


@pytest.mark.parametrize("words", ["Was liegt gerade alles an?", "Gibt es etwas, das ich noch entscheiden muss?"])
def test_the_office_asks_for_its_desk_in_own_words(forum, words):
    [desk] = forum.write(OFFICE, "mailflow@forum-test.example", words)
    assert "Das wartet auf eine Entscheidung" in desk.text or "Es ist nichts offen." in desk.text


@pytest.mark.parametrize(
    ("words", "number", "done"),
    [
        ("Vielleicht später, mal sehen.", "1, bis zum 3. Mai", "bis Montag, 3. Mai 2027"),
        ("Vielleicht später, mal sehen.", "1. zurückstellen bis zum 03.05.2027", "bis Montag, 3. Mai 2027"),
        ("Vielleicht später, mal sehen.", "1, und zwar bis 3.5.", "bis Montag, 3. Mai 2027"),
        ("Im Mai ist der neue Landrat da, vielleicht sehen wir am 3.5.2027 klarer.", "1 bitte", "bis Montag, 3. Mai 2027"),
        ("Im Mai ist der neue Landrat da, vielleicht sehen wir am 3.5.2027 klarer.", "dann zurückstellen", "bis Montag, 3. Mai 2027"),
        ("Im Mai ist der neue Landrat da, vielleicht sehen wir am 3.5.2027 klarer.", "die eins, bis zum 10.5.", "bis Montag, 10. Mai 2027"),
        ("Geht leider nicht, Vereine können hier nur Gast sein", "2", "Vereine können hier nur Gast sein"),
        ("Vielleicht später, mal sehen.", "2, weil Vereine hier nur Gast sein können", "Vereine hier nur Gast sein können"),
    ],
)
def test_the_day_or_the_reason_told_before_or_beside_the_number_counts(forum, words, number, done):
    [choice] = forum.write(OFFICE, asked_to_admit(forum).header("Reply-To"), words)
    assert "es wurde nichts geändert" in choice.text.lower()
    left = forum.write(OFFICE, choice.header("Reply-To"), number)
    assert any(done in one.text for one in left)


def test_what_a_number_would_bring_is_shown_before_it_is_chosen(forum):
    [choice] = forum.write(OFFICE, asked_to_admit(forum).header("Reply-To"), "Geht leider nicht, Vereine sind hier nur Gast")
    assert "2. ablehnen, Grund: Vereine sind hier nur Gast" in choice.text
    assert "1. zurückstellen\n" in choice.text


@pytest.mark.parametrize("said", ["1 ablehnen", "2 zurückstellen bis 3.5.2027"])
def test_a_number_beside_the_words_of_another_one_is_asked_again(forum, said):
    [choice] = forum.write(OFFICE, asked_to_admit(forum).header("Reply-To"), "Mal sehen, vielleicht.")
    [again] = forum.write(OFFICE, choice.header("Reply-To"), said)
    assert "Antworten Sie mit einer Zahl" in again.text


@pytest.mark.parametrize(
    ("words", "asked", "never"),
    [
        (
            "Bitte fragen Sie Herrn Beispiel noch, wie viele Stunden er wirklich hat und wer ihn vertritt.",
            "> Bitte fragen Sie Herrn Beispiel noch, wie viele Stunden er wirklich hat und wer ihn vertritt.",
            "> wie viele",
        ),
        (
            "Guten Tag,\n\nbitte fragen Sie Frau Beispiel noch, ob die Stelle besetzt ist.",
            "> bitte fragen Sie Frau Beispiel noch, ob die Stelle besetzt ist.",
            "> ob die",
        ),
        ("RÜCKFRAGE: ob das Dezernat einverstanden ist", "> Wir möchten gern wissen, ob das Dezernat einverstanden ist", "> ob das"),
        ("RÜCKFRAGE: wer vertritt Sie?", "> Wer vertritt Sie?", "> wer"),
        (
            "Rückfrage: Ist das Dezernat einverstanden, und wer vertritt Sie?",
            "> Ist das Dezernat einverstanden, und wer vertritt Sie?",
            "»",
        ),
    ],
)
def test_a_question_in_own_words_reaches_the_applicant_as_a_sentence(forum, words, asked, never):
    left = forum.write(OFFICE, asked_to_admit(forum).header("Reply-To"), words)
    inquiry = next(one for one in left if one.header("Subject").startswith("Eine Frage zu Ihrem Vorgang"))
    assert asked in inquiry.text
    assert never not in inquiry.text
    receipt = next(one for one in left if one.recipient == OFFICE)
    assert asked.removeprefix("> ").removeprefix("Wir möchten gern wissen, ").lower() in receipt.text.lower()
