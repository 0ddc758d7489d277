"""German or English: told by the small words."""

from __future__ import annotations

import re

_GERMAN = frozenset(
    ["ich", "du", "er", "sie", "es", "wir", "ihr", "und", "oder", "aber", "nicht", "kein", "keine", "ist", "sind", "war", "bin", "habe", "haben", "hat", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "mit", "für", "von", "zu", "zum", "zur", "auf", "aus", "bei", "nach", "vor", "bis", "im", "am", "an", "in", "um", "ja", "nein", "danke", "bitte", "gerne", "gern", "auch", "noch", "nur", "schon", "wie", "was", "wer", "wann", "wo", "dass", "wenn", "weil", "uns", "euch", "mich", "dich", "mir", "dir", "hallo", "liebe", "lieber", "guten", "moin", "unser", "unsere", "kann", "können", "wird", "werden", "so", "dann", "doch", "mal", "hier", "über", "unter", "keinen", "sehr", "alle", "beim", "vom", "als", "dazu", "davon", "dafür", "seit"]
)
_ENGLISH = frozenset(
    ["i", "you", "he", "she", "it", "we", "they", "and", "or", "but", "not", "no", "is", "are", "was", "am", "have", "has", "had", "the", "a", "an", "of", "with", "for", "from", "to", "on", "at", "by", "this", "that", "these", "those", "if", "when", "what", "who", "where", "how", "yes", "please", "thanks", "thank", "our", "your", "my", "me", "us", "can", "could", "will", "would", "should", "do", "does", "did", "so", "then", "here", "there", "all", "very", "hello", "hi", "dear", "be", "been", "as", "about", "any", "some", "in"]
)


def language_of(text: str) -> str:
    """"de", "en", or "und" where there are no words."""
    words = re.findall(r"[^\W\d_]{1,40}", text[:20_000].lower())
    if not words:
        return "und"
    german = sum(w in _GERMAN for w in words) + 2 * len(re.findall("[äöüß]", text[:20_000].lower()))
    english = sum(w in _ENGLISH for w in words)
    return "en" if english > german else "de"
