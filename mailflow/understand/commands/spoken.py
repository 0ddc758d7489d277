"""The sentences of a letter that may hold orders, each put so that it says what it says alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mailflow.model.letter import Letter
from mailflow.model.vocabulary import CommandWords, Vocabulary
from mailflow.understand.commands.arguments import addresses_in, groups_in
from mailflow.understand.commands.describing import MATTER
from mailflow.understand.commands.naming import numbered_by
from mailflow.understand.commands.sayings import sayings_in
from mailflow.understand.commands.stretches import CASE, numbered
from mailflow.understand.commands.switching import out_and_in
from mailflow.understand.wording import doubt_in, normal_words, sentences, unwrapped

LONGEST_LINE = 2000
LONGEST_ITEM = 6
"""Words of an item below "bitte aufnehmen:"; more is a sentence of its own."""
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])?\s*(?P<item>\S.*)")
_ONLY_CASE = re.compile(rf"[\s*•–-]*{CASE.pattern}[\s:–-]*", re.I)
_SEE_SUBJECT = re.compile(
    r"\W*(?:bitte )?(?:siehe?|sh\.?|s\.|vgl\.?|wie im|steht im|steht alles im|alles im|see|as in(?: the)?) (?:den |the )?(?:betreff(?:zeile)?|subject(?: line)?)\W*(?:danke|bitte|thanks)?\W*"
    r"|\W*betreff sagt alles\W*",
    re.I,
)
"""Says only that the subject says it."""
_AS_TYPED = re.compile(r"(?<![\w-])(?P<kind>[A-Z])[ -]?(?P<year>20\d{2})[ /-]0{0,3}(?P<number>\d{1,4})(?![\w-])", re.I)
"""The number of a matter with other strokes, or without its noughts: "A 2027 0001", "A-2027-1"."""
_POSTSCRIPT = re.compile(r"^\W*(?:(?:PS|Ps|NB|P\.\s?S\.?|N\.\s?B\.?)(?![\w-])|(?:Nachtrag|Nachsatz|Postskriptum)\b(?=\s*[:.–-]))[\s:.,–-]*")
"""In front of an afterthought, which speaks of the letter above as any other sentence does."""
_ELSEWHERE = re.compile(r"(?:wer|wo|wann|wohin|woher|who|where|when)\b[^?]{3,120}\?\W*", re.I)
_OF_THE_MATTER = re.compile(
    rf"\b(?:{MATTER}|\w*(?:[Uu]nterlag|[Ee]inwillig|[Uu]nterschrift|[Nn]achweis|[Ff]ormular|[Mm]itglied|[Mm]entor|[Pp]rüf|[Ee]ntscheid|[Bb]eschluss|[Aa]nhang|[Aa]nlage|[Aa]nsprech)\w*"
    r"|(?:[Dd](?:as|ie|er|en|enen|avon|azu|aran|avor)|[Ss]ie|[Ee]r|[Ee]s|ihn|ihm|they|them|that|this|he|she|it)(?! [A-ZÄÖÜ]))\b"
)
"""What a question may be about that speaks of what was just decided: its name, what belongs to it, a pronoun."""
_REACTED = re.compile(
    r"(?m)^[^\n]{2,80}\b(?:hat (?:[^\n]{3,40} )?reagiert|reagierte|reacted (?:to|with|via)|mag (?:ihre|deine) nachricht|liked your message)\b[^\n]*",
    re.I,
)
"""A thumb given in a program's reaction menu, which its program sends as a letter (Outlook, Gmail, Apple Mail)."""
_I_SAY = {"bittet": "bitte", "möchte": "möchte", "wünscht": "möchte", "würde": "würde", "will": "will"}
_OF_THE_SENDER = re.compile(rf"(?:Herr|Frau)\s(?:Dr\.\s)?(?P<name>[A-ZÄÖÜ][\w-]+)\s(?P<verb>{'|'.join(_I_SAY)})\b")
_TITLES = {"dr", "prof", "dipl", "frau", "herr", "gez", "i.a", "i.v", "ihr", "ihre", "eure", "euer"}
"""Beside their own name at the end of what somebody writes."""
_NO_TEXT = re.compile(r"\s*[(\[–-]?\s*(?:\bo\.\s?T\.|\boT\b|\bk\.\s?T\.|\bkT\b|\bEOM\b|\bohne Text\b)\s*[)\]]?\s*$")
"""Behind a subject that is the whole letter."""


