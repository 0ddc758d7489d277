"""How many people come with the writer of an answer: counted where a number stands there, else by the people named."""

from __future__ import annotations

import re

from mailflow.understand.wording import folded

_NUMBERS = {
    **dict.fromkeys(("ein", "eine", "einen", "einem", "einer", "eins", "one", "a", "an"), 1),
    **dict.fromkeys(("zwei", "two", "zweit", "beiden"), 2),
    **dict.fromkeys(("drei", "three", "dritt"), 3),
    **dict.fromkeys(("vier", "four", "viert"), 4),
    **dict.fromkeys(("fuenf", "five", "fuenft"), 5),
}
_N = r"(?P<n>\d{1,2}(?![.:]\d)|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_PEOPLE = r"(?:person\w*|leute\w*|kolleg\w*|mitarbeit\w*|begleit\w*|teilnehm\w*|ehrenamtlich\w*|freiwillig\w*|vertreter\w*|mitglied\w*|gaest\w*|people|colleagues?|guests?)"
_TOGETHER = (
    re.compile(rf"\bzu {_N}\b"),
    re.compile(rf"\bwir (?:kommen|sind|nehmen)\b[^.!?]{{0,30}}\b{_N} {_PEOPLE}"),
    re.compile(rf"\bwir (?:kommen|sind|waeren) (?:insgesamt|zusammen) {_N}\b"),
    re.compile(rf"\b(?:fuer|for) {_N} {_PEOPLE}"),
    re.compile(rf"\b{_N} (?:plaetze|places|seats)\b"),
    re.compile(rf"\bwir (?:sind|kommen|waeren)(?: \w+)? {_N}(?=\W*$|[,.!;])"),
    re.compile(rf"\b{_N} of us\b"),
    re.compile(rf"\b(?:ist|sind|waeren) mit {_N} {_PEOPLE}"),
    re.compile(rf"^\W*{_N} {_PEOPLE}"),
    re.compile(rf"\bwe(?:'ll| will)? (?:be|are) {_N}(?=\W*$|[,.!;])"),
    re.compile(rf"\bfuer {_N}(?=\s*[:.,!]|\s*$)"),
)
"""Counts that include the writer."""
_BESIDES = (
    re.compile(rf"\bbring\w*\b.{{0,30}}?\b{_N} .{{0,40}}?(?:\bmit\b|{_PEOPLE})"),
    re.compile(rf"\bmit (?:noch )?{_N} ?(?:weiteren? )?{_PEOPLE}"),
    re.compile(rf"\b(?:ausser mir|neben mir|besides me)\b.{{0,40}}?\b{_N} .{{0,20}}?{_PEOPLE}"),
    re.compile(rf"(?:\bplus |\+ ?){_N}\b"),
    re.compile(
        rf"\b(?:mitbringen|mitnehmen|mitgebracht|dazu kommen|dazukommen|mitkommen|begleiten)\b[^.!?]{{0,40}}?\b{_N} (?:\w+ )?\w{{4,30}}"
    ),
    re.compile(rf"\b{_N} (?:\w+ )?\w{{4,30}}[^.!?]{{0,80}}?\b(?:mitbringen|mitnehmen|mitkommen|dazukommen|begleiten mich)\b"),
    re.compile(rf"\bkommen (?:\w+ ){{0,3}}?{_N} (?:\w+ )?{_PEOPLE}\b.{{0,20}}\b(?:mit|dazu)\b"),
)
"""Counts of others."""
_CAP = r"[A-ZÄÖÜ][\w'äöüß-]{1,40}"
_RELATED = r"(?:kolleg|mitarbeiter|praktikant|stellvertret|assistent|auszubildend|begleit|partner|nachbar|freund|vorgesetzt|chef|amtsleit|abteilungsleit|dezernent|referent|landr[aä]t|b(?:ü|ue)rgermeister|mann|frau|tochter|sohn|schwester|bruder|mutter|vater|ehefrau|ehemann|colleague|assistant|deputy|intern|neighbou?r|friend|boss|husband|wife|co-\w|mitautor|mitstreiter|autor|author|doktorand|researcher|student|supervisor)"
"""People by what they are to the writer."""
_SOMEBODY = re.compile(
    rf"\b(?:(?:Frau|Herrn?|Dr\.|Prof\.|Ms\.?|Mrs?\.?) (?:(?:Dr|Prof)\. )?{_CAP}(?: {_CAP})?"
    r"|(?i:(?:mein|unser|ein)\w{0,3}|my|our|a) (?:\w{2,14} )?(?i:" + _RELATED + r")\w*"
    rf"(?: (?:(?:Frau|Herrn?) )?{_CAP}(?: {_CAP})?)?|{_CAP} {_CAP})"
)
_WITH = (
    re.compile(r"\b(?i:bring\w*|nehme)\s(?P<who>[^.!?]{3,160}?)\s(?:mit|along)\b"),
    re.compile(r"\b(?i:zusammen|gemeinsam|in Begleitung|together|samt|nebst)\s(?:mit |von |with |of )?(?P<who>[^.!?]{3,160})"),
    re.compile(r"\b(?i:komme|kommen|nehme|reise|coming|come)\b[^.!?]{0,40}?\b(?:mit|with) (?P<who>[^.!?]{3,160})"),
    re.compile(r"(?:^|[.!?:,\n]\s*)(?P<who>[^.!?:\n]{3,120}) (?:und (?:ich|mich)|and I)\b"),
    re.compile(r"\b(?i:ich|mich|mir) und (?P<who>[^.!?]{3,120})"),
    re.compile(r"(?P<who>[^.!?:,\n]{3,120}?) (?:ebenfalls|ebenso|auch|too|as well|(?:will )?joins? (?:me|us)|is coming|comes along)\b"),
    re.compile(
        r"(?P<who>[^.!?:,\n]{3,120}?) (?:würden?|möchten?|will|wollen|wird|werden|kann|können)\b[^.!?]{0,40}\b(?:mitkommen|mitfahren|dazukommen|begleiten)\b"
    ),
    re.compile(
        r"(?P<who>[^.!?:\n]{3,120}?) (?:kommt|kommen|begleitet|begleiten|wird|werden|ist auch|sind auch)\b[^.!?]{0,40}\b(?:mit|mich|dabei)\b"
    ),
    re.compile(
        rf"(?:^|[.!?:,\n]\s{{0,3}})(?P<who>(?=\S)(?!(?:D(?:ie|as|en)|Eine?n?|(?:Mein|Unser)e?n?) (?!(?:\w+ )?(?i:{_RELATED})))[^.!?:\n]{{3,120}}?) (?:bringe?n?|nehmen?) (?:ich|wir)\b[^.!?]{{0,40}}\bmit\b"
    ),
    re.compile(r"\b(?:kommt|kommen|begleitet mich|begleiten mich|bringe)\b(?P<who>[^.!?:\n]{3,120}?)\b(?:mit|dazu)\b"),
)
"""Where somebody is said to come, too."""
_THINGS = r"(?:\w+ )?\w*(?:hund|huendin|katze|laptop|notebook|tablet|unterlagen|akten?|kuchen|essen|beamer|praesentation|folien|material\w*|fahrrad|rollstuhl|rollator|dog|lunch|slides|papers|wheelchair)\b"
_SOMEHOW = re.compile(
    rf"\bbring\w*\b.{{0,60}}?(?:{_PEOPLE}|\b(?:jemand\w*|verstaerkung|noch wen|(?:mein|unser)\w*(?! {_THINGS})|someone|somebody)\b)|\bmit (?:weiteren? )?{_PEOPLE}|\bmit (?:(?:mein|ein)\w* |persoenlicher )?(?:assistenz(?:person|kraft)|begleit|dolmetscher)\w*"
    r"|\b(?:in begleitung|mitbringen|nehmen beide|kommen beide|(?:meine?|unsere?)n? kolleg\w+\b.{0,60}\b(?:kommt|kommen|mit|dabei))\b"
)
"""Somebody comes, without a number or name; nobody does who brings "meinen Laptop"."""


def companions_in(text: str) -> int:
    """People besides the writer, 0 where none are told."""
    plain = folded(text)
    for pattern in _TOGETHER:
        if found := pattern.search(plain):
            return max(0, _number(found["n"]) - 1)
    for pattern in _BESIDES:
        if found := pattern.search(plain):
            return _number(found["n"])
    named = (len(_SOMEBODY.findall(found["who"])) for pattern in _WITH if (found := pattern.search(text)))
    return next(filter(None, named), 0) or (1 if _SOMEHOW.search(plain) else 0)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]
