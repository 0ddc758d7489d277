"""Disclaimers nobody described: what letters of one domain repeat is nobody's words, at the edges of a letter."""

from dataclasses import replace

from letters import vocabulary

from mailflow.model.letter import Envelope
from mailflow.understand.parse import letter_from_bytes
from mailflow.understand.segments.learned import learned_lines

SLOGAN = "Landkreis Nirgends – gemeinsam gestalten wir unsere schöne Heimat."
SEEN = [
    ("anna@kreis.example", f"Eins.\n\n{SLOGAN}"),
    ("bernd@kreis.example", f"Zwei.\n{SLOGAN}"),
    ("anna@kreis.example", f"Drei.\n\n{SLOGAN}"),
]


def new_text(body, sender="carla@kreis.example", seen=SEEN):
    known = replace(vocabulary(), repeated=learned_lines(seen))
    raw = f"From: {sender}\nContent-Type: text/plain; charset=utf-8\n\n{body}".encode()
    return letter_from_bytes(raw, Envelope(sender, ("ag-wohnen@forum.example",)), known).new_text


def test_a_line_that_three_letters_of_two_people_hold_is_left_out():
    assert new_text(f"Das machen wir auch.\n\n{SLOGAN}") == "Das machen wir auch."
    assert new_text(f"{SLOGAN}\n\nDas machen wir auch.") == "Das machen wir auch."


def test_less_repetition_another_domain_or_the_middle_of_a_letter_leave_it():
    assert SLOGAN in new_text(f"Das auch.\n\n{SLOGAN}", seen=SEEN[:2])
    assert SLOGAN in new_text(f"Das auch.\n\n{SLOGAN}", seen=[("anna@kreis.example", text) for _, text in SEEN])
    assert SLOGAN in new_text(f"Das auch.\n\n{SLOGAN}", sender="carla@andere.example")
    assert SLOGAN in new_text(f"Unser Motto lautet\n{SLOGAN}\nund das meinen wir so.")


def test_short_lines_are_never_learned():
    assert new_text("Gern.\n\nVielen Dank euch.", seen=[(s, "Ja.\n\nVielen Dank euch.") for s, _ in SEEN]) == "Gern.\n\nVielen Dank euch."
