"""What one clause of a letter says: a command that may run, or why one must not.

A decision about others acts only if its clause is understood to the last word (`small_words`): then nothing can have been denied, postponed,
reported or meant as a joke. A change of one's own may carry a few words the program does not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice

from mailflow.model.vocabulary import CommandWords
from mailflow.understand.commands.apiece import delivery_meant
from mailflow.understand.commands.arguments import groups_in
from mailflow.understand.commands.backing import backs
from mailflow.understand.commands.candidates import DESK, HARMLESS, Context, candidates, only_agrees
from mailflow.understand.commands.describing import without_description, without_greeting
from mailflow.understand.commands.person import is_only_about_mentoring
from mailflow.understand.commands.sayings import Saying
from mailflow.understand.commands.small_words import CONSENTING, SMALL
from mailflow.understand.commands.stretches import Stretch, clauses_of
from mailflow.understand.commands.turns import (
    AFTER_THAT,
    ANOTHER_DOES,
    ASKS_KINDLY,
    CHANGES_IT,
    FOLLOWS_ME,
    HAS_HAPPENED,
    HEADED_BY_IF,
    HOW,
    I_MYSELF,
    IN_FULL,
    IN_THAT_ONE,
    MEANT_FOR_LATER,
    OF_A_COLLEAGUE,
    PUTS_OFF,
    QUESTION_TO_PUT,
    REQUEST,
    SEEKS,
    SOMEBODY_ELSE,
    SPELLS_ADDRESS,
    SUBJUNCTIVES,
    TAIL,
    TAKEN_BACK,
    TAKES_BACK,
    TELLS_HOW,
    TELLS_THAT,
    TO_DO_SO,
    TO_WHOM,
    TOLD_BY_THEM,
    TOLD_OF_IT,
    WANTED,
    WISHED,
    WITH_SOMEBODY,
    WORK_OF_A_GROUP,
    as_instruction,
    no_more_than,
    with_implied_verb,
    without_absence,
)
from mailflow.understand.commands.whom import is_for_another, names_another, takes_another
from mailflow.understand.wording import doubt_in, folded, only_smiles, without_courtesies

MOST_TAILS = 4
"""Places at which a reason may begin, in one sentence."""
MOST_UNEXPLAINED = 2
"""Unknown words a change of one's own may carry."""
MOST_TOLD = 12
"""The same of an absence: why, where and with whom."""
MOST_NAMING = 6
"""The same beside an address: the name and post of the person it belongs to."""
_REFUSES = re.compile(r"\W*(?:leider )?(?:nein|no|nope)(?: leider)?\W*", re.I)
_NO_SUCH = re.compile(
    r"\W*(?:(?:kein\w*|no|not an?)\s[A-ZÄÖÜ]|(?:nicht|not)\s(?:relevant|passend|geeignet|hilfreich|interessant|für uns|unser thema|suitable|appropriate|useful|for us|on topic)\b)",
    re.I,
)
"""Half a sentence in front of a refusal that is its reason: "Kein Landkreis, daher abgelehnt"."""
_NAME_OF_GROUP = "AG"
_ALIKE = ({"approve", "release"}, {"reject", "discard"})
"""What a number on the desk stands for tells which of them is meant."""
TIMES = {"{date}", "{week}", "{span}"}


@dataclass(frozen=True, slots=True)
class Read:
    """What one clause says: a command that may run, or why one must not; both empty for ordinary prose.

    "aside": a mere "ok" that may be said to something else; it counts for nothing where the letter decides in clear words.
    """

    saying: Saying | None = None
    why: str = ""
    text: str = ""


def reads_of(stretch: Stretch, context: Context) -> list[Read]:
    """The stretch as one clause, or clause by clause where that finds more."""
    if asking := _question_to_put(stretch, context) or _with_tail(stretch, context):
        return [asking]
    whole = _clause(stretch.text, stretch, context)
    clauses = clauses_of(stretch.text, tuple(g.name for g in context.vocabulary.groups))
    parts = [_with_tail(replace(stretch, text=c), context) or _clause(c, stretch, context) for c in clauses] if len(clauses) > 1 else []
    parts = [_not_denied(part, before) for before, part in zip(["", *clauses], parts, strict=False)]
    parts = _with_verb_before(parts, stretch, context)
    if not whole.saying and not any(r.saying or r.why == "who" for r in parts):
        parts = _with_group_of(stretch, clauses, context) or parts
    if whole.saying and any(SPELLS_ADDRESS.match(c) for c in clauses):
        return [whole]
    commands = {r.saying.command for r in parts if r.saying}
    if len(commands) > 1 and not any(c.strict for c in commands):
        return parts
    if _tells_who_follows(parts, clauses):
        return [_beside([Read(text=p.text) if p.why == "who" else p for p in parts], clauses, stretch, context)]
    if whole.saying or whole.why == "who":
        return [whole]
    if not commands:
        return [next((replace(r, text=stretch.text) for r in parts if r.why == "who"), whole)]
    return [_beside(parts, clauses, stretch, context)]


