"""Is this a machine? Headers first (RFC 3834), then subjects that only programs write, then what the text says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from mailflow.model.letter import Automatic
from mailflow.understand.by_machine import machines
from mailflow.understand.marks import head_of
from mailflow.understand.when.dates import date_in

Header = Callable[[str], str]
SHORT = 900
_RETURN = re.compile(r"(?:ab dem|ab|wieder am|zurück am|rückkehr am|return(?:ing)? on|back on|wieder ab)\b.{0,60}", re.I)
_UNTIL = re.compile(r"(?:bis(?: einschließlich| einschl\.| zum)?|until|through|till|nach dem)\b.{0,60}", re.I)
_DEPUTY = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_HAS_LEFT = re.compile(
    r"nicht mehr\b.{0,80}\b(?:t(?:ä|ae)tig|besch(?:ä|ae)ftigt|zust(?:ä|ae)ndig)|\barbeitet?\b.{0,40}\bnicht mehr (?:hier|dort|bei|beim|im|für)\b"
    r"|\bhat\b[^.!?]{0,40}\b(?:\w*amt|\w*verwaltung|haus|behörde|\w*kreis) verlassen\b|\bausgeschieden\b|\bnachfolge(?:r|rin)?\b|\bim ruhestand\b"
    r"|no longer (?:work|employed|with)|\bha(?:s|ve) (?:left|retired)\b|\bsuccessor\b",
    re.I | re.S,
)
_AUTOMATIC_NAME = re.compile(
    r"x-(?!auto-response-suppress)[\w-]{0,30}(?:auto-?repl|auto-?respon|auto-?generated|auto-?answer|vacation|out-?of-?office|machine-?generated)[\w-]{0,30}"
)
_TALKS = re.compile(
    r"\?|\b(?:euch|ihr|dir|du|dich|kann jemand|wer von|ab morgen|anbei|im anhang|nur kurz|einverstanden|attached|agree)\b"
    r"|\bbescheid (?:gebe|sage|geben wollte)\b|\b(?:gebe|sage) (?:ich )?(?:\w+ )?bescheid\b"
    r"|\b(?:schick|send|trag|nehm|setz|streich|meld)\w{0,2} sie (?:bitte )?(?:mir|mich|uns)\b",
    re.I,
)
"""To somebody, of today, about the matter: no notice does."""
_WANTS = re.compile(
    r"\b(?:danke?|thanks?|möchte|würde|gern|gerne|would|want)\b|\bbitte(?! (?:wenden|richten|schreiben|kontaktieren|nutzen|verwenden|schicken|senden) sie\b)|\bplease(?! (?:contact|write|use|direct|send)\b)",
    re.I,
)
_REDIRECTS = re.compile(
    r"\b(?:wenden|richten|schreiben|schicken|senden|nutzen|verwenden) sie\b.{0,80}?[\w.+-]+@|\b(?:contact|write to|use)\b.{0,60}?[\w.+-]+@",
    re.I | re.S,
)
_WITH_TITLE = re.compile(r"\b(?:herr|frau|mr|ms|mrs)\.?\s+((?:[\w-]{2,40}\s+){1,3})")
_BY_HAND = re.compile(r"(?:\[[^\]]{1,40}\]\s?){0,2}(?:aw|re|antw)\s?:", re.I)
"""Whoever answers by hand leaves the subject as it is, with this in front; a program puts words of its own there."""
_SENTENCES, _A_NAME = re.compile(r"(?<=[^\d\s][.!])\s+|\n+"), 5
"""Between sentences; and words of a greeting, or of a name with its house."""
_SPEAKS_AS_SOMEBODY = re.compile(r"\b(?:ich|meine[mnrs]?|i|i'm|my)\b", re.I)


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells a machine from a human. `header` reads one header; `text` is what is newly written; `own_lists` are our List-Ids."""

    header: Header
    names: frozenset[str]
    """The names of all headers, in lower case."""
    report_type: str
    envelope_sender: str
    sender: str
    subject: str
    text: str
    own_lists: tuple[str, ...]
    is_success_report: bool
    has_attachment: bool
    is_answer: bool
    """It refers to another letter, or came to a reply address."""
    is_post: bool
    """It came to a list."""

    @property
    def declared(self) -> str:
        """The header by which the sending program says that it is one."""
        submitted = self.header("Auto-Submitted").lower().split(";")[0].strip()
        if submitted not in {"", "no"}:
            return f"Auto-Submitted: {submitted[:40]}"
        named = next((name for name in sorted(self.names) if _AUTOMATIC_NAME.fullmatch(name) and self.header(name).lower() != "no"), "")
        if named or self.header("Precedence").lower() in {"auto_reply", "junk"}:
            return named or "Precedence"
        return "" if self.envelope_sender else "null sender"

    @property
    def answers(self) -> bool:
        """Whether a program says of it that it answers a letter: RFC 3834, or a rule of a mailbox."""
        submitted = self.header("Auto-Submitted").lower()
        return submitted.startswith("auto-replied") or (submitted in {"", "no"} and bool(self.declared) and bool(self.envelope_sender))


