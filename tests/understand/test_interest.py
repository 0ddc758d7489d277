"""The reply form of the Interessenbekundung, however it is answered."""

from mailflow.understand.interest import answers_to

ASKED = ("Welche Themen beschäftigen Sie zurzeit am meisten?", "Was möchten Sie einbringen?", "Ist Ihre Amtsleitung einverstanden?")


def test_numbered():
    assert answers_to("Guten Tag,\n1. Wohnen\nund Sprache\n2) einen Leitfaden\n3: ja", ASKED) == (
        "Wohnen und Sprache",
        "einen Leitfaden",
        "ja",
    )


def test_below_the_repeated_questions():
    text = "Welche Themen beschäftigen Sie zurzeit am meisten? Wohnen\n\nWas möchten Sie einbringen?\nEinen Leitfaden.\n\nIst Ihre Amtsleitung einverstanden?\nJa"
    assert answers_to(text, ASKED) == ("Wohnen", "Einen Leitfaden.", "Ja")


def test_a_paragraph_each():
    assert answers_to("Guten Tag,\n\nWohnen vor allem.\n\nEinen Leitfaden.\n\nJa.", ASKED) == (
        "Wohnen vor allem.",
        "Einen Leitfaden.",
        "Ja.",
    )


def test_one_free_paragraph_answers_the_first():
    assert answers_to("Uns beschäftigt vor allem das Wohnen auf dem Land.", ASKED) == (
        "Uns beschäftigt vor allem das Wohnen auf dem Land.",
        "",
        "",
    )


def test_nothing():
    assert answers_to("Danke!", ASKED) == ("", "", "")