def _tells_who_follows(parts: list[Read], clauses: list[str]) -> bool:
    """ "Abmelden bitte, das macht bei uns jetzt Frau Ott": what is wished comes first, and then why."""
    first = parts[0].saying if parts else None
    return first is not None and not first.command.strict and bool(FOLLOWS_ME.search(folded(" ".join(clauses[1:]))))


def _not_denied(part: Read, before: str) -> Read:
    """ "Ich schaffe es nicht mehr, in der AG A mitzulesen": the clause is what the one before denies."""
    hangs = part.saying and not part.saying.command.strict and TO_DO_SO.search(part.text)
    return Read(text=part.text) if hangs and doubt_in(before) else part


def _question_to_put(stretch: Stretch, context: Context) -> Read | None:
    """ "Bitte fragen Sie Frau Ott, ob ...": the words may be any, for the answerer reads them, not the program."""
    found = QUESTION_TO_PUT.match(stretch.text)
    asks = next((c for c in context.commands(offered=True) if "text" in c.takes), None)
    if asks is None or found is None or doubt_in(found["asking"]) or OF_A_COLLEAGUE.search(stretch.text):
        return None
    return Read(Saying(asks, frozenset(), (), (), leads=True, official=False), text=f"{asks.words[0]}: {found['text']}")


def _with_group_of(stretch: Stretch, clauses: list[str], context: Context) -> list[Read]:
    """ "Ich schaffe die AG A nicht mehr, bitte tragt mich aus": a request that leaves the group to the clause before."""
    groups = groups_in(stretch.text, context.vocabulary)
    if (
        len(groups) != 1
        or not IN_FULL.search(" ".join(clauses[:-1]))
        or not REQUEST.search(folded(clauses[-1]))
        or groups_in(clauses[-1], context.vocabulary)
    ):
        return []
    read = _clause(f"{clauses[-1].rstrip(' .!')} {_NAME_OF_GROUP} {groups[0]}", stretch, context)
    changes = read.saying is not None and "address" in read.saying.command.takes
    return [Read(text=c) for c in clauses[:-1]] + [replace(read, text=stretch.text)] if changes else []


_GIVES_REASON = re.compile(r"\W*(?:weil|da|denn|nachdem|because|since|as)\b", re.I)


def _with_verb_before(parts: list[Read], stretch: Stretch, context: Context) -> list[Read]:
    """ "melden Sie mich von der AG A ab und bei der AG B an": a clause without a verb has the one before it."""
    verb, group, whole = "", "", []
    for part in parts:
        if not part.saying and not part.why and group and IN_THAT_ONE.search(part.text) and not groups_in(part.text, context.vocabulary):
            part = _clause(f"{IN_THAT_ONE.sub(' ', part.text)} {_NAME_OF_GROUP} {group}", stretch, context)
        group = next(iter(groups_in(part.text, context.vocabulary)), group)
        if not part.saying and verb and not part.why and groups_in(part.text, context.vocabulary) and not _GIVES_REASON.match(part.text):
            part = _clause(f"{verb} {part.text}", stretch, context)
        verb = next((w for w in part.saying.said if not w.startswith("{")), "") if part.saying and not part.saying.command.strict else verb
        whole.append(part)
    return whole


