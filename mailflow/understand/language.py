"""German or English: told by the small words."""

from __future__ import annotations

import re
from functools import lru_cache

_GERMAN = frozenset(
    [
        "ich",
        "du",
        "er",
        "sie",
        "es",
        "wir",
        "ihr",
        "und",
        "oder",
        "aber",
        "nicht",
        "kein",
        "keine",
        "ist",
        "sind",
        "war",
        "bin",
        "habe",
        "haben",
        "hat",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "mit",
        "für",
        "von",
        "zu",
        "zum",
        "zur",
        "auf",
        "aus",
        "bei",
        "nach",
        "vor",
        "bis",
        "im",
        "am",
        "an",
        "in",
        "um",
        "ja",
        "nein",
        "danke",
        "bitte",
        "gerne",
        "gern",
        "auch",
        "noch",
        "nur",
        "schon",
        "wie",
        "was",
        "wer",
        "wann",
        "wo",
        "dass",
        "wenn",
        "weil",
        "uns",
        "euch",
        "mich",
        "dich",
        "mir",
        "dir",
        "hallo",
        "liebe",
        "lieber",
        "guten",
        "moin",
        "unser",
        "unsere",
        "kann",
        "können",
        "wird",
        "werden",
        "so",
        "dann",
        "doch",
        "mal",
        "hier",
        "über",
        "unter",
        "keinen",
        "sehr",
        "alle",
        "beim",
        "vom",
        "als",
        "dazu",
        "davon",
        "dafür",
        "seit",
    ]
)
_ENGLISH = frozenset(
    [
        "you",
        "he",
        "she",
        "it",
        "we",
        "they",
        "and",
        "or",
        "but",
        "not",
        "no",
        "is",
        "are",
        "was",
        "am",
        "have",
        "has",
        "had",
        "the",
        "an",
        "of",
        "with",
        "for",
        "from",
        "to",
        "on",
        "at",
        "by",
        "this",
        "that",
        "these",
        "those",
        "if",
        "when",
        "what",
        "who",
        "where",
        "how",
        "yes",
        "please",
        "thanks",
        "thank",
        "our",
        "your",
        "my",
        "me",
        "us",
        "can",
        "could",
        "will",
        "would",
        "should",
        "do",
        "does",
        "did",
        "so",
        "then",
        "here",
        "there",
        "all",
        "very",
        "hello",
        "hi",
        "dear",
        "be",
        "been",
        "as",
        "about",
        "any",
        "some",
        "in",
    ]
)


SURE = 4
"""Small words of one language, and twice as many as of the other, that tell what somebody speaks."""
LONG_ENOUGH = 10
"""Words below which a letter tells nothing: "What is the status of my application?" may come from anybody."""


def language_of(text: str, commands: frozenset[str] = frozenset()) -> str:
    """ "de", "en", or "und" where there are no words. A line that begins with one of the English `commands` is English."""
    german, english = _small_words(text)
    ordered = sum(line.split(None, 1)[0].strip(".,:!") in commands for line in text[:20_000].upper().split("\n") if line.strip())
    if not re.search(r"[^\W\d_]", text[:20_000]):
        return "und"
    return "en" if english + ordered > german else "de"


def is_sure(text: str) -> bool:
    """Whether there are enough words to tell what its writer speaks; a mixture and a mere "ok, thanks" are not."""
    german, english = _small_words(text)
    long_enough = len(text[:20_000].split()) >= LONG_ENOUGH
    return long_enough and max(german, english) >= SURE and max(german, english) >= 2 * min(german, english)


@lru_cache(maxsize=1)
def _small_words(text: str) -> tuple[int, int]:
    """(German ones, English ones); a single letter may be an item of a list. Of one text both functions above want to know."""
    plain = text[:20_000].lower()
    words = re.findall(r"[^\W\d_]{2,40}", plain)
    german, english = (sum(map(language.__contains__, words)) for language in (_GERMAN, _ENGLISH))
    return german + 2 * len(re.findall("[äöüß]", plain)), english
