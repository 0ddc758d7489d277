"""What stands around the new text: banners above it, name, address card, app line and disclaimer below it."""

from __future__ import annotations

import re

from mailflow.model.letter import Mailbox
from mailflow.understand.applications.fields import is_label
from mailflow.understand.marks import head_of
from mailflow.understand.segments import footers
from mailflow.understand.sheet import APP, BANNER, DISCLAIMER, QUOTE, SIGNATURE, Sheet, plain
from mailflow.understand.wording import folded

_CARD = re.compile(
    r"\+?\d[\d /().-]{5,}\d|@|www\.|https?:|\b\d{5} \w|\btel\b|telefon(?!isch)|\bfax\b|\bstr(?:aße|\.)|\bzimmer\b|\braum\b", re.I
)
_OFFICE = re.compile(
    r"(?:(?:[A-ZÄÖÜ][\w&./()*:-]{0,40}|für|der|des|die|das|dem|den|und|im|in|am|an|bei|beim|zur|zum|of|the|and|for|[-–|&/•·])(?:, |,$| |$)){1,9}"
)
_ME_TO_YOU = re.compile(r"\b(?:ich|mir|mich|du|dich|dir|euch|i|i'm|i'll)\b", re.I)
_NEWS = re.compile(
    r"\b(?:(?:[Ff]rau|[Hh]err|[Hh]errn) [A-ZÄÖÜ]\w+|(?i:heute|morgen|übermorgen|gestern|nächste woche|am (?:montag|dienstag|mittwoch|donnerstag|freitag|\d{1,2}\.)))"
)
"""Of somebody, or of a day: no card says that in a sentence."""
_YOU = re.compile(r"\b(?:ihr|sie|ihnen|you)\b", re.I)
_TITLES = frozenset(
    ["dr", "prof", "dipl", "med", "phil", "herr", "frau", "i", "a", "v", "gez", "ma", "ba", "m", "mag", "ing", "jur", "rer", "nat", "iur"]
)
_IN_BRACKETS = re.compile(
    r"(?=.*(?:e-?mail|nachricht|message|absender|sender|signatur|signiert|signed|zertifikat|verschlüssel|encrypted|gateway|extern|spam|virus))"
    r"(?:\[.{3,200}\]|\*{2,5}.{3,200}\*{2,5}|={2,5}.{3,200}={2,5}|<<.{3,200}>>)",
    re.I,
)
MOST_CARD_LINES, LONGEST_CARD_LINE = 30, 200


def set_apart_the_end(sheet: Sheet, author: Mailbox | None, learned: frozenset[str]) -> None:
    """Gives every line that is not the author's own words its kind."""
    for i in range(len(sheet.lines)):
        if sheet.is_fresh(i):
            _lone_line(sheet, i)
    _banners_at_the_top(sheet)
    _End(sheet, author or Mailbox("")).walk_down()
    if learned:
        _repeated_at_the_edges(sheet, learned)


def _lone_line(sheet: Sheet, at: int) -> None:
    head = sheet.heads[at]
    if why := footers.BANNERS.at(head):
        sheet.put(at, BANNER, why)
    elif why := footers.APP_LINES.at(head):
        sheet.put(at, APP, why)
    elif re.fullmatch(r"_{20,400}", head):
        sheet.put(at, BANNER, "a rule across the page")


def _repeated_at_the_edges(sheet: Sheet, learned: frozenset[str]) -> None:
    """Lines that letters of the domain repeat, above and below what is new; inside it, the author may well mean them."""
    lines = range(len(sheet.lines))
    for order in (lines, reversed(lines)):
        for i in order:
            if sheet.is_fresh(i):
                if plain(sheet.text(i)) not in learned:
                    break
                sheet.put(i, DISCLAIMER, "letters from this domain repeat this line")


def _banners_at_the_top(sheet: Sheet) -> None:
    """A banner wrapped over several lines goes on where the next one begins with a small letter."""
    inside = False
    first = next((i for i in range(len(sheet.lines)) if sheet.is_fresh(i)), None)
    if first is not None and _IN_BRACKETS.fullmatch(sheet.heads[first]) and any(map(sheet.is_fresh, range(first + 1, len(sheet.lines)))):
        sheet.put(first, BANNER, "a note on the mail in brackets above the text")
    for i in range(len(sheet.lines)):
        if sheet.is_blank(i):
            inside = False
        elif sheet.kind(i) == BANNER:
            inside = len(sheet.text(i)) > 55 and not sheet.text(i).rstrip().endswith((".", "!", "]", ":"))
        elif inside and sheet.heads[i][:1].islower():
            sheet.put(i, BANNER, "goes on from the line above")
            inside = len(sheet.text(i)) > 55
        else:
            inside = False


