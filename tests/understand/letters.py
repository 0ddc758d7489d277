"""Letters and a vocabulary for tests of reading."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from mailflow.decide.commands import COMMANDS
from mailflow.model.address import Addresses
from mailflow.model.letter import Envelope, Letter, Mailbox
from mailflow.model.vocabulary import GroupName, Vocabulary
from mailflow.understand.applications.counties import counties_from_csv
from mailflow.understand.parse import letter_from_bytes

TODAY = date(2027, 3, 16)
ADMISSION = ("approve", "reject", "ask", "defer")
MODERATION = ("release", "discard", "ask")
DESK = ("approve", "reject", "ask", "defer", "release", "trust", "discard")


@cache
def vocabulary() -> Vocabulary:
    register = Path(__file__).parent.parent.parent / "config" / "data" / "landkreise.csv"
    return Vocabulary(
        addresses=Addresses(domain="forum.example"),
        groups=(
            GroupName("wohnen", "AG Wohnen", "ag-wohnen@forum.example", ("Wohnen", "Housing group"), "[AG Wohnen]"),
            GroupName("sprache", "AG Sprache", "ag-sprache@forum.example", ("Sprache", "Language group"), "[AG Sprache]"),
            GroupName("forum", "Forum", "forum@forum.example", (), "[Forum]"),
        ),
        counties=counties_from_csv(register.read_text("utf-8")),
        commands=tuple(c.as_words() for c in COMMANDS.values()),
        external_markers=("[EXTERN]",),
        trusted_authserv=("mx.forum.example",),
    )


def written(
    text: str,
    *,
    to: str = "mailflow@forum.example",
    subject: str = "Nachricht",
    sender: str = "anna@kreis.example",
    name: str = "Anna Muster",
) -> Letter:
    """A parsed letter whose new text is `text`."""
    envelope = Envelope(sender, (to,))
    return Letter(id="x", envelope=envelope, sender=Mailbox(sender, name), subject=subject, subject_base=subject, new_text=text, text=text)


def read(raw: str | bytes, to: str = "forum@forum.example") -> Letter:
    """What the program reads out of raw bytes (line ends become CRLF)."""
    data = raw if isinstance(raw, bytes) else raw.replace("\n", "\r\n").encode()
    return letter_from_bytes(data, Envelope("anna@kreis.example", (to,)), vocabulary())


def plain(body: str, headers: str = "") -> Letter:
    return read(f"From: Anna Muster <anna@kreis.example>\nSubject: AW: Frage\n{headers}Content-Type: text/plain; charset=utf-8\n\n{body}")
