"""Our own lines within what an answer quotes, taken out again: else the tenth answer of a thread would carry them ten times."""

from __future__ import annotations

import html
import re
from functools import lru_cache

_MOST_WORDS = 24
"""Of how many read a list, which changes from post to post."""
_TAG = re.compile(r"<[^<>]*>")
_BETWEEN = r"(?:[ \t\xa0]*\r?\n[> \t\xa0]*|[ \t\xa0]+)"
_BETWEEN_TAGS = r"(?:\s|&nbsp;|<[^<>]{0,400}>)+"


def without_our_lines(text: str, below: str) -> str:
    """A plain text without the lines that stand below posts of this list, wherever a program has quoted and wrapped them."""
    return _in_text(below).sub("", text) if _last_line(below) in " ".join(text.replace(">", " ").split()) else text


def page_without_our_lines(page: str, below: str) -> str:
    """The same of a page, whose tags stay where they are."""
    return _in_page(below).sub(lambda found: "".join(tag for tag in _TAG.findall(found[0]) if tag[:3].lower() != "<hr"), page)


@lru_cache(64)
def _in_text(below: str) -> re.Pattern[str]:
    return re.compile(rf"^[> \t\xa0]*(?:--[ \t\xa0]*\r?\n[> \t\xa0]*)?{_words(below, _BETWEEN)}[ \t\xa0]*(?:\r?\n|\Z)", re.M)


@lru_cache(64)
def _in_page(below: str) -> re.Pattern[str]:
    words = _words(html.escape(below, quote=False), _BETWEEN_TAGS)
    quoted = words.replace("»", "(?:»|&raquo;)").replace("«", "(?:«|&laquo;)")
    return re.compile(rf"(?:<hr\b[^<>]*>\s*(?:<[^<>]{{0,400}}>\s*)?)?(?:--{_BETWEEN_TAGS})?{quoted}")


def _words(below: str, between: str) -> str:
    """The lines word by word; what counts the readers, behind the first colon, may be anything short."""
    first, _, others = below.strip().partition("\n")
    name, *_ = first.partition(":")
    head, tail = (between.join(map(re.escape, part.split())) for part in (name, others))
    return rf"{head}:(?:{between}(?:(?!&nbsp;)[^\s<>])+){{1,{_MOST_WORDS}}}?{between}{tail}"


def _last_line(below: str) -> str:
    return " ".join(below.strip().rpartition("\n")[2].split())
