"""The reply form of the Interessenbekundung, however it is answered."""

import pytest

from mailflow.understand.applications.interest import answers_to

ASKED = ("Welche Themen beschäftigen Sie zurzeit am meisten?", "Was möchten Sie einbringen?", "Ist Ihre Amtsleitung einverstanden?")
FORM = tuple((question, "") for question in ASKED)


def test_numbered():
    assert answers_to("Guten Tag,\n1. Wohnen\nund Sprache\n2) einen Leitfaden\n3: ja", FORM) == (
        "Wohnen und Sprache",
        "einen Leitfaden",
        "ja",
    )


def test_below_the_repeated_questions():
    text = "Welche Themen beschäftigen Sie zurzeit am meisten? Wohnen\n\nWas möchten Sie einbringen?\nEinen Leitfaden.\n\nIst Ihre Amtsleitung einverstanden?\nJa"
    assert answers_to(text, FORM) == ("Wohnen", "Einen Leitfaden.", "Ja")


def test_a_paragraph_each():
    assert answers_to("Guten Tag,\n\nWohnen vor allem.\n\nEinen Leitfaden.\n\nJa.", FORM) == (
        "Wohnen vor allem.",
        "Einen Leitfaden.",
        "Ja.",
    )


def test_one_free_paragraph_answers_the_first():
    assert answers_to("Uns beschäftigt vor allem das Wohnen auf dem Land.", FORM) == (
        "Uns beschäftigt vor allem das Wohnen auf dem Land.",
        "",
        "",
    )


def test_numbered_on_one_line():
    text = "Zu 1: Kurse im Betrieb, mit der VHS. Zu 2: Austausch zu § 9. Zu 3: halbe Stelle."
    assert answers_to(text, FORM) == ("Kurse im Betrieb, mit der VHS.", "Austausch zu § 9.", "halbe Stelle.")


def test_bare_numbers_on_one_line():
    assert answers_to("1. 20 Std. im Amt 2. einen Leitfaden von 2019 3. Ja", FORM) == ("20 Std. im Amt", "einen Leitfaden von 2019", "Ja")
    assert answers_to("1. Am 3. Mai kommen 2. Klassen. \n2. ein Leitfaden\n3. ja", FORM)[1:] == ("ein Leitfaden", "ja")


@pytest.mark.parametrize(
    "text",
    [
        "Danke!",
        "Vielen Dank, ich melde mich nächste Woche.",
        "Guten Tag, ich bin bis Montag im Urlaub und antworte dann.",
        "mach ich nach den Ferien",
    ],
)
def test_nothing(text):
    assert answers_to(text, FORM) == ("", "", "")


HALF = ((ASKED[0], "Wohnen"), (ASKED[1], ""), (ASKED[2], "Ja"))


def test_prose_answers_what_is_still_open_and_nothing_else():
    assert answers_to("Wir haben einen guten Leitfaden.", HALF) == ("", "Wir haben einen guten Leitfaden.", "")
    assert answers_to("Einen Leitfaden.", HALF) == ("", "Einen Leitfaden.", "")
    assert answers_to("Danke!", HALF) == ("", "", "")
    assert answers_to("Was genau meinen Sie mit Einbringen?", HALF) == ("", "", "")


def test_a_number_still_corrects_what_was_answered():
    assert answers_to("1. Doch eher Sprachkurse", HALF) == ("Doch eher Sprachkurse", "", "")


def test_a_word_of_each_question_as_its_label():
    text = "Guten Tag,\nThemen: Wohnen\nund Schule\nEinbringen: einen Leitfaden\nAmtsleitung: ist einverstanden"
    assert answers_to(text, FORM) == ("Wohnen und Schule", "einen Leitfaden", "ist einverstanden")


def test_bare_numbers_that_count_the_questions():
    assert answers_to("Hallo,\n1 alles, 39 Stunden\n2 Unterbringung\n3 ja", FORM) == ("alles, 39 Stunden", "Unterbringung", "ja")
    assert answers_to("2 Stellen haben wir, mehr nicht.\n3 Kolleginnen helfen.", FORM)[1:] == ("", "")


def test_numbered_with_zu_behind_a_semicolon():
    assert answers_to("Zu 1: 20 Std.; zu 2: ein Leitfaden; zu 3: ja", FORM) == ("20 Std.;", "ein Leitfaden;", "ja")
