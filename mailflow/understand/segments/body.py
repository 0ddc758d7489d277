"""What a person newly wrote: quotes, signatures, disclaimers and app lines told apart line by line, each with its reason.

Every rule looks at the beginning of one line or at a few neighbours and runs over the letter once, so no letter can make it slow.
Where a rule is not sure, the line stays new: what a human wrote is never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, takewhile

from mailflow.model.letter import Mailbox, Segment
from mailflow.understand.marks import SIGHT
from mailflow.understand.segments import footers, quote_heads
from mailflow.understand.segments.closing import set_apart_the_end
from mailflow.understand.sheet import NEW, QUOTE, Line, Sheet, plain
from mailflow.understand.wording import is_greeting

MARKED = re.compile(r"\s{0,3}(?:>|&gt;|[A-ZÄÖÜ][a-zA-ZÄÖÜ]?> )\s?|\s{0,3}[|»](?=[^|«]{0,400}$)\s?")
_HEAD_LINE = re.compile(r"\s*[*_>]{0,3}\s*(?P<key>[^\W\d_][\w -]{0,20}?)\s*[*_]{0,3}\s*:[*_]{0,3}\s*(?P<value>.*)", re.DOTALL)
_LABELLED = re.compile(r"[*_]{0,2}[^\W\d_][\w-]{0,24}(?: [\w-]{1,16}){0,2} ?:[*_]{0,2} ?\S")
_DATED = re.compile(r"@|\b(?:19|20)\d\d\b|\d{1,2}:\d\d")
_SURE = re.compile(r"@|\d{1,2}[:.]\d\d(?![.\d])|\d{1,2}:\d\d")
_MONTH = r"[^\W\d_]{3,12}\.?"
_DATE = re.compile(
    rf"\b\d{{1,2}}[./-] ?\d{{1,2}}[./-] ?\d{{2,4}}\b|(?<!-)\b\d{{4}}(?:[-/.年] ?\d{{1,2}}(?!\d)|\. {_MONTH} \d{{1,2}})"
    rf"|\b\d{{1,2}}\.? (?:de )?{_MONTH},? (?:de )?\d{{4}}\b|\b{_MONTH} \d{{1,2}},? \d{{4}}\b"
)
_WHO = re.compile(r"<[^<>\s]{1,64}@[^<>\s]{3,120}>")
_TIME = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_NAMED = re.compile(r"(?:[A-ZÄÖÜ][\w.'’-]{1,30}[ ,]{0,3}){1,4}\W*")
_SAYS = re.compile(r"schr[ie]{2}b|wrote|writes|zitat|zitiere|quoting|écrit|skrev|napisa|schreef|\d{4}|@", re.I)
_ENDS_SENTENCE = re.compile(r".*[^\W\d_]{4}[.!?]")
_ENDS = (":", ":*", ">", ">,", *"0123456789")
SHINGLE = 4


@dataclass(frozen=True, slots=True)
class Body:
    new: str
    quote: str
    signature: str
    segments: tuple[Segment, ...]
    has_quote: bool
    is_forward: bool


def body_of(
    lines: Iterable[Line],
    original: str = "",
    author: Mailbox | None = None,
    learned: frozenset[str] = frozenset(),
    subject: str = "",
) -> Body:
    """Splits a letter's lines. `original` is the post answered to, whose lines are never new; `learned` the plain lines that letters
    of the author's domain have repeated; `subject` what the letter is about, which the head of a quoted mail repeats."""
    sheet = Sheet(list(lines), plain(subject))
    known = _Known(original)
    _mark_marked(sheet)
    passed_on = _cut(sheet)
    _mark_known(sheet, known)
    _mark_attributions(sheet)
    set_apart_the_end(sheet, author, learned)
    if _find_answers(sheet, known):
        set_apart_the_end(sheet, author, learned)
    return Body(
        new=_paragraphs(sheet.of("new")),
        quote="\n".join(MARKED.sub("", line) for line in sheet.of("quote")).strip("\n"),
        signature=_paragraphs(sheet.of("signature")),
        segments=_segments(sheet),
        has_quote=any(line.strip() for line in sheet.of("quote")),
        is_forward=passed_on,
    )


class _Known:
    """The post that is answered, as lines and as runs of four words, so that a client may wrap it anew."""

    def __init__(self, original: str) -> None:
        self._lines: set[str] = set()
        self._runs: set[tuple[str, ...]] = set()
        words: list[str] = []
        for line in original.split("\n"):
            self._lines.add(plain(line))
            words += plain(line).split()
        self._lines.discard("")
        self._runs.update(_runs(words))

    def __bool__(self) -> bool:
        return bool(self._runs)

    def has(self, line: str) -> bool:
        runs = _runs(plain(line).split())
        return bool(runs) and all(run in self._runs for run in runs)

    def has_short(self, line: str) -> bool:
        return plain(line) in self._lines


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]


