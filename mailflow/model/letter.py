"""A letter as `understand` reads it: who wrote, what is new in it, what travels with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

NOT_CHECKED = "signature_not_checked"
"""A defect: signed by S/MIME or PGP, opened and read, but that proves nothing here; the proof is what the mail server says."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One sender or recipient; `address` is normal (see `model.address.normal`), `name` decoded."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The SMTP envelope. `sender` is "" for the null sender; addresses are normal."""

    sender: str
    recipients: tuple[str, ...]
    by_own_server: bool = True
    """Handed over by one of our own mail servers: only then its Authentication-Results count (faults.md D3)."""


class Level(StrEnum):
    """How sure we are who wrote, weakest first (design.md section 6)."""

    CLAIMED = "claimed"
    ALIGNED = "aligned"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"

    def reaches(self, needed: Level) -> bool:
        order = list(Level)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Proof:
    """`failed` says that authentication was checked and said no: such a letter decides nothing at all."""

    level: Level = Level.CLAIMED
    why: str = ""
    failed: bool = False
    judged: bool = True
    """False: nobody whom we trust has looked at the sender yet."""
    strict: bool = False
    """The author's domain asks by DMARC to quarantine or reject what does not come from it."""
    policy_told: bool = False
    """Whoever looked at the sender also told what the domain asks for."""
    signed: bool = False
    """A signature of the author's domain holds; it still will in copies whose subject and body stay untouched."""
    results: str = ""
    """What was found, in the words of Authentication-Results (RFC 8601 section 2.2), for the servers that get copies."""
    signed_fields: frozenset[str] | None = None
    """Header fields (lower case) under the signature that alone vouches for the sender; None where the envelope vouches as well.

    Whoever has a signed letter can send it on to anybody (RFC 6376 section 8.6).
    """
    spf_told: bool = False
    """Whoever looked at the sender also looked whether the domain in the envelope sends from there."""
    own_words: bool = False
    """Subject, text and day are its author's, but nobody signed to whom it was written: enough for orders of one's own (ADR 8)."""
    chain: str = ""
    """none | pass | fail: the ARC sets the letter came with; "" where they were not looked at or have ended (RFC 8617 section 5.1)."""

    @property
    def told(self) -> str:
        """Level and reason in one line, "failed" for the level where the check said no; `_parts/proof.md` puts it in plain words."""
        return f"{'failed' if self.failed else self.level}: {self.why}"


def is_vouched_for(told: str) -> bool:
    """By `Proof.told`: whether a mail system said that the letter is its own."""
    level, _, why = told.partition(": ")
    return level not in {"claimed", "failed"} and "=pass" in why


def proof_in_words(told: str) -> str:
    """`Proof.told` for whoever runs the house."""
    level, _, why = told.partition(": ")
    checked = {"claimed": "not checked", "failed": "checked, not confirmed"}.get(level, "checked")
    return f"{checked}: {level}, {why}".removesuffix(", ")


@dataclass(frozen=True, slots=True)
class Authentication:
    """What the name servers say about a letter. Domains in lower case."""

    spf: str = "none"
    """none | neutral | pass | fail | softfail | permerror, of the domain in the envelope sender."""
    spf_domain: str = ""
    spf_judged: bool = False
    """False where one of our own mail servers stands between the sender and us."""
    signed_by: tuple[str, ...] = ()
    signed_fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The header fields (lower case) under the signatures of each domain in `signed_by`."""
    broken: tuple[str, ...] = ()
    """Domains whose DKIM signature does not hold."""
    policy: str = ""
    """none | quarantine | reject: what DMARC asks for the author's domain, "" if it says nothing."""
    strict_dkim: bool = False
    strict_spf: bool = False
    organisations: Mapping[str, str] = field(default_factory=dict)
    """The organisational domain (RFC 9989 section 3.2.14) of each domain named above."""
    trouble: str = ""
    """Why nothing could be found out, "" if it could."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part with a file name, or an attached mail; `type` is the real type, `size` counts decoded bytes.

    `text` is what could be read out of a PDF, DOCX or text file ("" if nothing);
    `fields` are the filled fields of a form in it, as (label, value).
    """

    name: str
    size: int
    type: str
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()


