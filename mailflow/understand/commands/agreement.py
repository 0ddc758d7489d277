"""Whether the orders of one letter agree with each other and with what of it was doubtful, and which lines beside them nobody knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from mailflow.model.intent import Order, Orders
from mailflow.understand.commands.candidates import DECISIONS
from mailflow.understand.commands.small_words import SMALL
from mailflow.understand.commands.stretches import CASE, numbered
from mailflow.understand.wording import normal_words, without_courtesies

_SHOUTED = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜ-]{3,40}(?![\w-])")
"""As help letter and handbook write the word of a command."""
_MOST_WORDS = 6
_NUMBERS = re.compile(
    r"\W*(?:(?:nr\.?|nummer|punkte?)\s*)?\d{1,2}(?:(?:\s*[,+&]\s*|\s(?:und|and)\s)\d{1,2})*"
    r"(?=[:.)]?\s+(?!(?:bedingung|frage|sache|einwand|voraussetzung|auflage|condition|question|thing)\w*)[^\W\d])",
    re.I,
)
"""The numbers a line begins with; "1 Bedingung gibt es noch" names none."""
_OWN_LINES = {"reason", "text", "block"}
"""Arguments that may go on in the lines below their command."""


def agreed(orders: list[Order], unclear: list[tuple[str, str]], prose: Iterable[str]) -> Orders:
    """Without repetitions; nothing at all where two orders cannot both be meant. `prose` are the sentences that order nothing."""
    kept: list[Order] = []
    for order in orders:
        if not any(o.intent == order.intent and o.args == order.args for o in kept):
            kept.append(order)
    if clashing := _clashing(kept):
        return Orders((), tuple(dict.fromkeys([*unclear, *((o.words, "contradiction") for o in clashing)])))
    if any(o.intent in DECISIONS for o in kept):
        unclear = [(line, why) for line, why in unclear if why != "aside"]
    doubted = {matter for line, _ in unclear for matter in _all_matters(line)}
    decided = [o for o in kept if not _questioned(o, unclear, doubted)]
    numbers = any("number" in o.args for o in decided)
    waiting = (
        s for s in prose if (numbers and numbered(s)) or (not any(_OWN_LINES & o.args.keys() for o in decided) and _like_a_command(s))
    )
    unknown = tuple((s, "unknown") for s in waiting)
    return Orders(tuple(decided), tuple(dict.fromkeys(unclear)), unknown if decided else ())


def _clashing(orders: list[Order]) -> list[Order]:
    """Orders that say different things of the same matter, list, person or deputy."""
    said: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for order in orders:
        if stated := _stated(order):
            said[stated[0]].add(stated[1])
    return [o for o in orders if (stated := _stated(o)) and len(said[stated[0]]) > 1]


def _stated(order: Order) -> tuple[tuple[str, ...], str] | None:
    """(what an order is about, what it wants of it); None for what can be said several times."""
    who, group = str(order.args.get("address", "")), str(order.args.get("group", ""))
    if order.intent in DECISIONS:
        return ("matter", _about(order)), order.intent
    match order.intent:
        case "subscribe" | "unsubscribe":
            return ("list", group, who), order.intent
        case "digest":
            return ("delivery", group), f"{order.args.get('mode', '')} {order.args.get('format', '')}"
        case "vacation" | "resume":
            return ("absence", who), str(order.args.get("until", ""))
        case "delegate":
            return ("deputy", who), str(order.args.get("until", ""))
    return None


def differing_taken_back(shown: Orders, other: Orders) -> Orders:
    """The orders of a letter as it is shown, none where another wording of it in the same letter decides something else."""
    said = {(o.intent, _about(o)) for o in other.orders}
    if not said or said == {(o.intent, _about(o)) for o in shown.orders}:
        return shown
    return Orders((), (*shown.unclear, *((o.words, "contradiction") for o in (*shown.orders, *other.orders))))


def _like_a_command(sentence: str) -> bool:
    """Whether a short line begins with a matter, or in capitals with a word that is no courtesy: its writer waits for something to happen."""
    words = normal_words(without_courtesies(sentence)).split()
    if CASE.match(sentence.strip()):
        return len(words) <= _MOST_WORDS
    return bool(_SHOUTED.match(sentence.strip())) and 0 < len(words) <= _MOST_WORDS and words[0] not in SMALL


def _about(order: Order) -> str:
    return str(order.args.get("case", order.args.get("number", "")))


def _questioned(order: Order, unclear: list[tuple[str, str]], doubted: set[str]) -> bool:
    """A decision beside a doubtful sentence that names no other matter is itself doubtful."""
    if order.intent not in DECISIONS:
        return False
    return _about(order) in doubted or any(not list(_all_matters(line)) for line, _ in unclear)


def _all_matters(line: str) -> Iterator[str]:
    """The matters a line names, by their numbers or, at its head, by those of a list: "3 noch nicht", "3 und 4 nicht"."""
    yield from _all_cases(line)
    if found := _NUMBERS.match(line):
        yield from re.findall(r"\d+", found[0])


def _all_cases(line: str) -> Iterator[str]:
    return (c.upper() for c in CASE.findall(line))
