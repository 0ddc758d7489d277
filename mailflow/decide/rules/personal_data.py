"""Data of clients (Sozialdaten, Art. 9 DSGVO) must not go to a list: the author hears what was found and sends it again without."""

import re
from collections.abc import Mapping

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict
from mailflow.model.letter import Letter

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
_NAMED = (
    r"\b(?:Frau|Herrn?|Fr\.|Hr\.|Familie|Klient(?:in)?|Mandant(?:in)?|Mrs?\.?|Ms\.?)\s(?:Dr\.\s|Prof\.\s)*[A-ZÄÖÜ][\w'’-]+\b"
    r"[^.!?;:\n]{0,80}?"
)
_IS = r"\b(?:ist|sei|war|wird|wurde|bleibt|wirkt|is|was)"
_ILL = (
    r"\b(?:(?:hoch)?schwanger|HIV[- ](?:positive?|infiziert)|suizidal|suizidgefährdet|traumatisiert|depressiv|psychisch krank|schwerkrank"
    r"|krebskrank|suchtkrank|alkoholkrank|(?:alkohol|drogen)abhängig|drogensüchtig|dement|autistisch|schwerbehindert|querschnittsgelähmt"
    r"|dialysepflichtig|pflegebedürftig|pregnant|suicidal)\b(?![\w-])"
)
_ILLNESS = (
    r"(?:[a-zäöüß]+\s){0,2}(?:\w*[Kk]rebs|HIV|A[Ii][Dd][Ss]|Hepatitis|Tuberkulose|TBC|Epilepsie|Diabetes|Depression(?:en)?|PTBS"
    r"|Schizophrenie|Psychosen?|Demenz|Parkinson|Angststörung(?:en)?|Suizidgedanken)\b(?!-)"
)
_HEALTH = re.compile(
    rf"{_NAMED}(?:{_IS}\b[^.!?;:,\n]{{0,40}}?{_ILL}|{_ILL}\s(?:ist|sei|war|wurde)\b"
    rf"|\b(?:hat|hatte|leidet an|leidet unter|ist an|has)\s{_ILLNESS})"
)
"""Somebody by name, and of what they are ill or that they expect a child; not who teaches or writes about it."""
_ANY = re.compile("|".join(pattern.pattern for pattern in _MARKS.values()))
"""Numbers and dates that belong to one person; a name alone is none of these, for colleagues have names too.

Of a text in lower case: a pattern that has to know both cases takes five times as long, while a transaction is open.
"""
_LONGEST = 50_000
"""Characters that nobody writes by hand; so far illnesses are looked for, which takes longest."""
_BY_NAME = {"birth": (_BORN, None), "health": (_HEALTH, _LONGEST)}


def verdict_on(posting: Posting) -> Verdict | None:
    found = found_in(posting.letter)
    # Its subject may be what was found: no letter of ours carries it on.
    return Verdict("refuse", "personal_data", {"found": found, "title": ""}) if found else None


def found_in(letter: Letter) -> list[str]:
    """Which marks of clients' data stand in the letter and what came with it."""
    written = (letter.subject, letter.new_text, *(attachment.text for attachment in letter.attachments))
    texts = [text.lower() for text in written]
    by_name = {mark for mark, (pattern, most) in _BY_NAME.items() if any(pattern.search(text[:most]) for text in written)}
    if not by_name and not any(_ANY.search(text) for text in texts):
        return []
    numbers = [mark for mark, pattern in _MARKS.items() if mark in by_name or any(pattern.search(text) for text in texts)]
    return [*numbers, *sorted(by_name - _MARKS.keys())]


RULE = Rule("personal_data", verdict_on, reasons=("personal_data",))
