"""The register of people as a file: what somebody calls themselves is never a formula, and comes back as it was."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from conversation import Forum

from mailflow.model.records import Membership, Person, PersonAddress
from mailflow.store import people

NAMES = ["=HYPERLINK(1)", "+49 30 1", "-2+3", "@SUM(A1)", "\tx", "Ärmel; Müßig", 'Anna "die" Alt']


@pytest.fixture
def forum():
    forum = Forum(datetime(2027, 3, 16, 10, tzinfo=UTC))
    with forum.app.store.writing(forum.clock.now()) as tx:
        for n, name in enumerate(NAMES):
            tx.save(Person(id=f"P-9{n:03}", name=name.strip(), phone=name, address=f"n{n}@x.example", status="member"))
            tx.save(PersonAddress(id=f"n{n}@x.example", person=f"P-9{n:03}"))
    return forum


@pytest.mark.proves("J6")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_cell_is_a_formula_and_everything_comes_back(forum, tmp_path, ending):
    file = tmp_path / f"people.{ending}"
    with forum.facts() as facts:
        people.exported(facts, file)
        again = people.plan(file, facts, forum.app.fingerprints)
    assert [row for row in again.rows if row[0] != "same"] == []
    if ending == "csv":
        rows = csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""), delimiter=";")
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]
    else:
        sheet = openpyxl.load_workbook(file).worksheets[0]
        assert not [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("cell", ["wohnen sprache", "AG Wohnen, AG Sprache", "Wohnen Sprache", "wohnen/AG Sprache"])
def test_groups_stand_in_a_table_as_people_call_them(forum, tmp_path, cell):
    table = tmp_path / "leute.csv"
    table.write_text(f"Name;E-Mail;Gruppen\nPat Miller;pat@x.example;{cell}\nLou;lou@x.example;AG Kultur\n", "utf-8")
    with forum.facts() as facts:
        planned = people.plan(table, facts, forum.app.fingerprints)
    assert [record.group for record in planned.records if isinstance(record, Membership)] == ["wohnen", "sprache"]
    assert [state for state, _ in planned.rows] == ["new", "unreadable"]


def test_the_language_somebody_is_written_to_in_comes_in_and_goes_out(forum, tmp_path):
    table = tmp_path / "leute.csv"
    table.write_text(
        "Name;E-Mail;Sprache;delivery\nPat Miller;pat@x.example;en;weekly\nLou;lou@x.example;fr;\nMo;mo@x.example;;manchmal\n", "utf-8"
    )
    with forum.facts() as facts:
        planned = people.plan(table, facts, forum.app.fingerprints)
    assert [(record.language, record.delivery) for record in planned.records if isinstance(record, Person)] == [("en", "weekly")]
    assert [text for state, text in planned.rows if state == "unreadable"] == [
        "row 3: language is one of de, en, got 'fr'",
        "row 4: delivery is one of single, daily, weekly, monthly, off, daily mime, daily plain, weekly mime, weekly plain, monthly mime, monthly plain, got 'manchmal'",
    ]
    with forum.app.store.writing(forum.clock.now()) as tx:
        for record in planned.records:
            tx.save(record)
    with forum.facts() as facts:
        [row] = [
            row
            for row in csv.DictReader(io.StringIO(people.exported(facts, None).decode("utf-8-sig")), delimiter=";")
            if row["name"] == "Pat Miller"
        ]
    assert (row["language"], row["delivery"]) == ("en", "weekly")
