"""Why somebody writes to the application address: to apply, to ask, to withdraw, to register for an event, or to sell."""

from __future__ import annotations

import re
from enum import Enum

from mailflow.model.letter import Letter
from mailflow.understand.applications.fields import labelled
from mailflow.understand.applications.source import answered_in
from mailflow.understand.wording import sentences

LONGEST_QUESTION = 2000
"""Characters of a letter to the office in which a wish to join is looked for."""


class Purpose(Enum):
    """The value is the flag that `explain` shows."""

    APPLIES = ""
    ASKS = "inquiry"
    WITHDRAWS = "withdrawal"
    REGISTERS = "event_registration"
    SELLS = "spam"
    THANKS = "thanks"


_APPLIES = re.compile(
    r"\b(?:please (?:register|add|admit|include)\b.{0,80}\b(?:member|guest|forum)|(?:bat|gebeten|beauftragt|soll ich)\b.{0,120}?(?:anzumelden|anmelden|aufzunehmen|beizutreten)|(?:möchte|würde|will|wollen|sollten|wünsch|bitte|beantrag|melde|meldet|melden|erklär|bewerb|gern|hiermit|want|would like|would be (?:glad|happy|pleased|delighted)|apply|wish)\w*\b.{0,120}?(?:mitglied|aufnahme|aufnehmen|aufgenommen|beitr(?:itt|eten)|mitmachen|"
    r"dabei sein|dabei zu sein|mit rein|dazustoßen|dazukommen|mitarbeiten|mitwirken|teilnehmen|teilzunehmen|vertreten sein|gast|anmelden|\ban\b|forum|join|member|guest|take part)|(?:mitmachen|dabei sein|beitreten|aufnehmen|anmelden)\b.{0,40}(?:möchte|würde|will|wollen)|"
    r"nehmen sie uns auf|(?:tritt|treten)\b.{0,80}\bbei\b|(?:land)?kreis .{0,60}anmelden|meldet sich .{0,40}an|bittet um aufnahme|aufnahmeantrag|mitgliedsantrag|beitrittserklärung|antrag auf (?:mitgliedschaft|aufnahme|gaststatus)|dürfen wir als gast|"
    r"wollen auch mitmachen|wären gern dabei|guest status|membership application)",
    re.I | re.S,
)
_SUBJECT = re.compile(
    r"\b(?:anmeldung|aufnahme|beitritt|mitglied(?:schaft)?|gaststatus|(?:aufnahme|mitglieds|beitritts)?antrag|bewerbung|mitmachen|mitarbeit|guest status|membership|application)\b",
    re.I,
)
_ASKS = re.compile(
    r"\b(?:wie (?:werde|wird|kann|können|läuft|funktioniert|geht)|was (?:muss|kostet|brauche|ist)|kostet|welche (?:voraussetzungen|unterlagen|schritte)|wer kann|können wir|kann (?:man|ich|unser)|how (?:do|can|much)|what|gibt es)\b",
    re.I,
)
_WANTS_FORM = re.compile(
    r"\b(?:können|könnten|würden|könnt|könntet|würdet|could|can|would) (?:sie|ihr|you)\b[^.?]{0,80}(?:formular|unterlagen|vordruck|informationen|form|papers|information)\b|"
    r"\b(?:bitte|please)\b[^.?]{0,60}(?:antragsformular|formular|vordruck|form)\b[^.?]{0,40}(?:zu|senden|schicken|mailen|send)\w*",
    re.I,
)
_WITHDRAWS = re.compile(
    r"\b(?:ziehe[n]?\b.{0,80}\bzurück|zurückziehen|zurückgezogen|zurücknehmen|zurückgenommen|rücknahme|(?:antrag|anmeldung|bewerbung)\w*\b.{0,60}\b(?:nicht (?:mehr |länger |weiter )?(?:weiter)?verfolg\w+|nicht (?:mehr )?aufrecht\w*|storn\w+|gegenstandslos|hinfällig)|doch nicht (?:beitreten|mitmachen|mitglied)|withdraw\w*)\b",
    re.I,
)
_TAKES_BACK = re.compile(
    r"\bnehmen? (?:ich|wir|hiermit|unser\w*|mein\w*|den|die)\b[^.!?]{0,60}(?:antrag|anmeldung|bewerbung)\b[^.!?]{0,60}\bzurück\b"
    r"|\b(?:halten?|hält)\b[^.!?]{0,60}(?:antrag|anmeldung|bewerbung)\b[^.!?]{0,60}\bnicht (?:mehr |länger |weiter )?fest\b"
    r"|\bdisregard\b[^.!?]{0,40}\b(?:request|application|registration)\b",
    re.I,
)
"""The same with the verb in two places, over several lines."""
_BACKS_OUT = re.compile(
    r"\b(?:wir|ich|unser\w*|hiermit)\b[^.!?\n]{0,60}\bzurückziehen\b|\bziehen? (?:wir|ich|uns|mich|hiermit|unser\w*|mein\w*|den|die)\b[^.!?\n]{0,60}\bzurück\b"
    r"|\bkein(?:en)? (?:interesse|bedarf) mehr\b|\bdoch nicht (?:beitreten|mitmachen|mitglied|teilnehmen|dabei)\b|\b(?:i|we)\b[^.!?\n]{0,40}\bwithdraw\b",
    re.I,
)
_ONLY_MAYBE = re.compile(r"\b(?:nicht zurück\w*|falls|wenn|sollten?|würden?|könnten?|vielleicht|eventuell|if|might|could)\b", re.I)
_OCCASION = (
    r"(?:\w+\s){0,3}(?:[\w-]*(?:treffen|tagung|(?:fach|netzwerk|praxis|aktions|studien)tag|workshop|veranstaltung|schulung|seminar|webinar|konferenz|kongress|symposium|stammtisch|exkursion|fachgespräch|klausur|sitzung|meeting|conference|event)"
    r"|(?:frühlings|frühjahrs|sommer|herbst|winter|jahres|halbjahres|praxis|online)-?forum)\b"
)
"""The forum itself is joined; what bears a season or a format in front is an event."""
_EVENT = re.compile(
    rf"\b(?:zum|zur|für (?:das|die|den)|for the|to the)\s+{_OCCASION}.{{0,80}}\b(?:anmelden|anzumelden|anmeldung|register)\b|"
    rf"\b(?:anmeldung|anmelden|melde|register)\w*\b.{{0,80}}\b(?:zum|zur|für (?:das|die|den)|for the|to the)\s+{_OCCASION}|"
    rf"\b(?:notier\w*|trag\w*|setz\w*|schreib\w*|merk\w*|put|note)\b[^.?!]{{0,20}}\b(?:mich|uns|me|us)\b[^.?!]{{0,40}}\b(?:zum|zur|für (?:das|die|den)|for the)\s+{_OCCASION}|"
    rf"\banmeldung[ :]{{1,2}}{_OCCASION}",
    re.I,
)
_APPLYING = r"(?:anmeldung|antrag\w*|aufnahmeantrag\w*|mitgliedsantrag\w*|bewerbung|beitritt\w*|application)"
_NOT_YET = re.compile(
    rf"\b{_APPLYING}\b[^.?!]{{0,30}}\b(?:hiermit|damit|dadurch)\b[^.?!]{{0,12}}\bnicht (?:verbunden|gestellt|gemeint|beabsichtigt|erklärt)\b"
    rf"|\b(?:dies(?:e \w+)?|das|hier(?:mit|bei)?|damit|this) (?:ist|stellt|sei|soll|is)\b[^.?!]{{0,30}}\b(?:kein\w*|not an?) (?:(?:form|förm|verbind|offizi|bind)\w+ )?{_APPLYING}\b"
    rf"|\bob (?:wir|ich)\b[^.?!]{{0,40}}\b(?:{_APPLYING}|mitglied\w*|beitret\w*)\b[^.?!]{{0,60}}\b(?:entscheid\w*|offen|klär\w*|zeigt|unklar)\b"
    rf"|\b(?:nicht|not) a(?:ls|s an?) (?:\w+ )?{_APPLYING}\b"
    rf"|\b(?:bevor|ehe|before)\b[^.?!]{{0,80}}\b(?:{_APPLYING}|mitglied\w*|beitret\w*|join)\b[^.?!]{{0,60}}\b(?:auskunft|frage\w*|wissen|klären|erkundig\w*|information\w*|question\w*|know)\b",
    re.I,
)
"""Says in so many words that this letter applies for nothing yet."""
_SELLS = re.compile(
    r"rabatt|\d ?%|\bspar(?:t|en)\b|nur bis (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|heute|morgen|zum)\b|jetzt (?:anmelden|kaufen|bestellen)|zahlen nur|frühbucher|sonderangebot|jetzt (?:\w+ )?(?:sichern|buchen|anmelden!)|nur noch \d+ plätze|\babbestellen\b|\bunsubscribe\b|\d\s?(?:€|eur\b|euro\b)|\bfür nur\b|keine (?:angebote|werbung|mails) mehr|jetzt (?:antrag stellen|starten|registrieren)|hier klicken|exklusiv\w*|aktionspreis|gratis\b|messerabatt|ihr (?:preis|vorteil)|kostenlos testen|% |unverbindliches angebot|buchen sie|gewinnspiel|discount|special offer|seo\b|marketing",
    re.I,
)