def _mark_marked(sheet: Sheet) -> None:
    for i, line in enumerate(sheet.lines):
        if not line.kind and MARKED.match(line.text[:SIGHT]) and not quote_heads.DIVIDERS.at(sheet.heads[i]):
            sheet.put(i, QUOTE, "marked as a quote in front of the line")


def _cut(sheet: Sheet) -> bool:
    """From a divider, or a block of Von/Gesendet/An/Betreff, everything is an older mail; True if one that was passed on."""
    quoted = False
    for i in range(len(sheet.lines)):
        if sheet.kind(i) and (quoted or not sheet.from_structure(i)):
            continue
        quoted = quoted or (sheet.kind(i) == QUOTE and not sheet.is_blank(i) and not quote_heads.FORWARD_DIVIDERS.at(sheet.heads[i]))
        passed_on = quote_heads.FORWARD_DIVIDERS.at(sheet.heads[i])
        why = passed_on or quote_heads.DIVIDERS.at(sheet.heads[i]) or _head_at(sheet, i)
        if not why or (sheet.from_structure(i) and not passed_on):
            continue
        start = i
        while start and (re.fullmatch(r"[-_=]{3,}|", sheet.heads[start - 1])):
            start -= 1
        for j in range(start, _end_of_cut(sheet, i)):
            sheet.put(j, QUOTE, f"below the head of an earlier mail ({why})")
        return bool(passed_on)
    return False


def _end_of_cut(sheet: Sheet, head: int) -> int:
    """The end of the letter; where the lines below the head are marked, only the head, for people write between and below them."""
    at = head + 1
    while at < min(head + 14, len(sheet.lines)) and (_key(sheet.heads[at]) or sheet.is_blank(at)):
        at += 1
    return at if at < len(sheet.lines) and sheet.kind(at) == QUOTE and not sheet.from_structure(at) else len(sheet.lines)


def _head_at(sheet: Sheet, at: int) -> str:
    """Who, and when or what, and one more header, with an address, year or time among the values; where one comes again, another block begins."""
    if _repeats_the_subject(sheet, at):
        return "labelled lines, one of which repeats the subject, in whatever language"
    first = _key(sheet.heads[at])
    if first not in quote_heads.SENDER_KEYS | quote_heads.TOPIC_KEYS:
        return _head_of_old_notes(sheet, at)
    keys, values, rests = set(), "", 0
    for i in range(at, min(at + 14, len(sheet.lines))):
        if key := _key(sheet.heads[i]):
            if key in keys:
                break
            keys.add(key)
            values += " " + sheet.heads[i]
            rests = 0
        elif sheet.heads[i]:
            rests += 1
            if rests > 3 or sheet.is_blank(i - 1):
                break
    found = keys & quote_heads.SENDER_KEYS and keys & quote_heads.TOPIC_KEYS and len(keys) >= 3 and _DATED.search(values)
    return "header lines as Outlook, Apple, Notes, GMX, T-Online copy them" if found else ""


def _repeats_the_subject(sheet: Sheet, at: int) -> bool:
    """Three and more labelled lines, one with the subject of this letter, another with an address or a moment."""
    if not sheet.subject or not _is_labelled(sheet.heads[at]) or (at and _is_labelled(sheet.heads[at - 1])):
        return False
    block = list(takewhile(_is_labelled, sheet.heads[at : at + 10]))
    if any(_INVITES.match(head) for head in block):
        return False
    if not _key(block[0]) and any(_key(head) in quote_heads.SENDER_KEYS for head in block):
        return False  # "Ablehnen: Werbung" directly above "Von: ..." is an answer
    others = [head for head in block if not plain(head.partition(":")[2]).endswith(sheet.subject)]
    return len(block) >= 3 and len(others) == len(block) - 1 and any(_SURE.search(head) for head in others)


_INVITES = re.compile(r"\W*(?:titel|title)\W*:", re.I)
"""The first line of an invitation (EINLADEN), whose letter may well have the same subject; no client calls a subject so."""


def _is_labelled(head: str) -> bool:
    return _LABELLED.match(head) is not None and not footers.POSTSCRIPTS.at(head)


@lru_cache(maxsize=4096)
def _key(head: str) -> str:
    """The header that a line names, "" if it names none."""
    if not (":" in head[:60] and (found := _HEAD_LINE.match(head))):
        return ""
    key = "-".join(found["key"].lower().split())
    return key if key in quote_heads.HEAD_KEYS else ""


def _head_of_old_notes(sheet: Sheet, at: int) -> str:
    """Notes up to 8.5 put a table in front: name, date, then An, Kopie and Thema alone on their lines."""
    if sheet.heads[at].lower() not in {"an", "to"}:
        return ""
    below = {sheet.heads[i].lower() for i in range(at, min(at + 12, len(sheet.lines)))}
    return (
        "the table of Notes before 9"
        if below & {"thema", "subject"} and below & {"kopie", "cc", "blindkopie", "antwort", "bitte antworten an"}
        else ""
    )