class _End:
    """Below "-- ", below a close with a name, and disclaimers; what follows a P.S. is new again."""

    def __init__(self, sheet: Sheet, author: Mailbox) -> None:
        self._sheet, self._author, self._home = sheet, _name_of(author.name), _home_of(author.address)
        lines = range(len(sheet.lines))
        self._disclaims = [footers.DISCLAIMERS.at(sheet.heads[i]) if sheet.is_fresh(i) else "" for i in lines]
        self._postscript = [
            footers.POSTSCRIPTS.at(sheet.heads[i]) if sheet.is_fresh(i) or sheet.kind(i) == SIGNATURE else "" for i in lines
        ]

        self._answered_below = _answered_below(sheet)

    def walk_down(self) -> None:
        state, why, said = "", "", False
        for i in range(len(self._sheet.lines)):
            state, why = self._next_state(i, state, why, said=said)
            if not self._sheet.is_fresh(i):
                continue
            if state:
                self._sheet.put(i, state, why)
            else:
                said = True

    def _next_state(self, at: int, state: str, why: str, *, said: bool) -> tuple[str, str]:
        """(kind, why) of this line; kind "" while the author speaks."""
        sheet = self._sheet
        if sheet.kind(at) == QUOTE:
            return "", ""
        if sheet.kind(at) in {SIGNATURE, DISCLAIMER} and sheet.heads[at]:
            if not (sheet.from_structure(at) and (_speaks(sheet.text(at).strip()) or self._postscript[at])):
                return sheet.kind(at), sheet.why(at)
            sheet.doubt(at, "people write below and inside the signature, too")
            return "", ""
        if not sheet.is_fresh(at):
            # A disclaimer above the text, as some gateways put it, is one paragraph.
            return ("", "") if state == DISCLAIMER and not said and not sheet.heads[at] else (state, why)
        if state and self._goes_on_writing(at, state):
            return "", ""
        if self._disclaims[at]:
            return DISCLAIMER, self._disclaims[at]
        if not state and said and self._names_home(at):
            return SIGNATURE, "the office whose address sent the letter"
        if not state and (ends := self._end_below_text(at) if said else self._end_without_text(at)):
            return SIGNATURE, ends
        return state, why

    def _goes_on_writing(self, at: int, state: str) -> bool:
        if self._postscript[at]:
            return state == SIGNATURE or _starts_paragraph(self._sheet, at)
        return state == SIGNATURE and _starts_paragraph(self._sheet, at) and _speaks(self._sheet.text(at).strip())

    def _end_below_text(self, at: int) -> str:
        """A wish closes a letter only where a name or card follows."""
        if (why := footers.WISHES.at(self._sheet.heads[at])) and (below := self._below(at, MOST_CARD_LINES + 1)):
            return why if _only_a_card(below) and not any(_is_said(line) for line in below) else ""
        return self._end_at(at)

    def _end_without_text(self, at: int) -> str:
        """A close above everything else opens the letter where it is a hello ("Servus Fabian,") or something is said below it."""
        line = self._sheet.heads[at]
        opens = footers.HELLOS.at(line) or any(_is_said(below) for below in self._below(at, MOST_CARD_LINES))
        return "" if opens and (footers.CLOSINGS.at(line) or footers.SIGNED_BY.at(line)) else self._end_at(at)

    def _end_at(self, at: int) -> str:
        """Why the signature begins at this line, "" if it does not."""
        line = self._sheet.heads[at]
        if why := footers.DASHES.at(line):
            return why
        if why := footers.CLOSINGS.at(line) or (footers.SIGNED_BY.at(line) if self._author & set(plain(line[:80]).split()) else ""):
            return why if _only_a_card(self._below(at, MOST_CARD_LINES + 1)) else ""
        if _is_name(line, self._author) and not self._is_introduced(at):
            below = self._below(at, 15)
            if _is_card(below):
                return "the author's name above an address card"
            if _starts_paragraph(self._sheet, at) and _is_office(below):
                return "the author's name above post and office"
        if (why := footers.RULES.at(line)) and _is_plain_card(self._below(at, 15)):
            return why
        return "an address card" if self._begins_card(at) else ""

    def _begins_card(self, at: int) -> bool:
        """Three and more short lines without a sentence before the end or the quote, two of them with a telephone, street or address.

        Nobody signs a letter that says nothing: what stands on top is the author's.
        """
        first = self._sheet.heads[at]
        above = any(self._sheet.is_fresh(i) and self._sheet.heads[i] for i in range(at))
        if not above or not _starts_paragraph(self._sheet, at) or _is_sentence(first) or _ANSWERS.match(first) or self._is_introduced(at):
            return False
        return _is_plain_card([first, *self._below(at, 15)])

    def _names_home(self, at: int) -> bool:
        """A last paragraph of nouns that names the domain the letter came from."""
        if not _starts_paragraph(self._sheet, at) or self._answered_below[at]:
            return False
        lines = [self._sheet.heads[at], *self._below(at, 7)]
        return (
            len(lines) <= 6
            and all(len(line) <= 80 and _OFFICE.fullmatch(line) for line in lines)
            and any(word in folded(line) for line in lines for word in self._home)
            and not self._is_introduced(at)
        )

    def _is_introduced(self, at: int) -> bool:
        """ "Here is how to reach him:" above a card makes it the author's words."""
        above = next((self._sheet.heads[i] for i in range(at - 1, max(at - 4, -1), -1) if self._sheet.heads[i]), "")
        return above.endswith(":") or is_label(above)

    def _below(self, at: int, most: int) -> list[str]:
        """At most so many written lines below, up to a quote, a disclaimer, which may be long, or a postscript."""
        below: list[str] = []
        for i in range(at + 1, len(self._sheet.lines)):
            if len(below) >= most or self._sheet.kind(i) in {QUOTE, DISCLAIMER} or self._disclaims[i] or self._postscript[i]:
                break
            if self._sheet.is_fresh(i):
                below.append(self._sheet.text(i).strip())
        return below


