"""The reply form of the Interessenbekundung: answers numbered, below the questions, or in one free paragraph."""

from __future__ import annotations

import re

from mailflow.understand.wording import normal_words

_NUMBER = re.compile(r"^\s*(?:frage|zu|antwort|nr\.?|question)?\s*\(?(\d{1,2})\s*[.):–-]\s*(.*)$", re.I)
_NEXT = re.compile(r"[ \t]+(?=(?:frage|zu|antwort|nr\.?|question)\s*\d{1,2}\s*[.):–-]\s)", re.I)
"""Where the next answer begins on the same line: "Zu 1: ... Zu 2: ..."."""
_ITEM = re.compile(r"(?:^|(?<=\s))(?:(?:frage|zu|antwort|nr\.?|question)\s)?\(?(\d{1,2})[.):]\s+(?=\S)", re.M | re.I)
_BARE = re.compile(r"^\s*(\d{1,2})\s+(?=\S)")
"""A number without a mark, which counts the questions where every line has the next one."""
_FEWEST_BARE = 3
_LABEL = re.compile(r"^\W*(?:\d{1,2}[.)]\s*)?([^\W\d][\w -]{2,30}):")
_PROSE = 4
"""Words from which on a paragraph answers something, where several questions are open."""
_GREETING = re.compile(
    r"^\s*(?:hallo|guten (?:tag|morgen|abend)|moin|liebe[rs]?|sehr geehrte[rs]?|hier (?:unsere|meine|die) antworten|anbei|vielen dank|danke|gern|dear|hi|hello)\b.{0,80}$",
    re.I,
)

_PROMISE = re.compile(
    r"\b(?:melde (?:mich|ich)|melden (?:uns|wir)|komme ich|kommen wir|antworten?|schicken?|sende|reichen?|liefern?|kümmer\w*|(?:mach|erledig|beantwort|füll)(?:e|en)? (?:ich|wir|das|die|es)|(?:ich|wir) (?:mach|erledig|beantwort|füll)en? (?:das|die|es)|urlaub|i will|we will)\b[^.!?\n]{0,80}"
    r"\b(?:woche|montag|dienstag|mittwoch|donnerstag|freitag|später|demnächst|bald|morgen|dann|zurück|nach|tage\w*|monat|urlaub|week|later|soon|back)\b",
    re.I,
)
"""Answers are still to come."""
_SHORT = 30
"""Words up to which a letter that promises answers holds none."""


def answers_to(text: str, form: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """One answer per question, "" where none was given. `form` are the questions, each with the answer it has already.

    A number or a repeated question says which one is answered; prose answers those that are still open.
    """
    questions = tuple(question for question, _ in form)
    text = _with_marks(text, len(questions))
    lines = [line.strip() for line in _items_apart(_NEXT.sub("\n", text), len(questions)).split("\n")[:2000]]
    found = _under(lines, questions)
    if any(found):
        return tuple(found)
    paragraphs = [p for p in re.split(r"\n\s*\n", text.strip()) if not (_GREETING.match(p) and len(p) < 100)]
    missing = [i for i, (_, answer) in enumerate(form) if not answer] or list(range(len(form)))
    if len(paragraphs) == len(missing) > 1:
        return _placed(missing, [" ".join(p.split()) for p in paragraphs], questions)
    free = " ".join(" ".join(paragraphs).split())
    promised = len(free.split()) <= _SHORT and _PROMISE.search(free)
    is_answer = (len(free.split()) >= _PROSE or len(missing) == 1) and not free.endswith("?") and not promised
    return _placed(missing, [free] if is_answer else [], questions)


def _with_marks(text: str, most: int) -> str:
    """The text with "1." for "1" where its lines count the questions: "1 alles / 2 Unterbringung / 3 ja"."""
    lines = text.split("\n")
    numbers = [int(bare[1]) for line in lines if (bare := _BARE.match(line))]
    if numbers != list(range(1, len(numbers) + 1)) or not _FEWEST_BARE <= len(numbers) <= most:
        return text
    return "\n".join(_BARE.sub(r"\1. ", line) for line in lines)


def _items_apart(text: str, most: int) -> str:
    """The text with a line for each item where 1, 2, 3 ... follow each other on one: "1. Wohnen 2. ein Leitfaden 3. ja"."""
    items = list(_ITEM.finditer(text[:20_000]))
    if most < 2 or [item[1] for item in items] != [str(n) for n in range(1, most + 1)]:
        return text
    return "".join(
        f"\n{text[a:b]}" for a, b in zip([0, *(i.start() for i in items)], [*(i.start() for i in items), len(text)], strict=True)
    )


def _placed(places: list[int], said: list[str], questions: tuple[str, ...]) -> tuple[str, ...]:
    answers = dict(zip(places, said, strict=False))
    return tuple(answers.get(i, "") for i in range(len(questions)))


def _under(lines: list[str], questions: tuple[str, ...]) -> list[str]:
    """What stands behind a number, or below a repeated question, up to the next one."""
    answers = ["" for _ in questions]
    current: int | None = None
    for line in lines:
        asked = _question(line, questions)
        numbered = _NUMBER.match(line)
        if asked is not None:
            current, rest = asked, _behind(line, questions[asked])
            answers[current] = rest
        elif numbered and 1 <= int(numbered[1]) <= len(questions):
            current = int(numbered[1]) - 1
            answers[current] = _joined(answers[current], numbered[2])
        elif current is not None and line:
            answers[current] = _joined(answers[current], line)
    return answers


def _question(line: str, questions: tuple[str, ...]) -> int | None:
    """Which question this line repeats, wholly, nearly, or by one word of it as a label: "Erfahrungen: ..."."""
    label = _label(line)
    for i, question in enumerate(questions):
        if label and label == _label(question):
            return i
    named = [i for i, question in enumerate(questions) if label and f" {label} " in f" {normal_words(question)} "]
    if len(named) == 1:
        return named[0]
    words = set(normal_words(re.sub(r"^\s*\W*\d{0,2}[.)]?\s*", "", line)).split())
    for i, question in enumerate(questions):
        wanted = set(normal_words(question).split())
        if len(wanted & words) >= max(3, 0.75 * len(wanted)):
            return i
    return None


def _label(line: str) -> str:
    """ "Ausgangslage" of "1. Ausgangslage: Wie war es vorher?"; "" for a line without one."""
    found = _LABEL.match(line)
    return normal_words(found[1]) if found else ""


def _behind(line: str, question: str) -> str:
    """The answer on the question's own line, behind its question mark, or behind its label where only that is repeated."""
    _, mark, rest = line.partition("?")
    if _label(line) and normal_words(question.partition(":")[2] or question) not in normal_words(line):
        return line.partition(":")[2].strip()
    return rest.strip(" :–-*_") if mark and question.rstrip().endswith("?") else ""


def _joined(before: str, line: str) -> str:
    return f"{before} {line}".strip()
