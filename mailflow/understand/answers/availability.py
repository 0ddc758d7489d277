"""Which of several dates suit: "Di ginge, Mi nur nachmittags, Do gar nicht", "1 und 3 passen", "alle außer Freitag"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from mailflow.understand.wording import any_of, folded, is_greeting, unwrapped

YES, MAYBE, NO = "yes", "maybe", "no"
_MAYBE = any_of(
    r"""vielleicht, evtl, eventuell, notfalls, zur not, ungern, nur, erst, unter vorbehalt, vorbehalt\w*, wahrscheinlich, vermutlich, moeglicherweise,
    schwierig, knapp, eng, teils, teilweise, nicht (?:vor|nach|ganz|vormittags|nachmittags|morgens|abends), wenn, falls, maybe, perhaps, possibly, at a pinch,
    if, only, might, difficult, tight, not (?:before|after), not sure, unsure"""
)
_NO = any_of(
    r"""nein, nicht, nie, niemals, nope, kein\w*, leider, unmoeglich, ausgeschlossen, verhindert, belegt, schlecht, faellt aus, bin weg, no, not, never, none,
    can'?t, cannot, don'?t, doesn'?t, won'?t, unavailable, busy, bad"""
)
_YES = any_of(
    r"""ja, jo, geht, gehen, ginge, gingen, passt, passen, passte, gerne?, kann, koennen, koennte, moeglich, ok, okay, gut, prima, super, perfekt, dabei, frei,
    (?:am )?liebsten, lieber, bevorzug\w*, egal, yes, works?, fine, good, great, can, free, available, prefer\w*, suits?"""
)
_SIGNS = {"👍": " ja, ", "✅": " ja, ", "✓": " ja, ", "👎": " nein, ", "❌": " nein, ", "✗": " nein, "}
_ALL = any_of(
    r"alle[ns]?(?: (?:drei|vier|fuenf|termine[n]?|tage[n]?))*, beide[n]?, jede[rn]?, immer, any of them, all(?: of them)?, both, always"
)
_SOME = any_of(r"(?:die |den )?(?:ersten|letzten|first|last)")
_NONE = any_of(r"kein(?:e[rnm]?|s)?(?: (?:der|davon|termin\w*))*, none(?: of them)?")
_REST = any_of(r"(?:die )?(?:anderen|uebrigen|restlichen), (?:der )?rest, sonst, the (?:others|rest)")
_BUT_FOR = re.compile(r"\b(?:ausser|bis auf|except|but for)\b")
_ONLY = re.compile(r"\b(?:nur|only) (?:am |der |den |on )?#")
_WEEKDAYS = (
    ("montags?", "monday", "mo"), ("dienstags?", "tuesday", "di"), ("mittwochs?", "wednesday", "mi"), ("donnerstags?", "thursday", "do"),
    ("freitags?", "friday", "fr"), ("samstags?|sonnabends?", "saturday", "sa"), ("sonntags?", "sunday", "so"),
)  # fmt: skip
_MONTHS = (
    "jan(?:uar|uary)?", "feb(?:ruar|ruary)?", "maerz|mrz|mar(?:ch)?", "apr(?:il)?", "mai|may", "juni?|june", "juli?|july",
    "aug(?:ust)?", "sep(?:t|tember)?", "okt(?:ober)?|oct(?:ober)?", "nov(?:ember)?", "dez(?:ember)?|dec(?:ember)?",
)  # fmt: skip
_CLAUSE_ENDS = re.compile(r"(?<=[;!?\n])|,\s|(?<=[^\W\d]\.)\s|(?<=[)])\.\s|\s(?:aber|but)\s(?=[^,;]*#)")
_AND = re.compile(r"\s(?:und|and)\s")
_LONGEST = 4000


def suiting(text: str, dates: Sequence[datetime]) -> tuple[str, ...]:
    """For each date in the order given: "yes", "maybe", "no", or "" where nothing clear is said of it. `dates` are local times."""
    said: list[set[str]] = [set() for _ in dates]
    pending: set[int] = set()
    general = ""
    for clause in _clauses(text, dates):
        named, answer, others = _read(clause, len(dates), said)
        if not named:
            general = general or (answer if answer == NO else "")
            if answer:
                for i in pending:  # "Mittwoch, das geht nicht"
                    said[i].add(answer)
                pending = set()
            continue
        if not answer:
            pending |= named
            continue
        # "1, 2 geht nicht" may deny one or both: what was only named before a refusal stays open.
        joined = pending if answer != NO or "&" in clause else set()
        pending = set()
        for i in named | joined:
            said[i].add(answer)
        for i in others:
            said[i].add({YES: NO, NO: YES}.get(answer, ""))
    for i in pending:
        said[i].add(YES)
    if general and not any(said):
        return tuple(NO for _ in dates)
    return tuple(_one(answers) for answers in said)


def _one(answers: set[str]) -> str:
    """A date that is both welcome and not is open; a doubt beside a yes or no stays a doubt."""
    if MAYBE in answers:
        return MAYBE
    return answers.pop() if len(answers) == 1 else ""


def _clauses(text: str, dates: Sequence[datetime]) -> Iterator[str]:
    """Clauses in which each date that is named is written "#1#"; "Di geht und Mi nicht" is two, "Di & Mi gehen" is one."""
    patterns = [_names_of(i, dates) for i in range(len(dates))]
    for line in unwrapped(text[:_LONGEST].split("\n")):
        if is_greeting(line):
            continue
        for part in _CLAUSE_ENDS.split(_marked(line, patterns) + "\n"):
            pieces = _AND.split(part)
            clause = pieces[0]
            for piece in pieces[1:]:
                if _answer(clause) or "#" not in clause:
                    yield clause
                    clause = piece
                else:
                    clause += " & " + piece
            yield clause


def _marked(line: str, patterns: Sequence[re.Pattern[str]]) -> str:
    short = re.sub(r"\b(Mo|Di|Mi|Do|Fr|Sa|So)\b\.?(?!\w)", lambda m: f"§{m[1].lower()}", line)
    words = folded(short)
    for sign, word in _SIGNS.items():
        words = words.replace(sign, word)
    for i, pattern in enumerate(patterns, 1):
        words = pattern.sub(f"#{i}#", words)
    return words


def _names_of(at: int, dates: Sequence[datetime]) -> re.Pattern[str]:
    """By number, by day and month, and by weekday where no other date has it."""
    day = dates[at]
    month = _MONTHS[day.month - 1]
    long, english, short = _WEEKDAYS[day.weekday()]
    weekday = rf"(?:\b(?:{long}|{english})\b|§{short}\b)"
    dated = rf"(?:{weekday},?\s*(?:den\s)?)?(?<![\d.])0?{day.day}\.\s?(?:0?{day.month}\.?(?:\s?(?:20)?{day.year % 100:02})?(?!\d)|(?:{month})\b\.?)"
    english_date = rf"(?:{month})\s0?{day.day}(?:st|nd|rd|th)?\b|\b0?{day.day}(?:st|nd|rd|th)?\s(?:of\s)?(?:{month})\b"
    before = "|".join(rf"(?<=\b{word}\s)" for word in ("und", "and", "not", "nicht", "oder", "or", "do"))
    number = rf"\b(?:nr\.?|nummer|number|termin|option|date|vorschlag)\s?{at + 1}\b|(?:^|(?<=[,;]\s)|(?<=[+&/])|{before})\s*{at + 1}(?=[\s.):,;+&/]|$)(?!\.\s?\d)"
    alone = sum(other.weekday() == day.weekday() for other in dates) == 1
    return re.compile("|".join((dated, english_date, number, *((weekday,) if alone else ()))))


def _read(clause: str, count: int, said: Sequence[set[str]]) -> tuple[set[int], str, set[int]]:
    """(dates it speaks of, its answer or "", the dates it says the contrary of)."""
    everything, named = set(range(count)), {int(n) - 1 for n in re.findall(r"#(\d+)#", clause)}
    if "?" in clause:
        return set(), "", set()
    answer = _answer(clause)
    if _ONLY.search(clause) and named:
        return named, YES, everything - named
    if _NONE.search(clause) and not named:
        return everything, NO, set()
    if excepted := _BUT_FOR.search(clause):
        left_out = {int(n) - 1 for n in re.findall(r"#(\d+)#", clause[excepted.end() :])}
        return everything - left_out, answer or YES, left_out
    if _ALL.search(clause) and not named and not _SOME.search(clause):
        return everything, answer, set()
    if _REST.search(clause) and not named:
        return {i for i in everything if not said[i]}, answer, set()
    return named, answer, set()


def _answer(clause: str) -> str:
    for answer, words in ((MAYBE, _MAYBE), (NO, _NO), (YES, _YES)):
        if words.search(clause):
            return answer
    return ""
