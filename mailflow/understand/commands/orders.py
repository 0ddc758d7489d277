"""Commands in a letter's new words, official or in own words, German or English; what is not safe to run is named as unclear.

`clauses` tells what each clause says; here that becomes orders with their arguments, sentence by sentence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from mailflow.model.intent import Order, Orders
from mailflow.model.letter import Letter
from mailflow.model.vocabulary import CommandWords, Vocabulary
from mailflow.understand.commands.agreement import DECISIONS, agreed, differing_taken_back, silenced
from mailflow.understand.commands.arguments import addresses_in, arguments_of, groups_in
from mailflow.understand.commands.backing import backs
from mailflow.understand.commands.candidates import HARMLESS, Context, says_command
from mailflow.understand.commands.clauses import Read, reads_of
from mailflow.understand.commands.form import block_in
from mailflow.understand.commands.modes import with_wished_mode
from mailflow.understand.commands.person import is_only_about_mentoring
from mailflow.understand.commands.sayings import sayings_in
from mailflow.understand.commands.spoken import LONGEST_LINE, spoken_in
from mailflow.understand.commands.stretches import CASE, Stretch, stretches_of
from mailflow.understand.commands.turns import (
    ACKNOWLEDGES,
    ASKS_A_COLLEAGUE,
    ASKS_ABOUT_IT,
    AWAITS_SOMETHING,
    BARE_ANSWER,
    FIRST,
    HANGS,
    HEADS_IDEAS,
    IN_FULL,
    INSTEAD,
    INTRODUCES,
    IS_MISSING,
    LIMITS_IT,
    ME,
    OF_MYSELF,
    OFFERS_HELP,
    PUTS_OFF,
    RANGE,
    REASON_LINE,
    REQUEST,
    SO_LONG,
    TAKES_BACK,
    THANKED,
    THEN,
    WITHHELD,
    as_request,
    concludes,
    told_in_passing,
    without_absence,
    without_kept,
    without_preamble,
)
from mailflow.understand.when.dates import span_in
from mailflow.understand.wording import doubt_in, folded, normal_words

_TITLE_LINE = re.compile(
    r"(?im)^\W{0,6}(?:betreff|subject|thema|titel|antragsteller\w*|organisation|institution|landkreis)\s*:\s*(.{3,200})$"
)
_NOUN = re.compile(r"\b[A-ZÄÖÜ][\w-]{3,60}")
_LEADS_CASE = re.compile(rf"[\s*•-]*{CASE.pattern}", re.I)
_THERE = re.compile(r"\b(?:dort|da|dorthin|dazu|dabei|hinzu|daraus|there)\b(?: mit)?", re.I)
_NEWS = re.compile(r"(?P<news>[^:?]{0,200}\b(?:ich|wir|uns|mir|i|we|us)\b[^:?]{4,200}):\s+(?=(?:bitte|please)\b)", re.I)
_REGRET = re.compile(r"(?P<news>[^,:?]{4,120}),\s+(?:aber|doch|but)\s+(?=(?:\w+ ){0,3}?(?:bitte|please)\b)", re.I)
"""What is said first in "Es fällt mir schwer, aber streichen Sie mich bitte"."""
_IN_ONE_LINE = re.compile(r"^\W*\w+\s+(?P<who>[^:]{2,60}):\s+(?P<what>.{4,300}?),?\s+(?P<until>(?:bis|until|by)\s.{2,40})$", re.I)
"""A form with three values: "Aufgabe Höxter: Muster-Satzung schicken bis 15.4." """
WEIGHED = {"condition", "doubt", "negation", "words"}
"""Why a sentence was not acted on that only weighs, where another one says what comes out."""
_Doubt = tuple[str, str]
"""A line and why it is not acted on."""


def orders_in(
    letter: Letter, vocabulary: Vocabulary, today: date, *, offered: tuple[str, ...] = (), case: str = "", group: str = ""
) -> Orders:
    """Orders in the order written. `offered` are the commands the answered question offers, `case` and `group` what it is about.

    Where the text part decides something that people do not see in the HTML, nothing is decided (faults.md B7).
    """
    shown = _orders_shown(letter, vocabulary, today, offered, case, group)
    shown = replace(shown, orders=_handed_on_once(shown.orders))
    if not letter.other_text or not shown.orders:
        return shown
    other = _orders_shown(replace(letter, new_text=letter.other_text), vocabulary, today, offered, case, group)
    return differing_taken_back(shown, other)


def _handed_on_once(orders: tuple[Order, ...]) -> tuple[Order, ...]:
    """ "Zum 31.03. gehe ich in Rente. Meine Nachfolgerin ist ..." is one succession; beside another order the first sentence is its reason."""
    parts = [o for o in orders if o.intent == "successor"]
    if len(parts) == len(orders) == 1 or not parts:
        return orders
    whole = Order("successor", {k: v for part in parts for k, v in part.args.items()}, " ".join(part.words for part in parts))
    merged = whole if "address" in whole.args else None
    others = tuple(o for o in orders if o.intent != "successor")
    return (merged, *others) if merged else others or tuple(parts[:1])


def _orders_shown(letter: Letter, vocabulary: Vocabulary, today: date, offered: tuple[str, ...], case: str, group: str) -> Orders:
    context = Context(letter, vocabulary, today, offered, case or _case_in(letter.subject), group, _names(letter, offered, vocabulary))
    if block := _block_order(context):
        return block
    # "Nach Abstimmung mit dem Landrat: bitte aufnehmen" fills in no form.
    vocabulary = replace(vocabulary, commands=tuple(c for c in vocabulary.commands if "form" not in c.takes))
    context = replace(context, vocabulary=vocabulary)
    lines = spoken_in(letter, vocabulary)
    orders: list[Order] = []
    unclear: list[_Doubt] = []
    prose: list[str] = []
    taken = 0
    headed = ""
    numbered_lines = [at for at, line in enumerate(lines) if _LEADS_CASE.match(line)]
    for i, sentence in enumerate(lines):
        if i < taken:
            continue
        if orders and REASON_LINE.match(sentence) and _lacks_reason(orders[-1]):
            orders[-1] = replace(
                orders[-1], args={**orders[-1].args, "reason": re.split(r"[:\s]\s*", sentence, maxsplit=1)[-1].strip(" .")}
            )
            continue
        below = lines[i + 1 : next((at for at in numbered_lines if at > i), len(lines))]
        found, doubts = _read(sentence, below, context)
        if not found and not doubts and i and (named := _with_group_before(sentence, lines[i - 1], context)):
            found, doubts = _read(named, below, context)
        found = [_with_days_before(o, sentence, lines[i - 1], context) if i else o for o in found]
        if found and i and lines[i - 1].rstrip().endswith("?") and THEN.match(sentence):
            found, doubts = [], [(sentence, "condition")]
        if not found and (sentence.rstrip().endswith(":") or WITHHELD.search(folded(sentence))):
            headed = _heading_doubt(sentence)
        if headed and any(o.intent in DECISIONS for o in found):
            found, doubts = [], [*doubts, (sentence, headed)]
        changed = [o for o in orders if o.intent not in HARMLESS]
        if not found and not doubts and changed and _takes_back(sentence) and not _of_another(sentence, orders):
            doubts = [(sentence, "contradiction")]
        if (
            not found
            and changed
            and all(why == "aside" for _, why in doubts)
            and _limits(sentence, changed)
            and not _of_another(sentence, orders)
        ):
            doubts = [(sentence, "condition")]
        if not found and not doubts and ASKS_ABOUT_IT.search(folded(sentence)) and any(o.intent in DECISIONS for o in orders):
            doubts = [(sentence, "question")]
        if not doubts and _consents(found) and IS_MISSING.search(folded(sentence)):
            found, doubts = [], [(sentence, "condition")]
        if found and not doubts and concludes(sentence):
            unclear = [(line, why) for line, why in unclear if why not in WEIGHED]
        if len(found) == 1 and not doubts and REQUEST.search(folded(sentence)):
            unclear = [(line, why) for line, why in unclear if not backs(line, found[0].intent, context)]
        if found and _about_the_same(unclear, sentence, lines[i - 1], context):
            found, doubts = [], [(sentence, "who")]
        prose += [] if found or doubts else [sentence]
        orders += found
        unclear += doubts
        if any(o.intent == "ask" for o in found):
            taken = i + 1 + len(below)
        elif any("topic" in o.args for o in found):
            taken = i + 1 + block_in(below)[1]
    if orders and all(o.intent in {"reject", "discard"} for o in orders):
        unclear = [(line, why) for line, why in unclear if not _explains_refusal(line, context)]
    meant = [silenced(o, letter.new_text) for o in orders if o.intent != "vacation" or not told_in_passing(o.words, lines)]
    return agreed(_away_once(meant), unclear, prose)


def _away_once(orders: list[Order]) -> list[Order]:
    """ "Ab 1.7. bin ich in Elternzeit. Bitte pausieren Sie bis 31.12." is one absence: the first sentence says when it begins."""
    away = [o for o in orders if o.intent == "vacation"]
    ends = [o for o in away if o.args.get("until") and not o.args.get("from")]
    if len(away) > 1 and len(ends) == 1:
        told = [o for o in away if o is not ends[0] and not REQUEST.search(folded(o.words))]
        begins = next((o.args["from"] for o in told if o.args.get("from") and o.args.get("until") in {None, o.args["from"]}), None)
        if begins and begins < ends[0].args["until"]:
            whole = replace(ends[0], args={**ends[0].args, "from": begins})
            return [whole if o is ends[0] else o for o in orders if o not in told]
    if any(o.args.get("until") for o in away):
        return [o for o in orders if o.intent != "vacation" or o.args.get("until")]
    return orders


def _with_group_before(sentence: str, before: str, context: Context) -> str:
    """ "Frau Ott möchte in die AG A. Bitte nehmen Sie ott@x dort auf": a request with the group of the sentence before; "" if it names none."""
    groups = groups_in(before, context.vocabulary) if IN_FULL.search(before) and not context.offered else ()
    asks = REQUEST.search(folded(sentence)) and not groups_in(sentence, context.vocabulary)
    return f"{_THERE.sub(' ', sentence).rstrip(' .!')} AG {groups[0]}" if asks and len(groups) == 1 else ""


def _about_the_same(unclear: list[_Doubt], sentence: str, before: str, context: Context) -> bool:
    """ "Frau Ott ist in Kur. Bitte halten Sie die Mails an": a request that names nobody goes on about somebody else."""
    told = bool(unclear) and unclear[-1] == (before, "who")
    return told and not OF_MYSELF.search(folded(sentence)) and not addresses_in(sentence, context.vocabulary)


def _with_days_before(order: Order, sentence: str, before: str, context: Context) -> Order:
    """ "Wir haben bis Freitag zu. Bitte halten Sie die Mails so lange an": the days of the sentence before, if it is about the writer."""
    if (
        order.intent != "vacation"
        or order.args.get("until")
        or not SO_LONG.search(folded(sentence))
        or not OF_MYSELF.search(folded(before))
    ):
        return order
    start, end = span_in(before, context.today)
    return replace(order, args={**order.args, "from": start.isoformat() if start else None, "until": end.isoformat()}) if end else order


def _heading_doubt(line: str) -> str:
    """Why what stands below a line like "Folgendes bitte noch nicht:" must not be acted on, "" if it may."""
    if not HEADS_IDEAS.search(folded(line)) and INTRODUCES.search(folded(line).rpartition(",")[2]):
        return ""
    return doubt_in(line) or ("doubt" if HEADS_IDEAS.search(folded(line)) else "")


def _explains_refusal(line: str, context: Context) -> bool:
    """ "Wir nehmen nur Landkreise auf" beside a refusal says why, as long as it neither asks nor takes back nor speaks of refusing."""
    said = sayings_in(context.words(line), context.commands(offered=True), phrases=True)
    return (
        bool(said)
        and {s.command.name for s in said} <= {"approve", "release"}
        and doubt_in(line) in {"", "negation"}
        and not TAKES_BACK.search(folded(line))
        and not FIRST.match(folded(line))
    )


def _takes_back(sentence: str) -> bool:
    words = folded(sentence)
    if is_only_about_mentoring(sentence):
        return False
    return bool(TAKES_BACK.search(words) or FIRST.match(words)) or (
        len(words.split()) <= 4 and doubt_in(without_absence(sentence)) not in {"", "ours"}
    )


def _limits(sentence: str, orders: list[Order]) -> bool:
    """Whether a sentence puts what was ordered before it under a condition; what a refusal waits for is its reason."""
    words, intents = folded(sentence), {o.intent for o in orders}
    return bool(
        LIMITS_IT.search(words)
        or (intents - {"reject", "discard"} and AWAITS_SOMETHING.search(words))
        or (_consents(orders) and PUTS_OFF.search(words))
    )


def _consents(orders: list[Order]) -> bool:
    return any(o.intent in {"approve", "release"} for o in orders)


def _of_another(sentence: str, orders: list[Order]) -> bool:
    """ "P.S.: Bei A-2027-0002 warte ich noch" beside an order about A-2027-0001."""
    named = {case.upper() for case in CASE.findall(sentence)}
    return bool(named) and named.isdisjoint(str(o.args.get("case", "")) for o in orders)


def _names(letter: Letter, offered: tuple[str, ...], vocabulary: Vocabulary) -> frozenset[str]:
    """Words that only name somebody or something: the sender, and in an answer the nouns of the matter's title and of the quoted one."""
    titles = [letter.subject_base.rpartition(":")[2], *_TITLE_LINE.findall(letter.quote[:4000])[:4]] if offered else []
    nouns = [normal_words(noun) for title in titles for noun in _NOUN.findall(title)]
    forms = {form for noun in nouns for form in (noun, f"{noun}s", f"{noun}es", f"{noun}n")} - _said(vocabulary.commands)
    return frozenset(w for w in {*normal_words(letter.sender.name).split(), *forms} if not doubt_in(w))


