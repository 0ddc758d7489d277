"""German or English, and when a letter is long enough to tell."""

import pytest
from letters import plain

from mailflow.understand.language import is_sure, language_of


@pytest.mark.parametrize(
    ("text", "language", "sure"),
    [
        ("Dear colleagues,\n\nwe would like to take part in the forum. Could you please send me the form?", "en", True),
        ("Guten Tag,\n\nwir würden gern im Forum mitmachen und haben dazu zwei Fragen.", "de", True),
        ("Yes, I consent.", "en", False),
        ("What is the status of my application?", "en", False),
        ("Wie steht es um den Antrag aus dem Kreis?", "de", False),
        ("ok, thanks", "en", False),
        ("Zusage", "de", False),
        ("Ja, gern", "de", False),
        ("1. Coordination\n2. Housing", "de", False),
        ("Wir haben das Meeting im Team besprochen. We will be there, and so will the others.", "en", False),
        ("", "und", False),
        ("42", "und", False),
    ],
)
def test_the_small_words_tell(text, language, sure):
    assert (language_of(text), is_sure(text)) == (language, sure)


@pytest.mark.parametrize(("text", "language"), [("JOIN housing", "en"), ("HELP", "en"), ("join housing", "en"), ("BEITRETEN Wohnen", "de")])
def test_an_english_command_is_a_sign_of_english(text, language):
    assert plain(text).lang == language
