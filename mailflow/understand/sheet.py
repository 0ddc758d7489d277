"""The lines of one letter while it is read: each is new until a rule says what else it is, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mailflow.understand.marks import head_of
from mailflow.understand.segments.quote_heads import ANNOUNCEMENTS

NEW, QUOTE, SIGNATURE, DISCLAIMER, BANNER, APP = "new", "quote", "signature", "disclaimer", "banner", "app"
_LEAD = re.compile(r"\s{0,3}(?:>\s?|&gt;\s?){0,9}")


@dataclass(frozen=True, slots=True)
class Line:
    """One shown line; `kind` and `why` where the HTML already tells, `tint` the colour its words are set in ("" = as usual)."""

    text: str
    kind: str = ""
    why: str = ""
    tint: str = ""


class Sheet:
    def __init__(self, lines: list[Line], subject: str = "") -> None:
        self.lines = lines
        self.subject = subject
        self.heads = [head_of(line.text) for line in lines]
        self._structure = [bool(line.kind) for line in lines]

    def text(self, at: int) -> str:
        return self.lines[at].text

    def is_blank(self, at: int) -> bool:
        return not self.heads[at]

    def kind(self, at: int) -> str:
        """ "" while nothing is known about the line."""
        return self.lines[at].kind

    def why(self, at: int) -> str:
        return self.lines[at].why

    def from_structure(self, at: int) -> bool:
        return self._structure[at]

    def put(self, at: int, kind: str, why: str) -> None:
        """The first rule that knows a line keeps it, but an answer found inside a quote, which may turn out to be a signature."""
        line = self.lines[at]
        if line.kind in {"", NEW} or (kind == NEW and line.kind == QUOTE):
            self.lines[at] = replace(line, kind=kind, why=why)

    def doubt(self, at: int, why: str) -> None:
        """What the HTML said of a line is not believed."""
        self.lines[at] = replace(self.lines[at], kind=NEW, why=why)

    def is_fresh(self, at: int) -> bool:
        """Whether a written line is still nobody's but the author's."""
        return at < len(self.lines) and self.lines[at].kind in {"", NEW} and bool(self.heads[at])

    def kind_of_next(self, at: int) -> str:
        """The kind of the next line that is not blank, "" at the end or where nothing is known."""
        return next((self.lines[i].kind for i in range(at + 1, min(at + 8, len(self.lines))) if self.heads[i]), "")

    def kind_before(self, at: int) -> str:
        return next((self.lines[i].kind for i in range(at - 1, max(at - 8, -1), -1) if self.heads[i]), "")

    def of(self, kind: str) -> list[str]:
        """The lines of a kind; a blank one where something else stood between them."""
        found: list[str] = []
        left_out = False
        for line in self.lines:
            if (line.kind or NEW) == kind:
                found += ["", line.text] if left_out else [line.text]
                left_out = False
            elif line.text.strip():
                left_out = bool(found)
        return found

    def says_something(self) -> bool:
        return any(self.is_fresh(i) for i in range(len(self.lines)))

    def announces_answers(self) -> bool:
        return any(ANNOUNCEMENTS.within(line) for line in self.of(NEW)[:200])


def plain(line: str) -> str:
    """The words of a line, without marks of quoting, case and punctuation."""
    return re.sub(r"\W+", " ", _LEAD.sub("", line, count=1)).strip().casefold()