ENCODED = 1.37
"""Bytes in a letter for a byte of a file (base64, RFC 2045 section 6.8, with its line ends)."""


def megabytes(file: Attachment) -> float:
    """Its size as people are told it."""
    return max(round(file.size / 1_000_000, 1), 0.1)


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines `first` to `last` (counted from 1) of a letter's text, what they are, and why.

    `kind`: new | quote | signature | disclaimer | banner | app.
    """

    kind: str
    first: int
    last: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Automatic:
    """What a machine wrote (RFC 3834). `kind` is a word of corpus/README.md, e.g. "out_of_office", "list_mail"."""

    kind: str
    why: str = ""
    absent_until: str | None = None
    deputy: str | None = None
    has_left: bool = False
    """It says that its sender does not work there any more, or who came after them."""


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    address: str
    status: str | None
    action: str | None


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report (RFC 3464, or prose). `kind`: permanent | temporary | delayed | not_a_bounce."""

    kind: str
    recipients: tuple[FailedRecipient, ...] = ()
    status: str | None = None
    smtp_code: int | None = None
    address_invalid: bool | None = None
    original_message_id: str | None = None
    new_address: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Counter:
    """A proposed other time, ISO 8601 with offset."""

    dtstart: str
    dtend: str | None


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """The iTIP object in a letter (RFC 5546), times as ISO 8601 with offset."""

    uid: str
    method: str | None
    sequence: int = 0
    attendee: str | None = None
    partstat: str | None = None
    sent_by: str | None = None
    comment: str = ""
    guests: int = 0
    delegate: Mailbox | None = None
    recurrence_id: str | None = None
    counter: Counter | None = None
    organizer: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A parsed message. Every field has a value, however broken the message was; `defects` names what was not readable."""

    id: str
    """Hex digest over recipient-independent content: the key of invariant 3 together with the envelope."""
    envelope: Envelope
    sender: Mailbox
    """The one mailbox in From; address "" when From is missing, double or ambiguous."""
    proof: Proof = Proof()
    sent_by: str = ""
    """The address in Sender where it differs from From."""
    reply_to: str = ""
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    subject: str = ""
    subject_base: str = ""
    message_id: str = ""
    """With angle brackets, "" if none."""
    references: tuple[str, ...] = ()
    """In-Reply-To first, then References from the newest back; with angle brackets; at most 50."""
    date: datetime | None = None
    text: str = ""
    """All readable text: new, quoted, signature."""
    segments: tuple[Segment, ...] = ()
    """What each line of `text` is, and why; blank lines belong to none."""
    other_text: str = ""
    """What the text part newly says where its words are not those of the HTML, which is shown; no decision is read from it."""
    new_text: str = ""
    """What the person newly wrote, lines kept, without close and signature."""
    signature: str = ""
    quote: str = ""
    """The quoted or forwarded mail, marks removed."""
    has_quote: bool = False
    is_forward: bool = False
    lang: str = "und"
    """ "de", "en", or "und" where there are no words."""
    lang_is_sure: bool = False
    """The letter is long enough to tell which language its writer speaks."""
    attachments: tuple[Attachment, ...] = ()
    calendar: CalendarPart | None = None
    automatic: Automatic | None = None
    recalls: bool = False
    """Outlook's note that its sender wants an earlier letter back: written by a program, but sent by a human."""
    bounce: Bounce | None = None
    defects: tuple[str, ...] = field(default=())
    hops: int = 0
    """Number of Received headers, for the loop rule."""
    list_id: str = ""
    size: int = 0
    """Bytes of the raw letter."""

    @property
    def answer_in(self) -> str:
        """The language in which to answer this letter, "" where it is too short to tell."""
        return self.lang if self.lang == "en" or self.lang_is_sure else ""

    @property
    def is_locked(self) -> bool:
        """Whether what the person wrote is encrypted to somebody else or kept behind a portal."""
        return "encrypted" in self.defects or "portal_mail" in self.defects

    @property
    def is_all_read(self) -> bool:
        """Whether nothing of it stayed unread; a signature that nobody checked hides no words."""
        return not set(self.defects) - {NOT_CHECKED}
