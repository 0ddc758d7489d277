"""What a post is, by the word its author put in front of the subject: "Konzept: Sprachmittlerpool"."""

from __future__ import annotations

HEADINGS = {
    "question": ("frage", "question"),
    "challenge": ("herausforderung", "challenge"),
    "concept": ("konzept", "concept"),
    "strategy": ("strategie", "strategy"),
    "offer": ("angebot", "offer"),
    "example": ("praxisbeispiel", "example of practice"),
}
"""In the order in which the weekly letter shows them; posts without such a word come last."""
ORDER = (*HEADINGS, "")


def heading_of(subject: str) -> str:
    """A word of `HEADINGS`, "" where the subject begins with none."""
    word, colon, _ = subject.partition(":")
    said = word.strip().casefold()
    return next((heading for heading, words in HEADINGS.items() if colon and said in words), "")
