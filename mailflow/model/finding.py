"""How words are compared when somebody looks for a post: case, umlauts and endings do not matter, a beginning is enough."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

SHORTEST, MOST = 3, 8
_FOLDED = {ord("ß"): "ss", ord("ẞ"): "ss", ord("ı"): "i", ord("ł"): "l", ord("Ł"): "L", ord("ø"): "o", ord("Ø"): "O", ord("đ"): "d"}
"""What does not come apart into a letter and its mark (Unicode NFKD): Yıldız is found by Yildiz."""
_PASSED_OVER = frozenset(
    re.findall(
        r"\w+",
        """aber alle alles als auch auf aus bei bin bis das dass dem den der des die dies diese dieser ein eine
        einem einen einer eines fur hat ich ihr ihre ist mit nach nicht noch nur oder sie sind uber
        und uns unser von vom vor was wer wie wir wird zum zur
        and are for from our that the this with you""",
    )
)
"""Words of every letter: nobody finds anything by them."""
_PHRASE = re.compile(r"[\"„“»«]([^\"„“”»«]{3,200})(?:[\"“”»«]|$)")
_TITLED = r"(?:(?:frau|herrn?|kollegin|kollegen?|ms|mrs|mr|dr|prof)\b\.?\s+)+"
_AUTHOR = re.compile(rf"\b(?:von|vom|by|from)\s+{_TITLED}([^\W\d_][\w-]+(?:\s+(?-i:[A-ZÄÖÜ])[\w-]+)?)", re.I)
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_UMLAUT = re.compile(r"(?<=[aou])e")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for."""

    words: tuple[tuple[str, ...], ...]
    """With one of which each a word of the post, its author or its list has to begin: fluchtling or fluechtling."""
    phrases: tuple[str, ...]
    """What was put in quotation marks stands in the post so."""
    author: tuple[tuple[str, ...], ...]
    """With which the author's names have to begin: "von Frau Kern"."""

    def is_in(self, author: str, text: str, place: str) -> bool:
        """`text` is subject and words of the post, `place` all else by which it is found."""
        told = words_of(f"{author} {text} {place}")
        named = words_of(author) if self.author else told
        plain = f" {_flat(text)} " if self.phrases else ""
        return _all_begun(told, self.words) and _all_begun(named, self.author) and all(f" {phrase} " in plain for phrase in self.phrases)


def wanted_in(query: str) -> Wanted:
    by = _AUTHOR.search(query)
    names = _spellings(by[1]) if by else ()
    rest = f"{query[: by.start()]} {query[by.end() :]}" if by else query
    phrases = tuple(_flat(phrase) for phrase in _PHRASE.findall(rest))
    return Wanted(tuple(dict.fromkeys((*_spellings(rest), *names)))[:MOST], phrases, names)


def _spellings(query: str) -> tuple[tuple[str, ...], ...]:
    """The beginnings of each word, with umlauts written either way: Flüchtling, Fluechtling."""
    written = {word: words_of(word.translate(_SPELT_OUT)) for word in re.findall(r"[^\W_]+", query)}
    found = {}
    for word, spelt_out in written.items():
        for plain in beginnings(word):
            found[plain] = tuple(dict.fromkeys((plain, *map(_stem, spelt_out), _UMLAUT.sub("", plain))))
    return tuple(found.values())


def _all_begun(words: frozenset[str], wanted: tuple[tuple[str, ...], ...]) -> bool:
    return all(any(word.startswith(beginnings) for word in words) for beginnings in wanted)


def _flat(text: str) -> str:
    """Its words, one blank between them."""
    return " ".join(re.findall(r"[^\W_]+", _UMLAUT.sub("", _plain(text))))


_ENDING = re.compile(r"(?:ern|em|en|er|es|e|n|s)$")

_OF_S = re.compile(r"(?<=[aiu])ss(?:es|en|e)$")
"""Of words with a short vowel, whose s is doubled in the plural: Bürgerbusse, Ergebnisse."""


def words_of(text: str) -> frozenset[str]:
    """The words of a text by which it is found."""
    return frozenset(w for w in re.findall(r"[^\W_]+", _plain(text)) if len(w) >= SHORTEST and w not in _PASSED_OVER)


def beginnings(query: str) -> tuple[str, ...]:
    """What a word has to begin with to be one of those looked for: "Fahrdienste" finds Fahrdienst and Fahrdienstleister."""
    return tuple(dict.fromkeys(_stem(word) for word in sorted(words_of(query))))[:MOST]


def passage(text: str, query: str, length: int = 240) -> str:
    """The part of a text around the first word looked for, cut at words."""
    flat, wanted = " ".join(text.split()), tuple(beginning for word in wanted_in(query).words for beginning in word)
    at = next((m.start() for m in re.finditer(r"[^\W_]+", flat) if _plain(m[0]).startswith(wanted)), 0) if wanted else 0
    start = (
        0 if len(flat) <= length or at < length // 2 else flat.index(" ", at - length // 2) + 1 if " " in flat[at - length // 2 :] else at
    )
    shown = flat[start : start + length]
    cut = shown if start + length >= len(flat) else shown.rpartition(" ")[0] + " …"
    return f"… {cut}" if start else cut


def _stem(word: str) -> str:
    """A word without its ending; short words are too easily mistaken without."""
    if len(word) <= SHORTEST + 1 or word.isdigit():
        return word
    if plural := _OF_S.search(word):
        return word[: plural.start() + 1]
    return _ENDING.sub("", word) if len(word) > 5 else word


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLDED)).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))