@lru_cache(8)
def _said(commands: tuple[CommandWords, ...]) -> frozenset[str]:
    """Every word by which a command is said."""
    return frozenset(word for c in commands for phrase in (*c.words, *c.phrases) for word in normal_words(phrase).split())


def _read(sentence: str, following: list[str], context: Context) -> tuple[list[Order], list[_Doubt]]:
    """(orders, unclear lines) of one sentence; both empty for ordinary prose."""
    plain = with_wished_mode(without_preamble(_without_news(INSTEAD.sub("", sentence).strip().strip("*_>\"„“'»« ").lstrip(".…"), context)))
    if doubt_in(plain) == "ours" or OFFERS_HELP.search(folded(plain)) or THANKED.match(folded(plain)):
        return [], []
    if context.offered and ASKS_A_COLLEAGUE.match(plain):
        return [], [(plain, "question")]
    if context.offered and ACKNOWLEDGES.fullmatch(folded(plain)):
        return [], [(plain, "aside")]
    plain = as_request(plain) if context.offered else without_kept(plain)
    if not plain.strip("?"):
        asks_help = plain == "?" and not context.offered
        return ([_order("help", Stretch((), plain), [], context)], []) if asks_help else ([], [(plain, "question")])
    if RANGE.search(plain):
        return [], [(plain, "several")]
    joking = doubt_in(plain) == "irony"
    hanging = ""
    orders: list[Order] = []
    unclear: list[_Doubt] = []
    idle: list[_Doubt] = []
    for stretch in stretches_of(plain, numbers=bool(context.offered), opens=lambda text: says_command(text, context)):
        reads = [Read(why=hanging or "irony") if (joking or hanging) and r.saying else r for r in reads_of(stretch, context)]
        hanging = hanging or ("condition" if HANGS.search(folded(stretch.text)) else "")
        orders += [o for r in reads if r.saying for o in _orders_of(r, stretch, following, context)]
        unclear += [(stretch.written, r.why) for r in reads if r.why]
        if stretch.refs and not any(r.saying or r.why for r in reads):
            (unclear if BARE_ANSWER.fullmatch(folded(stretch.text)) else idle).append((stretch.written, "words"))
    if plain.endswith(":") and all(o.intent in HARMLESS for o in orders):
        orders = []  # "Hier meine Liste:" heads what follows
    return orders, [*unclear, *idle] if orders else unclear


