"""Wishes in whole sentences: "nehmen Sie mich bitte aus dem Verteiler", "I am on leave until 14 August"."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from mailflow.model.vocabulary import Vocabulary
from mailflow.understand.arguments import group_in, mode_in
from mailflow.understand.dates import span_in

_LEAVE = re.compile(
    r"\b(?:(?:nehmen|nehmt|streichen|streicht|löschen|löscht|tragen|tragt|nimm|entfernen|entfernt) (?:sie |ihr )?(?:mich|uns|meine adresse)\b.{0,80}\b(?:aus|von|vom|raus|ab)\b"
    r"|(?:mich|uns) .{0,60}(?:austragen|abmelden|streichen|entfernen|rausnehmen|von der liste nehmen|aus dem verteiler nehmen)|aus (?:dem|allen|eurem|ihrem) (?:e-?mail-?)?(?:verteilern?|listen?)\b.{0,30}(?:nehmen|streichen|austragen|löschen|raus)"
    r"|(?:unsubscribe|remove|take) (?:me|us)\b.{0,60}\b(?:from|off)\b|(?:take|get) me off|möchte .{0,60}(?:keine (?:mails?|e-?mails?|nachrichten) mehr|nicht mehr (?:auf|in) (?:der|die))"
    r"|keine (?:weiteren )?(?:mails?|e-?mails?|nachrichten) mehr (?:von|aus) (?:der|dem)|stop sending)",
    re.I,
)
_JOIN = re.compile(
    r"\b(?:(?:setzen|setzt|nehmen|nehmt|tragen|tragt|fügen|fügt|packen|add|put) (?:sie |ihr )?(?:mich|uns|me|us)\b.{0,80}\b(?:auf|in|ein|hinzu|to|on)\b|(?:bitte )?auf (?:die|den) (?:liste|verteiler)\b.{0,60}\b(?:setzen|aufnehmen|nehmen)"
    r"|(?:mich|uns) .{0,40}(?:in die|auf die|auf den|zur) .{0,60}(?:aufnehmen|eintragen|setzen|anmelden|hinzufügen)|(?:möchte|würde|will) .{0,60}(?:in (?:der|die)|bei der) .{0,60}(?:mitmachen|mitarbeiten|beitreten|teilnehmen|mitwirken)"
    r"|wie komme ich in .{0,60} rein|(?:subscribe|sign) me (?:up )?(?:to|for)|(?:like|want) to join)",
    re.I,
)
_DIGEST = re.compile(
    r"\b(?:digest|wochenüberblick|tagesüberblick|zusammenfassung|zustellung|delivery|mails?|e-?mails?|beiträge|nachrichten|nur noch)\b.{0,80}\b(?:täglich|wöchentlich|daily|weekly|freitags|gesammelt|einzeln|einmal (?:pro|in der) woche|once a week|abstellen|ausschalten|aus\b|off\b)"
    r"|\b(?:nur noch|only) (?:einmal (?:pro|in der) woche|wöchentlich|freitags|täglich|weekly|once a week)",
    re.I,
)
_AWAY = re.compile(
    r"\b(?:ich |wir |i(?:'m| am) |we are )?(?:bin|sind|habe|am|are|will be|werde)\b.{0,40}\b(?:urlaub|weg|abwesend|nicht (?:da|im (?:büro|haus|dienst))|elternzeit|vacation|holiday|leave|away|out of (?:the )?office)\b|\b(?:urlaub|abwesend|vacation|away|on leave) (?:vom|von|bis|from|until|till)\b"
    r"|\b(?:vom|von|bis|from|until)\b.{0,40}\b(?:im urlaub|weg|abwesend|nicht (?:da|im (?:büro|haus))|on (?:leave|holiday|vacation)|away)\b",
    re.I,
)
_GROUPS = re.compile(
    r"\b(?:welche|was für|liste (?:der|aller)|übersicht (?:der|über|aller)|which|what|list of(?: the| all)?)\b.{0,30}\b(?:ags?|arbeitsgruppen|arbeitsgemeinschaften|gruppen|verteiler|working groups|groups|mailing lists)\b",
    re.I,
)
_READERS = re.compile(r"\b(?:wer (?:ist|liest|sind|sitzt|macht)|who (?:is|reads|are))\b.{0,30}\b(?:in|auf|mit|bei|on)\b", re.I)
_DESK = re.compile(r"^\W*(?:was (?:ist|liegt|steht) (?:noch |gerade |alles )?(?:offen|an)|what is open|offene vorgänge)\W*$", re.I)
_HOW = re.compile(r"^\W*(?:hallo\W+)?(?:wie|how|wo|where|kann ich|can i|darf ich|geht das|ist es möglich)\b", re.I)
_SHORTCUT = re.compile(r"\b(?:nicht|kein|erst|wenn|falls|vielleicht|eventuell|oder|not|if|maybe|or)\b", re.I)


def wish_in(sentence: str, vocabulary: Vocabulary, today: date) -> tuple[str, dict[str, Any], str] | None:
    """(intent, arguments, why unclear); None where the sentence is no such wish. Order: the more dangerous words are tested last."""
    sentence = sentence[:400]
    if _DESK.match(sentence):
        return "open", {}, ""
    if _GROUPS.search(sentence) and not _LEAVE.search(sentence) and not _JOIN.search(sentence):
        return "list_groups", {}, ""
    group = group_in(sentence, vocabulary)
    if _READERS.search(sentence) and group:
        return "list_members", {"group": group}, ""
    asks_how = (
        bool(_HOW.match(sentence))
        and sentence.rstrip().endswith("?")
        and not re.search(r"\b(?:komme ich|können sie|könnten sie)\b", sentence, re.I)
    )
    if _AWAY.search(sentence) and any(span := span_in(sentence, today)):
        return (
            "vacation",
            {"from": span[0].isoformat() if span[0] else None, "until": span[1].isoformat() if span[1] else None},
            _hesitation(sentence, asks_how),
        )
    if _DIGEST.search(sentence) and (mode := mode_in(sentence)):
        return "digest", {"mode": mode, **({"group": group} if group else {})}, _hesitation(sentence, asks_how)
    if _LEAVE.search(sentence):
        return "unsubscribe", {"group": group} if group else {}, _hesitation(_without_own_negation(sentence), asks_how)
    if _JOIN.search(sentence) and (group or re.search(r"\b(?:AG|Arbeitsgruppe|Liste|Verteiler|group|list)\b", sentence)):
        return "subscribe", {"group": group or _named_group(sentence)}, _hesitation(sentence, asks_how)
    if asks_how and re.search(r"\b(?:abmelden|abbestellen|unsubscribe|digest|pause|austreten|beitreten)\b", sentence, re.I):
        return "help", {}, ""
    return None


def _hesitation(sentence: str, asks_how: bool) -> str:
    if asks_how:
        return "question"
    return "condition" if _SHORTCUT.search(re.sub(r"\bnicht (?:da|im (?:büro|haus|dienst)|mehr)\b", "", sentence, flags=re.I)) else ""


def _without_own_negation(sentence: str) -> str:
    """ "keine Mails mehr" is how leaving is said, not its denial."""
    return re.sub(r"\b(?:keine? (?:weiteren )?\S{0,20} mehr|nicht mehr|no more|no longer)\b", "", sentence, flags=re.I)


def _named_group(sentence: str) -> str:
    found = re.search(r"\b(?:AG|Arbeitsgruppe|Gruppe|Liste|group)\s+([A-ZÄÖÜ][\w-]{1,40})", sentence)
    return found[0] if found else ""
