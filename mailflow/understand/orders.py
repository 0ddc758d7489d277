"""Commands in a letter's new words, official or natural, German or English; what is not safe to run is named as unclear.

A sentence is taken for an order only if it is clear as a whole: negated, conditional, questioned or contradictory words never act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from mailflow.model.intent import Order, Orders
from mailflow.model.letter import Letter
from mailflow.model.vocabulary import CommandWords, Vocabulary
from mailflow.understand import natural
from mailflow.understand.arguments import arguments_of, group_in
from mailflow.understand.form import block_in
from mailflow.understand.wording import doubt_in, near, normal_words, says, sentences

CASE = re.compile(r"\b([A-Z]-\d{4}-\d{4})\b", re.I)
MOST_WORDS = 14
"""A longer sentence is prose in which a command's word may stand by chance."""
_LEAD = re.compile(
    r"^(?:(?:hallo|guten (?:tag|morgen|abend)|moin|servus|hi|hello|dear|liebe[rs]?|sehr geehrte[rs]?)\b[^,!:]{0,60}[,!:]\s*)?"
    r"(?:(?:bitte|please|danke|ja|yes|ok|okay|also|dann|doch|gerne?|jetzt|nun|und|and|ach nein|warte|hier mein befehl)[,:!.]?\s+){0,4}",
    re.I,
)
_NUMBERED = re.compile(r"^\s*(?:nr\.?|nummer|punkt)?\s*(\d{1,2})\s*[:.)]?\s+(?=\D)", re.I)
_OPPOSED = ({"approve", "reject"}, {"approve", "defer"}, {"reject", "defer"}, {"release", "discard"})
_WITH_REST = {"ask", "found_group", "reject", "discard"}
"""Commands whose last argument is free text to the end of the line or letter."""
_READS = {"help", "list_groups", "list_members", "status", "open"}
"""Harmless to run, so a question may ask for them."""


@dataclass(frozen=True, slots=True)
class _Context:
    letter: Letter
    vocabulary: Vocabulary
    today: date
    offered: tuple[str, ...]
    case: str
    group: str

    def words_of(self, command: CommandWords) -> tuple[str, ...]:
        return command.words + (command.phrases if command.name in self.offered else ())


def orders_in(
    letter: Letter, vocabulary: Vocabulary, today: date, *, offered: tuple[str, ...] = (), case: str = "", group: str = ""
) -> Orders:
    """Orders in the order written. `offered` are the commands the answered question offers, `case` and `group` what it is about."""
    context = _Context(letter, vocabulary, today, offered, case or _case_in(letter.subject), group)
    lines = _spoken(letter, vocabulary)
    if block := _block_order(lines, context):
        return block
    orders: list[Order] = []
    unclear: list[tuple[str, str]] = []
    for i, sentence in enumerate(lines):
        found, why = _read(sentence, lines[i + 1 :], context)
        orders += found
        if why:
            unclear.append((sentence, why))
        if any(o.intent == "ask" for o in found):
            break
    return _agreed(orders, unclear)


def _spoken(letter: Letter, vocabulary: Vocabulary) -> list[str]:
    """The sentences that may hold orders; the subject only where the body has nothing of its own."""
    own = {normal_words(part) for part in (letter.sender.name, *letter.sender.name.split()) if part}
    text = letter.new_text
    lines = [s for line in text.split("\n")[:500] for s in _sentences(line)]
    spoken = [s for s in lines if s.strip() == "?" or (normal_words(s) and normal_words(s) not in own)]
    if spoken:
        return spoken
    place = next((d.place for r in letter.envelope.recipients if (d := vocabulary.addresses.destination(r))), "")
    return [letter.subject_base] if place in {"commands", "request", "case"} and letter.subject_base else []


def _sentences(line: str) -> list[str]:
    """A line's sentences; numbered decisions on one line ("1 aufnehmen, 2 ablehnen") are one each."""
    if _NUMBERED.match(line):
        return [part.strip() for part in re.split(r"[,;]\s+(?=\d{1,2}\s+[A-Za-zÄÖÜäöü])", line) if part.strip()]
    return sentences(line)


