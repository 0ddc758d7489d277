"""Will they come? tests/corpus/rsvp/said.txt, with companions and substitutes."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from mailflow.understand.answers.rsvp import rsvp_in

ANSWERS = Path(__file__).parents[2] / "corpus" / "rsvp" / "said.txt"


def _answers() -> Iterator[tuple[str, str]]:
    wanted = ""
    for line in ANSWERS.read_text("utf-8").splitlines():
        if line.startswith("== "):
            wanted = line.removeprefix("== ")
        elif line and not line.startswith("#"):
            yield wanted, line


@pytest.mark.parametrize(("wanted", "text"), list(_answers()))
def test_what_people_answer(wanted, text):
    answer, guests, name, address = (*wanted.split(", "), "", "", "")[:4]
    found = rsvp_in(text)
    assert (found.partstat or "unclear", found.guests, found.delegate_address) == (answer, int(guests), address)
    assert name in found.delegate_name
    assert bool(name) == bool(found.delegate_name)


@pytest.mark.parametrize("text", ["muss passen", "ich passe diesmal"])
def test_to_pass_is_not_to_fit(text):
    assert rsvp_in(text).partstat == "DECLINED"
    assert rsvp_in("passt").partstat == "ACCEPTED"


def test_everything_else_of_the_letter_goes_to_the_organiser():
    answer = rsvp_in("Komme gern, aber erst ab 11 (Zug).\nVegetarisch bitte, und ich bräuchte einen stufenlosen Zugang.")
    assert answer.partstat == "ACCEPTED"
    assert all(word in answer.comment for word in ("erst ab 11", "Vegetarisch", "stufenlosen"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Komme gern, aber erst ab 11 (Zug).", {"arrival": "erst ab 11 (Zug)"}),
        ("Zusage! Reise schon am Vorabend an.", {"arrival": "Reise schon am Vorabend an"}),
        ("Ja, ich komme, muss aber um 15 Uhr wieder los.", {"leaving": "muss aber um 15 Uhr wieder los"}),
        ("Vielleicht, dann aber nur bis 14 Uhr.", {"leaving": "dann aber nur bis 14 Uhr"}),
        ("Ich komme mit Frau Ott, sie isst vegan.", {"meals": "sie isst vegan"}),
        (
            "Bin dabei, nutze einen Rollstuhl und esse kein Schweinefleisch.",
            {"access": "nutze einen Rollstuhl", "meals": "esse kein Schweinefleisch"},
        ),
        ("I'll be there. I need step-free access, please.", {"access": "I need step-free access"}),
        ("Ja, ich komme.", {}),
        ("Ich komme. Gibt es Mittagessen?", {}),
        ("Leider nein, das Mittagessen klang gut.", {}),
    ],
)
def test_what_the_organiser_has_to_prepare_for(text, told):
    assert {kind: said for kind, said in asdict(rsvp_in(text).details).items() if said} == told


def test_a_companion_is_no_substitute():
    answer = rsvp_in("Ja, ich komme. Für die AG bringe ich Frau Eva Lang mit.")
    assert (answer.partstat, answer.guests, answer.delegate_name) == ("ACCEPTED", 1, "")


def test_an_empty_letter_is_no_answer():
    assert rsvp_in("Guten Tag,\n") is None


@pytest.mark.parametrize(
    "text",
    [
        "Ja, ich komme. Mitbringen möchte ich meine beiden Helferinnen Frau Kurz und Frau Lang.",
        "Ich bin dabei und würde zwei Dolmetscherinnen mitbringen.",
    ],
)
def test_companions_are_counted_whatever_they_are_to_the_writer(text):
    assert rsvp_in(text).guests == 2