def automatic_in(signals: Signals, today: date) -> Automatic | None:
    """What kind of machine wrote this, None for a human."""
    kind, why = _kind(signals)
    text = signals.text[:3000]
    has_left = _HAS_LEFT.search(text) is not None
    if kind not in {"out_of_office", "address_change"}:
        return Automatic(kind, why) if kind else None
    named = [a for a in _DEPUTY.findall(text) if a.lower() != signals.sender]
    until = _last_day(f"{text} {signals.subject}", today) if kind == "out_of_office" else None
    return Automatic(kind, why, absent_until=until, deputy=named[0].lower() if named else None, has_left=has_left)


def recalls(signals: Signals) -> bool:
    """Whether it is Outlook's note, sent by a human's click, that its sender wants an earlier letter back."""
    said = " ".join(signals.text.split())
    by_words = len(said) < SHORT and machines.RECALLS.at(head_of(said))
    return not signals.declared and bool(by_words or machines.RECALL_SUBJECTS.at(head_of(signals.subject)))


def _last_day(text: str, today: date) -> str | None:
    if (until := _UNTIL.search(text)) and (found := date_in(until[0], today)):
        return found.isoformat()
    if (back := _RETURN.search(text)) and (found := date_in(back[0], today)):
        return (found - timedelta(days=1)).isoformat()
    return None


def _kind(s: Signals) -> tuple[str, str]:
    """(kind, why), ("", "") for a human."""
    if s.report_type in {"disposition-notification", "global-disposition-notification"}:
        return "read_receipt", "report of a mail program"
    if s.is_success_report:
        return "delivery_receipt", "report of a mail server"
    list_id = s.header("List-Id").lower()
    loops = f"{list_id} {s.header('X-BeenThere')} {s.header('X-Loop')}".lower().replace("@", ".")
    if any(own in loops for own in s.own_lists):
        return "list_loop", "carries the mark of one of our lists"
    by_subject = _by_subject(s)
    if by_subject[0] or s.declared:
        return by_subject if by_subject[0] else (_kind_of_machine(s), s.declared)
    if s.header("Precedence").lower() == "bulk" and not s.header("List-Unsubscribe") and (why := _tickets(s)):
        return "ticket_ack", why
    if list_id or s.header("List-Unsubscribe") or s.header("Precedence").lower() in {"list", "bulk"}:
        return "list_mail", "headers of a mailing list"
    if why := machines.CALENDAR_SERVICES.at(s.sender):
        return "calendar_notification", why
    if why := machines.MACHINE_SENDERS.at(s.sender):
        return _kind_of_machine(s), why
    return _by_text(s)


def _by_subject(s: Signals) -> tuple[str, str]:
    if (why := machines.READ_SUBJECTS.at(head_of(s.subject))) and _is_receipt(s):
        return "read_receipt", why
    if (why := machines.DELIVERY_SUBJECTS.at(head_of(s.subject))) and _is_receipt(s):
        return "delivery_receipt", why
    if why := machines.RECALL_SUBJECTS.at(head_of(s.subject)) or machines.REPORT_SUBJECTS.at(head_of(s.subject)):
        return "system_notification", why
    if (why := machines.ABSENCE_SUBJECTS.at(head_of(s.subject))) and (
        s.header("X-Auto-Response-Suppress")
        or _says_absent(s)
        or _HAS_LEFT.search(s.text[:2000])
        or not s.text.strip()
        or (s.is_answer and not _BY_HAND.match(head_of(s.subject)))
    ):
        return "address_change" if _has_moved(s) else "out_of_office", why
    return "", ""


def _has_moved(s: Signals) -> bool:
    """Not away for a while, but gone from this address."""
    return bool(machines.CHANGED_ADDRESSES.within(s.text, 2000)) and not machines.ABSENCES.within(s.text, 2000)


def _is_receipt(s: Signals) -> bool:
    """People write "Gelesen: ..." and "Delivered: 200 Flyer", too; a receipt speaks of your message."""
    return bool(s.declared or not s.text.strip() or machines.RECEIPTS.within(s.text))


def _says_absent(s: Signals) -> str:
    return machines.ABSENCES.within(s.text, 2000) or machines.UNREAD.within(s.text, 2000) or machines.NOTICE_HABITS.within(s.text, 2000)


