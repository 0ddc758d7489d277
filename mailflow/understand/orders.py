"""Commands in a letter's new words, official or in own words, German or English; what is not safe to run is named as unclear.

A decision about others acts only if its clause is understood to the last word (`small_words`): then nothing can have been denied, postponed,
reported or meant as a joke. A change of one's own may carry a few words the program does not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from mailflow.model.intent import Order, Orders
from mailflow.model.letter import Letter
from mailflow.model.vocabulary import CommandWords, Vocabulary
from mailflow.understand.agreement import agreed
from mailflow.understand.arguments import arguments_of, groups_in, words_of
from mailflow.understand.form import block_in
from mailflow.understand.sayings import Saying, misspelt_in, sayings_in
from mailflow.understand.small_words import CONSENTING, SMALL
from mailflow.understand.stretches import CASE, Stretch, clauses_of, numbered, stretches_of
from mailflow.understand.turns import (
    ABOUT_MENTOR,
    ANOTHER,
    BOTH,
    FOR_SOMEBODY,
    HOW,
    I_MYSELF,
    INSTEAD,
    OF_MYSELF,
    REASON_LINE,
    REQUEST,
    TAIL,
    TAKEN_BACK,
    TAKES_BACK,
    told_in_passing,
    without_preamble,
)
from mailflow.understand.wording import doubt_in, folded, normal_words, sentences, without_courtesies

MOST_TAILS = 4
"""Places at which a reason may begin, in one sentence."""
LONGEST_LINE = 2000
MOST_UNEXPLAINED = 2
"""Unknown words a change of one's own may carry."""
MOST_NAMING = 4
"""The same beside an address: the name and post of the person it belongs to."""
_ALIKE = ({"approve", "release"}, {"reject", "discard"})
"""What a number on the desk stands for tells which of them is meant."""
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
    names: frozenset[str] = field(default_factory=frozenset)
    """Words of the sender's name and of the matter's title: they mean nothing beyond."""

    def words(self, text: str) -> tuple[str, ...]:
        found = words_of(without_courtesies(text), self.vocabulary, self.today)
        return tuple("{name}" if w in self.names else w for w in found)

    def commands(self, *, offered: bool) -> tuple[CommandWords, ...]:
        return tuple(c for c in self.vocabulary.commands if (c.name in self.offered) == offered)


@dataclass(frozen=True, slots=True)
class _Read:
    """What one clause says: a command that may run, or why one must not; both empty for ordinary prose."""

    saying: Saying | None = None
    why: str = ""
    text: str = ""


def orders_in(
    letter: Letter, vocabulary: Vocabulary, today: date, *, offered: tuple[str, ...] = (), case: str = "", group: str = ""
) -> Orders:
    """Orders in the order written. `offered` are the commands the answered question offers, `case` and `group` what it is about."""
    context = _Context(letter, vocabulary, today, offered, case or _case_in(letter.subject), group, _names(letter, offered))
    lines = _spoken(letter, vocabulary)
    if block := _block_order(lines, context):
        return block
    orders: list[Order] = []
    unclear: list[tuple[str, str]] = []
    prose: list[str] = []
    for i, sentence in enumerate(lines):
        if orders and REASON_LINE.match(sentence) and _lacks_reason(orders[-1]):
            orders[-1] = replace(
                orders[-1], args={**orders[-1].args, "reason": re.split(r"[:\s]\s*", sentence, maxsplit=1)[-1].strip(" .")}
            )
            continue
        found, doubts = _read(sentence, lines[i + 1 :], context)
        if not found and not doubts and orders and _takes_back(sentence):
            doubts = [(sentence, "contradiction")]
        prose += [] if found or doubts else [sentence]
        orders += found
        unclear += doubts
        if any(o.intent == "ask" for o in found):
            break
    return agreed([o for o in orders if o.intent != "vacation" or not told_in_passing(o.words, lines)], unclear, prose)


def _takes_back(sentence: str) -> bool:
    words = folded(sentence)
    if ABOUT_MENTOR.match(words):
        return False
    return bool(TAKES_BACK.search(words)) or (len(words.split()) <= 4 and doubt_in(sentence) not in {"", "ours"})


def _names(letter: Letter, offered: tuple[str, ...]) -> frozenset[str]:
    """Words that only name somebody: the sender, and in an answer the county or institution in the subject."""
    title = (
        re.search(r"\b(?:landkreis|kreis|region|stadt|institut\w*|verein)\s[^\[\]]{2,60}", letter.subject_base, re.I) if offered else None
    )
    counties = re.findall(r"[\w-]{3,40}kreis\b", letter.subject_base, re.I) if offered else []
    words = normal_words(f"{letter.sender.name} {title[0] if title else ''} {' '.join(f'{c} {c}es' for c in counties)}").split()
    return frozenset(w for w in words if not doubt_in(w))


