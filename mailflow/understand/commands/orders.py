"""Commands in a letter's new words, official or in own words, German or English; what is not safe to run is named as unclear.

`clauses` tells what a clause says, `sentence` what a sentence orders, `discourse` what the sentences make of each other; here that becomes
the orders of the letter.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from mailflow.model.intent import Order, Orders
from mailflow.model.letter import Letter
from mailflow.model.vocabulary import CommandWords, Vocabulary
from mailflow.understand.commands.agreement import agreed, differing_taken_back
from mailflow.understand.commands.arguments import arguments_of, group_in
from mailflow.understand.commands.candidates import DECISIONS, Context
from mailflow.understand.commands.deputising import with_deputy
from mailflow.understand.commands.discourse import Discourse
from mailflow.understand.commands.form import block_in
from mailflow.understand.commands.sayings import sayings_in
from mailflow.understand.commands.sentence import Doubt
from mailflow.understand.commands.silence import silenced
from mailflow.understand.commands.spoken import LONGEST_LINE, spoken_in
from mailflow.understand.commands.stretches import CASE
from mailflow.understand.commands.turns import REQUEST, TRUSTED, told_in_passing
from mailflow.understand.wording import doubt_in, folded, normal_words

_TITLE_LINE = re.compile(
    r"(?im)^\W{0,6}(?:betreff|subject|thema|titel|antragsteller\w*|organisation|institution|landkreis|ansprechperson|ansprechpartner\w*|kontakt|contact|absender\w*)\s*:\s*(.{3,200})$"
)
_NOUN = re.compile(r"\b[A-ZÄÖÜ][\w-]{3,60}")
_LEADS_CASE = re.compile(rf"[\s*•-]*(?:\d{{1,2}}[.)]\s*)?{CASE.pattern}", re.I)
_IN_ONE_LINE = re.compile(r"^\W*\w+\s+(?P<who>[^:]{2,60}):\s+(?P<what>.{4,300}?),?\s+(?P<until>(?:bis|until|by)\s.{2,40})$", re.I)
"""A form with three values: "Aufgabe Höxter: Muster-Satzung schicken bis 15.4." """

_ASKS_IN_ONE_LINE = re.compile(r"^(?P<head>[^:?]{4,100}):\s+(?P<frage>[^:]{4,300}\?)\s*$")
"""Another: "Abstimmung AG Wohnen bis 15.4.: Wollen wir im Juni tagen?" """
_UNTIL = re.compile(r"(?i)\b(?:bis|until|by)\s+(?P<ende>[^:?]{4,40})")


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
    without_forms = replace(vocabulary, commands=tuple(c for c in vocabulary.commands if "form" not in c.takes))
    discourse = Discourse(replace(context, vocabulary=without_forms))
    lines = spoken_in(letter, without_forms)
    matters = [at for at, line in enumerate(lines) if _LEADS_CASE.match(line)]
    at = 0
    while at < len(lines):
        end = next((matter for matter in matters if matter > at), len(lines))
        at += 1 + discourse.read(lines[at], lines[at - 1] if at else "", lines[at + 1 : end])
    told = [o for o in discourse.reasoned() if o.intent != "vacation" or not told_in_passing(o.words, lines)]
    meant, strays = _about_what_was_asked([silenced(o, letter.new_text, vocabulary) for o in told], case)
    unclear = [*discourse.without_reasons_to_refuse(), *strays]
    return agreed(with_deputy(_away_once(meant), lines, vocabulary), unclear, discourse.prose)


def _about_what_was_asked(orders: list[Order], case: str) -> tuple[list[Order], list[Doubt]]:
    """Without decisions about another matter of the kind than the one asked about, where that one gets none: one of both is a slip."""
    decided = [o for o in orders if o.intent in DECISIONS]
    others = [o for o in decided if str(o.args.get("case", "")).upper()[:1] == case[:1] and o.args.get("case") != case]
    if not case or len(others) < len(decided) or not others:
        return orders, []
    return [o for o in orders if o not in others], [(o.words, "which") for o in others]


def _away_once(orders: list[Order]) -> list[Order]:
    """ "Ab 1.7. bin ich in Elternzeit. Bitte pausieren Sie bis 31.12." is one absence: the first sentence says when it begins."""
    away = [o for o in orders if o.intent == "vacation"]
    ends = [o for o in away if o.args.get("until") not in {None, o.args.get("from")}]
    if len(away) > 1 and len(ends) == 1:
        told = [o for o in away if o is not ends[0] and not REQUEST.search(folded(o.words))]
        begins = next((o.args["from"] for o in told if o.args.get("from")), None)
        if begins and begins < ends[0].args["until"] and ends[0].args.get("from") in {None, begins}:
            whole = replace(ends[0], args={**ends[0].args, "from": begins})
            return [whole if o is ends[0] else o for o in orders if o not in told]
    if any(o.args.get("until") for o in away):
        return [o for o in orders if o.intent != "vacation" or o.args.get("until")]
    return orders


def _names(letter: Letter, offered: tuple[str, ...], vocabulary: Vocabulary) -> frozenset[str]:
    """Words that only name somebody or something: the sender, and in an answer the nouns of the matter's title and of the quoted one."""
    titles = (
        [letter.subject_base.rpartition(":")[2], *_TITLE_LINE.findall(letter.quote[:4000])[:4]]
        if offered or CASE.search(letter.subject_base)
        else []
    )
    trusted = (
        [normal_words(found["who"]) for found in TRUSTED.finditer(letter.new_text)]
        if "trust" in offered or CASE.search(letter.new_text)
        else []
    )
    nouns = [normal_words(noun) for title in titles for noun in _NOUN.findall(title)]
    forms = {form for noun in nouns for form in (noun, f"{noun}s", f"{noun}es", f"{noun}n", f"{noun}r", f"{noun}er", f"{noun}ern")} - _said(
        vocabulary.commands
    )
    return frozenset(w for w in {*normal_words(letter.sender.name).split(), *" ".join(trusted).split(), *forms} if not doubt_in(w))