def _beside(parts: list[Read], clauses: list[str], stretch: Stretch, context: Context) -> Read:
    """One command in one clause of a sentence: the other clauses may explain it, but not doubt it."""
    said = [i for i, r in enumerate(parts) if r.saying]
    meant = [i for i in said if (saying := parts[i].saying) and not _only_consents(saying)] or said
    asking = [i for i in meant if (saying := parts[i].saying) and not saying.command.strict and REQUEST.search(folded(parts[i].text))]
    at = next(iter(asking or meant))  # "ich will keine Mails mehr, bitte streichen": the clause that asks speaks to the program
    found = parts[at]
    assert found.saying
    if found.saying.command.name in HARMLESS and "?" in stretch.text and not any(r.saying and r is not found for r in parts):
        return replace(found, text=stretch.text)
    mere = found.saying.command.strict and _only_consents(found.saying)
    asks = bool(REQUEST.search(folded(found.text)))
    if _implied_group(found.saying, context.words(stretch.text), context) and not asks:
        return Read(text=stretch.text)
    for i, (clause, part) in enumerate(zip(clauses, parts, strict=True)):
        if part.saying and part.saying.command != found.saying.command:
            return Read(why="several", text=stretch.text)
        if "reason" in found.saying.command.takes and _REFUSES.fullmatch(clause):
            continue
        if asks and i > at and not found.saying.command.strict and TOLD_BY_THEM.match(folded(clause)):
            continue
        if (asks if i < at else not mere) and backs(clause, found.saying.command.name, context):
            continue
        explains = not found.saying.command.strict or (
            "reason" in found.saying.command.takes and (i > at or len(clause.split()) > 2 or _NO_SUCH.match(clause))
        )
        doubt = (
            (part.why if mere or part.why != "aside" else "")
            or doubt_in(without_courtesies(without_absence(clause)))
            or ("aside" if mere and _says_more(clause, context) else "")
        )
        if (
            found.saying.command.strict
            and i > at
            and not part.saying
            and (
                TAKEN_BACK.fullmatch(folded(clause))
                or ANOTHER_DOES.fullmatch(clause)
                or TELLS_THAT.match(clause)
                or TAKES_BACK.search(folded(clause))
            )
        ):
            doubt = "doubt"
        if (
            found.saying.command.strict
            and not explains
            and (
                CHANGES_IT.search(folded(clause))
                or (found.saying.command.name == "release" and MEANT_FOR_LATER.search(folded(clause)))
                or ((i > at or not asks or AFTER_THAT.match(folded(found.text))) and PUTS_OFF.search(folded(clause)))
            )
        ):
            doubt = "condition"
        if i < at and HEADED_BY_IF.match(folded(clause)) and doubt:
            doubt = "condition"
        if not part.saying and doubt not in ({"", "negation"} if explains else {""}):
            return Read(why=doubt, text=stretch.text)
    return replace(found, text=stretch.text)


def _only_consents(saying: Saying) -> bool:
    """A mere "ok", which names no command."""
    return all(word in CONSENTING for word in saying.said)


def _says_more(clause: str, context: Context) -> bool:
    """Whether a clause beside a mere "ok" has words of its own: it may agree to something else."""
    return any(w not in SMALL and (w in TIMES or not w.startswith("{")) for w in context.words(clause))


def _with_tail(stretch: Stretch, context: Context) -> Read | None:
    """A command whose reason, question or name follows, which may say what it likes."""
    for tail in islice(TAIL.finditer(stretch.text), MOST_TAILS):
        said = stretch.text[: tail.start()]
        head = _clause(said, stretch, context)
        if not head.saying and (to_whom := TO_WHOM.search(said)):
            addressed = _clause(said[: to_whom.start()], stretch, context)
            head = addressed if _asks_on(addressed) else head
        if head.saying and _may_follow(tail[0], stretch.text[tail.end() :], head.saying.command):
            return replace(head, text=stretch.text)
    return None


LONGEST_NAME = 8
"""Words in the name of a working group."""


def _asks_on(read: Read) -> bool:
    return read.saying is not None and "text" in read.saying.command.takes


def _may_follow(mark: str, rest: str, command: CommandWords) -> bool:
    """Behind a bare comma only a question's text, "da ..." or a mentor."""
    takes = set(command.takes)
    if TAKEN_BACK.fullmatch(folded(rest)):
        return False
    if "mentor" in takes:
        return is_only_about_mentoring(mark + rest)
    if mark.strip() == ",":
        return "text" in takes or ("reason" in takes and bool(re.match(r"\s*(?:da|denn|since|as)\b", rest, re.I)))
    return bool({"reason", "text", "name", "person"} & takes)