def _spoken(letter: Letter, vocabulary: Vocabulary) -> list[str]:
    """The sentences that may hold orders; the subject only where the body has nothing of its own."""
    own = {normal_words(part) for part in (letter.sender.name, *letter.sender.name.split()) if part}
    lines = [
        s
        for line in (whole[:LONGEST_LINE] for whole in letter.new_text.split("\n")[:500])
        for s in ([line] if numbered(line) else sentences(line))
    ]
    spoken = [s for s in lines if s.strip() == "?" or (normal_words(s) and normal_words(s) not in own)]
    if spoken:
        return spoken
    place = next((d.place for r in letter.envelope.recipients if (d := vocabulary.addresses.destination(r))), "")
    return [letter.subject_base] if place in {"commands", "request", "case"} and letter.subject_base else []


def _read(sentence: str, following: list[str], context: _Context) -> tuple[list[Order], list[tuple[str, str]]]:
    """(orders, unclear lines with their reasons) of one sentence; both empty for ordinary prose."""
    plain = without_preamble(INSTEAD.sub("", sentence).strip().strip("*_>\"„“'»« "))
    if doubt_in(plain) == "ours":
        return [], []
    if not plain.strip("?"):
        return (
            ([_order("help", Stretch((), plain), [], context)], []) if plain == "?" and not context.offered else ([], [(plain, "question")])
        )
    joking = doubt_in(plain) == "irony"
    silent: list[tuple[str, str]] = []
    orders: list[Order] = []
    unclear: list[tuple[str, str]] = []
    for stretch in stretches_of(plain, numbers=bool(context.offered), opens=lambda text: _is_command(text, context)):
        reads = [_Read(why="irony") if joking and r.saying else r for r in _reads_of(stretch, context)]
        orders += [o for r in reads if r.saying for o in _orders_of(r, stretch, following, context)]
        unclear += [(stretch.written, r.why) for r in reads if r.why]
        silent += [(stretch.written, "words")] if stretch.refs and not any(r.saying or r.why for r in reads) else []
    return orders, unclear + (silent if orders else [])


def _reads_of(stretch: Stretch, context: _Context) -> list[_Read]:
    """The stretch as one clause, or clause by clause where that finds more."""
    if tailed := _with_tail(stretch, context):
        return [tailed]
    whole = _clause(stretch.text, stretch, context)
    clauses = clauses_of(stretch.text)
    parts = [_clause(c, stretch, context) for c in clauses] if len(clauses) > 1 else []
    parts = _with_verb_before(parts, stretch, context)
    commands = {r.saying.command for r in parts if r.saying}
    if len(commands) > 1 and not any(c.strict for c in commands):
        return parts
    if whole.saying or whole.why == "who" or not commands:
        return [whole]
    return [_beside(parts, clauses, stretch, context)]


def _with_verb_before(parts: list[_Read], stretch: Stretch, context: _Context) -> list[_Read]:
    """ "melden Sie mich von der AG A ab und bei der AG B an": a clause without a verb has the one before it."""
    verb, whole = "", []
    for part in parts:
        if not part.saying and verb and not part.why:
            part = _clause(f"{verb} {part.text}", stretch, context)
        verb = part.saying.said[0] if part.saying and not part.saying.command.strict else verb
        whole.append(part)
    return whole


def _beside(parts: list[_Read], clauses: list[str], stretch: Stretch, context: _Context) -> _Read:
    """One command in one clause of a sentence: the other clauses may explain it, but not doubt it."""
    said = [i for i, r in enumerate(parts) if r.saying]
    at = next((i for i in said if not _only_consents(parts[i])), said[0])
    found = parts[at]
    assert found.saying
    mere = found.saying.command.strict and _only_consents(found)
    if _implied_group(found.saying, context.words(stretch.text), context) and not REQUEST.search(folded(found.text)):
        return _Read(text=stretch.text)
    for i, (clause, part) in enumerate(zip(clauses, parts, strict=True)):
        if part.saying and part.saying.command != found.saying.command:
            return _Read(why="several", text=stretch.text)
        explains = not found.saying.command.strict or (i > at and "reason" in found.saying.command.takes)
        doubt = part.why or doubt_in(clause) or ("words" if mere and _says_more(clause, context) else "")
        if not part.saying and doubt not in ({"", "negation"} if explains else {""}):
            return _Read(why=doubt, text=stretch.text)
    return replace(found, text=stretch.text)


