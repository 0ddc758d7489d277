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


def test_a_number_named_within_a_line_begins_another_answer():
    assert numbers("Guten Tag, zu 1: gern. Und zu 2: das haben wir auch!\nGruß Mara") == [(1, "gern."), (2, "das haben wir auch!")]
    assert numbers("Zu Punkt 3: ja. Zu Punkt 1: leider nicht.") == [(3, "ja."), (1, "leider nicht.")]
    assert numbers("Ad 1) gern. Ad 2) nein") == [(1, "gern."), (2, "nein")]
    assert numbers("Bei 1 bin ich dabei, bei 2 leider nicht.") == [(1, "bin ich dabei"), (2, "leider nicht.")]
    assert numbers("Nr. 1 Zusage und Nr. 2 Absage") == [(1, "Zusage"), (2, "Absage")]
    assert numbers("1 ja und 3 nein") == [(1, "ja"), (3, "nein")]


def test_a_number_that_counts_begins_none():
    assert numbers("2 Wir haben 3 Stellen und 2 offene Fragen.") == [(2, "Wir haben 3 Stellen und 2 offene Fragen.")]
    assert numbers("Zu 2 Terminen komme ich.") == []
    assert numbers("Bei 3 Kreisen läuft das schon.") == []
    assert numbers("2: Wir sind zu 3 Personen, dann auch zu 4 weiteren Treffen.") == [
        (2, "Wir sind zu 3 Personen, dann auch zu 4 weiteren Treffen.")
    ]
