"""Whom the office names as mentor."""

import pytest

from mailflow.understand.commands.person import person_named


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
        ("Als Mentor fände ich Herrn Feldhaus passend, sonst die Frau Obermoos.", "Feldhaus", ""),
        ("Begleiten könnte sie die Frau Obermoos", "Obermoos", ""),
        ("Frau Kern aus Celle könnte die Mentorin machen", "Kern", "Celle"),
        ("Als Tandempartnerin stelle ich mir Mara Lindtner vor", "Mara Lindtner", ""),
        ("Fragen Sie doch Frau Dr. Obermoos, ob sie die Begleitung übernimmt.", "Obermoos", ""),
        ("Frau Hinrichs bitte aufnehmen, Herr Feldhaus (Heidekreis) könnte sie begleiten", "Feldhaus", "Heidekreis"),
        ("Ich würde ihr den Kollegen Feldhaus als Mentor geben", "Feldhaus", ""),
        ("Für Frau Hinrichs wäre Frau Obermoos eine gute Mentorin", "Obermoos", ""),
        ("Mentoring durch Herrn Feldhaus", "Feldhaus", ""),
        ("Bitte Frau von der Heide als Patin anfragen", "von der Heide", ""),
        ("Frau Obermoos nimmt sie sicher gern an die Hand", "Obermoos", ""),
        ("as mentor I'd suggest Mara Lindtner", "Mara Lindtner", ""),
        ("Mara Lindtner would be a good mentor", "Mara Lindtner", ""),
        ("Mentorin soll nicht Frau Kern sein", "", ""),
        ("Um die Begleitung kümmert sich später der Landkreis Celle", "", ""),
        ("Frau Hinrichs bitte aufnehmen. Eine Begleitung braucht sie nicht.", "", ""),
    ],
)
def test_a_name_and_where_they_are_from(text, name, place):
    assert person_named(text) == (name, place)
