"""Whom the office names as mentor."""

import pytest

from mailflow.understand.person import person_named


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Mentorin wäre Frau Lindtner aus Stade.", "Lindtner", "Stade"),
        ("Mentorin: Lindtner (Stade)", "Lindtner", "Stade"),
        ("als Mentorin Mara Lindtner vom Landkreis Stade", "Mara Lindtner", "Stade"),
        ("Mentor könnte Herr Dr. Bergfeld aus Freising sein", "Bergfeld", "Freising"),
        ("Mentorin wäre Frau Obermoos.\nMit freundlichen Grüßen", "Obermoos", ""),
        ("Tandem mit Anna von der Heide aus St. Wendel", "Anna von der Heide", "St. Wendel"),
        ("Mentorin wäre Frau Lindtner aus Stade. Viele Grüße", "Lindtner", "Stade"),
        ("Mentor: Dr. von der Heide", "von der Heide", ""),
        ("Mentorin folgt", "", ""),
    ],
)
def test_a_name_and_where_they_are_from(text, name, place):
    assert person_named(text) == (name, place)