def _without_news(sentence: str, context: Context) -> str:
    """ "Wir haben die Aufgaben neu verteilt: Bitte ..." without what is told first, where that neither orders nor doubts anything."""
    found = _NEWS.match(sentence) or (None if context.offered else _REGRET.match(sentence))
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
        return [_order(name, replace(about, refs=(ref,)), following, context) for ref in stretch.refs]
    order = _order(name, about, following, context)
    if "address" in order.args and (whom := _address_before(read.text, stretch.text, context)):
        order = replace(order, args={**order.args, "address": whom})
    groups = groups_in(read.text, context.vocabulary) if "group" in order.args else ()
    return [replace(order, args={**order.args, "group": group}) for group in groups] if len(groups) > 1 else [order]


def _address_before(clause: str, sentence: str, context: Context) -> str:
    """ "bitte x@y aus der AG A austragen und in die AG B eintragen": the one address of the clauses before, where this one names nobody."""
    if OF_MYSELF.search(folded(clause)) or addresses_in(clause, context.vocabulary):
        return ""
    own_words = clause if clause in sentence else clause.partition(" ")[2] or clause
    before = sentence.rpartition(own_words)[0]
    named = addresses_in(before, context.vocabulary)
    return named[0] if len(named) == 1 and not ME.search(folded(before)) else ""


