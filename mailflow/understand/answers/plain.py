"""Did somebody clearly say one of several things? Negation, condition, question and contradiction make it unclear."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailflow.understand.answers.numerals import chosen
from mailflow.understand.wording import doubt_in, is_greeting, normal_words, says, sentences

_CLAUSE_ENDS = re.compile(r"[,;:–]\s+|\s[-–]\s")
_DENIES = re.compile(r" (?:nicht|not|keine?) (?!nur |mehr als |only |problem|einw|beden|frage)")
_REASON = re.compile(
    r"(?:,\s+|\s)(?:weil|denn|because|(?<=, )da (?=(?:ich|wir|uns|mir|es|er|sie|man|der|die|das|unser\w*)\b))\b"
    r".*?(?=,\s+(?!(?:ob|dass|wie|was|wer|wo|wann|der|die|das|den|dem|whether|that|how)\b)|[.;:!?]|$)",
    re.I | re.S,
)
"""Why somebody answers as they do; no answer is looked for in it."""
_PARTICLE = re.compile(r"\bna ja\b|(?<=\w) ja (?!gern|klar|bitte|natuerlich|natürlich|unbedingt|sehr|danke|und |aber |ich |wir )(?=\w)")
"""A "ja" amid other words answers nothing: "wir reden da ja auch über Probleme"."""

_HEARTILY = re.compile(
    r"\b(?:(?:na|ja|aber|jo) (?:klar|logo)(?: doch)?|klar doch|klaro|logo|aber gerne?)(?=\W*$|\W+(?:bin|sind|mach\w*|nehm\w*|gern\w*|sehr|(?:herzlich )?willkommen|danke\w*|passt|kein problem"
    r"|freu\w*|wird gemacht|ok|unbedingt|nat[üu]e?rlich|immer|das war|war ich|stimmt|richtig|dabei|mit freude|rein damit|soll (?:er|sie)|(?:kann|darf) (?:er|sie))\b)",
    re.I,
)
"""A yes beside friendly words only; "ja klar, und morgen kommt der Weihnachtsmann" is none."""
_GENTLY = re.compile(
    r"\b(?:da|dabei|dafür|gern|gerne) w[äa]e?ren? (?:ich|wir)\b|\b(?:ich|wir) w[äa]e?ren? (?=(?:\w+ ){0,2}(?:dabei|dafür|für)\b)|\b(?<=\bi )would(?= love\b)|\b(?<=\bwe )would(?= love\b)",
    re.I,
)
"""Conditional in form only, and only here: behind it may not stand what it depends on."""


def answer_in(text: str, answers: Mapping[str, tuple[str, ...]]) -> str | None:
    """The one answer a person clearly gave, None if none or several. A negative answer may contain its own "nicht"."""
    given: set[str] = set()
    text = _REASON.sub("", text)
    clauses = (normal_words(clause) for sentence in sentences(text)[:40] for clause in _CLAUSE_ENDS.split(sentence))
    if any("abstain" in _answers_in(clause, answers) for clause in clauses):
        # "Enthaltung. Wir sind nicht zuständig.": who abstains says so in as many words, a bare "nicht" beside it is no vote.
        answers = {**answers, "no": tuple(p for p in answers.get("no", ()) if p not in {"nicht", "not"})}
    for sentence in sentences(text)[:40]:
        if doubt_in(sentence) == "ours" or is_greeting(sentence):
            continue
        name = _answer_of(_said_plainly(sentence, answers), answers)
        if name == "":
            return None
        if name:
            given.add(name)
    return given.pop() if len(given) == 1 else None


def _said_plainly(sentence: str, answers: Mapping[str, tuple[str, ...]]) -> str:
    """The sentence without what only colours an answer: "ja klar" beside a friendly word, "da wäre ich dabei", "die eins bitte"."""
    plain = _GENTLY.sub(" ", _HEARTILY.sub(" ja ", sentence))
    if not any("1" in phrases for phrases in answers.values()):
        return plain
    head, *_ = _CLAUSE_ENDS.split(plain, maxsplit=1)
    return chosen(head) + plain[len(head) :] if chosen(plain) else chosen(plain)


def _answer_of(sentence: str, answers: Mapping[str, tuple[str, ...]]) -> str | None:
    """The answer in one sentence; None if it says nothing, "" if it says it doubtfully or contradicts itself."""
    words = normal_words(sentence)
    clauses = [normal_words(clause) for clause in _CLAUSE_ENDS.split(sentence)]
    said = {name for clause in clauses for name in _answers_in(clause, answers)}
    if not said:
        return None
    first = words.split(" ")[0]
    leading = {
        name
        for name, phrases in answers.items()
        if any(normal_words(p) == first or words.startswith(normal_words(p) + " ") for p in phrases)
    }
    if len(said) > 1 and len(leading) == 1 and not re.search(r"\b(?:oder|or)\b|/", sentence) and not _taken_back(clauses, answers):
        said = leading
    if len(said) > 1:
        return ""
    name = said.pop()
    doubt = doubt_in(sentence)
    if (
        doubt in {"question", "doubt"}
        or (doubt == "irony" and (name, leading) != ("no", {"no"}))
        or (doubt == "condition" and name not in leading)
    ):
        return ""
    if doubt == "condition" and re.search(
        r"\b(?:wenn|falls|sofern|sobald|solange|erst|oder|if|unless|once|or|eigentlich|vielleicht|maybe|aber|but)\b", sentence, re.I
    ):
        return ""
    if doubt == "negation" and name != "no" and re.search(r"\b(?:wenn|falls|sofern|vorausgesetzt|if|unless|provided)\b", sentence, re.I):
        return ""
    if doubt == "negation" and "no" in answers and name not in {"no", "abstain"} and name not in leading | _denying(words, answers):
        return ""
    return name


def _answers_in(words: str, answers: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The answers a clause says; one that it denies is a "no": "das passt nicht"."""
    if by_denying := _denying(words, answers):
        return by_denying
    said = _phrases_in(words, answers)
    return {"no"} if said and "no" in answers and _DENIES.search(f" {words} ") else said


def _denying(words: str, answers: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Answers but "no" that are given by denying something: "ich widerspreche nicht"."""
    phrases = ((name, normal_words(p)) for name, many in answers.items() if name != "no" for p in many)
    return {name for name, phrase in phrases if _DENIES.search(f" {phrase} ") and says(words, phrase)}


def _phrases_in(words: str, answers: Mapping[str, tuple[str, ...]]) -> set[str]:
    words = _PARTICLE.sub(" ", words)
    return {name for name, phrases in answers.items() if any(says(words, p) for p in phrases)}


def _taken_back(clauses: list[str], answers: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether what begins with one answer denies it afterwards: "Ja, das war ich nicht"."""
    return any(_DENIES.search(f" {c} ") and _phrases_in(c, answers) - {"no"} for c in clauses[1:]) and "no" not in _phrases_in(
        clauses[0], answers
    )