def _clause(text: str, stretch: Stretch, context: Context) -> Read:
    """The one command a clause says clearly, or why it does not."""
    text = as_instruction(text, named=any(isinstance(ref, str) for ref in stretch.refs))
    said = context.words(text)
    said = tuple(w for w in said if w not in no_more_than(len(stretch.refs), of_a_list=context.case == DESK))
    named = bool(stretch.refs) or bool(context.case and not context.offered)
    words = (*with_implied_verb(said), *(["{case}"] if named else []), *(["{this}"] if context.group else []))
    found = candidates(words, stretch, context)
    if not found:
        return Read(why="which" if only_agrees(words, context) else "", text=text)
    best = delivery_meant(found, text) or found[0]
    doubt = doubt_in(" ".join(w for i, w in enumerate(words) if i not in best.matched) + ("?" if "?" in text else ""))
    if (
        doubt in {"question", "condition"}
        and "?" in text
        and (best.command.name in HARMLESS or "" in {doubt_in(text), doubt_in(stretch.text)})
    ):
        doubt = ""
    if best.command.strict and SOMEBODY_ELSE.search(folded(text)):
        doubt = doubt or "doubt"
    if best.command.strict and names_another(text, context):
        doubt = doubt or "which"
    if best.command.strict and "?" in text and not ASKS_KINDLY.search(folded(text)):
        doubt = doubt or "question"
    if (doubt == "condition" and not best.command.strict and _only_polite(words)) or (
        doubt == "irony" and not best.command.strict and only_smiles(text)
    ):
        doubt = ""
    if not doubt and _is_a_name(best):
        return Read(best, text=text)
    if best.unexplained and best.command.strict:
        plain = without_description(text, reasons="reason" in best.command.takes)
        if plain == text or doubt or not set(best.said) <= set(context.words(plain)):
            return Read(why=doubt or ("aside" if _only_consents(best) else "words"), text=text)
        return replace(_clause(plain, stretch, context), text=text)
    if TELLS_HOW.search(folded(text)) and "?" not in text and best.command.name not in HARMLESS:
        return Read(_helped(best, context), text=text) if SEEKS.search(folded(text)) else Read(text=text)
    if _asks_how(text, best) and not _implied_group(best, words, context):
        return Read(_helped(best, context), text=text)
    others = is_for_another(best, words, text)
    if len(best.unexplained) > (MOST_NAMING if others and not best.official else _most_unexplained(best, words, context)):
        return Read(text=text)
    if (
        ("address" in best.command.takes and WITH_SOMEBODY.search(text))
        or _told_to_the_list(best, text, context)
        or _about_its_work(best, text)
        or _is_news(best, text)
    ):
        return Read(text=text)
    if not doubt and (others or takes_another(best, words, text)):
        doubt = "who"
    if doubt or (best.misspelt and best.command.exact):
        return Read(why=doubt or "spelling", text=text)
    rivals = {s.command.name for s in found if s.rank() == best.rank()}
    if len(rivals) > 1 and not (named and rivals in _ALIKE):
        return Read(why="several", text=text)
    return Read(best, text=text)


def _only_polite(words: tuple[str, ...]) -> bool:
    """Whether nothing but a subjunctive makes a wish sound like a condition: "ein Digest pro Woche würde mir reichen"."""
    return bool(WISHED.intersection(words)) and not doubt_in(" ".join(w for w in words if w not in SUBJUNCTIVES))


def _is_a_name(saying: Saying) -> bool:
    """Whether the words behind the command itself are the name it asks for ("AG GRÜNDEN Wohnen im Alter")."""
    return (
        saying.official
        and saying.leads
        and bool({"name", "person"} & set(saying.command.takes))
        and len(saying.unexplained) <= LONGEST_NAME
    )


def _asks_how(text: str, saying: Saying) -> bool:
    return "?" in text and bool(HOW.match(folded(without_greeting(text)))) and not saying.command.strict


def _helped(saying: Saying, context: Context) -> Saying:
    """Whoever asks how something is done gets the help letter, unless the answer itself is harmless."""
    return (
        saying
        if saying.command.name in HARMLESS
        else replace(saying, command=next(c for c in context.vocabulary.commands if c.name == "help"))
    )


def _most_unexplained(saying: Saying, words: tuple[str, ...], context: Context) -> int:
    by_chance = saying.official and not saying.leads
    if by_chance or _implied_group(saying, words, context):
        return 0
    if saying.command.name == "vacation" and {"{span}", "bitte"} <= set(words) and I_MYSELF.search(" ".join(words)):
        return MOST_TOLD
    if saying.command.name in HARMLESS and ("{case}" in saying.said or ("{group}" in words and WANTED.search(" ".join(words)))):
        return MOST_NAMING
    return MOST_NAMING if "{address}" in words and "address" in saying.command.takes else MOST_UNEXPLAINED


def _told_to_the_list(saying: Saying, text: str, context: Context) -> bool:
    """An absence that a list is told, for the colleagues to know; the command's own word in capitals went to the wrong address."""
    ordered = saying.official or set(text.split()[:1]) & set(saying.command.words)
    told = bool(context.group) and not ordered and {"until"} & set(saying.command.takes)
    return bool(told) and not re.search(r"\b(?:bitte|please|hiermit|pausier\w*)\b", text, re.I)


def _about_its_work(saying: Saying, text: str) -> bool:
    """ "Ich melde mich zum Treffen der AG A ab" leaves no list; "der Wochenüberblick ist gut" asks for nothing."""
    takes = set(saying.command.takes)
    if "address" in takes:
        return bool(WORK_OF_A_GROUP.search(folded(text)))
    return bool("mode" in takes and not saying.leads and TOLD_OF_IT.search(folded(text)))


def _is_news(saying: Saying, text: str) -> bool:
    """ "Meine Kollegin hat den Digest schon umgestellt": what has been done needs no doing."""
    changes = not saying.command.strict and bool({"address", "mode"} & set(saying.command.takes))
    return changes and bool(HAS_HAPPENED.search(folded(text))) and not REQUEST.search(folded(text))


def _implied_group(saying: Saying, words: tuple[str, ...], context: Context) -> bool:
    """Said to a list about that list, where a word may as well be part of the talk."""
    return "group" in saying.command.takes and "{group}" not in words and bool(context.group)