def _read(sentence: str, following: list[str], context: _Context) -> tuple[list[Order], str]:
    """(orders, why it is unclear) of one sentence; both empty for ordinary prose."""
    if doubt_in(sentence) == "ours":
        return [], ""
    plain = sentence.strip().strip("*_>\"„“'»« ")
    if plain in {"?", "??", "???"}:
        return [_order("help", sentence, context)] if plain == "?" and not context.offered else [], "" if plain == "?" else "doubt"
    if wish := natural.wish_in(plain, context.vocabulary, context.today):
        intent, args, why = wish
        if not why and intent in {c.name for c in context.vocabulary.commands}:
            return [Order(intent, _with_defaults(intent, args, context), sentence)], ""
        return [], why
    if context.offered and re.match(r"^\W*(?:nein|nope|no)\b", plain, re.I):
        return [], "negation"
    names = _named(plain, context)
    if not names:
        return [], "which" if _only_agrees(plain, context) else ""
    doubt = doubt_in(_before_reason(plain, names))
    if doubt and not (doubt == "question" and names <= _READS) and not (doubt == "negation" and names == {"digest"}):
        return [], doubt
    if len(names) > 1:
        return [], "several"
    name = names.pop()
    return [_order(name, sentence, context, following, case) for case in _cases(plain, context, name)], ""


def _named(sentence: str, context: _Context) -> set[str]:
    """Commands this sentence names: at its head, beside a case number, or in a short sentence."""
    words = normal_words(CASE.sub(" ", _NUMBERED.sub("", sentence)))
    count = len(words.split())
    lead = normal_words(_LEAD.sub("", CASE.sub(" ", _NUMBERED.sub("", sentence))).strip())
    head = {c.name for c in context.vocabulary.commands if any(_starts(lead, w) for w in context.words_of(c))}
    if "list_members" in head and len(lead.split()) > 1 and not group_in(sentence, context.vocabulary):
        head.discard("list_members")
    if head and (count <= MOST_WORDS or head & _WITH_REST):
        return _longest(head, lead, context) | _also_said(head, sentence, words, context)
    close = bool(CASE.search(sentence)) or bool(context.offered) or count <= 5
    if not close or count > MOST_WORDS * (2 if context.offered else 1):
        return set()
    said = {c.name for c in context.vocabulary.commands if any(says(words, w) for w in _saying(c, context))}
    if said:
        return _longest(said, words, context)
    return _misspelt(words, context) if count <= 4 else set()


def _only_agrees(sentence: str, context: _Context) -> bool:
    """ "ok" without a question it could answer."""
    words = normal_words(sentence)
    return not context.offered and any(words == normal_words(p) for c in context.vocabulary.commands for p in c.phrases)


def _saying(command: CommandWords, context: _Context) -> tuple[str, ...]:
    """In the middle of a sentence only what fits the question counts, and words of more than three letters."""
    if context.offered:
        return context.words_of(command) if command.name in context.offered else ()
    return tuple(w for w in command.words if len(w) > 3)


def _starts(words: str, phrase: str) -> bool:
    wanted = normal_words(phrase)
    return words == wanted or words.startswith(wanted + " ")


def _longest(names: set[str], words: str, context: _Context) -> set[str]:
    """Of commands whose words overlap ("nicht verteilen", "Freigabe erteilt") those with the longest words; an offered one wins a tie."""
    lengths = {
        c.name: max((len(w) for w in context.words_of(c) if says(words, w)), default=0)
        for c in context.vocabulary.commands
        if c.name in names
    }
    best = max(lengths.values(), default=0)
    top = {n for n, length in lengths.items() if length == best}
    official = {c.name for c in context.vocabulary.commands if c.name in top and any(says(words, w) for w in c.words)}
    if offered := (official or top) & set(context.offered):
        return offered
    if context.offered and (fitting := names & set(context.offered)):
        return fitting
    return top


def _also_said(head: set[str], sentence: str, words: str, context: _Context) -> set[str]:
    """A second decision in the same breath ("aufnehmen oder ablehnen") makes the sentence unclear; a reason may say what it likes."""
    if head & _WITH_REST and re.search(r":|\bgrund\b|\breason\b|\bweil\b|\bda\b|\bbecause\b| - | – ", sentence, re.I):
        return set()
    if not context.offered:
        return set()
    others = {c.name for c in context.vocabulary.commands if c.name in context.offered and any(says(words, w) for w in context.words_of(c))}
    return {o for o in others if any({o, h} in _OPPOSED for h in head)}


