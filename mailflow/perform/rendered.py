"""What a template becomes: one letter's words, or the stencil of a letter to many."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain

from mailflow.perform import mime

MARKS: Mapping[str, str] = {"name": "mark0of0the0name", "reply_address": "mark0of0the0reply0address"}
"""What stands for the reader's own words in a letter to many: letters and digits, which no markup and no URL changes."""
_HOLE = secrets.token_hex(16)
"""Stands for a line with marks. Nobody can have written it in a post: it is another one in each process."""


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str
    lang: str


class Stencil:
    """A letter to many, rendered with `MARKS` and encoded once; of each copy only the lines with the reader's own words are made anew.

    `own` below are those words by the names of `MARKS`.
    """

    def __init__(self, frame: Rendered) -> None:
        self._frame, self.lang = frame, frame.lang
        self._marked: list[tuple[str, Callable[[str], str]]] = []
        body = mime.body(self._with_holes(frame.text, str), self._with_holes(frame.html, _in_html))
        self._pieces = body.split(_HOLE.encode())

    def subject(self, own: Mapping[str, str]) -> str:
        return _filled(self._frame.subject, own)

    def rendered(self, own: Mapping[str, str]) -> Rendered:
        """One reader's letter in words."""
        in_html = {key: _in_html(value) for key, value in own.items()}
        return Rendered(self.subject(own), _filled(self._frame.text, own), _filled(self._frame.html, in_html), self.lang)

    def body(self, own: Mapping[str, str]) -> bytes:
        """The same as `mime.body` of what `rendered` returns."""
        lines = [mime.quoted_printable(_filled(line, {k: spelled(v) for k, v in own.items()})) for line, spelled in self._marked]
        return b"".join(chain.from_iterable(zip(self._pieces, lines, strict=False))) + self._pieces[-1]

    def _with_holes(self, text: str, spelled: Callable[[str], str]) -> str:
        lines = re.split(r"\r\n|\r|\n", text)
        for at, line in enumerate(lines):
            if any(mark in line for mark in MARKS.values()):
                self._marked.append((line, spelled))
                lines[at] = _HOLE
        return "\n".join(lines)


def _filled(text: str, own: Mapping[str, str]) -> str:
    for key, value in own.items():
        text = text.replace(MARKS[key], value)
    return text


def _in_html(value: str) -> str:
    return html.escape(value, quote=False)