_ANSWERS = re.compile(r"(?:grund|begründung|hinweis|(?:rück|nach)?frage|mentor\w*|bis|reason|question)\s*:", re.I)
"""Goes with an order in the line above, whatever the words behind it look like."""


def _answered_below(sheet: Sheet) -> list[bool]:
    """For each line whether more is written below a quote that follows: so answers whoever is asked several things."""
    below, later, found = False, False, []
    for i in reversed(range(len(sheet.lines))):
        below = below or (sheet.kind(i) == QUOTE and later)
        later = later or bool(sheet.is_fresh(i) and sheet.heads[i])
        found.append(below)
    return found[::-1]


def _only_a_card(below: list[str]) -> bool:
    return len(below) <= MOST_CARD_LINES and all(len(line) <= LONGEST_CARD_LINE for line in below[:14])


def _is_card(below: list[str]) -> bool:
    """Short lines with a number, a street or an office, none of them a question."""
    return (
        len(below) <= 14
        and all(len(line) <= 90 and not line.endswith("?") for line in below)
        and any(re.search(r"\d|@|www\.", b) for b in below)
    )


def _is_office(below: list[str]) -> bool:
    """A few short lines of nouns: the post somebody holds, and where."""
    return 1 <= len(below) <= 5 and all(len(line) <= 80 and _OFFICE.fullmatch(line) for line in below)


def _is_plain_card(lines: list[str]) -> bool:
    """The same where nobody's name tells: no sentence, no list, no form to fill in."""
    if not 3 <= len(lines) <= 14 or any(_is_sentence(line) or _lists(line) or footers.CLOSINGS.at(line) for line in lines):
        return False
    labelled = any(re.match(r"[^\W\d][\w/ -]{2,30}(?::|\s=\s)", line) and not _CARD.search(line) for line in lines)
    return not labelled and sum(bool(_CARD.search(line)) for line in lines) >= 2


def _is_sentence(line: str) -> bool:
    return len(line) > 90 or line.endswith((".", "?", "!", ":", ","))


def _lists(line: str) -> bool:
    """An item of a list: a bullet, a number, or anything about a numbered matter."""
    return bool(re.match(r"\s*(?:[-*•]|\d{1,2}[.)])|.{0,80}\b[A-Z]-\d{4}-\d{4}\b", line))


def _speaks(line: str) -> bool:
    """A sentence from me to you, or with news of somebody: people add it after signing. Slogans and office hours speak of "we"."""
    return _is_said(line) and bool(
        _ME_TO_YOU.search(line[:400]) or _NEWS.search(line[:400]) or (line.endswith("?") and _YOU.search(line[:400]))
    )


def _is_said(line: str) -> bool:
    """A sentence, and neither office hours nor a disclaimer."""
    if len(line.split()) < 4 or not line.endswith((".", "?", "!")) or line.startswith(("„", '"', "»", "“")):
        return False
    return not (footers.OFFICE_HOURS.within(line) or footers.DISCLAIMERS.at(head_of(line)))


def _starts_paragraph(sheet: Sheet, at: int) -> bool:
    return not at or sheet.is_blank(at - 1)


def _name_of(author: str) -> frozenset[str]:
    return frozenset(word for word in plain(author).split() if word not in _TITLES)


def _home_of(address: str) -> frozenset[str]:
    """Long words of the domain without its ending: a county's name, not "lra" or "kreis"."""
    domain = address.rpartition("@")[2].rpartition(".")[0]
    return frozenset(
        word for word in re.split(r"[.-]", domain) if len(word) > 5 and word not in {"landkreis", "landratsamt", "kreisverwaltung"}
    )


def _is_name(line: str, author: frozenset[str]) -> bool:
    """The author's name alone, in any order, with titles, initials or i. A. in front."""
    if len(line) > 80 or not any(word in line.casefold() for word in author):
        return False
    words = [word for word in plain(line).split() if word not in _TITLES]
    whole = frozenset(words)
    initials = all(word in author or any(len(word) == 1 and name.startswith(word) for name in author) for word in words)
    return len(author) > 1 and len(words) > 1 and initials and bool(whole & author)
