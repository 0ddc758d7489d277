"""Machines are told from people: headers first, then subjects, then the text."""

import pytest
from letters import read


def kind(headers, body="Text"):
    found = read(f"From: Anna Muster <anna@kreis.example>\n{headers}\n\n{body}").automatic
    return found.kind if found else None


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ("Subject: Automatische Antwort: Frage\nAuto-Submitted: auto-replied", "Ich bin bis 20.03.2027 nicht im Büro.", "out_of_office"),
        ("Subject: Automatic reply: Question\nX-Auto-Response-Suppress: All", "I am out of the office.", "out_of_office"),
        ("Subject: Abwesenheitsnotiz", "Ich bin im Urlaub. Ihre E-Mail wird nicht weitergeleitet.", "out_of_office"),
        ("Subject: Gelesen: Frage\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b", "", "read_receipt"),
        ("Subject: Neues\nList-Id: <andere.liste.example>\nPrecedence: list", "Text", "list_mail"),
        ("Subject: Neues\nList-Id: AG Wohnen <ag-wohnen.forum.example>", "Text", "list_loop"),
        ("Subject: Ihre Anfrage ist eingegangen [Ticket 4711]\nAuto-Submitted: auto-generated", "Vielen Dank.", "ticket_ack"),
        ("Subject: Abwesenheit", "Bin im Urlaub bis zum 3. Januar. Birte Holm", "out_of_office"),
        ("Subject: Nicht im Büro", "Bis 10. Januar nicht im Büro.\n\nBirte Holm\nKreis Dithmarschen", "out_of_office"),
        ("Subject: Out of office", "I am on leave until January 3rd.", "out_of_office"),
    ],
)
def test_machines(headers, body, expected):
    assert kind(headers, body) == expected


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Subject: AW: Frage", "Ich war bis gestern im Urlaub und antworte deshalb erst jetzt: wir machen mit."),
        ("Subject: AW: Frage\nX-Auto-Response-Suppress: OOF", "Gern, ich schicke die Unterlagen."),
        ("Subject: Urlaub", "Liebe Kolleg:innen, wie regelt ihr die Vertretung, wenn ihr im Urlaub seid?"),
        ("Subject: AW: Frage\nAuto-Submitted: no", "Ja."),
        ("Subject: Abwesenheit", "Bin im Urlaub bis zum 3. Januar und schicke die Vorlage danach."),
        ("Subject: Abwesenheit", "Bin im Urlaub bis zum 3. Januar. Die Vorlage für das Treffen liegt bei Frau Lau im Büro."),
        ("Subject: Vorlage", "Bin im Urlaub bis zum 3. Januar."),
    ],
)
def test_people(headers, body):
    assert kind(headers, body) is None


def test_an_absence_names_its_end_and_a_substitute():
    found = read(
        "From: anna@kreis.example\nSubject: Automatische Antwort: x\nAuto-Submitted: auto-replied\nDate: Tue, 16 Mar 2027 10:00:00 +0100\n\n"
        "Ich bin bis einschließlich 26.03.2027 nicht im Büro. In dringenden Fällen: b.meier@kreis.example"
    ).automatic
    assert (found.absent_until, found.deputy) == ("2027-03-26", "b.meier@kreis.example")


def test_whoever_tells_the_program_of_a_holiday_is_no_machine():
    raw = "From: Anna Muster <anna@kreis.example>\nSubject: Abwesenheit\n\nBin im Urlaub bis zum 3. Januar."
    assert read(raw, to="mailflow@forum.example").automatic is None
