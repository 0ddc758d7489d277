"""Data of clients (Sozialdaten, Art. 9 DSGVO) must not go to a list: the author hears what was found and sends it again without."""

import re
from collections.abc import Mapping

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict

_DAY = r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-Za-zä]{3,9})\s?(?:19|20)?\d{2}\b"
_MARKS: Mapping[str, re.Pattern[str]] = {
    "azr": re.compile(r"\b(?:AZR|Ausländerzentralregister)\W{0,3}(?:Nr|Nummer|No)?\W{0,4}\d(?:\s?\d){7,13}\b", re.I),
    "birth": re.compile(rf"(?:\bgeb(?:\.|oren(?:e[nr]?)?)?|\bGeburtsdatum|\bborn(?: on)?|\bdate of birth)\W{{0,4}}(?:am\s)?{_DAY}", re.I),
    "file": re.compile(r"\b(?:Az|Aktenzeichen|BAMF)\W{0,4}(?:BAMF\W{0,3})?\d{7}\s?[-–]\s?\d{3}\b", re.I),
    "insurance": re.compile(
        r"\b(?:SV|RV|Sozialversicherungs?|Rentenversicherungs?)\W?(?:Nr|Nummer)\W{0,4}\d{2}\s?\d{6}\s?[A-Z]\s?\d{3}\b", re.I
    ),
    "passport": re.compile(
        r"\b(?:Reisepass|Pass|Personalausweis|Ausweis|Aufenthaltstitel|eAT|passport)\W?(?:Nr|Nummer|No|number)\W{0,4}[A-Z0-9]{7,12}\b", re.I
    ),
}
"""Numbers and dates that belong to one person; a name alone is none of these, for colleagues have names too."""


def verdict_on(posting: Posting) -> Verdict | None:
    letter = posting.letter
    texts = (letter.subject, letter.new_text, *(attachment.text for attachment in letter.attachments))
    found = [mark for mark, pattern in _MARKS.items() if any(pattern.search(text) for text in texts)]
    return Verdict("refuse", "personal_data", {"found": found}) if found else None


RULE = Rule("personal_data", verdict_on, reasons=("personal_data",))
