"""What one sentence orders, and why it is not done where it says so unclearly."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from mailflow.model.intent import Order
from mailflow.understand.commands.apiece import bare_ways, ways_apiece
from mailflow.understand.commands.arguments import addresses_in, arguments_of, groups_in
from mailflow.understand.commands.candidates import DESK, HARMLESS, Context, says_command
from mailflow.understand.commands.clauses import Read, reads_of
from mailflow.understand.commands.deputising import without_deputy
from mailflow.understand.commands.modes import with_wished_mode
from mailflow.understand.commands.preambles import as_wish, without_asking_how, without_preamble
from mailflow.understand.commands.sayings import sayings_in
from mailflow.understand.commands.silence import silence_asked_for
from mailflow.understand.commands.spoken import LONGEST_LINE
from mailflow.understand.commands.stretches import CASE, Stretch, stretches_of
from mailflow.understand.commands.turns import (
    ACKNOWLEDGES,
    ALL_OF_THEM,
    ASKS_A_COLLEAGUE,
    ASKS_WHAT_COMES,
    BARE_ANSWER,
    HANGS,
    IN_FULL,
    INSTEAD,
    ME,
    OF_MYSELF,
    OFFERS_HELP,
    RANGE,
    THANKED,
    TRUSTED,
    as_request,
    without_kept,
    without_otherwise,
)
from mailflow.understand.wording import doubt_in, folded, normal_words

HELD = "M-"
"""Begins the numbers of held posts, and of nothing else."""
_OF_POSTS = {"approve": "release", "reject": "discard"}
"""What is decided about an application, in the words for a held post."""
Doubt = tuple[str, str]
"""A line and why it is not acted on."""
_GOOD_WISHES = re.compile(
    r"[,;–-]?\s*(?:(?:und|and|ich wünsche|wünsche)\s)?\b(?:(?:frohe|schöne|fröhliche|gesegnete|erholsame|besinnliche|ruhige)s?n?\s(?:Weihnacht(?:en|stage)|Ostern|Ostertage|Pfingsten|Feiertage|Festtage|Fest|Tage|Ferien|Adventszeit)|guten Rutsch|merry christmas|happy (?:new year|easter|holidays))\b[^.!?]*",
    re.I,
)
"""Name days on which nothing begins or ends."""
_FROM_ALL = re.compile(r"\b(?:alle[mns]?|überall|ueberall|komplett|gänzlich|everything|all|entirely|completely)\b", re.I)
"""Whoever leaves and names no list leaves all of them only by saying so."""
_NEWS = re.compile(
    r"(?P<news>[^:?]{0,200}\b(?:ich|wir|uns|mir|i|we|us)\b[^:?]{4,200}):\s+(?=(?:bitte|please|könnten|koennten|könntet|können|würden|würdet|nehmt|tragt|stellt|could|can)\b)",
    re.I,
)
_SORRY_FOR = re.compile(r"(?P<news>[^:?]{0,60}\b(?:entschuldig\w*|verzeih\w*|sorry|tut mir leid)\b[^:?]{2,120}):\s+(?=\w)", re.I)
"""An apology in front of a wish, however it goes on."""
_REGRET = re.compile(r"(?P<news>[^,:?]{4,120}),\s+(?:aber|doch|but)\s+(?=(?:\w+ ){0,3}?(?:bitte|please)\b)", re.I)
"""What is said first in "Es fällt mir schwer, aber streichen Sie mich bitte"."""


def read(sentence: str, following: list[str], context: Context) -> tuple[list[Order], list[Doubt]]:
    """(orders, unclear lines) of one sentence; both empty for ordinary prose."""
    plain = with_wished_mode(without_preamble(_without_news(INSTEAD.sub("", sentence).strip().strip("*_>\"„“'»« ").lstrip(".…"), context)))
    if doubt_in(plain) == "ours" or OFFERS_HELP.search(folded(plain)) or THANKED.match(folded(plain)):
        return [], []
    if context.offered and ASKS_A_COLLEAGUE.match(plain):
        return [], [(plain, "question")]
    if context.offered and ACKNOWLEDGES.fullmatch(folded(plain)):
        return [], [(plain, "aside")]
    plain = as_request(plain) if context.offered else without_kept(without_otherwise(as_request(without_asking_how(as_wish(plain)))))
    if not plain.strip("?"):
        asks_help = plain == "?" and not context.offered
        return ([order_of("help", Stretch((), plain), [], context)], []) if asks_help else ([], [(plain, "question")])
    if _asks_what_comes(plain, context):
        return [order_of("help", Stretch((), plain), [], context)], []
    if (silence := silence_asked_for(plain, context)) and not context.offered:
        return [silence], []
    if ways := bare_ways(plain, context):
        return [Order("digest", {"group": group, "mode": way}, plain) for group, way in ways], []
    plain = _GOOD_WISHES.sub("", without_deputy(plain))
    if RANGE.search(plain):
        return [], [(plain, "several")]
    joking = doubt_in(plain) == "irony"
    hanging = ""
    orders: list[Order] = []
    unclear: list[Doubt] = []
    idle: list[Doubt] = []
    for stretch in stretches_of(plain, numbers=bool(context.offered), opens=lambda text: says_command(text, context)):
        reads = [
            Read(why=hanging or "irony") if r.saying and (hanging or (joking and r.saying.command.strict)) else r
            for r in reads_of(stretch, context)
        ]
        hanging = hanging or ("condition" if HANGS.search(folded(stretch.text)) else "")
        orders += [o for r in reads if r.saying for o in _orders_of(r, stretch, following, context)]
        unclear += [(stretch.written, r.why) for r in reads if r.why]
        if stretch.refs and not any(r.saying or r.why for r in reads):
            (unclear if BARE_ANSWER.fullmatch(folded(stretch.text)) else idle).append((stretch.written, "words"))
    if plain.endswith(":") and all(o.intent in HARMLESS for o in orders):
        orders = []  # "Hier meine Liste:" heads what follows
    return orders, [*unclear, *idle] if orders else unclear


def _asks_what_comes(sentence: str, context: Context) -> bool:
    """Whether somebody asks the program what a command of their own does, or whether it takes one."""
    if context.offered or context.group or not sentence.endswith("?") or not ASKS_WHAT_COMES.search(folded(sentence)):
        return False
    own = tuple(c for c in context.vocabulary.commands if not c.strict and c.name not in HARMLESS)
    return bool(sayings_in(context.words(sentence), own, phrases=True))


def _without_news(sentence: str, context: Context) -> str:
    """ "Wir haben die Aufgaben neu verteilt: Bitte ..." without what is told first, where that neither orders nor doubts anything."""
    found = _NEWS.match(sentence) or _SORRY_FOR.match(sentence) or (None if context.offered else _REGRET.match(sentence))
    if found is None or doubt_in(found["news"]) or CASE.search(found["news"]):
        return sentence
    reads = reads_of(Stretch((), found["news"]), context)
    return sentence if any(r.saying or r.why for r in reads) else sentence[found.end() :]


def _orders_of(read: Read, stretch: Stretch, following: list[str], context: Context) -> list[Order]:
    """One order per matter, or per group named."""
    assert read.saying
    name = read.saying.command.name
    about = replace(stretch, text=read.text)
    if "case" in read.saying.command.takes and stretch.refs:
        return [order_of(_said_of(ref, name), replace(about, refs=(ref,)), following, context) for ref in stretch.refs]
    order = order_of(_said_of(context.case, name) if context.case and not context.offered else name, about, following, context)
    if "address" in order.args and (whom := _address_before(read.text, stretch.text, context)):
        order = replace(order, args={**order.args, "address": whom})
    ways = ways_apiece(read.text, context.vocabulary) if name in {"digest", "unsubscribe"} else ()
    if ways and (name == "digest" or all(way for _, way in ways)):
        return [_in_its_way(order, group, way) for group, way in ways]
    groups = groups_in(read.text, context.vocabulary) if "group" in order.args else ()
    named = addresses_in(read.text, context.vocabulary) if name in {"subscribe", "unsubscribe"} else []
    many = [{"group": group} for group in groups] if len(groups) > 1 else [{"address": address} for address in named if len(named) > 1]
    return [replace(order, args={**order.args, **one}) for one in many] if many else [order]


def _in_its_way(order: Order, group: str, way: str) -> Order:
    """ "Keine Mails mehr von der AG A, die AG B täglich": only the first is left."""
    if order.intent == "unsubscribe" and way != "off":
        return Order("digest", {"group": group, "mode": way}, order.words)
    return replace(order, args={**order.args, "group": group, **({"mode": way} if order.intent == "digest" else {})})


def _said_of(ref: str | int, name: str) -> str:
    """ "PS: M-2027-0031 bitte freigeben" in an answer about an application speaks of a held post, whatever "freigeben" means to that one."""
    alike = _OF_POSTS if str(ref).startswith(HELD) else {other: own for own, other in _OF_POSTS.items()}
    return name if isinstance(ref, int) else alike.get(name, name)


def _address_before(clause: str, sentence: str, context: Context) -> str:
    """ "bitte x@y aus der AG A austragen und in die AG B eintragen": the one address of the clauses before, where this one names nobody."""
    if OF_MYSELF.search(folded(clause)) or addresses_in(clause, context.vocabulary):
        return ""
    own_words = clause if clause in sentence else clause.partition(" ")[2] or clause
    before = sentence.rpartition(own_words)[0]
    named = addresses_in(before, context.vocabulary)
    return named[0] if len(named) == 1 and not ME.search(folded(before)) else ""


def order_of(name: str, stretch: Stretch, following: list[str], context: Context) -> Order:
    command = next(c for c in context.vocabulary.commands if c.name == name)
    args = arguments_of(command, stretch.text, following, context.vocabulary, context.today)
    ref = next(iter(stretch.refs), "")
    if isinstance(ref, int):
        args["number"] = ref
    elif "case" in command.takes and (ref or context.case):
        args["case"] = ref or context.case
        if args["case"] == DESK and not ALL_OF_THEM.isdisjoint(normal_words(stretch.text).split()):
            args["all"] = True
    if name == "trust" and (trusted := TRUSTED.search(stretch.text)):
        args["whom"] = trusted["who"]
    return Order(name, _with_defaults(name, args, stretch.text, context), stretch.written)


def _with_defaults(name: str, args: dict[str, Any], text: str, context: Context) -> dict[str, Any]:
    if name in {"subscribe", "unsubscribe"}:
        args.setdefault("address", context.letter.sender.address)
        args.setdefault(
            "group", context.group or _group_of_letter(context, otherwise="*" if name == "unsubscribe" and _FROM_ALL.search(text) else "")
        )
    if name == "list_members":
        args.setdefault("group", context.group)
    if name == "digest":
        args.setdefault("group", "*")
    return args


def _group_of_letter(context: Context, *, otherwise: str) -> str:
    """The one group the letter speaks of, "" where it speaks of several: who says goodbye to one does not leave them all."""
    text = context.letter.new_text[:LONGEST_LINE]
    named = groups_in(text, context.vocabulary) if IN_FULL.search(text) else ()
    return named[0] if len(named) == 1 else "" if named else otherwise
