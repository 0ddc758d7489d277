"""Answers by number."""

from mailflow.understand.answers.choices import choices_in


def numbers(text):
    return [(c.number, c.text) for c in choices_in(text)]


def test_one_line_each():
    assert numbers("2 Zusage\n3: Wir haben das seit 2019.\nIch schicke die Vorlage.") == [
        (2, "Zusage"),
        (3, "Wir haben das seit 2019.\nIch schicke die Vorlage."),
    ]


def test_on_one_line():
    assert numbers("1 ja, 2 Absage") == [(1, "ja"), (2, "Absage")]


def test_a_date_or_a_time_is_no_choice():
    assert numbers("Am 3. März geht es.\n14:00 passt gut\n12. April auch") == []


def test_prose_has_none():
    assert numbers("Vielen Dank für den Überblick!") == []


def test_in_a_row_without_commas():
    assert numbers("1 Koordination, 10h 2 Wohnen 3 Patenschaften vielleicht 4 ja") == [
        (1, "Koordination, 10h"),
        (2, "Wohnen"),
        (3, "Patenschaften vielleicht"),
        (4, "ja"),
    ]
    assert numbers("1 Vertretung für 2 Tage") == [(1, "Vertretung für 2 Tage")]
