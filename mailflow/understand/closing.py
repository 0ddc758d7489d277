"""What stands around the new text: banners above it, name, address card, app line and disclaimer below it."""

from __future__ import annotations

import re

from mailflow.understand import footers
from mailflow.understand.sheet import APP, BANNER, DISCLAIMER, QUOTE, SIGNATURE, Sheet, plain

_SALUTATION = re.compile(
    r"\s*(?:hallo|liebe[rs]?|sehr geehrte|guten (?:morgen|tag|abend)|moin|hi|hey|servus|grüß|dear|hello|good (?:morning|day))\b", re.I
)
_CARD = re.compile(r"\+?\d[\d /().-]{5,}\d|@|www\.|https?:|\b\d{5} \w|\btel\b|telefon|\bfax\b|\bstr(?:aße|\.)|\bzimmer\b|\braum\b", re.I)
_SPOKEN = re.compile(r"\b(?:ich|mir|mich|du|dich|dir|euch|ihr|wir|sie|i|i'm|you|we)\b", re.I)
_TITLES = {
    "dr",
    "prof",
    "dipl",
    "med",
    "phil",
    "herr",
    "frau",
    "i",
    "a",
    "v",
    "gez",
    "ma",
    "ba",
    "m",
    "mag",
    "ing",
    "jur",
    "rer",
    "nat",
    "iur",
}
MOST_CARD_LINES, LONGEST_CARD_LINE = 30, 200


def set_apart_the_end(sheet: Sheet, author: str, learned: frozenset[str]) -> None:
    """Gives every line that is not the author's own words its kind."""
    for i in range(len(sheet.lines)):
        if sheet.is_fresh(i):
            _lone_line(sheet, i, learned)
    _banners_at_the_top(sheet)
    _walk_down(sheet, _name_of(author))


def _lone_line(sheet: Sheet, at: int, learned: frozenset[str]) -> None:
    line = sheet.text(at)
    if why := footers.BANNERS.at(line):
        sheet.put(at, BANNER, why)
    elif why := footers.APP_LINES.at(line):
        sheet.put(at, APP, why)
    elif learned and plain(line) in learned:
        sheet.put(at, DISCLAIMER, "letters from this domain repeat this line")
    elif re.fullmatch(r"\s*_{20,400}\s*", line[:400]):
        sheet.put(at, BANNER, "a rule across the page")


def _banners_at_the_top(sheet: Sheet) -> None:
    """A banner wrapped over several lines ends with its paragraph or where somebody is addressed."""
    inside = False
    for i in range(len(sheet.lines)):
        if not sheet.text(i).strip():
            inside = False
        elif sheet.kind(i) == BANNER:
            inside = len(sheet.text(i)) > 55 and not sheet.text(i).rstrip().endswith((".", "!", "]", ":"))
        elif inside and not _SALUTATION.match(sheet.text(i)):
            sheet.put(i, BANNER, "goes on from the line above")
            inside = len(sheet.text(i)) > 55
        else:
            inside = False


def _walk_down(sheet: Sheet, author: frozenset[str]) -> None:
    """Below "-- ", below a close with a name, and disclaimers; what follows a P.S. is new again."""
    state, why, said = "", "", False
    for i in range(len(sheet.lines)):
        if sheet.kind(i) == QUOTE:
            state = ""
            continue
        if sheet.kind(i) in {SIGNATURE, DISCLAIMER} and sheet.text(i).strip():
            state, why = sheet.kind(i), sheet.why(i)
            continue
        if not sheet.is_fresh(i):
            # A disclaimer above the text, as some gateways put it, is one paragraph.
            state = "" if state == DISCLAIMER and not said and not sheet.text(i).strip() else state
            continue
        line = sheet.text(i)
        if state == SIGNATURE and (footers.POSTSCRIPTS.at(line) or _speaks(sheet, i)):
            state = ""
        elif disclaims := footers.DISCLAIMERS.at(line):
            state, why = DISCLAIMER, disclaims
        elif not state and (ends := _end_at(sheet, i, author)):
            state, why = SIGNATURE, ends
        if state:
            sheet.put(i, state, why)
        else:
            said = True


