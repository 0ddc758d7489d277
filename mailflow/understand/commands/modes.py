"""How posts are to come: one by one, daily, weekly, monthly, not at all; and which of two ways named is the one that is wished."""

from __future__ import annotations

import re

from mailflow.model.deliveries import GATHERED
from mailflow.understand.wording import folded, near, normal_words, says

MODES = {
    "daily": ("täglich", "täglicher", "tägliche", "täglichen", "daily", "jeden tag", "tagesweise", "tageweise", "tagtäglich", "tagesrhythmus", "pro tag", "am tag", "every day", "a day", "per day"),
    "weekly": ("wöchentlich", "wöchentlicher", "wöchentliche", "wöchentlichen", "weekly", "woche", "wochenrhythmus", "wochentakt", "wochenweise", "freitags", "gesammelt", "gebündelt", "week"),
    "monthly": ("monatlich", "monatlicher", "monatliche", "monatlichen", "monthly", "einmal im monat", "pro monat", "im monat", "once a month", "every month"),
    "off": (
        *("aus", "kein", "keine", "keinen", "nie", "no", "off", "none", "nicht mehr", "any more", "anymore", "don't want", "schluss", "abstellen", "stop", "stopp", "stoppen", "ausschalten", "abbestellen"),
        *("deaktivieren", "abmelden", "abschalten", "cancel", "disable", "abbestelle"),
    ),
    "single": ("einzeln", "sofort", "single", "each", "individual", "alle einzeln", "einzelmails", "einzelmail", "einzelne mails", "einzelnachrichten"),
}  # fmt: skip
OVERVIEWS = {
    "daily": ("tagesüberblick", "tagesdigest", "tageszusammenfassung"),
    "monthly": ("monatsüberblick", "monatszusammenfassung"),
    "weekly": ("wochenüberblick", "wochendigest", "wochenzusammenfassung", "wochenmail", "wochenpaket", "wochenbrief"),
}
"""Names that tell how often, unless the sentence says otherwise ("kein Wochenüberblick mehr")."""
_SOME_TIME = ("gesammelt", "gebündelt", "freitags", "sofort")
"""Say how or when, and not how often, where something else says that."""
_STOPPED = (
    *(
        "abbestellen",
        "abbestelle",
        "abstellen",
        "abschalten",
        "ausschalten",
        "deaktivieren",
        "stoppen",
        "einstellen",
        "beenden",
        "loswerden",
    ),
    *("cancel", "disable", "turn off", "switch off", "unsubscribe"),
)
"""Verbs that end what they are about, even where that is called "die wöchentliche Zusammenfassung"."""
_SPLIT = re.compile(r"\b(?:schalt|bestell|stell)\w{0,3}\b.{0,80}\bab\b")
_SET = re.compile(
    r"\b(?:so|wie folgt|auf)\b.{0,60}\beinstellen\b|\beinstellen\b.{0,80}\b(?:taeglich|woechentlich|monatlich|einzeln|keine|daily|weekly|monthly)\b"
)
"""What may end a thing sets it here: "bitte auf täglich einstellen"."""
_HOW_OFTEN = r"(?:taegl|woechentl|monatl|einzel|sofort)\w{0,8}|wochen(?:ueberblick|digest|mail|zusammenfassung)|tages(?:ueberblick|digest|zusammenfassung)|daily|weekly|monthly|single|individual|(?:jeden|pro|am) tag|every day|(?:ein|1)(?:mal|x| mal) (?:die|pro|in der|am|im|jede) (?:woche|tag|monat)|once a (?:day|week|month)|(?:tages|wochen)(?:weise|rhythmus|takt)"
_LEFT = re.compile(
    rf"\b(?:von|vom|from)(?: (?:der|dem|den|einer|the))? (?:{_HOW_OFTEN})(?: (?:mails?|e-mails?|digest|zusammenfassung|zustellung|uebersicht|ueberblick))?(?= (?:auf|zu|zur|zum|to)\b)"
    rf"|\b(?:anstatt|statt|anstelle|instead of|rather than)(?: (?:der|des|die|den|dem|im|in|the|von|jede[nrs]?|alle[ns]?|each))* (?:{_HOW_OFTEN})(?: (?:mails?|e-mails?|digest|zusammenfassung|zustellung))?"
    r"|\b(?:anstatt|statt|anstelle|als|instead of|rather than)(?: \w+){0,3} (?:einzel)?(?:mails?|e-mails?|beitraegen?|nachrichten|mailflut|emails?)\b(?: einzeln)?"
    rf"|\b(?:keine?n?|nicht|no|not)(?: mehr| more)? (?:{_HOW_OFTEN})(?: (?:mails?|e-mails?|beitraege|digest|zusammenfassung))?(?: (?:ein\w* )?(?:mail|e-mail)\w*)?(?: mehr| more)?,?(?= .*(?:{_HOW_OFTEN}|woche\b|monat\b|gesammelt|gebuendelt|week\b|month\b))(?: (?:sondern|but))?"
    rf"|\b(?:(?:ich|wir) (?:bekomm|krieg|erhalt|hab|les)\w*|(?:bekomm|krieg|erhalt|hab)\w* (?:ich|wir)|bisher|bislang|derzeit|aktuell|zurzeit|momentan|im moment)\b(?: \w+){{0,5}}? (?:{_HOW_OFTEN})(?=.*(?:{_HOW_OFTEN}|woche\b|monat\b))"
)

