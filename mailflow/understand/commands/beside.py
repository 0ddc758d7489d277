"""What a letter says for a decision without taking it: who should accompany, until when it waits, why not. It counts once a number chooses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from mailflow.understand.commands.person import person_named
from mailflow.understand.when.dates import date_in
from mailflow.understand.wording import folded, sentences

_NUMBER = re.compile(
    r"^\W*(?:(?:die|nr\.?|nummer|option|number)\s+)?\d[).:,–-]*\s+(?!(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|uhr)\b)",
    re.I,
)
"""The number of a choice in front of a day: "1 bis 1.2."."""
_WHY = re.compile(
    r"\b(?:denn|because)\s+(?P<why>[^?]{4,300})|\b(?P<cause>(?:weil|da|wegen)\s[^?]{4,300})|\b(?:grund|begründung|reason)\s*:\s*(?P<told>[^?]{4,300})",
    re.I,
)
_REFUSES = re.compile(
    r"^\W*(?:nein|no|leider (?:nein|nicht)|(?:das )?(?:geht|passt|klappt)(?: \w+)? nicht|das (?:geht|passt) (?:\w+ )?nicht|nicht moeglich|(?:wir koennen|koennen wir) (?:\w+ ){0,3}nicht \w+|unfortunately (?:no|not)|not possible)\W*$"
)
_NO_REASON = re.compile(
    r"^\W*(?:bevor|ehe|wenn|falls|ob|dass|aber|solange|bis|sondern|oder|und|ich|erst|zuerst|bitte|danke|vielleicht|before|if|unless|but|until|and|or|i|please)\b|\b(?:noch|erst|vorher|yet)\b"
)
"""Neither what somebody waits for nor a word about themselves tells whoever is refused why."""


def said_beside(text: str, today: date) -> dict[str, Mapping[str, str]]:
    """By the command it would belong to."""
    name, place = person_named(text)
    until = date_in(_NUMBER.sub("", text[:2000]), today)
    reason = _reason_in(text[:2000])
    found: dict[str, Mapping[str, str]] = {
        "approve": {"mentor": name, "mentor_place": place} if name else {},
        "defer": {"until": until.isoformat()} if until and until > today else {},
        "reject": {"reason": reason} if reason else {},
        "discard": {"reason": reason} if reason else {},
    }
    return {command: said for command, said in found.items() if said}


def _reason_in(text: str) -> str:
    """The cause that is named as one, else what stands right behind a plain refusal."""
    lines = sentences(text)
    if told := next((found for line in lines if "?" not in line and (found := _WHY.search(line))), None):
        return (told["why"] or told["cause"] or told["told"]).strip(" .!")
    for line, following in pairwise([*lines, ""]):
        head, _, rest = line.partition(", ")
        why = rest or following
        if _REFUSES.match(folded(head)) and why and "?" not in why and not _NO_REASON.search(folded(why)):
            return why.strip(" .!")
    return ""