_JOINING = re.compile(
    r"\b(?:mitglied(?:schaft|er)?\b.{0,30}\b(?:werden?|wird|beantragen|interess\w*)|(?:werde|wird|werden) (?:\w+ ){0,3}mitglied\w*|mitgliedschaft\b|beitreten|beitritt\b"
    r"|(?:bei (?:euch|ihnen)|im (?:forum|netzwerk)) mit(?:machen|arbeiten|wirken)|(?:become|becoming) (?:a )?members?|membership\b|join (?:you|the (?:forum|network)))\b",
    re.I | re.S,
)


_THANKS = re.compile(r"^\W*(?:(?:vielen|herzlichen|besten|lieben|ganz)\s)*(?:dank\w*|thanks|thank you|merci)\b", re.I)
_MOST_THANKS = 40
"""Words of a letter that only thanks."""


def speaks_of_joining(text: str) -> bool:
    """Whether a few words to the forum's people are about becoming a member of it."""
    return bool(_JOINING.search(text[:LONGEST_QUESTION]))


def backs_out(text: str) -> bool:
    """Whether an applicant says, in the answer to any letter, that they do not want to become a member after all."""
    said = [s for s in sentences(text) if _BACKS_OUT.search(s)]
    return any(not _ONLY_MAYBE.search(s) and not s.rstrip().endswith("?") for s in said)