def spoken_in(letter: Letter, vocabulary: Vocabulary) -> list[str]:
    """The sentences in order; the subject only where the body has nothing of its own."""
    if _is_reaction(letter):
        return []
    own = {*normal_words(letter.sender.name).split(), *_TITLES}
    whole = [_AS_TYPED.sub(_full_number, line[:LONGEST_LINE]) for line in unwrapped(letter.new_text.split("\n"))]
    lines = [
        said
        for line in _with_items(_with_case_above(whole, vocabulary), vocabulary)
        for s in ([line] if numbered(line) else sentences(line))
        for said in out_and_in(_as_oneself(_without_postscript(s), letter), vocabulary)
    ]
    lines = numbered_by(letter.quote, lines)
    spoken = [
        s
        for s in lines
        if s.strip() == "?" or (normal_words(s) and not own.issuperset(normal_words(s).split()) and not _SEE_SUBJECT.fullmatch(s))
    ]
    if spoken:
        return spoken
    place = next((d.place for r in letter.envelope.recipients if (d := vocabulary.addresses.destination(r))), "")
    subject = _NO_TEXT.sub("", letter.subject_base)
    return [subject] if place in {"commands", "request", "case"} and subject else []


def _without_postscript(sentence: str) -> str:
    """The sentence without a P.S. in front; "" for one that asks who or where about something else ("PS: Wer hat die Kaffeekasse?")."""
    said = _POSTSCRIPT.sub("", sentence)
    aside = said != sentence and _ELSEWHERE.fullmatch(said) and not _OF_THE_MATTER.search(said)
    return "" if aside else said


def _as_oneself(sentence: str, letter: Letter) -> str:
    """ "Herr Ott bittet darum, ..." from Herr Ott's own mailbox: whoever writes for him says "ich"."""
    told = _OF_THE_SENDER.match(sentence)
    if told is None or normal_words(told["name"]) != normal_words(letter.sender.name.rpartition(" ")[2]):
        return sentence
    return f"Ich {_I_SAY[told['verb'].casefold()]}{sentence[told.end() :]}"


def _is_reaction(letter: Letter) -> bool:
    """Nothing typed but what the reaction menu of a program sends."""
    typed = _REACTED.sub("", letter.new_text[:LONGEST_LINE])
    return bool(_REACTED.search(letter.text[:LONGEST_LINE])) and not re.search(r"[^\W\d_]{2}", typed)


def _full_number(typed: re.Match[str]) -> str:
    return f"{typed['kind'].upper()}-{typed['year']}-{int(typed['number']):04d}"


def _with_case_above(lines: list[str], vocabulary: Vocabulary) -> Iterator[str]:
    """A table's cells come one below the other: a line that is only a number is said with the next one, unless those above it decide or doubt."""
    bare = [bool(_ONLY_CASE.fullmatch(line)) for line in lines]
    first = bare.index(True) if any(bare) else len(lines)
    deciding = tuple(c for c in vocabulary.commands if c.strict)
    if any(_says(line, deciding) or doubt_in(line) for line in lines[:first]):
        yield from lines
        return
    case = ""
    for line, is_bare in zip(lines, bare, strict=True):
        if is_bare and not case:
            case = line.strip(" \t*•–-:")
        elif case and line.strip():
            yield case if is_bare else f"{case} {line.strip()}"
            case = line.strip(" \t*•–-:") if is_bare else ""
        elif not case:
            yield line
    if case:
        yield case


def _with_items(lines: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """ "Bitte nehmen Sie mich auf in:" above items that only name groups or matters is one sentence for each of them."""
    found: list[str] = []
    head = ""
    for line in lines:
        item = _ITEM.match(line)
        if head and item and _only_names(item["item"], vocabulary):
            while found and found[-1] in {head, ""} and head in found[-2:]:
                found.pop()
            found.append(f"{head.rstrip(' :')} {item['item']}")
        else:
            head = line if line.rstrip().endswith(":") else head if not line.strip() else ""
            found.append(line)
    return found


def _only_names(item: str, vocabulary: Vocabulary) -> bool:
    named = CASE.search(item) or addresses_in(item, vocabulary) or groups_in(item, vocabulary) or item.startswith(("AG ", "Arbeitsgruppe "))
    return bool(named) and len(item.split()) <= LONGEST_ITEM and not _says(item, vocabulary.commands)


def _says(line: str, commands: tuple[CommandWords, ...]) -> bool:
    return bool(sayings_in(tuple(normal_words(line).split()), commands, phrases=True))