def _order(name: str, stretch: Stretch, following: list[str], context: Context) -> Order:
    command = next(c for c in context.vocabulary.commands if c.name == name)
    args = arguments_of(command, stretch.text, following, context.vocabulary, context.today)
    ref = next(iter(stretch.refs), "")
    if isinstance(ref, int):
        args["number"] = ref
    elif "case" in command.takes and (ref or context.case):
        args["case"] = ref or context.case
    return Order(name, _with_defaults(name, args, context), stretch.written)


def _with_defaults(name: str, args: dict[str, Any], context: Context) -> dict[str, Any]:
    if name in {"subscribe", "unsubscribe"}:
        args.setdefault("address", context.letter.sender.address)
        args.setdefault("group", context.group or _group_of_letter(context, otherwise="*" if name == "unsubscribe" else ""))
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


def _lacks_reason(order: Order) -> bool:
    return order.intent in {"reject", "discard"} and not order.args.get("reason")


def _block_order(context: Context) -> Orders | None:
    """EINLADEN, or a form with labelled lines below its word: one order that owns the rest of the letter."""
    text = context.letter.new_text.split("\n")
    with_block = tuple(c for c in context.vocabulary.commands if {"block", "form"} & set(c.takes))
    for i, line in enumerate(text[:40]):
        said = sayings_in(context.words(line[:LONGEST_LINE]), with_block, phrases=False)
        if said and said[0].leads and not doubt_in(line):
            command, (block, _) = said[0].command, block_in(text[i + 1 :])
            if "person" in command.takes and not block and (told := _IN_ONE_LINE.match(line)):
                block = {"wer": told["who"], "was": told["what"], "ende": told["until"]}
            if "form" in command.takes and not block:
                continue
            args = arguments_of(command, line, [], context.vocabulary, context.today) | {"block": block}
            if case := _case_in(line) or block.get("vorgang", ""):
                args["case"] = case.upper()
            return Orders((Order(command.name, args, line.strip()),))
    return None


def _case_in(text: str) -> str:
    found = CASE.search(text)
    return found[1].upper() if found else ""