def purpose_of(letter: Letter, text: str, has_fields: bool, names_county: bool) -> Purpose:
    """What the letter is for. A form or a clear wish applies; a question alone asks."""
    subject = letter.subject_base
    whole = f"{subject}\n{text}"
    if (_WITHDRAWS.search(whole) or _TAKES_BACK.search(whole)) and not has_fields:
        return Purpose.WITHDRAWS
    if len(_SELLS.findall(whole)) >= (3 if names_county else 2):
        return Purpose.SELLS
    if _EVENT.search(whole) and not re.search(r"mitglied|gaststatus|aufnahme\b|beitritt|\bforum\b", whole, re.I):
        return Purpose.REGISTERS
    fields = _many_fields(letter, text) if has_fields else 0
    if fields >= 3:
        return Purpose.APPLIES
    if _NOT_YET.search(whole):
        return Purpose.ASKS
    if _WANTS_FORM.search(text) and not letter.attachments and not fields:
        return Purpose.ASKS
    if _only_thanks(text):
        return Purpose.THANKS
    wishes = bool(_APPLIES.search(whole))
    if any(s.endswith("?") and _ASKS.search(s) for s in sentences(whole)) and not (wishes and names_county) and not letter.attachments:
        return Purpose.ASKS
    if wishes or (_SUBJECT.search(subject) and (letter.attachments or names_county or fields)):
        return Purpose.APPLIES
    return Purpose.ASKS


def _only_thanks(text: str) -> bool:
    """Somebody says thank you, and asks and tells nothing that needs an answer."""
    return bool(_THANKS.match(text)) and "?" not in text and len(text.split()) <= _MOST_THANKS and not _APPLIES.search(text)


def _many_fields(letter: Letter, text: str) -> int:
    return max(len(labelled(text)), len(answered_in(letter))) + sum(len(a.fields) for a in letter.attachments)
