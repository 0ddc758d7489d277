"""The same application in the layouts in which people send it: rows, equals signs, numbers, an office document, a sheet."""

import io
import zipfile

import openpyxl
import pytest
from letters import vocabulary, written

from mailflow.model.intent import ApplicationRecord
from mailflow.understand.applications.application import application_in
from mailflow.understand.applications.completion import completed
from mailflow.understand.decoding.attachments import document

ROWS = [
    ("Kreis", "Uelzen"),
    ("Name", "Eva Beispiel"),
    ("Funktion", "Leiterin Migration"),
    ("Telefon", "0581 1234"),
    ("Themen", "Wohnen"),
    ("Beweggründe", "Wir wollen nicht jedes Merkblatt selbst erfinden."),
    ("Einwilligung", "ja"),
]


def odt() -> bytes:
    text, table, office = (f"urn:oasis:names:tc:opendocument:xmlns:{part}:1.0" for part in ("text", "table", "office"))
    row = "<t:table-row><t:table-cell><x:p>{}</x:p></t:table-cell><t:table-cell><x:p>{}</x:p></t:table-cell></t:table-row>"
    rows = "".join(row.format(*pair) for pair in ROWS[:4])
    lines = "".join(f"<x:p>{label}:<x:tab/>{value}</x:p>" for label, value in ROWS[4:])
    content = (
        f'<o:document-content xmlns:o="{office}" xmlns:x="{text}" xmlns:t="{table}"><o:body><o:text>'
        f"<x:h>Aufnahmebogen</x:h><t:table>{rows}</t:table>{lines}</o:text></o:body></o:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", content)
    return file.getvalue()


def xlsx() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def is_whole(application) -> bool:
    [record] = application.records
    known = (record.landkreis, record.contact_name, record.role, record.phone, record.topics, record.consent_given)
    return (
        known == ("Landkreis Uelzen", "Eva Beispiel", "Leiterin Migration", "+495811234", ("Wohnen",), True)
        and "Merkblatt" in record.motivation
    )


def applied(text, **letter):
    sender = {
        "sender": "eva.beispiel@landkreis-uelzen.example",
        "name": "Eva Beispiel",
        "to": "anmeldung@forum.example",
        "subject": "Aufnahme",
    }
    return application_in(written(text, **sender, **letter), vocabulary())


@pytest.mark.parametrize("between", [" = ", ": ", " | ", "\t"])
def test_a_line_for_each_answer(between):
    assert is_whole(applied("Moin,\n\n" + "\n".join(between.join(row) for row in ROWS)))


@pytest.mark.parametrize("stroke", [" | ", "; ", "\t"])
def test_labels_in_the_first_row(stroke):
    labels, values = (stroke.join(column) for column in zip(*ROWS[:4], strict=True))
    rest = "\n".join(": ".join(row) for row in ROWS[4:])
    assert is_whole(applied(f"Wir möchten Mitglied werden:\n\n{labels}\n{values}\n\n{rest}"))


@pytest.mark.parametrize(("name", "raw"), [("bogen.odt", odt()), ("bogen.xlsx", xlsx())])
def test_a_document_of_an_office_program(name, raw):
    from dataclasses import replace

    letter = written("Der Bogen liegt bei.", subject="Aufnahme", to="anmeldung@forum.example", name="Eva Beispiel")
    attached = replace(letter, attachments=(document(name, raw, "application/octet-stream"),))
    assert is_whole(application_in(attached, vocabulary()))


def test_a_document_that_is_none_is_kept_unread():
    for name in ("bogen.odt", "bogen.xlsx"):
        assert document(name, b"PK\x03\x04 nothing more", "application/octet-stream").text == ""


QUESTIONS = """1. Für welchen Landkreis stellen Sie den Antrag?
2. Wer ist Ansprechperson und in welcher Funktion?
3. Wie erreichen wir Sie telefonisch?
4. Welche Themen interessieren Sie besonders?
5. Warum möchten Sie dem Forum beitreten?
6. Stimmen Sie der Verarbeitung Ihrer Daten zu?"""


def test_answers_by_the_numbers_of_the_questions_that_are_quoted():
    from dataclasses import replace

    answers = [
        "Landkreis Uelzen",
        "Eva Beispiel, Leiterin Migration",
        "0581 1234",
        "Wohnen",
        "Damit nicht jeder sein Merkblatt erfindet",
        "ja",
    ]
    letter = written("\n".join(f"{n}. {said}" for n, said in enumerate(answers, 1)), subject="Ihre Fragen", to="anmeldung@forum.example")
    assert is_whole(application_in(replace(letter, quote=QUESTIONS), vocabulary()))


KNOWN = ApplicationRecord(landkreis="Landkreis Uelzen", contact_name="Eva Beispiel", role="Beraterin", phone="+4958199", topics=("Arbeit",))


@pytest.mark.parametrize(
    ("text", "role", "phone", "topics"),
    [
        ("Nicht ganz richtig: meine Durchwahl ist 0581 1234.", "Beraterin", "+495811234", ("Arbeit",)),
        ("Sie ist Leiterin der Stabsstelle Migration, sonst passt alles.", "Leiterin der Stabsstelle Migration", "+4958199", ("Arbeit",)),
        ("Thema ist bei uns vor allem Wohnen!", "Beraterin", "+4958199", ("Wohnen",)),
        ("Alles richtig verstanden. Ich bin gespannt!", "Beraterin", "+4958199", ("Arbeit",)),
        ("Ja, ich willige ein. Bei Fragen: 0581 777.", "Beraterin", "+4958199", ("Arbeit",)),
    ],
)
def test_what_the_reply_puts_right_holds(text, role, phone, topics):
    record = completed(KNOWN, written(text, name="Eva Beispiel"), vocabulary())
    assert (record.role, record.phone, record.topics) == (role, phone, topics)