def _only_consents(read: _Read) -> bool:
    """A mere "ok", which names no command."""
    return read.saying is not None and all(word in CONSENTING for word in read.saying.said)


def _says_more(clause: str, context: _Context) -> bool:
    """Whether a clause beside a mere "ok" has words of its own: it may agree to something else."""
    return any(w not in SMALL and not w.startswith("{") for w in context.words(clause))


def _with_tail(stretch: Stretch, context: _Context) -> _Read | None:
    """A command whose reason, question or name follows, which may say what it likes."""
    for tail in islice(TAIL.finditer(stretch.text), MOST_TAILS):
        head = _clause(stretch.text[: tail.start()], stretch, context)
        if head.saying and _may_follow(tail[0], stretch.text[tail.end() :], head.saying.command):
            return replace(head, text=stretch.text)
    return None


def _may_follow(mark: str, rest: str, command: CommandWords) -> bool:
    """Behind a bare comma only a question's text, "da ..." or a mentor."""
    takes = set(command.takes)
    if TAKEN_BACK.fullmatch(folded(rest)):
        return False
    if "mentor" in takes:
        return bool(ABOUT_MENTOR.match(folded(mark + rest).strip(" ,(:-–")))
    if mark.strip() == ",":
        return "text" in takes or ("reason" in takes and bool(re.match(r"\s*(?:da|denn)\b", rest, re.I)))
    return bool({"reason", "text", "name"} & takes)


def _clause(text: str, stretch: Stretch, context: _Context) -> _Read:
    """The one command a clause says clearly, or why it does not."""
    said = context.words(text)
    said = tuple(w for w in said if w not in BOTH) if len(stretch.refs) == 2 else said
    words = (*said, *(["{case}"] if stretch.refs else []), *(["{this}"] if context.group else []))
    found = _sayings(words, stretch, context)
    if not found:
        return _Read(why="which" if _only_agrees(words, context) else "", text=text)
    on_desk = any(isinstance(ref, int) for ref in stretch.refs)
    best = found[0]
    doubt = doubt_in(" ".join(w for i, w in enumerate(words) if i not in best.matched) + ("?" if "?" in text else ""))
    if doubt == "question" and (best.command.name in _READS or not doubt_in(text)):
        doubt = ""
    if best.unexplained and best.command.strict:
        return _Read(why=doubt or "words", text=text)
    if _asks_how(text, best) and not _implied_group(best, words, context):
        return _Read(_helped(best, context), text=text)
    if len(best.unexplained) > _most_unexplained(best, words, context):
        return _Read(text=text)
    if not doubt and _is_for_another(best, words, text):
        doubt = "who"
    if doubt or (best.misspelt and best.command.exact):
        return _Read(why=doubt or "spelling", text=text)
    rivals = {s.command.name for s in found if s.rank() == best.rank()}
    if len(rivals) > 1 and not (on_desk and rivals in _ALIKE):
        return _Read(why="several", text=text)
    return _Read(best, text=text)


def _asks_how(text: str, saying: Saying) -> bool:
    return "?" in text and bool(HOW.match(folded(text))) and not saying.command.strict


def _helped(saying: Saying, context: _Context) -> Saying:
    """Whoever asks how something is done gets the help letter, unless the answer itself is harmless."""
    return (
        saying
        if saying.command.name in _READS
        else replace(saying, command=next(c for c in context.vocabulary.commands if c.name == "help"))
    )


def _most_unexplained(saying: Saying, words: tuple[str, ...], context: _Context) -> int:
    by_chance = saying.official and not saying.leads
    if by_chance or _implied_group(saying, words, context):
        return 0
    return MOST_NAMING if "{address}" in words and "address" in saying.command.takes else MOST_UNEXPLAINED


def _is_for_another(saying: Saying, words: tuple[str, ...], text: str) -> bool:
    """A change of somebody else's own, whose address is not given."""
    if saying.command.strict or saying.command.name in _READS or "{address}" in words:
        return False
    named = FOR_SOMEBODY.search(text)
    if named and normal_words(named["name"]) in saying.unexplained and not OF_MYSELF.search(folded(text)):
        return True
    takes = set(saying.command.takes)
    own = "address" not in takes and I_MYSELF.search(folded(text))
    return not own and bool({"address", "until"} & takes and ANOTHER.search(without_courtesies(text)))


