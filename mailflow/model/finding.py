"""How words are compared when somebody looks for a post: case, umlauts and endings do not matter, a beginning is enough."""

from __future__ import annotations

import re
import unicodedata

SHORTEST = 3
_FOLDED = {ord("ß"): "ss", ord("ẞ"): "ss"}
_PASSED_OVER = frozenset(
    re.findall(
        r"\w+",
        """aber alle als auch auf aus bei bin bis das dass dem den der des die dies diese dieser ein eine
        einem einen einer eines fur hat ich ihr ihre ist mit nach nicht noch nur oder sie sind uber
        und uns unser von vom vor was wer wie wir wird zum zur
        and are for from our that the this with you""",
    )
)
"""Words of every letter: nobody finds anything by them."""
_ENDING = re.compile(r"(?:ern|em|en|er|es|e|n|s)$")


def words_of(text: str) -> frozenset[str]:
    """The words of a text by which it is found."""
    return frozenset(w for w in re.findall(r"[^\W_]+", _plain(text)) if len(w) >= SHORTEST and w not in _PASSED_OVER)


def beginnings(query: str) -> tuple[str, ...]:
    """What a word has to begin with to be one of those looked for: "Fahrdienste" finds Fahrdienst and Fahrdienstleister."""
    return tuple(dict.fromkeys(_stem(word) for word in sorted(words_of(query))))[:8]


def passage(text: str, query: str, length: int = 240) -> str:
    """The part of a text around the first word looked for, cut at words."""
    flat, wanted = " ".join(text.split()), beginnings(query)
    at = next((m.start() for m in re.finditer(r"[^\W_]+", flat) if _plain(m[0]).startswith(wanted)), 0) if wanted else 0
    start = (
        0 if len(flat) <= length or at < length // 2 else flat.index(" ", at - length // 2) + 1 if " " in flat[at - length // 2 :] else at
    )
    shown = flat[start : start + length]
    cut = shown if start + length >= len(flat) else shown.rpartition(" ")[0] + " …"
    return f"… {cut}" if start else cut


def _stem(word: str) -> str:
    """A word without its ending; short words are too easily mistaken without."""
    return _ENDING.sub("", word) if len(word) > 5 and not word.isdigit() else word


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLDED)).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))