def _mark_attributions(sheet: Sheet) -> None:
    """ "Am ... schrieb ...:" belongs to the quote below it; without marks below, everything below is the quote."""
    above = False
    for i in range(len(sheet.lines)):
        if not sheet.is_fresh(i):
            continue
        span, why, sure = _attribution_at(sheet, i)
        quoted_below = sheet.kind_of_next(i + span - 1) == QUOTE
        if not span or not (quoted_below or (sure and above)):
            above = True
            continue
        for j in range(i, len(sheet.lines) if not quoted_below else i + span):
            sheet.put(j, QUOTE, f"says who wrote the quote ({why})" if j < i + span else f"below a line that says who wrote it ({why})")
        if not quoted_below:
            return


def _attribution_at(sheet: Sheet, at: int) -> tuple[int, str, bool]:
    """(lines, where seen, whether it has an address or a time); 0 lines if none."""
    joined = ""
    for span in range(1, 5):
        if span == 2 and (_ENDS_SENTENCE.fullmatch(joined) or is_greeting(joined)):
            break
        if not sheet.is_fresh(at + span - 1):
            break
        joined = f"{joined} {sheet.heads[at + span - 1]}".strip()[:SIGHT]
        if joined.endswith(_ENDS) and _SAYS.search(joined):
            if why := quote_heads.ATTRIBUTIONS.at(joined):
                return span, why, bool(_SURE.search(joined))
            if span > 1 and _names_who_and_when(sheet.heads[at + span - 1]):
                break  # what stands above it is no part of it
            if _names_who_and_when(joined):
                return span, "in whatever language: who, with an address in pointed brackets, and when", True
            if sheet.kind_of_next(at + span - 1) == QUOTE and _says_who_and_when(joined):
                return span, "in whatever language: who and when, directly above the quote", False
    return 0, "", False


def _names_who_and_when(joined: str) -> bool:
    """An address in pointed brackets, a date and a time."""
    return bool(_WHO.search(joined) and _DATE.search(joined) and _TIME.search(_DATE.sub("", joined)))


def _says_who_and_when(joined: str) -> bool:
    """A date with a time, an address or nothing but a name."""
    rest = _DATE.sub("", joined).strip()
    return rest != joined.strip() and bool(_SURE.search(rest) or _NAMED.fullmatch(rest))


def _mark_known(sheet: Sheet, known: _Known) -> None:
    """Lines of the letter that is answered; short ones ("Hallo zusammen,") only beside others, for anybody may write them."""
    if not known:
        return
    for i in range(len(sheet.lines)):
        if sheet.is_fresh(i) and known.has(sheet.text(i)):
            sheet.put(i, QUOTE, "stands in the letter that is answered")
    for i in range(len(sheet.lines)):
        if sheet.is_fresh(i) and known.has_short(sheet.text(i)) and QUOTE in {sheet.kind_of_next(i), sheet.kind_before(i)}:
            sheet.put(i, QUOTE, "stands in the letter that is answered, beside other lines of it")


def _find_answers(sheet: Sheet, known: _Known) -> bool:
    """Answers typed into or below an unmarked quote, where the text above says so or says nothing at all, or where they stand in colour
    between known lines; True if there are any."""
    announced = sheet.announces_answers()
    if not announced and not known:
        return False
    says_more = not announced and sheet.says_something()
    found = False
    at_home = [i for i in range(len(sheet.lines)) if sheet.kind(i) == QUOTE and known.has(sheet.text(i))]
    end = _end_of_answered(sheet, at_home[-1]) if at_home else 0
    for i, line in enumerate(sheet.lines):
        if sheet.kind(i) != QUOTE or sheet.is_blank(i) or MARKED.match(line.text[:SIGHT]) or _key(sheet.heads[i]):
            continue
        foreign = bool(at_home) and at_home[0] < i < end and not known.has(line.text) and not known.has_short(line.text)
        if line.tint and (announced or foreign):
            why = f"written in {line.tint}"
        elif foreign and not says_more:
            why = "not in the letter that is answered"
        else:
            why = quote_heads.ANSWERS.at(sheet.heads[i]) if announced else ""
        if why:
            sheet.put(i, NEW, f"an answer inside the quote: {why}")
            found = True
    return found


def _end_of_answered(sheet: Sheet, last: int) -> int:
    """Where the letter that is answered ends below its last known line: with its close, or with the head of a still older mail."""
    for i in range(last + 1, len(sheet.lines)):
        head = sheet.heads[i]
        if footers.CLOSINGS.at(head) or footers.DASHES.at(head) or quote_heads.DIVIDERS.at(head) or _head_at(sheet, i):
            return i
    return len(sheet.lines)


def _segments(sheet: Sheet) -> tuple[Segment, ...]:
    found = []
    numbered = ((i + 1, sheet.kind(i) or "new", sheet.why(i)) for i in range(len(sheet.lines)) if sheet.heads[i])
    for (kind, why), run in groupby(numbered, key=lambda line: line[1:]):
        numbers = [number for number, _, _ in run]
        found.append(Segment(kind, numbers[0], numbers[-1], why))
    return tuple(found)


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip(" ") for line in lines)).strip()
