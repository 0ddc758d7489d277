"""Answers to an invitation in plain words, German and English."""

from __future__ import annotations

import re

from mailflow.model.intent import Rsvp
from mailflow.understand.wording import sentences

_NO = re.compile(
    r"\b(?:absage|absagen|abgesagt|(?:leider|kann|können|koennen|schaffe?|klappt|geht|passt|werde|bin|komme?|nehme)\b.{0,60}\b(?:nicht|verhindert|keine zeit)|leider (?:nein|nicht|verhindert|schon)|verhindert|"
    r"(?:ich |wir |muss |müssen )(?:diesmal |leider )?passe?n?\b|ich passe|muss passen|nicht (?:dabei|teilnehmen|kommen|möglich)|ohne mich|bin raus|nein\b|decline|can(?:'t|not) (?:make|attend|come|join)|unable to|won't be able|"
    r"no\b|not (?:able|attend|coming|possible)|sorry,? (?:i|we) can|regret)",
    re.I,
)
_MAYBE = re.compile(
    r"\b(?:vorbehalt|vielleicht|eventuell|evtl|unter umständen|möglicherweise|versuche|wenn .{0,60}(?:durchgeht|genehmigt|klappt|passt|reicht)|falls|noch (?:nicht|unklar|offen)|ist (?:noch )?unsicher|weiß (?:ich )?(?:es )?noch nicht|"
    r"halten sie mir .{0,30}frei|würde gern(?:e)? (?:kommen|teilnehmen)|je nachdem|maybe|tentativ|perhaps|not sure|might|if (?:i|my|the))",
    re.I,
)
_YES = re.compile(
    r"\b(?:zusage|zugesagt|sage (?:gern(?:e)? )?zu|bin (?:gern(?:e)? )?dabei|sind (?:gern(?:e)? )?dabei|komme?n? (?:sehr )?gern|gern(?:e)?\b|komme\b|kommen\b|nehme?n? (?:sehr |auch )?(?:gern(?:e)? )?(?:daran )?teil|teilnehmen|ja\b|passt(?: gut| mir| bei mir)?\b|"
    r"freue mich|bestätige|werde (?:da|dabei) sein|melde mich an|accept|yes\b|i(?:'ll| will) (?:be there|come|attend|join)|count me in|happy to|looking forward|attending)",
    re.I,
)
_GUESTS = re.compile(
    r"\bbring(?:e|en)? (?:(?:noch|auch|gern(?:e)?|voraussichtlich|zusätzlich) )*(?P<n>eine?n?|zwei|drei|vier|fünf|\d{1,2})?\s*.{0,40}?\b(?:mit|kolleg|begleit)|zu (?P<together>zweit|dritt|viert|fünft)\b|"
    r"\bplus (?P<plus>eins|one|\d)\b|\+\s?(?P<sign>\d)\b|\bmit (?P<with>eine[rm]|zwei|drei|\d) (?:weiteren? )?(?:kolleg|person|begleit)|bring(?:ing)? (?P<en>a|one|two|three|\d) (?:colleague|guest|person)|"
    r"meine?n? (?P<mine>kolleg(?:in|e|en)) .{0,60}\b(?:kommt|kommen|bringe|dabei)",
    re.I,
)
_NUMBERS = {
    "ein": 1,
    "eine": 1,
    "einen": 1,
    "einem": 1,
    "einer": 1,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "zweit": 1,
    "dritt": 2,
    "viert": 3,
    "fünft": 4,
    "eins": 1,
    "one": 1,
    "a": 1,
    "two": 2,
    "three": 3,
}
_NAME = r"(?:(?:Frau|Herrn?|Dr\.?|Prof\.?|Ms\.?|Mr\.?|Mrs\.?)\s+){0,3}[A-ZÄÖÜ][\w'-]{1,40}(?:\s+[A-ZÄÖÜ][\w'-]{1,40}){0,2}"
_DELEGATE = re.compile(
    rf"(?:(?:es kommt|stattdessen kommt|kommt|schicke|entsende|für mich kommt|an meiner stelle (?:kommt|nimmt)|vertretung (?:ist|übernimmt|macht)?:?|vertreten (?:durch|von)|my colleague|will be represented by|instead)\s+"
    rf"(?:dann |meine[nr]? |unsere[nr]? |kollegin |kollegen |kollege |my colleague )*(?P<a>{_NAME}))|(?P<b>{_NAME})(?:\s*\([^()]{{0,80}}\))?\s+(?:vertritt|wird mich vertreten|nimmt (?:für mich|an meiner stelle)|springt (?:für mich )?ein|kommt (?:für mich|stattdessen|an meiner stelle)|will (?:attend|come) (?:instead|in my place)|represents me)",
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


def rsvp_in(text: str) -> Rsvp | None:
    """The answer in a letter's new text; partstat None where it cannot be told, None where nothing was written."""
    spoken = [
        s
        for s in sentences(text[:8000])
        if not re.match(r"^(?:hallo|guten|moin|liebe[rs]?|sehr geehrte|dear|hi\b|hello)", s, re.I) or len(s.split()) > 6
    ]
    if not spoken:
        return None
    delegate = _DELEGATE.search(text[:4000])
    name = (delegate["a"] or delegate["b"] or "").strip() if delegate else ""
    address = next(iter(_ADDRESS.findall(text[:4000])), "") if name else ""
    partstat = "DECLINED" if name and not _YES_FIRST.match(spoken[0]) else _partstat(spoken)
    return Rsvp(
        partstat,
        _guests(text) if partstat != "DECLINED" else 0,
        " ".join(text.split())[:1000],
        name if partstat == "DECLINED" else "",
        address.lower() if partstat == "DECLINED" else "",
    )


_YES_FIRST = re.compile(r"^\s*(?:ja\b|zusage|komme gern|yes\b|gern)", re.I)


def _partstat(spoken: list[str]) -> str | None:
    said: list[str] = []
    for sentence in spoken[:12]:
        sentence = sentence[:400]
        if sentence.rstrip().endswith("?") and not re.match(r"^\s*(?:ja|nein|zusage|absage)\b", sentence, re.I):
            continue
        if _MAYBE.search(sentence):
            said.append("TENTATIVE")
        elif _NO.search(sentence):
            said.append("DECLINED")
        elif _YES.search(sentence):
            said.append("ACCEPTED")
    if not said:
        return "ACCEPTED" if any("👍" in s for s in spoken) else None
    if "TENTATIVE" in said:
        return "TENTATIVE"
    return said[0] if len(set(said)) == 1 else said[0] if said[0] == "DECLINED" or "DECLINED" not in said else None


def _guests(text: str) -> int:
    found = _GUESTS.search(text[:4000])
    if not found:
        return 0
    word = next((v for v in found.groups() if v), "")
    return _NUMBERS.get(word.lower(), int(word) if word.isdigit() else 1)
