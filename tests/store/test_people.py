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


def planned(forum, tmp_path, text, encoding="utf-8"):
    table = tmp_path / "leute.csv"
    table.write_bytes(text.encode(encoding))
    with forum.facts() as facts:
        return people.plan(table, facts, forum.app.fingerprints)


def test_a_german_table_says_in_german_how_posts_come(forum, tmp_path):
    plan = planned(forum, tmp_path, "Name;E-Mail;Status;Zustellung\nPat;pat@x.example;Gast;täglich\nLou;lou@x.example;;wöchentlich mime\n")
    assert [(p.status, p.delivery) for p in plan.records if isinstance(p, Person)] == [("guest", "daily"), ("member", "weekly mime")]


def test_a_column_that_means_nothing_here_is_named(forum, tmp_path):
    plan = planned(forum, tmp_path, "Name;E-Mail;Bemerkung\nPat;pat@x.example;nett\n")
    assert [state for state, text in plan.rows if "Bemerkung" in text.title()] == ["ignored"]


@pytest.mark.parametrize("cell", ["AG Gartenbau", "AG Wohnen AG Gartenbau"])
def test_a_list_that_is_not_there_is_named_whole_beside_those_there_are(forum, tmp_path, cell):
    [(state, text)] = planned(forum, tmp_path, f"Name;E-Mail;Gruppen\nPat;pat@x.example;{cell}\n").rows
    assert state == "unreadable"
    assert "'AG Gartenbau'" in text
    assert "AG Wohnen" in text.partition(";")[2]


def test_what_may_be_a_mistake_is_pointed_out_and_taken(forum, tmp_path):
    plan = planned(
        forum,
        tmp_path,
        "Name;E-Mail;Landkreis\nPat Neu;pat@x.example;Landkreis Stade\nPat Neu;neu@x.example;Landkreis Stade\nLou;lou@x.example;Landkreis Hintertupfing\n",
    )
    hints = [text for state, text in plan.rows if state == "look"]
    assert len(hints) == 2
    assert "pat@x.example" in hints[0]
    assert "Hintertupfing" in hints[1]
    assert plan.problems == 0


def test_a_name_written_backwards_is_turned_round(forum, tmp_path):
    plan = planned(forum, tmp_path, 'Name;E-Mail\n"Müller, Dr. Jürgen";jm@x.example\n"Muster, LL.M.";m@x.example\n')
    assert [p.name for p in plan.records if isinstance(p, Person)] == ["Dr. Jürgen Müller", "Muster, LL.M."]


def test_excel_s_unicode_text_is_read(forum, tmp_path):
    plan = planned(forum, tmp_path, "Name\tE-Mail\nJörg Groß\tjg@x.example\n", "utf-16")
    assert [p.name for p in plan.records if isinstance(p, Person)] == ["Jörg Groß"]


def test_a_table_without_people_is_told(forum, tmp_path):
    with pytest.raises(people.TableError, match="nobody stands in it"):
        planned(forum, tmp_path, "Name;E-Mail\n")


def test_whoever_has_left_comes_onto_no_list(forum, tmp_path):
    plan = planned(forum, tmp_path, "Name;E-Mail;Status;Gruppen\nPat;pat@x.example;left;wohnen\n")
    assert not [record for record in plan.records if isinstance(record, Membership)]
