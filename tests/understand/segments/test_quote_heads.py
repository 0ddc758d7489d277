"""Whatever program quotes it, the mail that is answered is not new: tests/corpus/quotes/heads.txt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import read

HEADS = Path(__file__).parents[2] / "corpus" / "quotes" / "heads.txt"
ENDS = HEADS.with_name("ends.txt")
APPS = HEADS.with_name("apps.txt")
ANSWER = "Gern, wir sind dabei.\nFrau Amsel schickt am Montag die Unterlagen."


def _blocks(file: Path) -> Iterator[tuple[str, str]]:
    for block in file.read_text("utf-8").split("\n== ")[1:]:
        what, _, text = block.partition("\n")
        yield what, text.strip()


@pytest.mark.parametrize(("program", "quote"), list(_blocks(HEADS)))
def test_quote_heads(program, quote):
    headers = (
        "From: Anna Muster <anna@kreis.example>\nSubject: AW: [AG Wohnen] Frage zur Unterkunft\nContent-Type: text/plain; charset=utf-8"
    )
    letter = read(f"{headers}\n\n{ANSWER}\n\n{quote}\n")
    assert letter.new_text == ANSWER
    assert letter.has_quote


@pytest.mark.parametrize(("what", "text"), list(_blocks(ENDS)))
def test_what_stands_around_an_answer(what, text):
    headers = "From: Anna Muster <anna@kreis.example>\nSubject: AW: Frage\nContent-Type: text/plain; charset=utf-8"
    letter = read(f"{headers}\n\n{text.replace('ANSWER', ANSWER)}\n\n> Wer hat Erfahrung damit?\n")
    assert letter.new_text == ANSWER


@pytest.mark.parametrize("line", APPS.read_text("utf-8").splitlines()[1:])
def test_app_lines(line):
    headers = "From: Anna Muster <anna@kreis.example>\nSubject: AW: Frage\nContent-Type: text/plain; charset=utf-8"
    assert read(f"{headers}\n\n{ANSWER}\n\n{line}\n").new_text == ANSWER
    assert read(f"{headers}\n\n{ANSWER}\n\n{line}\n\n> Wer hat Erfahrung damit?\n").new_text == ANSWER


def test_a_greeting_above_the_head_is_new():
    head = "Sie schrieben am Montag, 8. Juni 2026, 09:12:00:\n\nBK> Wer hat Erfahrung damit?"
    assert read(f"From: anna@kreis.example\nSubject: Re: x\n\nHallo Bernd,\n{head}\n\nWir.").new_text == "Hallo Bernd,\n\nWir."


@pytest.mark.parametrize(
    "text",
    [
        "Ort: Kreishaus\nBeginn: 12.06.2026, 10:00 Uhr\nThema: Frage zur Unterkunft und mehr\nKontakt: a.muster@kreis.example",
        "Am 12.06.2026 um 10:00 treffen wir uns im Kreishaus. Meldet euch bei a.muster@kreis.example.",
        "Die Termine: 12.06.2026, 10:00\nOrt: Kreishaus",
    ],
)
def test_dates_and_labels_of_the_writer_stay(text):
    headers = "From: Anna Muster <anna@kreis.example>\nSubject: AW: Frage zur Unterkunft\nContent-Type: text/plain; charset=utf-8"
    assert read(f"{headers}\n\n{text}\n\n> Wann und wo?\n").new_text == text
