"""What the sentences of a letter order one after the other: each may doubt, limit, explain or take back what another said."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from mailflow.model.intent import Order
from mailflow.understand.applications.fields import labelled
from mailflow.understand.commands.arguments import addresses_in, groups_in
from mailflow.understand.commands.backing import backs
from mailflow.understand.commands.candidates import DECISIONS, HARMLESS, Context
from mailflow.understand.commands.form import block_in
from mailflow.understand.commands.pausing import days_are_open, pause_asked_for
from mailflow.understand.commands.person import is_only_about_mentoring
from mailflow.understand.commands.preambles import concludes
from mailflow.understand.commands.sayings import sayings_in
from mailflow.understand.commands.sentence import Doubt, order_of, read
from mailflow.understand.commands.small_words import SMALL
from mailflow.understand.commands.spoken import LONGEST_LINE
from mailflow.understand.commands.stretches import CASE, Stretch
from mailflow.understand.commands.turns import (
    ASKS_ABOUT_IT,
    ASKS_OTHERS,
    AWAITS_SOMETHING,
    FIRST,
    HEADS_IDEAS,
    IN_FULL,
    INTRODUCES,
    IS_MISSING,
    KEEPS,
    LIMITS_IT,
    OF_MYSELF,
    PUTS_OFF,
    REASON_LINE,
    REQUEST,
    SO_LONG,
    TAKES_BACK,
    THEN,
    WITHHELD,
    without_absence,
)
from mailflow.understand.when.dates import span_in
from mailflow.understand.wording import doubt_in, folded, normal_words, without_courtesies

_CARRY_OUT = re.compile(
    r"\b(?:alles|das) (?:weitere|noetige|erforderliche|uebrige)\b.*\b(?:veranlass\w*|erledig\w*|umsetz\w*|regel\w*|einleit\w*)\b|\bveranlass\w* (?:sie |ihr )?(?:bitte )?(?:alles|das) (?:weitere|noetige|erforderliche|uebrige)\b"
    r"|^\W*bitte (?:so |entsprechend |das )*(?:umsetzen|veranlassen|verfahren|ausfuehren|erledigen)\W*$|\bum (?:umsetzung|erledigung|veranlassung|vollzug)\b|^\W*bitte (?:\w+ ){0,3}?(?:nachziehen|vollziehen)\W*$|\bplease (?:proceed|go ahead|take it from here|do the rest)\b"
)
"""Asks for whatever follows from a decision."""
_OR_ELSE = re.compile(
    r"\W*(?:oder (?:doch|lieber|vielleicht)|or (?:rather|maybe|perhaps)\b|ach,? ich wei(?:ß|ss) (?:auch |es )?nicht\b|ach,? (?:nein|nee|ne|doch)\b|(?:nein|nee),? (?:doch|lieber)\b|(?:obwohl|wobei|obgleich|andererseits|na ja|naja|hm+|although|though|then again)\s*[,–-])",
    re.I,
)
"""The writer is of two minds about what was just wished."""
_IF_IT_GOES = re.compile(r"\W*(?:geht|ginge|klappt|passt|würde|is) (?:das|that)(?: so| gehen| okay| ok| possible)?\W*", re.I)
"""A question behind a wish that asks whether it is granted; the answer to the wish answers it."""
_ASKS = re.compile(r"\b(?:bitte|please)\b", re.I)
_OF_A_TOPIC = re.compile(rf"{IN_FULL.pattern}|\b(?:thema|bereich|themenfeld|topic)\b", re.I)
_THERE = re.compile(r"\b(?:dort|da|dorthin|dazu|dabei|hinzu|daraus|there)\b(?: mit)?", re.I)
_REASON_IS = re.compile(r"^\W*(?:der |die |unsere? )?\w+(?:\s*:|\s(?:ist|sind|war|dafür|hierfür|is))*\s*", re.I)
MOST_REASONS = 3
"""Sentences that a reason may have."""
WEIGHED = {"condition", "doubt", "negation", "words"}
"""Why a sentence was not acted on that only weighs, where another one says what comes out."""


class Discourse:
    """The sentences of one letter, read in order: what they ordered, left unclear and merely said so far."""

    def __init__(self, context: Context) -> None:
        self.orders: list[Order] = []
        self.unclear: list[Doubt] = []
        self.prose: list[str] = []
        self._told: list[str] = []
        self._questions: list[str] = []
        self._context, self._headed = context, ""

    def read(self, sentence: str, before: str, below: list[str]) -> int:
        """Reads a sentence, which stands behind `before`; the number of lines below it that belong to what it orders."""
        self._told.append(sentence)
        if self.orders and REASON_LINE.match(sentence) and _lacks_reason(self.orders[-1]):
            self.orders[-1] = _with_reason(self.orders[-1], sentence)
            return 0
        found, doubts = self._found(sentence, before, below)
        self._questions = [*self._questions, sentence] if sentence.rstrip().endswith("?") and not found else []
        if not found and (sentence.rstrip().endswith(":") or WITHHELD.search(folded(sentence))):
            self._headed = _heading_doubt(sentence)
        if why := self._withheld(sentence, before, found, doubts):
            found, doubts = [], [*doubts, (sentence, why)]
        elif why := self._doubted(sentence, found, doubts):
            doubts = [(sentence, why)]
            if why == "contradiction" and (TAKES_BACK.search(folded(sentence)) or _OR_ELSE.match(sentence)):
                self.orders = [o for o in self.orders if o.intent in HARMLESS or o.intent in DECISIONS]
        elif found and not doubts:
            self._settle(sentence, found)
        self.prose += [] if found or doubts else [sentence]
        self.orders += found
        self.unclear += doubts
        return _owned(found, below)

    def _found(self, sentence: str, before: str, below: list[str]) -> tuple[list[Order], list[Doubt]]:
        """(orders, unclear lines) of a sentence, with what it leaves to those before it."""
        found, doubts = _said(sentence, before, below, self._context)
        bare = all(why == "negation" for _, why in doubts) and all(o.intent == "digest" for o in found) and not self._context.offered
        if bare and (pause := pause_asked_for(self._told, self._context)):
            return [pause], []
        if mixed := [o for o in found if self._orders_too(str(o.args.get("reason", "")))]:
            found, doubts = [o for o in found if o not in mixed], [*doubts, (sentence, "several")]
        found, unnamed = self._for_whom(found, sentence)
        doubts = [*doubts, *unnamed]
        if not found and not doubts and (proceed := self._proceed(sentence)):
            found = [proceed]
        return [self._with_questions_before(o) for o in found], doubts

    def _orders_too(self, reason: str) -> bool:
        """Whether what was taken for a reason asks for something itself: "M-2027-0001 verwerfen (Werbung), die Anträge bitte genehmigen"."""
        asked = _ASKS.search(reason)
        said = sayings_in(self._context.words(reason), self._context.vocabulary.commands, phrases=True) if asked else []
        return any(s.command.strict for s in said)

    def _for_whom(self, found: list[Order], sentence: str) -> tuple[list[Order], list[Doubt]]:
        """The orders, where they leave out whom they mean, for the one other address of the letter; unclear where it names several."""
        own, text = self._context.letter.sender.address, self._context.letter.new_text[:LONGEST_LINE]
        left_out = [o for o in found if o.intent in {"subscribe", "unsubscribe"} and o.args.get("address") == own]
        others = [a for a in addresses_in(text, self._context.vocabulary) if a != own]
        if not left_out or not others or OF_MYSELF.search(folded(sentence)):
            return found, []
        if len(set(others)) > 1:
            return [o for o in found if o not in left_out], [(sentence, "who")]
        return [replace(o, args={**o.args, "address": others[0]}) if o in left_out else o for o in found], []

    def _proceed(self, sentence: str) -> Order | None:
        """ "Der Vorstand hat zugestimmt. Bitte alles Weitere veranlassen": what was decided, as it was told, is to be done."""
        if not _CARRY_OUT.search(folded(sentence)) or doubt_in(sentence):
            return None
        told = {c.name for c in self._context.commands(offered=True) for line in self._told[:-1] if backs(line, c.name, self._context)}
        return order_of(told.pop(), Stretch((), sentence), [], self._context) if len(told) == 1 and told <= {"approve", "release"} else None

    def _with_questions_before(self, order: Order) -> Order:
        """ "Wer unterschreibt? Gibt es eine Vertretung? Bitte nachfragen.": what is to be asked stands before."""
        if order.intent != "ask" or order.args.get("text") or not self._questions:
            return order
        self.unclear = [(line, why) for line, why in self.unclear if line not in self._questions]
        return replace(order, args={**order.args, "text": " ".join(self._questions)})

    def _withheld(self, sentence: str, before: str, found: list[Order], doubts: list[Doubt]) -> str:
        """Why what a sentence orders by itself is not done where it stands, "" if it is."""
        if found and before.rstrip().endswith("?") and THEN.match(sentence):
            return "condition"
        if any(o.intent == "vacation" for o in found) and days_are_open(self._told):
            return "condition"
        if self._headed and any(o.intent in DECISIONS for o in found):
            return self._headed
        if not doubts and _consents(found) and IS_MISSING.search(folded(sentence)):
            return "condition"
        return "who" if found and _about_the_same(self.unclear, sentence, before, self._context) else ""

    def _doubted(self, sentence: str, found: list[Order], doubts: list[Doubt]) -> str:
        """What a sentence without orders casts on those before it: it takes them back, limits or questions them; "" if it lets them stand."""
        changed = [o for o in self.orders if o.intent not in HARMLESS]
        if changed and not found and _OR_ELSE.match(sentence):
            return "contradiction"
        if found or any(why != "aside" for _, why in doubts):
            return ""
        if _IF_IT_GOES.fullmatch(sentence) and not any(o.intent in DECISIONS for o in self.orders):
            return ""
        of_these = changed and not _of_another(sentence, self.orders)
        if not doubts and of_these and _takes_back(sentence):
            return "contradiction"
        if of_these and _limits(sentence, changed):
            return "condition"
        turns = ASKS_ABOUT_IT.search(folded(sentence)) or ASKS_OTHERS.search(folded(sentence))
        asked = not doubts and turns and any(o.intent in DECISIONS for o in self.orders)
        return "question" if asked else ""

    def _settle(self, sentence: str, found: list[Order]) -> None:
        """Forgets the doubts about sentences that only weighed what this one concludes, or that only backed what it asks for."""
        if concludes(sentence):
            self.unclear = [(line, why) for line, why in self.unclear if why not in WEIGHED]
        if len(found) == 1 and REQUEST.search(folded(sentence)):
            self.unclear = [(line, why) for line, why in self.unclear if not backs(line, found[0].intent, self._context)]

    def reasoned(self) -> list[Order]:
        """The orders; a refusal alone in its letter, said without a reason, has it in the sentences that order nothing."""
        told = [line for line in self._reasons() if _may_be_a_reason(line)]
        if len(self.orders) != 1 or not self._context.offered or not _lacks_reason(self.orders[0]) or not told:
            return self.orders
        return [replace(self.orders[0], args={**self.orders[0].args, "reason": " ".join(told[:MOST_REASONS]).strip(" .")})]

    def _reasons(self) -> list[str]:
        explaining = [line for line, _ in self.unclear if _explains_refusal(line, self._context)]
        return [line for line in self._told if line in self.prose or line in explaining]

    def without_reasons_to_refuse(self) -> list[Doubt]:
        """What is unclear; beside nothing but refusals, what says why is none of it."""
        if self.orders and all(o.intent in {"reject", "discard"} for o in self.orders):
            return [(line, why) for line, why in self.unclear if not _explains_refusal(line, self._context)]
        return self.unclear


def _said(sentence: str, before: str, below: list[str], context: Context) -> tuple[list[Order], list[Doubt]]:
    """(orders, unclear lines) of a sentence, which may leave its group or its days to the one before it."""
    found, doubts = read(sentence, below, context)
    if not found and not doubts and (named := _with_group_before(sentence, before, context)):
        found, doubts = read(named, below, context)
    return [_with_days_before(o, sentence, before, context) for o in found], doubts


def _owned(orders: list[Order], below: list[str]) -> int:
    """How many lines below belong to the orders: a question to somebody goes on to the end, a topic has its block, a form its lines."""
    if any(o.intent == "ask" for o in orders):
        return len(below)
    if any("fields" in o.args for o in orders):
        return len(list(takewhile(_is_field, below)))
    return block_in(below)[1] if any("topic" in o.args for o in orders) else 0


def _is_field(line: str) -> bool:
    """ "Weitere Person: ..." is a line of a form, filled in or not, and no order."""
    return bool(labelled(f"{line} -"))


def _with_group_before(sentence: str, before: str, context: Context) -> str:
    """ "Frau Ott möchte in die AG A. Bitte nehmen Sie ott@x dort auf": a request with the group of the sentence before; "" if it names none."""
    groups = groups_in(before, context.vocabulary) if _OF_A_TOPIC.search(before) and not context.offered else ()
    asks = REQUEST.search(folded(sentence)) and not groups_in(sentence, context.vocabulary)
    return f"{_THERE.sub(' ', sentence).rstrip(' .!')} AG {groups[0]}" if asks and len(groups) == 1 else ""


def _about_the_same(unclear: list[Doubt], sentence: str, before: str, context: Context) -> bool:
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
        and not _OR_ELSE.match(line)
    )


def _takes_back(sentence: str) -> bool:
    words = folded(sentence)
    if is_only_about_mentoring(sentence):
        return False
    return bool(TAKES_BACK.search(words) or FIRST.match(words)) or (
        not KEEPS.search(words) and len(words.split()) <= 4 and doubt_in(without_absence(sentence)) not in {"", "ours"}
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


def _may_be_a_reason(line: str) -> bool:
    """Whether whoever is refused may read this sentence as the reason: no question, courtesy, or word of the writer about themselves."""
    words = normal_words(without_courtesies(line)).split()
    return not line.rstrip().endswith("?") and not {"ich", "i"} & set(words) and any(w not in SMALL and len(w) > 2 for w in words)


def _lacks_reason(order: Order) -> bool:
    return order.intent in {"reject", "discard"} and not order.args.get("reason")


def _with_reason(order: Order, line: str) -> Order:
    return replace(order, args={**order.args, "reason": _REASON_IS.sub("", line).strip(" .")})
