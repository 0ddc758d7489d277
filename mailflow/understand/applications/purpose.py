"""Why somebody writes to the application address: to apply, to ask, to withdraw, to register for an event, or to sell."""

from __future__ import annotations

import re
from enum import Enum

from mailflow.model.letter import Letter
from mailflow.understand.applications.consent import consent_in
from mailflow.understand.applications.fields import labelled
from mailflow.understand.applications.institution import asks_as_guest
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


_COMES_IN = r"(?:mit rein|(?:da)?zu(?:zu)?stoßen|dazu(?:zu)?kommen|ins boot|von der partie|mit(?:zu)?tun|mit dabei|an bord|ein(?:zu)?steigen|ein(?:zu)?klinken|an(?:zu)?docken|an(?:zu)?schließen|beteiligen|ein(?:zu)?treten|mit(?:zu)?mischen|beizutreten|mitzumachen)"
"""To join, as people say it to colleagues."""
_APPLIES = re.compile(
    r"\b(?:please (?:register|add|admit|include)\b.{0,80}\b(?:member|guest|forum)|(?:bat|gebeten|beauftragt|soll ich)\b.{0,120}?(?:anzumelden|anmelden|aufzunehmen|beizutreten)|(?:möchte|würde|will|wollen|sollten|wünsch|bitte|beantrag|melde|meldet|melden|erklär|bewerb|gern|hiermit|want|would (?:like|love|be (?:glad|happy|pleased|delighted))|(?:we|i)'d (?:like|love)|may (?:i|we)|hope to|apply|wish)\w*\b.{0,120}?(?:mitglied|aufnahme|aufnehmen|aufgenommen|beitr(?:itt|eten)|mitmachen|"
    r"dabei sein|dabei zu sein|mitarbeiten|mitwirken|teilnehmen|teilzunehmen|vertreten sein|gast|anmelden|\ban\b|forum|join|member|guest|take part|be part|come on board|"
    rf"{_COMES_IN})|{_COMES_IN}\b.{{0,40}}\b(?:möchte|würde?|will|wollen|mag)|"
    r"(?:mitmachen|dabei sein|beitreten|aufnehmen|anmelden)\b.{0,40}(?:möchte|würde|will|wollen)|"
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
_PAPERS = r"(?:\w*formular\w*|\w*unterlagen|vordruck|merkbl\w+|info(?:s|rmation\w*|material|blatt)?|broschüren?|flyer|satzung|übersicht|form|papers|brochure|leaflet|information)"
_WANTS_FORM = re.compile(
    rf"\b(?:könn(?:t|en|ten|tet)|würde[nt]|kann|could|can|would) (?:sie|ihr|du|man|jemand|you|someone)\b[^.?]{{0,80}}\b{_PAPERS}\b|"
    r"\b(?:bitte|please)\b[^.?]{0,60}(?:antragsformular|formular|vordruck|form)\b[^.?]{0,40}(?:zu|senden|schicken|mailen|send)\w*",
    re.I,
)
_WITHDRAWS = re.compile(
    r"\b(?:ziehe[n]?\b.{0,80}\bzurück|zurückziehen|zurückgezogen|zurücknehmen|zurückgenommen|rücknahme|(?:antrag|anmeldung|bewerbung)\w*\b.{0,60}\b(?:nicht (?:mehr |länger |weiter )?(?:weiter)?verfolg\w+|nicht (?:mehr )?aufrecht\w*|storn\w+|gegenstandslos|hinfällig)|doch nicht (?:beitreten|mitmachen|mitglied)|withdraw\w*)\b",
    re.I,
)
_MATTER = r"(?:\w*antrag\w*|anmeldung|bewerbung|beitritt\w*|mitgliedschaft|verfahren|vorgang|application|request|registration)"
_GIVES_UP = re.compile(
    rf"\b(?:nehmen?|nimmt|ziehen?|zieht)\b[^.?!]{{0,60}}\b{_MATTER}\b[^.?!]{{0,80}}\bzurück\b|\b{_MATTER}\b[^.?!]{{0,60}}\b(?:nehmen?|nimmt|ziehen?|zieht)\b[^.?!]{{0,60}}\bzurück\b"
    rf"|\b(?:an|von)\b[^.?!]{{0,30}}\b{_MATTER}\b[^.?!]{{0,60}}\b(?:nicht (?:mehr |länger |weiter )?fest(?:halten)?|abstand|zurück(?:treten)?)\b|\babstand (?:von|nehmen)\b[^.?!]{{0,60}}\b{_MATTER}"
    rf"|\b(?:stell|brech|beend)\w*\b[^.?!]{{0,30}}\b{_MATTER}\b[^.?!]{{0,20}}\b(?:ein|ab)\b"
    rf"|\b{_MATTER}\b[^.?!]{{0,60}}\b(?:als erledigt|erledigt|vom tisch|zu den akten|ad acta|nicht weiter bearbeiten)\b|\b(?:vergessen|vergesst|streichen|streicht|löschen)\b[^.?!]{{0,40}}\b{_MATTER}"
    rf"|\b(?:disregard|ignore|cancel|drop|forget)\b[^.?!]{{0,40}}\b{_MATTER}",
    re.I,
)
"""An application that is dropped, whatever the words for it."""
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
_SEAT = r"(?:pl(?:atz|ätze)|seats?|stühle?)"
_EVENT = re.compile(
    rf"\b(?:zum|zur|für (?:das|die|den)|for the|to the)\s+{_OCCASION}.{{0,80}}\b(?:anmelden|anzumelden|anmeldung|register)\b|"
    rf"\b(?:anmeldung|anmelden|melde|register)\w*\b.{{0,80}}\b(?:zum|zur|für (?:das|die|den)|for the|to the)\s+{_OCCASION}|"
    rf"\b(?:notier\w*|trag\w*|setz\w*|schreib\w*|merk\w*|put|note)\b[^.?!]{{0,20}}\b(?:mich|uns|me|us)\b[^.?!]{{0,40}}\b(?:zum|zur|für (?:das|die|den)|for the)\s+{_OCCASION}|"
    rf"\banmeldung[ :]{{1,2}}{_OCCASION}|\b{_SEAT}\b[^.?!]{{0,30}}\b(?:reserv\w+|freihalten|frei)\b|\breserv\w+[^.?!]{{0,30}}\b{_SEAT}\b|"
    rf"\b(?:komme|kommen|nehmen?|come|coming)\b[^.?!]{{0,40}}\b(?:zum|zur|am|to the)\s(?:\d{{1,2}}\.|{_OCCASION})",
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
_CONSIDERS = re.compile(
    r"\b(?:überleg(?:e|en|t|ten)|erwäg(?:e|en|t)|spiel\w* mit dem gedanken|denken?\b[^.?!]{0,40}\bnach|prüfen\b(?: \w+){0,3} ob|diskutieren|wissen noch nicht|noch nicht (?:entschieden|sicher)|considering|thinking (?:of|about))\b[^.?!]{0,80}\b(?:beizutreten|beitritt|beitreten|mitglied\w*|mit(?:zu)?machen|teil(?:zu)?nehmen|dabei|an(?:zu)?melden|anschließen|join\w*|members?\w*)\b",
    re.I,
)
"""Has not made up their mind."""
_HAS_APPLIED = re.compile(
    r"\b(?:hatten?|haben?|have|had)\b[^.?!]{0,80}\b(?:antrag\w*|\w*santrag\w*|\w*meantrag\w*|anmeldung|bewerbung|formular|application|form|uns|mich)\b[^.?!]{0,40}\b(?:geschickt|gesandt|gesendet|gestellt|eingereicht|abgegeben|zugeschickt|beworben|angemeldet|beantragt|sent|submitted)\b|\b(?:have|had|we|i) (?:already )?(?:sent|submitted)\b[^.?!]{0,40}\b(?:application|form)\b",
    re.I,
)
_HOW_IT_STANDS = re.compile(
    r"\b(?:stand|status|sachstand|entscheid\w*|entschieden|angekommen|eingegangen|erhalten|bekommen|bearbeite\w*|wie weit|wann|schon was|neuigkeiten|decision|decided|received|arrived|progress|news|when)\b[^.!]*(?:\?|$)|\b(?:nach dem (?:\w+ )?(?:sach)?stand|nachhaken|nachfragen|erkundigen)\b",
    re.I,
)
"""Asks after an application that was sent before."""
_SELLS = re.compile(
    r"rabatt|\d ?%|\bspar(?:t|en)\b|nur bis (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|heute|morgen|zum)\b|jetzt (?:anmelden|kaufen|bestellen)|zahlen nur|frühbucher|sonderangebot|jetzt (?:\w+ )?(?:sichern|buchen|anmelden!)|nur noch \d+ plätze|\babbestellen\b|\bunsubscribe\b|\d\s?(?:€|eur\b|euro\b)|\bfür nur\b|keine (?:angebote|werbung|mails) mehr|jetzt (?:antrag stellen|starten|registrieren)|hier klicken|exklusiv\w*|aktionspreis|gratis\b|messerabatt|ihr (?:preis|vorteil)|kostenlos testen|% |unverbindliches angebot|buchen sie|gewinnspiel|kostenlose?\w* (?:demo\w*|test\w*|beratung|webinar)|\bdemo\b|\bnoch heute\b|\b0800\b|\bin (?:nur )?\d+ (?:sekunden|minuten|klicks)\b|discount|special offer|seo\b|marketing",
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
    if _withdraws(whole) and not has_fields:
        return Purpose.WITHDRAWS
    if len(_SELLS.findall(whole)) >= (3 if names_county else 2):
        return Purpose.SELLS
    if _EVENT.search(whole) and not re.search(r"mitglied|gaststatus|aufnahme\b|beitritt|\bforum\b", whole, re.I):
        return Purpose.REGISTERS
    fields = _many_fields(letter, text) if has_fields else 0
    if fields >= 3:
        return Purpose.APPLIES
    agrees = bool(consent_in(text))
    if _NOT_YET.search(whole) or (not agrees and (_CONSIDERS.search(whole) or _asks_after_an_earlier_one(whole))):
        return Purpose.ASKS
    if agrees and (names_county or speaks_of_joining(whole) or asks_as_guest(whole)):
        return Purpose.APPLIES
    if _WANTS_FORM.search(text) and not letter.attachments and not fields:
        return Purpose.ASKS
    if _only_thanks(text):
        return Purpose.THANKS
    wishes = bool(_APPLIES.search(whole))
    asks = any(s.endswith("?") and _ASKS.search(s) for s in sentences(whole))
    if asks and not (wishes and (names_county or agrees)) and not letter.attachments:
        return Purpose.ASKS
    if wishes or (_SUBJECT.search(subject) and (letter.attachments or names_county or fields)):
        return Purpose.APPLIES
    return Purpose.ASKS


def _withdraws(text: str) -> bool:
    return bool(_WITHDRAWS.search(text)) or any(_GIVES_UP.search(s) for s in sentences(text) if not s.endswith("?"))


def _asks_after_an_earlier_one(text: str) -> bool:
    spoken = sentences(text)
    return any(_HAS_APPLIED.search(s) for s in spoken) and any(_HOW_IT_STANDS.search(s) for s in spoken)


def _only_thanks(text: str) -> bool:
    """Somebody says thank you, and asks and tells nothing that needs an answer."""
    return bool(_THANKS.match(text)) and "?" not in text and len(text.split()) <= _MOST_THANKS and not _APPLIES.search(text)


def _many_fields(letter: Letter, text: str) -> int:
    return max(len(labelled(text)), len(answered_in(letter))) + sum(len(a.fields) for a in letter.attachments)
