"""Data of clients (Sozialdaten, Art. 9 DSGVO) must not go to a list: the author hears what was found and sends it again without."""

import re
from collections.abc import Mapping

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict

_DAY = r"\d{1,2}\.\s?(?:\d{1,2}\.|[a-zä]{3,9})\s?(?:19|20)?\d{2}\b"
_MARKS: Mapping[str, re.Pattern[str]] = {
    "azr": re.compile(r"\b(?:azr|ausländerzentralregister)\W{0,3}(?:nr|nummer|no)?\W{0,4}\d(?:\s?\d){7,13}\b"),
    "birth": re.compile(rf"(?:\bgeb(?:\.|oren(?:e[nr]?)?)?|\bgeburtsdatum|\bborn(?: on)?|\bdate of birth)\W{{0,4}}(?:am\s)?{_DAY}"),
    "file": re.compile(r"\b(?:az|aktenzeichen|bamf)\W{0,4}(?:bamf\W{0,3})?\d{7}\s?[-–]\s?\d{3}\b"),
    "insurance": re.compile(r"\b(?:sv|rv|sozialversicherungs?|rentenversicherungs?)\W?(?:nr|nummer)\W{0,4}\d{2}\s?\d{6}\s?[a-z]\s?\d{3}\b"),
    "passport": re.compile(
        r"\b(?:reisepass|pass|personalausweis|ausweis|aufenthaltstitel|eat|passport)\W?(?:nr|nummer|no|number)\W{0,4}[a-z0-9]{7,12}\b"
    ),
}
_BORN = re.compile(
    r"\b[A-ZÄÖÜ][a-zäöüß'-]+ [A-ZÄÖÜ][\w'-]+,? ?\(?(?:\*\s?\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)\d\d|\d{1,2}\.\s?\d{1,2}\.\s?19\d\d)\b"
)
"""A name with a day of the last century behind it, which is no meeting's: "Yusuf Kaya, 12.7.1984"."""
_ANY = re.compile("|".join(pattern.pattern for pattern in _MARKS.values()))
"""Numbers and dates that belong to one person; a name alone is none of these, for colleagues have names too.

Of a text in lower case: a pattern that has to know both cases takes five times as long, while a transaction is open.
"""


def verdict_on(posting: Posting) -> Verdict | None:
    letter = posting.letter
    written = (letter.subject, letter.new_text, *(attachment.text for attachment in letter.attachments))
    texts, born = [text.lower() for text in written], any(_BORN.search(text) for text in written)
    if not born and not any(_ANY.search(text) for text in texts):
        return None
    found = [mark for mark, pattern in _MARKS.items() if any(pattern.search(text) for text in texts) or (born and mark == "birth")]
    return Verdict("refuse", "personal_data", {"found": found})


RULE = Rule("personal_data", verdict_on, reasons=("personal_data",))
