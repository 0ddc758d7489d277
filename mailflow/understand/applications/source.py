"""Where an applicant's words stand: in the letter, in its documents, in a forwarded mail, below the questions of a form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from mailflow.model.letter import Letter
from mailflow.understand.applications.consent import consent_in, consent_of
from mailflow.understand.applications.fields import asked_for, labelled, whole_name
from mailflow.understand.decoding.attachments import MAIL
from mailflow.understand.reach import in_reach
from mailflow.understand.segments.body import MARKED

_BELOW = re.compile(
    r"\b(?:antwort\w*|angaben|ausgefüllt|eingetragen|answers?)\b[^.!?\n]{0,40}(?:\bs\.? ?u\b|\bunten\b|\bdarunter\b|\bdazwischen\b|\bim text\b|\bbelow\b|\binline\b)|\b(?:s\.u|siehe unten|see below)\b",
    re.I,
)
"""Says that the answers stand in the quoted questions."""
MARKED_LINES = re.compile(r"(?m)^[\s>]+")
LONGEST_NOTE = 400
"""Letters of a text with which somebody passes a mail on; more is a letter of its own."""
_HEAD = re.compile(r"(?im)^\s*\*?(?:von|from|gesendet|sent|an|to|cc|kopie|betreff|subject|datum|date)\*?\s*:.*$")
"""A line of a forwarded mail's head."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an application's words stand, and what is known of who wrote them."""

    text: str
    fields: dict[str, str]
    asked: str
    """Quoted questions that bare answers may belong to."""


def passed_on_in(letter: Letter) -> str:
    """The mail that somebody passes on with a few words of their own, inline or attached; "" in any other letter."""
    if not letter.is_forward or len(letter.new_text) >= LONGEST_NOTE:
        return ""
    return letter.quote.strip() or next((a.text for a in letter.attachments if a.type == MAIL), "")


def source_of(letter: Letter) -> Source:
    """The new words first, then the documents; but a mail passed on comes before the words of who passes it on."""
    passed_on = passed_on_in(letter)
    texts = [_HEAD.sub("", passed_on), letter.new_text] if passed_on else [letter.new_text]
    fields = {**answered_in(letter), **labelled(letter.new_text)}
    below = labelled(letter.signature)
    fields = {**{name: below[name] for name in ("topics", "motivation", "consent") if name in below}, **fields}
    for attachment in letter.attachments:
        texts += [attachment.text] if attachment.text != passed_on else []
        for label, value in attachment.fields:
            fields = {**labelled(f"{label}: {value}"), **fields}
        fields = {**labelled(attachment.text), **fields}
    if len(texts) > 1:
        fields = {**labelled("\n".join(texts)), **fields}
    return Source(in_reach("\n\n".join(t for t in texts if t.strip())), whole_name(fields), letter.quote)


def answered_in(letter: Letter) -> dict[str, str]:
    """The fields whose questions stand quoted, each with its answer written below it, which may look like a signature ("Landratsamt Höxter")."""
    lines = letter.text.split("\n")
    found = _answered_by_number(letter)
    for above, below in pairwise(letter.segments):
        if above.kind == "quote" and below.kind in {"new", "signature"}:
            question, answer = _last_said(lines[above.first - 1 : above.last]), lines[below.first - 1 : below.last]
            said = labelled("\n".join([question, *answer]))
            if not said and (field := asked_for(question)):
                said = {field: " ".join(" ".join(answer).split())}
            found = {**said, **found}
    if _BELOW.search(letter.new_text[:LONGEST_NOTE]):
        found = {**labelled(MARKED_LINES.sub("", letter.quote)), **found}
    return found if len(found) > 1 else {}


def _last_said(quote: list[str]) -> str:
    """The last line of a quote that is not blank, without its marks."""
    return next((said for line in reversed(quote) if (said := MARKED.sub("", line).strip(" >\t"))), "")


_NUMBERED = re.compile(r"(?m)^[\s>]*(\d{1,2})[.):]\s*(\S.*)$")


def _answered_by_number(letter: Letter) -> dict[str, str]:
    """The fields whose numbered questions stand quoted, each with what stands behind its number above the quote."""
    asked = {number: question for number, question in _NUMBERED.findall(letter.quote) if asked_for(question) or labelled(f"{question} x")}
    found: dict[str, str] = {}
    for number, answer in _NUMBERED.findall(letter.new_text):
        if question := asked.get(number, ""):
            said = labelled(f"{question} {answer}") or {asked_for(question): answer}
            found = {**said, **found}
    return found


def consented(source: Source) -> bool | None:
    """True if consent was given, False if refused or put off, None if nothing was said."""
    said = consent_of(source.fields["consent"]) if source.fields.get("consent") else None
    if said is not None:
        return said
    told = consent_in(source.text)
    if told is None and re.search(r"einwillig|einverstanden|datenschutz|speicher|verarbeitung|consent", source.asked, re.I):
        return (
            True
            if re.search(
                r"(?im)^\s*(?:ja|yes)(?:,? (?:gern|gerne|sehr gern|natürlich|klar|selbstverständlich|einverstanden|hiermit|bitte|das tue ich|of course|sure|i do))?\W*$",
                source.text,
            )
            else None
        )
    return told