_TOO_OFTEN = re.compile(
    rf"\b(?:{_HOW_OFTEN})(?: \w+){{0,4}}? (?:nicht|zu (?:viel|oft|haeufig|spaet|selten|wenig)|too (?:much|many|often|late|little|rare))\b"
)
"""How it is not to be, where something else says how."""
_NAMES_ONE = re.compile(rf"\b(?:{_HOW_OFTEN}|woche|monat|week|month)\b")
_ASIDE = re.compile(rf"\([^()]{{0,80}}(?:täglich|wöchentlich|monatlich|{_HOW_OFTEN})[^()]{{0,80}}\)", re.I)
"""Tells in brackets of the way that was: "einmal pro Woche reicht (das tägliche lese ich eh nicht)"."""
_ONTO = re.compile(rf"\b(?:auf|to)(?: (?:den|die|das|einen?|the|a))? (?P<mode>{_HOW_OFTEN})\b")
"""What it is to be from now on, whatever else is told: "täglich ist mir zu viel, stellen Sie mich auf wöchentlich um"."""


_BUT_ALL = re.compile(r",?\s(?:aber|but)\s(?:bitte\s|dann\s)?(?:alles|alle|vollständig|everything|all)(?=\W*$)", re.I)
"""Limits nothing: "nur freitags, aber alles"."""


def with_wished_mode(sentence: str) -> str:
    """The sentence without the way that is to be left: of "von der täglichen auf die wöchentliche" the second stays."""
    sentence = _BUT_ALL.sub("", _ASIDE.sub(" ", sentence))
    kept = _TOO_OFTEN.sub(" ", folded(sentence))
    if kept != folded(sentence) and _NAMES_ONE.search(kept):
        sentence = kept
    return _LEFT.sub(" ", folded(sentence)).strip(" ,") if _LEFT.search(folded(sentence)) else sentence


def mode_in(sentence: str) -> str:
    """How posts are to come, "" if it is not said."""
    words = normal_words(with_wished_mode(sentence))
    words = words.replace("einstellen", "stellen") if _SET.search(words) else words
    if (any(says(words, verb) for verb in _STOPPED) or _SPLIT.search(words)) and not re.search(
        r"\b(?:nur|lieber|stattdessen|sondern|only)\b", words
    ):
        return "off"
    if wished := _ONTO.search(words):
        words = wished["mode"]
    named = [mode for mode in ("daily", "weekly", "monthly", "single") if any(says(words, w) for w in MODES[mode] if w not in _SOME_TIME)]
    if len(named) > 1:
        return ""
    if named and named[0] in GATHERED:
        return named[0]
    said = next((mode for table in (MODES, OVERVIEWS) for mode, said in table.items() if any(says(words, w) for w in said)), "")
    return said or _misspelt(words)


_FORMATS = {
    "mime": re.compile(r"\bmime\b|\bmultipart\b"),
    "plain": re.compile(
        r"\b(?:rfc ?)?1153\b|\b(?:als|im|as|in) (?:rein\w* |ein\w* |plain )?(?:text|klartext|nur-text|textform|textdatei)\b|\bplain\b"
    ),
}


def format_in(sentence: str) -> str:
    """As what a mail program is to get gathered posts, "" if it is not said."""
    return next((format for format, said in _FORMATS.items() if said.search(folded(sentence))), "")


def _misspelt(words: str) -> str:
    """The one way a word with a typing error means, "" where it may be another."""
    meant = {mode for mode, said in MODES.items() for wanted in said for word in words.split() if near(word, normal_words(wanted))}
    return meant.pop() if len(meant) == 1 else ""
