"""Each list its own way: "AG A wöchentlich, AG B täglich", "alle monatlich, AG B einzeln"."""

from __future__ import annotations

import re

from mailflow.model.vocabulary import Vocabulary
from mailflow.understand.commands.arguments import groups_in, words_of
from mailflow.understand.commands.candidates import Context
from mailflow.understand.commands.modes import MODES, mode_in
from mailflow.understand.commands.sayings import Saying
from mailflow.understand.wording import folded, normal_words

Part = tuple[str, tuple[str, ...], str]
"""A part of a sentence, the lists it names and the way it says."""
_PARTS = re.compile(r"[,;.!]\s+|\s[-–—]\s|\s(?:und|and|aber|but|sowie|während|whereas|while)\s", re.I)
_AT_ONCE = re.compile(r"\b(?:at once|immediately|right away|straight away|as they come)\b")
_REST = re.compile(r"\b(?:alles|alle|rest|sonst|ansonsten|uebrige\w*|restliche\w*|anderen?|everything|all|others?|else)\b")
_OF_DELIVERIES = re.compile(r"\b(?:\w*zustell\w*|\w*mails?|beitraege|posts?|deliver\w*|digests?|stell\w*|einstell\w*|bitte|please)\b")
_OF_MAILS = frozenset({"mails", "e-mails", "nachrichten", "beitraege", "post", "rundmails", "rundschreiben"})
LONGEST = 2000
"""Characters of a letter in which a heading is looked for."""
_BARE = frozenset(
    normal_words(
        "bitte please danke thanks für for die der den das dem von aus the from ab sofort jetzt künftig now auf to und and gern gerne lieber wieder"
        " again nur only mail mails beiträge post posts zustellung delivery schicken send me mir mich ich möchte hätte wollte i'd like want alles alle rest sonst aber but"
    ).split()
)
"""Beside lists and ways all that a sentence may have which orders without a verb."""

_WAY = re.compile(
    r"(?<= )(?:"
    + "|".join(
        sorted((normal_words(w) for way, said in MODES.items() for w in (("keine", "none", "off") if way == "off" else said)), key=len)[
            ::-1
        ]
    )
    + r")(?= )"
)
"""Names a way, as `normal_words` spell it; the longest first."""


def ways_apiece(sentence: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """(list, way) for each list named, "*" for all others; a way "" where it cannot be told. () where one way is said for all."""
    parts = [(part, groups_in(part, vocabulary), _way(part)) for part in _PARTS.split(sentence) if part.strip()]
    named = tuple(dict.fromkeys(group for _, groups, _ in parts for group in groups))
    if not named or len({way for *_, way in parts if way}) < 2:
        return ()
    if found := _found_in(parts, leads=_way_leads(parts, vocabulary)):
        return found
    return tuple((group, "") for group in named) if len(named) > 1 else ()  # of one list the sentence as a whole says it


def _found_in(parts: list[Part], *, leads: bool) -> tuple[tuple[str, str], ...]:
    """(list, way), () where a list or a way is left over. `leads`: the way stands in front of its lists."""
    found: dict[str, str] = {}
    waiting: list[str] = []
    last = ""
    for at, (part, groups, way) in enumerate(parts):
        of_the_rest = bool(_REST.search(folded(part)))
        if way and way != last and not groups and not waiting:
            if at > 0 and not of_the_rest:
                return ()
            groups = ("*",)
        waiting += groups
        if waiting and (meant := way or ("" if of_the_rest or not leads else last)):
            found |= dict.fromkeys(waiting, meant)
            waiting, last = [], meant
    return () if waiting or set(found) == {"*"} else tuple(found.items())


def bare_ways(sentence: str, context: Context) -> tuple[tuple[str, str], ...]:
    """The same of a sentence that has nothing but lists and ways in it, sent where orders go."""
    if context.group or set(context.offered) - {"undo"} or "?" in sentence:
        return ()
    said = _AT_ONCE.sub(" sofort ", folded(sentence))
    if not _WAY.search(f" {normal_words(said)} "):
        return ()
    beside = _WAY.sub("", f" {' '.join(words_of(said, context.vocabulary, context.today))} ").split()
    if not all(w in _BARE or w in {"{group}", "{span}"} for w in beside) or _heads_something_else(context.letter.new_text):
        return ()
    groups, way = groups_in(sentence, context.vocabulary), _way(_PARTS.split(sentence)[-1])
    ways = ways_apiece(sentence, context.vocabulary) or tuple((group, way) for group in groups)
    return ways if all(way for _, way in ways) and any(way != "off" for _, way in ways) else ()


def delivery_meant(found: list[Saying], text: str) -> Saying | None:
    """ "Die Beiträge der AG A hätte ich gern sofort": who says how they are to come is on the list, where no word joins it."""
    joins, delivery = found[0], next((s for s in found if "mode" in s.command.takes), None)
    asks_for_mails = joins.command.name == "subscribe" and not joins.official and not _OF_MAILS.isdisjoint(joins.said)
    return delivery if asks_for_mails and delivery and mode_in(text) not in {"", "off"} else None


def _heads_something_else(text: str) -> bool:
    """ "So tagen wir:" above lists and ways tells of meetings, as long as nothing of it speaks of deliveries."""
    return any(head.endswith(":") and not _OF_DELIVERIES.search(folded(head)) for head in map(str.rstrip, text[:LONGEST].splitlines()))


def _way(part: str) -> str:
    return mode_in(_AT_ONCE.sub(" sofort ", folded(part)))


def _way_leads(parts: list[Part], vocabulary: Vocabulary) -> bool:
    """ "wöchentlich für AG A": the way stands in front of its lists."""
    words = next((folded(part).split() for part, groups, way in parts if groups and way), [])
    first = next((at for at in range(1, len(words) + 1) if groups_in(" ".join(words[:at]), vocabulary)), len(words))
    return bool(_way(" ".join(words[:first])))