def _implied_group(saying: Saying, words: tuple[str, ...], context: _Context) -> bool:
    """Said to a list about that list, where a word may as well be part of the talk."""
    return "group" in saying.command.takes and "{group}" not in words and bool(context.group)


def _sayings(words: tuple[str, ...], stretch: Stretch, context: _Context) -> list[Saying]:
    """What the offered commands say, else all others; a decision only where it is known about what."""
    offered = sayings_in(words, context.commands(offered=True), phrases=True)
    if offered:
        return offered
    others = sayings_in(words, context.commands(offered=False), phrases=False)
    about = bool(stretch.refs or context.case)
    fitting = [s for s in others if s.official or ((about or not s.command.strict) and not context.offered)]
    fitting = [s for s in fitting if not _by_chance(s, words, context, about)]
    if any(isinstance(ref, str) for ref in stretch.refs):
        fitting = [s for s in fitting if "case" in s.command.takes]
    if fitting or len(words) > 4:
        return fitting
    allowed = context.commands(offered=True) or context.vocabulary.commands
    meant = misspelt_in(words, allowed)
    return meant if len(meant) == 1 else []


def _by_chance(saying: Saying, words: tuple[str, ...], context: _Context, about: bool) -> bool:
    """A command's word in the middle of a sentence, or one that needs a group and names none ("wer hat Erfahrung")."""
    if not saying.official or not saying.unexplained or (saying.command.strict and about):
        return False
    needs_group = "group" in saying.command.takes and "mode" not in saying.command.takes
    return not saying.leads or (needs_group and "{group}" not in words)


def _only_agrees(words: tuple[str, ...], context: _Context) -> bool:
    """ "ok" without a question it could answer."""
    said = " ".join(words)
    return not context.offered and any(said == normal_words(p) for c in context.vocabulary.commands for p in c.phrases)


def _is_command(text: str, context: _Context) -> bool:
    return bool(sayings_in(context.words(text), context.vocabulary.commands, phrases=False))


def _orders_of(read: _Read, stretch: Stretch, following: list[str], context: _Context) -> list[Order]:
    """One order per matter, or per group named."""
    assert read.saying
    name = read.saying.command.name
    about = replace(stretch, text=read.text)
    if "case" in read.saying.command.takes and stretch.refs:
        return [_order(name, replace(about, refs=(ref,)), following, context) for ref in stretch.refs]
    order = _order(name, about, following, context)
    groups = groups_in(read.text, context.vocabulary) if "group" in order.args else ()
    return [replace(order, args={**order.args, "group": group}) for group in groups] if len(groups) > 1 else [order]


def _order(name: str, stretch: Stretch, following: list[str], context: _Context) -> Order:
    command = next(c for c in context.vocabulary.commands if c.name == name)
    args = arguments_of(command, stretch.text, following, context.vocabulary, context.today)
    ref = next(iter(stretch.refs), "")
    if isinstance(ref, int):
        args["number"] = ref
    elif "case" in command.takes and (ref or context.case):
        args["case"] = ref or context.case
    return Order(name, _with_defaults(name, args, context), stretch.written)


def _with_defaults(name: str, args: dict[str, Any], context: _Context) -> dict[str, Any]:
    if name in {"subscribe", "unsubscribe"}:
        args.setdefault("address", context.letter.sender.address)
        args.setdefault("group", context.group or ("*" if name == "unsubscribe" else ""))
    if name == "list_members":
        args.setdefault("group", context.group)
    if name == "digest":
        args.setdefault("group", "*")
    return args


def _lacks_reason(order: Order) -> bool:
    return order.intent in {"reject", "discard"} and not order.args.get("reason")


def _block_order(lines: list[str], context: _Context) -> Orders | None:
    """EINLADEN with labelled lines below: one order that owns the rest of the letter."""
    text = context.letter.new_text.split("\n")
    invite = tuple(c for c in context.vocabulary.commands if c.name == "invite")
    for i, line in enumerate(text[:40]):
        said = sayings_in(context.words(line[:LONGEST_LINE]), invite, phrases=False)
        if said and said[0].leads and not doubt_in(line):
            block, _ = block_in(text[i + 1 :])
            args: dict[str, Any] = {"block": block}
            if case := _case_in(line) or block.get("vorgang", ""):
                args["case"] = case.upper()
            return Orders((Order("invite", args, line.strip()),))
    return None


def _case_in(text: str) -> str:
    found = CASE.search(text)
    return found[1].upper() if found else ""