def _end_at(sheet: Sheet, at: int, author: frozenset[str]) -> str:
    """Why the signature begins at this line, "" if it does not."""
    line = sheet.text(at)
    if why := footers.DASHES.at(line):
        return why
    if why := footers.CLOSINGS.at(line) or (footers.SIGNED_BY.at(line) if author & set(plain(line).split()) else ""):
        return why if _only_a_card(_below(sheet, at)) else ""
    below = _below(sheet, at) if (author and _is_name(line, author)) or footers.RULES.at(line) else []
    if below and _is_card(below):
        return footers.RULES.at(line) or "the author's name above an address card"
    return "an address card" if _begins_card(sheet, at) else ""


def _only_a_card(below: list[str]) -> bool:
    return len(below) <= MOST_CARD_LINES and all(len(line) <= LONGEST_CARD_LINE for line in below[:14])


def _is_card(below: list[str]) -> bool:
    """Short lines with a number, a street or an office, none of them a question."""
    return (
        len(below) <= 14
        and all(len(line) <= 90 and not line.endswith("?") for line in below)
        and any(re.search(r"\d|@|www\.", b) for b in below)
    )


def _begins_card(sheet: Sheet, at: int) -> bool:
    """Three and more short lines without a sentence before the end or the quote, two of them with a telephone, street or address."""
    if at and sheet.text(at - 1).strip():
        return False
    below = [sheet.text(at).strip(), *_below(sheet, at)]
    if not 3 <= len(below) <= 14 or any(len(line) > 90 or line.endswith((".", "?", "!", ":", ",")) for line in below):
        return False
    labelled = sum(bool(re.match(r"[^\W\d]{3,25}\s*:", line)) and not _CARD.search(line) for line in below)
    return not labelled and sum(bool(_CARD.search(line)) for line in below) >= 2 and not any(_lists(line) for line in below)


def _lists(line: str) -> bool:
    return bool(re.match(r"\s*(?:[-*•]|\d{1,2}[.)])\s", line))


def _below(sheet: Sheet, at: int) -> list[str]:
    """The written lines below, up to a quote, a disclaimer, which may be long, or a postscript."""
    below: list[str] = []
    for i in range(at + 1, len(sheet.lines)):
        line = sheet.text(i)
        if (
            sheet.kind(i) in {QUOTE, DISCLAIMER}
            or footers.DISCLAIMERS.at(line)
            or footers.POSTSCRIPTS.at(line)
            or len(below) > MOST_CARD_LINES
        ):
            break
        if sheet.is_fresh(i):
            below.append(line.strip())
    return below


def _speaks(sheet: Sheet, at: int) -> bool:
    """A sentence to somebody, in a paragraph of its own, below the name: people add it after signing."""
    line = sheet.text(at).strip()
    words = line.split()
    if len(words) < 4 or not line.endswith((".", "?", "!")) or sheet.text(at - 1).strip() or not _SPOKEN.search(line[:400]):
        return False
    return not footers.OFFICE_HOURS.within(line) and not footers.DISCLAIMERS.at(line) and not line.startswith(("„", '"', "»", "“"))


def _name_of(author: str) -> frozenset[str]:
    return frozenset(word for word in plain(author).split() if word not in _TITLES)


def _is_name(line: str, author: frozenset[str]) -> bool:
    """The author's name alone, in any order, with titles, initials or i. A. in front."""
    if len(line) > 80:
        return False
    words = [word for word in plain(line).split() if word not in _TITLES]
    whole = frozenset(words)
    initials = all(word in author or any(len(word) == 1 and name.startswith(word) for name in author) for word in words)
    return len(author) > 1 and len(words) > 1 and initials and bool(whole & author)