def _by_text(s: Signals) -> tuple[str, str]:
    """Without any header: the letter says so itself, or speaks as only notices do."""
    if why := _challenges(s):
        return "challenge_response", why
    if s.is_post and (why := _says_nothing_but_absent(s)):
        return "out_of_office", why
    is_scan = s.has_attachment and machines.SCANS.within(s.text, SHORT)
    if len(s.text) < SHORT and not is_scan and (why := machines.SELF_DECLARED.within(s.text, SHORT)):
        return _kind_of_machine(s), why
    if len(s.text) < SHORT and not s.has_attachment and (why := machines.DEVICES.within(s.text, SHORT)):
        return "system_notification", why
    if (
        len(s.text) < SHORT
        and (absent := machines.ABSENCES.within(s.text, SHORT))
        and (habit := machines.UNREAD.within(s.text, SHORT) or machines.NOTICE_HABITS.within(s.text, SHORT))
        and (
            machines.UNREAD.within(s.text, SHORT)
            or machines.NOTICE_OPENINGS.within(s.text, SHORT)
            or machines.MAYBE_ABSENCE_SUBJECTS.at(head_of(s.subject))
        )
        and not _TALKS.search(s.text)
    ):
        return "out_of_office", f"{absent}; {habit}"
    if (
        len(s.text) < SHORT
        and (moved := machines.CHANGED_ADDRESSES.within(s.text, SHORT))
        and (_only_redirects(s.text) or _names_its_owner(s))
    ):
        return "address_change", moved
    if len(s.text) < SHORT and (left := _left_behind(s)):
        return "address_change", left
    return "", ""


def _says_nothing_but_absent(s: Signals) -> str:
    """Subject and text say that somebody is away, and nothing more stands there than a name: no post, and whom one asks about it is away."""
    subject = machines.MAYBE_ABSENCE_SUBJECTS.at(head_of(s.subject))
    sentences = [part for part in _SENTENCES.split(s.text[:SHORT].strip()) if part]
    others = [part for part in sentences if not machines.CURT_ABSENCES.within(part)]
    is_curt = len(s.text) < SHORT and len(others) < len(sentences) and sum(len(part.split()) for part in others) <= _A_NAME
    return subject if is_curt and not (_TALKS.search(s.text) or _WANTS.search(s.text)) else ""


def _left_behind(s: Signals) -> str:
    """Which notice of somebody who has left for good this is; whoever asks or thanks for something writes today."""
    said = [part.within(s.text, SHORT) for part in machines.LEFT_BEHIND]
    names_another = any(address.lower() != s.sender for address in _DEPUTY.findall(s.text[:SHORT]))
    return said[0] if all(said) and names_another and not (_TALKS.search(s.text) or _WANTS.search(s.text)) else ""


def _only_redirects(text: str) -> bool:
    """Nobody speaks of themselves: the reader is sent to another address, and nothing else is said."""
    return bool(_REDIRECTS.search(text)) and not _SPEAKS_AS_SOMEBODY.search(text) and not _TALKS.search(text)


def _names_its_owner(s: Signals) -> bool:
    """A mailbox that names its own person and another address, and speaks as nobody: "Herr Abt arbeitet nicht mehr bei uns"."""
    named = {word for words in _WITH_TITLE.findall(s.text.lower()) for word in words.split()}
    is_own = not named.isdisjoint(re.split(r"[._+-]", s.sender.partition("@")[0]))
    elsewhere = any(address.lower() != s.sender for address in _DEPUTY.findall(s.text))
    return is_own and elsewhere and not any(said.search(s.text) for said in (_SPEAKS_AS_SOMEBODY, _TALKS, _WANTS))


def _challenges(s: Signals) -> str:
    said = f"{s.subject}\n{s.text}"
    if why := machines.CHALLENGES.within(said, 3000):
        return why
    parts = [part.within(said, SHORT) for part in machines.CHALLENGE_PARTS] if len(said) < SHORT else []
    return "; ".join(parts) if parts and all(parts) else ""


def _tickets(s: Signals) -> str:
    named = next((why for name in sorted(s.names) if (why := machines.TICKET_HEADERS.at(name))), "")
    return named or machines.TICKETS.within(s.subject) or machines.TICKETS.within(s.text, 3000)


def _kind_of_machine(s: Signals) -> str:
    """A machine wrote it: which one?"""
    absent = machines.ABSENCES.within(s.text, 2000)
    if machines.CALENDAR_SUBJECTS.at(head_of(s.subject)) or machines.CALENDAR_SERVICES.at(s.sender) or machines.ROOMS.at(s.sender):
        return "calendar_notification"
    if _has_moved(s):
        return "address_change"
    if _challenges(s):
        return "challenge_response"
    tickets = _tickets(s)
    if machines.ABSENCE_SUBJECTS.at(head_of(s.subject)) and not (tickets and not absent):
        return "out_of_office"
    if not tickets and (absent or machines.MAYBE_ABSENCE_SUBJECTS.at(head_of(s.subject))):
        return "out_of_office"
    if tickets:
        return "ticket_ack"
    if machines.MACHINE_SENDERS.at(s.sender):
        return "system_notification"
    # What answers in the name of a person or office, or speaks as one, says in whatever words that nobody is there.
    return "out_of_office" if s.answers or _SPEAKS_AS_SOMEBODY.search(s.text[:SHORT]) else "system_notification"