@lru_cache(8)
def _said(commands: tuple[CommandWords, ...]) -> frozenset[str]:
    """Every word by which a command is said."""
    return frozenset(word for c in commands for phrase in (*c.words, *c.phrases) for word in normal_words(phrase).split())


def _block_order(context: Context) -> Orders | None:
    """EINLADEN, or a form with labelled lines below its word: one order that owns the rest of the letter."""
    text = context.letter.new_text.split("\n")
    with_block = tuple(c for c in context.vocabulary.commands if {"block", "form"} & set(c.takes))
    for i, line in enumerate(text[:40]):
        said = sayings_in(context.words(line[:LONGEST_LINE]), with_block, phrases=False)
        asks = _question_in(line, context.vocabulary)
        head = asks["head"] if asks else line
        if said and said[0].leads and not doubt_in(head):
            command, (block, _) = said[0].command, block_in(text[i + 1 :])
            if "form" in command.takes and (block or asks):
                block = ({"frage": asks["frage"]} if asks else {}) | _end_in(head) | block
            if "person" in command.takes and not block and (told := _IN_ONE_LINE.match(line)):
                block = {"wer": told["who"], "was": told["what"], "ende": told["until"]}
            if "form" in command.takes and not block:
                continue
            args = arguments_of(command, line, [], context.vocabulary, context.today) | {"block": block}
            if case := _case_in(line) or block.get("vorgang", ""):
                args["case"] = case.upper()
            return Orders((Order(command.name, args, line.strip()),))
    return None


def _question_in(line: str, vocabulary: Vocabulary) -> re.Match[str] | None:
    """What a form asks in the line of its word, if that names a list: "Abstimmung mit dem Landrat: ..." fills in none."""
    asks = _ASKS_IN_ONE_LINE.match(line[:LONGEST_LINE])
    return asks if asks and group_in(asks["head"], vocabulary) else None


def _end_in(head: str) -> dict[str, str]:
    ends = _UNTIL.search(head[:LONGEST_LINE])
    return {"ende": ends["ende"].strip()} if ends else {}


def _case_in(text: str) -> str:
    found = CASE.search(text)
    return found[1].upper() if found else ""
