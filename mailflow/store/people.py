"""People as a table that office programs read and write: CSV (; or ,) and XLSX."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from mailflow.model.address import normal
from mailflow.model.deliveries import DELIVERIES
from mailflow.model.facts import Facts
from mailflow.model.fingerprint import Fingerprints
from mailflow.model.records import Erasure, Membership, Person, PersonAddress, Record
from mailflow.model.table import csv_of, harmless

COLUMNS = ("name", "address", "status", "seat", "role", "phone", "language", "delivery", "groups")
_GERMAN = {
    "adresse": "address",
    "e-mail": "address",
    "email": "address",
    "landkreis": "seat",
    "funktion": "role",
    "telefon": "phone",
    "sprache": "language",
    "zustellung": "delivery",
    "gruppen": "groups",
}
_MEANT = {
    "status": {"mitglied": "member", "gast": "guest", "programmbüro": "staff", "ausgeschieden": "left"},
    "language": {"deutsch": "de", "englisch": "en"},
    "delivery": {"einzeln": "single", "täglich": "daily", "wöchentlich": "weekly", "monatlich": "monthly", "keine": "off"},
}
"""What a German table says in the columns that hold one of few words."""
_NAME_LAST = re.compile(r"(?P<last>[^,]+), *(?P<first>(?:(?:Dr|Prof)\. ?)*[A-ZÄÖÜ][a-zäöüéß]+(?:[ -][A-ZÄÖÜ][a-zäöüéß]+)*)")
"""Müller, Jürgen."""
_ALLOWED = {
    "status": ("member", "guest", "staff", "left"),
    "language": ("de", "en"),
    "delivery": DELIVERIES,
}
"""A cell that begins so is run as a formula by office programs (CSV injection); it gets an apostrophe in front."""


class TableError(Exception):
    """A file that is no table of people; the message names the file and what is expected."""


@dataclass
class Plan:
    """What an import would do: a line per row, the records to save, and how many rows have a problem."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    problems: int = 0

    def problem(self, state: str, text: str) -> None:
        self.rows.append((state, text))
        self.problems += 1

    def lines(self) -> Iterator[str]:
        for state, text in self.rows:
            yield f"{state:<11} {text}"


def row_of(person: Person, groups: tuple[str, ...] = ()) -> dict[str, str]:
    row = {name: str(getattr(person, name)) for name in COLUMNS if name != "groups"}
    return row | ({"groups": " ".join(groups)} if groups else {})


def exported(facts: Facts, output: Path | None) -> bytes:
    """CSV; an .xlsx file where `output` says so."""
    if output and output.suffix not in (".csv", ".xlsx"):
        raise TableError(f"{output}: expected a name that ends in .csv or .xlsx")
    standing = {group.id for group in facts.lists.all()}
    people = [*facts.people.staff(), *facts.people.inside()]
    rows = [row_of(p, tuple(m.group for m in facts.lists.of_person(p.id) if m.group in standing)) for p in people]
    if output and output.suffix == ".xlsx":
        return _as_xlsx(rows, output)
    data = csv_of(COLUMNS, rows)
    if output:
        output.write_bytes(data)
    return data


def plan(file: Path, facts: Facts, prints: Fingerprints) -> Plan:
    """Compares the file with the forum: new, changed, conflicting and unreadable rows."""
    planned, seen, namesakes = Plan(), set[str](), _Namesakes(facts)
    next_number = int(facts.people.next_id()[2:])
    unused, rows = _rows(file)
    planned.rows += [("ignored", f"column »{name}«, which is none of {', '.join((*COLUMNS, *_GERMAN))}") for name in unused]
    number = None
    for number, row in enumerate(rows, 2):
        address = normal(row.get("address", ""))
        if not address or not row.get("name"):
            planned.problem(
                "unreadable", f"row {number}: a name and an address are needed, got {row.get('name', '')!r} {row.get('address', '')!r}"
            )
        elif address in seen:
            planned.problem("conflicting", f"row {number}: {address} stands twice in the file")
        elif wrong := [column for column, words in _ALLOWED.items() if row.get(column) and row[column] not in words]:
            column = wrong[0]
            planned.problem("unreadable", f"row {number}: {column} is one of {', '.join(_ALLOWED[column])}, got {row[column]!r}")
        elif unknown := [said for said, slug in _lists_in(row.get("groups", ""), facts).items() if not slug]:
            there = ", ".join(one.name for one in facts.lists.names())
            planned.problem("unreadable", f"row {number}: there is no list {unknown[0]!r}; there are {there}")
        elif facts.records.get(Erasure, prints.of(address)):
            planned.problem("conflicting", f"row {number}: whoever had {address} was erased at their own wish; they can apply anew")
        else:
            seen.add(address)
            planned.rows += [("look", f"row {number}: {hint}") for hint in (*namesakes.with_row(row, address), *_strange_seat(row, facts))]
            next_number += _plan_row(planned, row, address, f"P-{next_number:04}", facts)
    if number is None:
        raise TableError(f"{file}: nobody stands in it")
    return planned


