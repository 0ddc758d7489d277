"""Words that people read in every letter."""

import csv
from pathlib import Path

import pytest

from mailflow.perform import words


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("+495818212300", "0581 8212300"),
        ("+4989123456", "089 123456"),
        ("+431514500", "+43 1 514500"),
        ("Zentrale", "Zentrale"),
    ],
)
def test_a_telephone_number_is_written_as_people_dial_it(kept, read):
    assert words.phone(kept) == read


DISTRICTS = Path(__file__).parents[2] / "config/data/landkreise.csv"


@pytest.mark.parametrize(
    ("article", "name", "read"),
    [
        ("den", "Landkreis Uelzen", "den Landkreis Uelzen"),
        ("Der", "Rhein-Kreis Neuss", "Der Rhein-Kreis Neuss"),
        ("den", "Märkischer Kreis", "den Märkischen Kreis"),
        ("der", "Oberbergischer Kreis", "der Oberbergische Kreis"),
        ("dem", "Städteregion Aachen", "der Städteregion Aachen"),
        ("Der", "Region Hannover", "Die Region Hannover"),
        ("den", "Stadt Celle", "die Stadt Celle"),
        ("dem", "Regionalverband Saarbrücken", "dem Regionalverband Saarbrücken"),
        ("den", "Landkreistag Beispielland", "Landkreistag Beispielland"),
        ("den", "F-2027-0031", "F-2027-0031"),
    ],
)
def test_a_district_is_named_in_a_sentence_as_people_name_it(article, name, read):
    assert words.with_article(name, article) == read


def test_every_district_has_its_article():
    with DISTRICTS.open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert len(names) > 390
    assert [name for name in names if words.with_article(name, "den") == name] == []
