"""What `mailflow explain` tells a person: each line with its kind and reason, why this intent, what was not understood."""

from datetime import datetime
from pathlib import Path

import pytest
from conversation import DirectReader

from mailflow.app import App
from mailflow.cli.explained import in_words
from mailflow.explain import Judge
from mailflow.settings import Settings

DEMO = Path(__file__).parent.parent / "config" / "demo.json"
NOW = datetime.fromisoformat("2027-03-16T10:00:00+01:00")


@pytest.fixture
def told(tmp_path):
    app = App(Settings(store={"url": "sqlite://"}))
    app.__dict__["reader"] = DirectReader()

    def in_plain_words(text, to, sender="mara.lindtner@kreis-stade.example", subject="AW: Frage"):
        file = tmp_path / "letter.eml"
        file.write_text(
            f"X-Original-To: {to}@forum-demo.example\nFrom: {sender}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}",
            "utf-8",
        )
        return in_words(Judge(app, DEMO).told(file, None, (), NOW))

    return in_plain_words


def test_lines_are_numbered_and_each_kind_has_its_reason(told):
    said = told(
        "Das machen wir auch.\n\nViele Grüße\nMara\n\nVon meinem iPhone gesendet\n\nAm 15.03.27 um 10:26 schrieb Silke:\n> Wer macht das?\n",
        "ag-wohnen",
    )
    assert "Post (went to group)" in said
    assert "  1        new\n           | Das machen wir auch." in said
    assert "  3-4      signature: colleagues: Viele Grüße" in said
    assert "  6        app: iPhone" in said
    assert "  8        quote: says who wrote the quote (Gmail" in said
    assert "  9        quote: marked as a quote" in said


def test_a_machine_is_named_with_what_gave_it_away(told):
    said = told("Ich bin im Urlaub. Ihre E-Mail wird nicht gelesen.", "ag-wohnen", subject="Abwesenheitsnotiz: Frage")
    assert "AutoReply (Outlook before 2010, GMX, Web.de: Abwesenheitsnotiz)" in said
    assert "discard: out_of_office" in said


def test_what_looks_like_an_order_and_is_none_is_shown_with_the_reason(told):
    said = told("Bitte nicht abmelden AG Wohnen.", "mailflow")
    assert "  unclear  'Bitte nicht abmelden AG Wohnen" in said
    assert "' says that it is not to be done, or not yet\n" in said


def test_an_application_is_shown_field_by_field_with_what_is_missing(told):
    said = told("Landkreis: Kreis Höxter\nName: Lea Muster\nThemen: Wohnen, Sprache\nDatenschutz: folgt", "anmeldung", subject="Anmeldung")
    assert "Application (asks to be taken in)" in said
    assert "  applies  landkreis: Kreis Höxter\n" in said
    assert "  applies  topics: Wohnen, Sprache\n" in said
    assert "  missing  role, motivation, consent\n" in said


def test_a_question_of_several_lines_stays_one_line_of_the_report(told):
    said = told("RÜCKFRAGE F-2027-0001: Wer vertritt?\nUnd seit wann?", "mailflow", sender="amsel@traeger-demo.example")
    assert all(line.startswith("  ") for line in said.split("\n")[1:])


@pytest.mark.parametrize(
    ("sender", "why"), [("fremd@anderswo.example", "for_the_office_to_judge"), ("mara.lindtner@kreis-stade.example", "for_the_office")]
)
def test_a_stranger_s_letter_is_one_for_the_humans_of_the_office_to_judge(told, sender, why):
    assert f"accept: {why}\n" in told("Bitte um Rückruf wegen der Fenster.", "buero", sender=sender, subject="Fenster")