def _misspelt(words: str, context: _Context) -> set[str]:
    """A typing error acts only if exactly one command is meant (corpus rule 2)."""
    first = [w for w in words.split() if w not in {"bitte", "please"}][:1]
    if not first:
        return set()
    allowed = [c for c in context.vocabulary.commands if not context.offered or c.name in context.offered]
    meant = {c.name for c in allowed for w in c.words if " " not in w and near(first[0], normal_words(w))}
    return meant if len(meant) == 1 else set()


def _before_reason(sentence: str, names: set[str]) -> str:
    """What stands before a reason, question text or name: only that part must be free of doubt."""
    if names & (_WITH_REST | {"approve"}):
        return re.split(
            r":|\bgrund\b|\breason\b|\bweil\b|\bbecause\b| - | – |,\s*(?:da|denn|weil)\b|\bmentor", sentence, maxsplit=1, flags=re.I
        )[0]
    return sentence


def _cases(sentence: str, context: _Context, name: str) -> list[str]:
    found = [c.upper() for c in dict.fromkeys(CASE.findall(sentence))]
    return found if found and name in {"approve", "reject", "release", "discard", "defer"} else [found[0] if found else context.case]


def _order(name: str, sentence: str, context: _Context, following: list[str] | None = None, case: str | None = None) -> Order:
    command = next(c for c in context.vocabulary.commands if c.name == name)
    args = arguments_of(command, sentence, following or [], context.vocabulary, context.today)
    number = _NUMBERED.match(sentence)
    if "case" in command.takes and (case or context.case) and not (number and not CASE.search(sentence)):
        args["case"] = case or context.case
    if number:
        args["number"] = int(number[1])
    return Order(name, _with_defaults(name, args, context), sentence)


def _with_defaults(name: str, args: dict[str, Any], context: _Context) -> dict[str, Any]:
    if name in {"subscribe", "unsubscribe"}:
        args.setdefault("address", context.letter.sender.address)
        args.setdefault("group", context.group or ("*" if name == "unsubscribe" else ""))
    if name == "list_members":
        args.setdefault("group", context.group)
    if name == "digest":
        args.setdefault("group", "*")
    return args


def _block_order(lines: list[str], context: _Context) -> Orders | None:
    """EINLADEN and AG GRÜNDEN with labelled lines below: one order that owns the rest of the letter."""
    text = context.letter.new_text.split("\n")
    for i, line in enumerate(text[:40]):
        lead = normal_words(_LEAD.sub("", CASE.sub(" ", line)).strip(" :"))
        command = next((c for c in context.vocabulary.commands if c.name == "invite" and any(_starts(lead, w) for w in c.words)), None)
        if command and not doubt_in(line):
            block, _ = block_in(text[i + 1 :])
            args: dict[str, Any] = {"block": block}
            if case := _case_in(line) or block.get("vorgang", ""):
                args["case"] = case.upper()
            return Orders((Order("invite", args, line.strip()),))
    return None


def _agreed(orders: list[Order], unclear: list[tuple[str, str]]) -> Orders:
    """Without repetitions; two opposed decisions about one matter are none."""
    kept: list[Order] = []
    for order in orders:
        if not any(o.intent == order.intent and o.args == order.args for o in kept):
            kept.append(order)
    for pair in _OPPOSED:
        clash = [o for o in kept if o.intent in pair]
        for case in {str(o.args.get("case", o.args.get("number", ""))) for o in clash}:
            same = [o for o in clash if str(o.args.get("case", o.args.get("number", ""))) == case]
            if {o.intent for o in same} == pair:
                unclear += [(o.words, "contradiction") for o in same]
                kept = [o for o in kept if o not in same]
    doubted = {case for line, _ in unclear for case in _all_cases(line)}
    decided = [o for o in kept if not _questioned(o, unclear, doubted)]
    return Orders(tuple(decided), tuple(dict.fromkeys(unclear)))


def _questioned(order: Order, unclear: list[tuple[str, str]], doubted: set[str]) -> bool:
    """A decision beside a doubtful sentence that names no other matter is itself doubtful."""
    if order.intent not in {"approve", "reject", "release", "discard", "defer"}:
        return False
    return str(order.args.get("case", "")) in doubted or any(not list(_all_cases(line)) for line, _ in unclear)


def _all_cases(line: str) -> Iterator[str]:
    return (c.upper() for c in CASE.findall(line))


def _case_in(text: str) -> str:
    found = CASE.search(text)
    return found[1].upper() if found else ""
