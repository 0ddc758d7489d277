"""Nothing more from a list, said by whoever stays on it: "keine Mails mehr von der AG A, ich lese im Archiv nach" leaves no list."""

from __future__ import annotations

import re
from dataclasses import replace

from mailflow.model.intent import Order
from mailflow.model.vocabulary import Vocabulary
from mailflow.understand.commands.arguments import groups_in
from mailflow.understand.commands.candidates import Context
from mailflow.understand.commands.small_words import SMALL, WISHING
from mailflow.understand.commands.stretches import clauses_of
from mailflow.understand.wording import folded, sentences

_MAILS = r"(?:(?:e-?|einzel|rund)?mails?|emails?|beitraege|nachrichten|post|posts|messages|rundschreiben|zustellung)"
_IS_MAIL = re.compile(_MAILS)
_SILENCE = re.compile(
    rf"\b(?:keine(?:rlei)?|nichts?|nix|no|nothing)\b.{{0,40}}\b(?:{_MAILS}|(?:von|vom|aus|from) (?:\w+ ){{0,2}}?(?:ag|arbeitsgruppe|gruppe|liste|verteiler))\b"
    r"|\b(?:von|vom|aus|from) (?:\w+ ){0,2}?(?:ag|arbeitsgruppe|gruppe|liste|verteiler)\b.{0,40}\b(?:keine(?:rlei)?|nichts?|nix|no|nothing)\b"
    rf"|\b{_MAILS}\b.{{0,60}}\b(?:nicht (?:mehr|laenger)|no (?:more|longer)|nothing)\b"
    r"|\bnicht (?:mehr|laenger)\b.{0,60}\b(?:schick\w*|send\w*|zu(?:zu)?(?:schick|send|stell)\w*|bekomm\w*|erhalt\w*)|\bstop sending\b"
)
_NOTHING = frozenset(
    ["keine", "keinerlei", "kein", "nichts", "nix", "gar", "ueberhaupt", "weiteren", "weitere", "no", "nothing", "any", "at", "all"]
)
_STAYS = re.compile(
    r"\b(?:dabei|mitglied|member|drin)\b.{0,40}?\b(?:bleib\w*|bin|stay\w*|remain\w*)\b|\b(?:dabei|drin)bleib\w*"
    r"|\b(?:bleib\w*|bin|stay\w*|remain\w*)\b.{0,40}?\b(?:dabei|mitglied|member|drin|on the list)\b"
)
_LEAVING = r"(?:austreten|auszutreten|austritt|abmelden|abzumelden|verlassen|aussteigen|auszusteigen|raus|ausscheiden|leave|leaving|quit|unsubscrib\w*)"
_NOT_LEAVING = re.compile(
    rf"\b{_LEAVING}\b(?: \w+){{0,4}}? (?:nicht|not)\b|\b(?:nicht|not|don't|ohne|without)(?: \w+){{0,3}}? {_LEAVING}\b"
)
_CANNOT = re.compile(
    r"\b(?:kann|konnte|koennen|geht|ging|gelingt|gelang|klappt\w*|vergess\w*|can|can't|cannot|could\w*|forget|works?|mehr)\b"
)
"""Who is not able to leave wants to."""
_READS_THERE = re.compile(
    r"(?=.*\b(?:ich|wir|mir|uns|i|we|me|us)\b)(?:.*\b(?:les|schau|guck|seh|hol|read|check|brows|look)\w*\b.*\barchiv\w*|.*\barchiv\w*\b.*\b(?:les|schau|guck|seh|hol|nachles|reich|genueg|enough)\w*\b)"
)
_DENIED = re.compile(r"\b(?:nicht|nichts|nie|kein\w*|weder|ungern|not|never|no|don't|can't|cannot|won't|wenn|falls|if)\b")
_TAKEN_OFF = re.compile(
    r"\b(?:austragen|auszutragen|abmelden|abzumelden|abmeldung|streich\w*|entfern\w*|austreten|austritt|loesch\w*|unsubscribe|remove|take (?:me|us) off|leave)\b"
    r"|\b(?:trag|nehm|nimm|meld)\w*\b.*\b(?:aus|ab|raus|heraus|runter)\b"
)


_ONLY_MAILS = re.compile(
    rf"\b(?:{_MAILS}|\w*versand|mailverteiler)\b.{{0,60}}\b(?:nicht|not) (?:(?:aber|jedoch|but) )?(?:aus|from) (?:der|dem|the) (?:gruppe|ag|arbeitsgruppe|liste|group|list)\b"
)
"""Names the group itself as what is not left."""


def silenced(order: Order, text: str, vocabulary: Vocabulary) -> Order:
    """The order to leave as one for silence, where its words only ask for that and the letter says that its writer stays."""
    if order.intent == "unsubscribe" and _ONLY_MAILS.search(folded(order.words)):
        return replace(order, intent="digest", args={"mode": "off", "group": str(order.args["group"])})
    if order.intent != "unsubscribe" or not _SILENCE.search(folded(order.words)):
        return order
    group = str(order.args["group"])
    clauses = [c for sentence in sentences(text) for c in clauses_of(sentence) if set(groups_in(c, vocabulary)) <= {group}]
    leaves = any(_TAKEN_OFF.search(folded(c)) and not _NOT_LEAVING.search(folded(c)) for c in clauses)
    if any(_stays(c) for c in clauses) or (not leaves and any(_reads_there(c) for c in clauses)):
        return replace(order, intent="digest", args={"mode": "off", "group": group})
    return order


def silence_asked_for(sentence: str, context: Context) -> Order | None:
    """ "Gar nichts mehr von der Liste A, ich lese im Archiv": words that leave no list by themselves."""
    if not _SILENCE.search(folded(sentence)):
        return None
    clauses = clauses_of(sentence)
    asking = [c for c in clauses if _asks_for_nothing(c, context)]
    stays = [c for c in clauses if c not in asking and (_stays(c) or _reads_there(c))]
    groups = groups_in(sentence, context.vocabulary)
    if len(asking) != 1 or not stays or len(groups) != 1 or not groups_in(asking[0], context.vocabulary) or "?" in sentence:
        return None
    return Order("digest", {"mode": "off", "group": groups[0]}, sentence)


def _asks_for_nothing(clause: str, context: Context) -> bool:
    words = context.words(clause)
    return bool(_SILENCE.search(folded(clause))) and all(
        w in SMALL | WISHING | _NOTHING or w == "{group}" or _IS_MAIL.fullmatch(w) for w in words
    )


def _stays(clause: str) -> bool:
    said = folded(clause)
    if _NOT_LEAVING.search(said):
        return not _CANNOT.search(said)
    return bool(_STAYS.search(said)) and not _DENIED.search(said)


def _reads_there(clause: str) -> bool:
    said = folded(clause)
    return bool(_READS_THERE.match(said)) and not _DENIED.search(said)