class _Namesakes:
    """People of one name and seat under several addresses: often one person who has two."""

    def __init__(self, facts: Facts) -> None:
        self._addresses = {(p.name.casefold(), p.seat.casefold()): p.address for p in facts.people.inside()}
        self._facts = facts

    def with_row(self, row: Mapping[str, str], address: str) -> Iterator[str]:
        known = self._facts.people.by_address(address)
        other = self._addresses.setdefault((row["name"].casefold(), row.get("seat", "").casefold()), known.address if known else address)
        if other != (known.address if known else address):
            yield f"{row['name']} of {row.get('seat') or 'nowhere'} is {other} too; if that is one person, leave one row out"


def _strange_seat(row: Mapping[str, str], facts: Facts) -> Iterator[str]:
    """A new member's Landkreis that no register has; a guest may come from anywhere."""
    seat, known = row.get("seat", ""), facts.people.by_address(row["address"])
    names = {name for county in facts.forum.counties for name in (county.name, *county.aliases)}
    if seat and row.get("status", "member") in {"", "member"} and seat not in names and not (known and known.seat == seat):
        yield f"»{seat}« is not in the register of districts"


def _plan_row(planned: Plan, row: Mapping[str, str], address: str, new_id: str, facts: Facts) -> int:
    known = facts.people.by_address(address)
    person = known or Person(id=new_id, name=row["name"], address=address)
    texts: dict[str, Any] = {k: v for k, v in row.items() if k in COLUMNS and k not in {"address", "groups"} and v}
    changed = replace(person, **texts)
    memberships = [
        Membership(id=f"{g}:{person.id}", group=g, person=person.id)
        for g in _lists_in(row.get("groups", ""), facts).values()
        if changed.status != "left" and facts.lists.membership(g, person.id) is None
    ]
    if known is None:
        planned.rows.append(("new", f"{changed.name} <{address}>"))
        planned.records += [changed, PersonAddress(id=address, person=person.id), *memberships]
        return 1
    if changed != known or memberships:
        fields = [k for k in COLUMNS if k != "groups" and getattr(changed, k) != getattr(known, k)] + [m.group for m in memberships]
        planned.rows.append(("changed", f"{changed.name} <{address}>: {', '.join(fields)}"))
        planned.records += [*([changed] if changed != known else []), *memberships]
    return 0


def _lists_in(cell: str, facts: Facts) -> dict[str, str]:
    """What a cell calls each list and the list's slug, "" if there is none: "wohnen sprache", "AG Wohnen, Sprache"."""
    known = {name.casefold(): one.slug for one in facts.lists.names() for name in (one.slug, one.name, one.address, *one.aliases)}
    whole = cell.strip().casefold() in known or re.search("[,;/]", cell)
    between = "[,;/]" if whole else r"\s+(?=AG\s)" if re.search(r"\bAG\s", cell) else r"\s+"
    said = [part.strip() for part in re.split(between, cell) if part.strip()]
    return {part: known.get(part.casefold(), "") for part in said}


def _rows(file: Path) -> tuple[list[str], Iterator[dict[str, str]]]:
    """The columns that mean nothing here, and each row by our names of columns, in our words."""
    table = _xlsx_table(file) if file.suffix.lower() == ".xlsx" else _csv_table(file)
    head = [_GERMAN.get(h.strip().lower(), h.strip().lower()) for h in next(table, [])]
    if missing := [name for name in ("name", "address") if name not in head]:
        there = ", ".join((*COLUMNS, *_GERMAN))
        raise TableError(f"{file}: there is no column »{missing[0]}«; the first row names the columns, which may be {there}")
    rows = ({n: _as_ours(n, cell) for n, cell in zip(head, cells, strict=False)} for cells in table if any(cells))
    return [name for name in head if name and name not in COLUMNS], rows


def _as_ours(column: str, cell: str) -> str:
    """What a cell says in the words of the forum: "wöchentlich mime" is "weekly mime", "Müller, Jürgen" is Jürgen Müller."""
    text = cell.strip().removeprefix("'")
    if column == "name" and (turned := _NAME_LAST.fullmatch(text)):
        return f"{turned['first']} {turned['last']}"
    first, space, rest = text.partition(" ")
    meant = _MEANT.get(column, {})
    return meant.get(first.casefold(), first) + space + rest if meant else text


def text_in(file: Path) -> str:
    """Its text, whether it was written as UTF-8, by an older program of Windows, or as Excel's "Unicode-Text"."""
    raw = file.read_bytes()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _csv_table(file: Path) -> Iterator[list[str]]:
    text = text_in(file)
    first = text.partition("\n")[0]
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))


def _xlsx_table(file: Path) -> Iterator[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as e:
        raise TableError(f"{file}: cannot be read as an .xlsx table; save it once more as .xlsx or .csv") from e
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield ["" if cell is None else str(cell) for cell in row]


def _as_xlsx(rows: list[dict[str, str]], output: Path) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one sheet
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([harmless(row.get(c, "")) for c in COLUMNS])
    book.save(output)
    return output.read_bytes()
