"""What in a clause only describes the matter that is decided, and so need not be known to the last word.

"den sehr schönen Beitrag von Herrn Lorenz zum Workshop": which words these are tells grammar, not a list. An adjective stands between an
article and a noun; what follows the name of the matter with a preposition or in the genitive belongs to it. Left standing, and so asked
about, is whatever could turn the decision: another matter of the kind, a part of it, a time, a condition, somebody else who decides.
"""

from __future__ import annotations

import re

from mailflow.understand.wording import doubt_in, folded

MATTER = (
    r"(?:\w*[Aa]ntrag(?:e?s)?|[Aa]nträge|\w*[Bb]ewerbung|[Aa]nmeldung|[Aa]ufnahme|[Mm]itgliedschaft|\w*[Bb]eitrag(?:e?s)?|\w*[Aa]ufruf(?:e?s)?|\w*[Hh]inweis(?:es)?"
    r"|\w*[Ee]inladung|\w*[Aa]nfrage|\w*[Aa]nkündigung|\w*[Aa]usschreibung|\w*[Uu]mfrage|[Tt]ext(?:es)?|[Nn]achricht|E-?[Mm]ail|[Mm]ail|[Pp]ost|[Nn]ewsletter|[Ii]nfos?|[Ff]otos?|[Bb]ild(?:er)?|[Ff]lyer|[Bb]ericht(?:e?s)?|[Aa]rtikels?|[Mm]eldung"
    r"|application|request|post|message|[Ll]andkreis(?:es)?|[Kk]reis(?:es)?)"
)
_ARTICLE = (
    r"(?:de[rsnm]|die|das|eine?[rsnm]?|(?:uns|eu)(?:er|ere[rsnm]?)|ihre?[rsnm]?|seine?[rsnm]?|diese[rsnm]?|the|a|an|our|their|his|her)"
)
_GENITIVE = r"(?:des|der|eines|einer|unseres|unserer|ihres|ihrer|dieses|dieser)"
_PREPOSITION = r"(?:vo[nm]|aus(?: de[rm])?|zu[rm]?|über|mit|i[nm]|a[nm]|bei(?:m)?|für|zwischen|rund um|by|from|about|on|of|for|in|at)"
_ADJECTIVE = r"(?:[a-zäöüß]{3,30}(?:e|en|er|es|em))"
_NOUN = r"(?:(?:Dr|Prof|Dipl)\.|[A-ZÄÖÜ][\w'’-]*)"
_PHRASE = rf"(?:{_ARTICLE}\s)?(?:{_ADJECTIVE}\s){{0,2}}{_NOUN}(?:\s{_NOUN}){{0,4}}(?:\s(?:und|and)\s{_NOUN})?"
_ATTRIBUTES = re.compile(
    rf"\b(?P<matter>{MATTER})(?P<told>(?:\s(?:{_PREPOSITION}\s{_PHRASE}|{_GENITIVE}\s{_PHRASE}|{_NOUN}(?:\s{_NOUN}){{0,3}})){{1,3}})"
)
_ADJECTIVES = re.compile(
    rf"\b(?P<before>{_ARTICLE}\s)?(?P<told>(?:(?:sehr|wirklich|ganz|so|really|very|[a-zäöüß]{{3,20}}(?:ig|lich|ell|isch))\s){{0,2}}(?:{_ADJECTIVE},?\s){{1,2}})(?={_NOUN})"
)
_OUR_SIDE = re.compile(
    r"\b(?:[Aa]us (?:[a-zäöüß]+(?:er|en) )?Sicht|[Vv]on [Ss]eiten|[Vv]onseiten|[Ss]eitens|[Aa]uf [Ss]eiten)\s(?:de[rs]|unsere[rs])\s(?:Programmbüros?|Büros?|Geschäftsstelle"
    r"|Geschäftsleitung|Projektleitung|Leitung|Teams?|Trägervereins?|Vereins?|Hauses|Verwaltung|Redaktion|Moderation|Netzwerks?|Forums?)\b"
    r"|\b(?:[Aa]us|[Ii]n)\s[a-zäöüß]+(?:er|en)\s(?:Sicht|Hinsicht)\b"
    r"|\b(?:[Mm]eines|[Uu]nseres)\sErachtens\b|\b(?:[Mm]einer|[Uu]nserer)\s(?:Meinung|Ansicht|Auffassung)\snach\b|\b[Ii]n my (?:view|opinion)\b"
)
"""Who speaks, where that is the office itself."""
_GREETING = re.compile(
    r"^\W*(?:[Hh]allo|[Ll]iebe[rs]?|[Ss]ehr geehrte[rs]?|[Gg]uten (?:Tag|Morgen|Abend)|[Mm]oin|[Dd]ear|[Hh]i|[Ss]ervus)\b[^,!:;.]{0,60}[,!]\s*"
)
_POINTS_TO = re.compile(rf"\b(?:[Mm]it|[Uu]nter)\s(?:[a-zäöüß]+(?:em|en)\s)?(?:Verweis|Hinweis|Bezug)\sauf\s{_PHRASE}")
_SO_GROUNDED = re.compile(r"\b[Mm]it (?:dieser|der genannten|der obigen|obiger|genau dieser) Begründung\b")
_BY_RIGHT = re.compile(
    r"\b(?:[Gg]emäß|[Gg]emaess|[Ee]ntsprechend|[Aa]uf(?: der)? Grundlage)\s(?:(?:des|der|dem|einem|eines|unserem|unseres)\s)?\w*(?:[Bb]eschl(?:uss|usses|üsse)|[Vv]otums?)"
    r"(?:\s(?:des|der)\s[A-ZÄÖÜ][\w-]+)?(?:\s(?:vom|von)\s(?:gestern|heute|(?:[A-ZÄÖÜ]\w+tag|Mittwoch)|\d{1,2}\.\s?(?:\d{1,2}\.(?:\s?\d{2,4})?|[A-ZÄÖÜ][a-zäöü]+(?:\s\d{4})?)))"
)
"""By which decision of others it is decided so; one without a day may still be to come."""
_TO_SOMEBODY = re.compile(
    r"\b(?P<before>[Ss]ie|[Ii]hr|[Bb]itte|[Aa]n|[Bb]ei|[Ff]ür|[Nn]ehmen|[Nn]ehmt|[Kk]ann|[Kk]önnen|[Dd]arf|[Dd]ürfen|[Dd]en|[Dd]ie|to|tell|admit|accept)\s(?:Frau|Herrn?|Kolleg(?:e|en|in)|Ms\.?|Mrs?\.?)"
    r"(?:\s(?:Dr|Prof)\.)*\s[A-ZÄÖÜ][\w-]+"
)
"""Whom a decision is told, or concerns: it is known from the matter."""
_CAUSE = re.compile(rf"\b(?:wegen|aufgrund|mangels|trotz|ungeachtet|due to|because of|despite|in spite of)\s(?P<told>{_PHRASE})")
_TODAY = re.compile(r"\b(?:[Nn]och )?[Hh]eute\b(?! (?:[Aa]bend|[Nn]achmittag|[Mm]ittag|[Nn]acht|in\b|über\b))")
_THEN_WELCOMED = re.compile(
    r"[,\s]+(?:und|and|plus)\s(?:bitte\s)?(?:(?:dann|gleich|auch|die|den|das|eine?n?|the|a)\s)*(?:[Ww]illkommens|[Bb]egrüßungs|[Ww]elcome)[\w-]*(?:\s(?:mail|letter|message|schicken|senden|raus|rausschicken|verschicken|versenden|los))*\W*$"
)
"""What an admission brings by itself."""
_SOON = re.compile(
    r"\b(?:[Mm]öglichst )?[Nn]och (?:vor (?:(?:de[nm]|der) )?(?:Weihnachten|Ostern|Pfingsten|Feiertagen?|\w*[Ff]erien|Wochenende|Jahresende|Jahreswechsel|Urlaub|Treffen|Mittag|Feierabend)|(?:in )?diese[rs]? (?:Woche|Monat|Jahr)|im alten Jahr)\b"
    r"|\bbefore (?:christmas|easter|the (?:weekend|holidays|break))\b"
)
"""Hurries, and puts nothing off."""
_OF_ANOTHER = re.compile(
    r"\b(?:ander|zweit|dritt|letzt|naechst|vorig|vorherig|alt|neu|frueher|spaeter|erst|uebrig|restlich|weiter|sonstig|kuenftig|beid|all|saemtlich|einig|mehrer|viel|wenig|jed|kein|halb|einzeln"
    r"|ueberarbeit|geaendert|gekuerzt|korrigiert|anonymisiert|bereinigt|ergaenzt|angepasst|aktualisiert|fehlend|ausstehend|noetig|erforderlich|moeglich|eventuell|etwaig|angeblich"
    r"|vorlaeufig|bedingt|befristet|geplant|beantragt|folgend|vergangen|kommend|gegeben|gleich|eigen|falsch|richtig|teil)\w*"
)
"""Adjectives that tell which one, how much of it, or that it is not there."""
_TURNING = re.compile(
    r"\b(?:\w*(?:vorbehalt|auflage|bedingung|voraussetzung|einschraenkung|ausnahme|klaerung|pruefung|ruecksprache|eingang|vorlage|nachweis|genehmigung|zustimmung|freigabe|ablehnung|absage"
    r"|entscheidung|beschluss|aenderung|kuerzung|korrektur|ergaenzung|anpassung|anhang|anlage|absatz|abschnitt|teil|nummer|adresse|probe|frist|verlaengerung|kosten|rechnung|urlaub"
    r"|kontakt|gegenteil|bedenken|zweifel|bauchschmerzen|verteiler|protokoll|kartei|liste|dienstreise|meinung|vorschlag|termin|scherz|witz|irrtum|versehen)"
    r"|\w*(?:jahr|monat|woche|quartal|tag|ferien|pause|sitzung|treffen|beginn|anfang|mitte|herbst|winter|sommer|fruehling|gelegenheit|zeit|stunde|mittag|abend|morgen)"
    r"|(?:\w*(?:jahres|monats|wochen|quartals|ferien))?ende|januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)(?:e?s|e?n|er)?\b"
)
"""Nouns that put a time, a condition, a part or another object into the decision."""


def without_greeting(sentence: str) -> str:
    return _GREETING.sub("", sentence)


def without_description(clause: str, *, reasons: bool = False) -> str:
    """The clause with the bare name of its matter, as far as what describes it cannot turn the decision. `reasons`: a refusal may point to its own."""
    clause = _TO_SOMEBODY.sub(r"\g<before>", _THEN_WELCOMED.sub("", without_greeting(clause)))
    clause = _SOON.sub(" ", clause)
    clause = _POINTS_TO.sub(" ", _SO_GROUNDED.sub(" ", clause)) if reasons else clause
    clause = _CAUSE.sub(lambda m: " " if _is_harmless(m["told"]) else m[0], _OUR_SIDE.sub(" ", _TODAY.sub(" ", _BY_RIGHT.sub(" ", clause))))
    clause = _ATTRIBUTES.sub(lambda m: m["matter"] if _is_harmless(m["told"]) else m[0], clause)
    return _ADJECTIVES.sub(lambda m: m["before"] or "" if _is_harmless(m["told"]) else m[0], clause).strip()


def _is_harmless(told: str) -> bool:
    words = folded(told)
    return not doubt_in(told) and not _OF_ANOTHER.search(words) and not _TURNING.search(words)
