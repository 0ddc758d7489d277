"""Will they come? German and English, with guests and substitutes (domain.md, phrase corpus)."""

import pytest

from mailflow.understand.rsvp import rsvp_in


@pytest.mark.parametrize(
    "text",
    [
        "bin dabei",
        "Komme gern",
        "nehme teil",
        "zugesagt",
        "ZUSAGE",
        "Ja, ich komme.",
        "passt",
        "freue mich",
        "I'll be there",
        "Yes, happy to join",
        "nehme gerne teil, danke!",
    ],
)
def test_yes(text):
    assert rsvp_in(text).partstat == "ACCEPTED"


@pytest.mark.parametrize(
    "text",
    [
        "leider verhindert",
        "klappt nicht",
        "muss passen",
        "kann nicht teilnehmen",
        "ich passe diesmal",
        "leider nicht",
        "ABSAGE",
        "Nein, leider schon ein Termin.",
        "Sorry, I can't make it",
        "No, I cannot attend",
    ],
)
def test_no(text):
    assert rsvp_in(text).partstat == "DECLINED"


@pytest.mark.parametrize(
    "text",
    [
        "unter Vorbehalt",
        "wenn die Dienstreise durchgeht",
        "versuche es",
        "halten Sie mir einen Platz frei",
        "Würde gern kommen, Dienstreise ist beantragt, Haushalt noch nicht durch",
        "maybe",
    ],
)
def test_perhaps(text):
    assert rsvp_in(text).partstat == "TENTATIVE"


@pytest.mark.parametrize("text", ["Wo ist das Treffen genau?", "Gibt es Parkplätze am Kreishaus?"])
def test_a_question_is_no_answer(text):
    assert rsvp_in(text).partstat is None


def test_guests_and_the_rest_of_the_letter():
    answer = rsvp_in("Komme gern, bringe eine Kollegin mit. Vegetarisch bitte.")
    assert (answer.partstat, answer.guests) == ("ACCEPTED", 1)
    assert "Vegetarisch" in answer.comment


def test_a_substitute():
    answer = rsvp_in("Ich kann leider nicht, es kommt Herr Muster aus dem SG Asyl (muster@lk.example)")
    assert answer.partstat == "DECLINED"
    assert "Muster" in answer.delegate_name
    assert answer.delegate_address == "muster@lk.example"
