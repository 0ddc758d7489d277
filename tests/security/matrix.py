"""Every way in which somebody may pretend to be Karla Amsel of the office, and every command they may try it with.

`FORGERIES` makes letters, `ORDERS` says what is ordered. `tests/security/test_matrix.py` tries all pairs and writes the page of the guide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

OFFICE, OTHER, EVIL = "amsel@traeger.example", "praktikum@traeger.example", "bote@evil.example"
COMMANDS_AT = "mailflow@forum-test.example"
MX = "mx.forum-test.example"

ORDERS = {
    "approve": "AUFNEHMEN F-2027-0001",
    "ask": "RÜCKFRAGE F-2027-0001: Wer ist Ihre Vertretung?",
    "defer": "ZURÜCKSTELLEN F-2027-0001 bis 01.05.2027",
    "delegate": "VERTRETUNG bote@evil.example bis 31.12.2027",
    "digest": "ZUSTELLUNG wöchentlich",
    "discard": "VERWERFEN M-2027-0001",
    "found_group": "AG GRÜNDEN: Energie\nThema: Wärme",
    "invite": "EINLADEN\nTitel: Treffen\nAn: alle\nBeginn: 01.06.2027 10:00\nEnde: 12:00\nOrt: Stade",
    "list_members": "WER AG Wohnen",
    "open": "OFFEN",
    "reject": "ABLEHNEN F-2027-0001 Grund: doppelt",
    "register": "ANMELDUNG ERHALTEN F-2027-0001",
    "release": "FREIGEBEN M-2027-0001",
    "resume": "WEITER",
    "status": "STATUS F-2027-0001",
    "history": "PROTOKOLL F-2027-0001",
    "subscribe": "BEITRETEN AG Wohnen",
    "undo": "RÜCKGÄNGIG",
    "unsubscribe": "VERLASSEN AG Wohnen",
    "withdraw": "ZURÜCKZIEHEN F-2027-0001",
    "vacation": "PAUSE bis 01.05.2027",
}
"""What each command is tried with; help and the list of groups are open to everybody."""


@dataclass(frozen=True)
class Fake:
    """A letter that pretends. `trace` stands on top, as a server in front of us would put it."""

    name: str
    row: str
    """The row of the fault catalogue."""
    trace: str = ""
    sender: str = f"From: Karla Amsel <{OFFICE}>"
    headers: str = ""
    envelope: str = OFFICE
    by_own_server: bool = True
    body: Callable[[str], str] = lambda order: order
    subject: str = "Auftrag"

    def raw(self, order: str) -> bytes:
        head = "\n".join(
            line
            for line in (self.trace, self.sender, f"To: {COMMANDS_AT}", f"Subject: {self.subject}", "Message-ID: <m@x>", self.headers)
            if line
        )
        text = f"{head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{self.body(order)}\n"
        return text.replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def passed(domain: str, server: str = MX) -> str:
    return f"Authentication-Results: {server}; dmarc=pass header.from={domain}"


GOOD = passed("traeger.example")
PROVEN_EVIL = passed("evil.example")


def _quoted(order: str) -> str:
    return "\n".join(f"> {line}" for line in order.splitlines())


RECEIPT = 'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"'


def receipt(order: str) -> str:
    """A disposition notification (RFC 8098) with the order as its text."""
    report = "Content-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed"
    return f"--b\nContent-Type: text/plain; charset=utf-8\n\n{order}\n--b\n{report}\n--b--"


def _fakes() -> list[Fake]:
    found = [
        Fake("nothing vouches for it", "D1"),
        Fake("our server says fail", "D1", f"Authentication-Results: {MX}; dmarc=fail header.from=traeger.example"),
        Fake("our server says none", "D1", f"Authentication-Results: {MX}; dmarc=none header.from=traeger.example"),
        Fake("our server says temperror", "D1", f"Authentication-Results: {MX}; dmarc=temperror header.from=traeger.example"),
        Fake("our server saw SPF only", "D4", f"Authentication-Results: {MX}; spf=pass smtp.mailfrom={OFFICE}"),
        Fake("SPF of HELO", "D4", f"Authentication-Results: {MX}; spf=pass smtp.helo=traeger.example"),
        Fake("DKIM of another domain", "D4", f"Authentication-Results: {MX}; dkim=pass header.d=evil.example"),
        Fake("DKIM of a look-alike parent", "D4", f"Authentication-Results: {MX}; dkim=pass header.d=example"),
        Fake("DKIM that failed", "D4", f"Authentication-Results: {MX}; dkim=fail header.d=traeger.example"),
    ]
    # D2: the office's address anywhere but in From, the letter itself honestly proven for somebody else.
    honest = {"trace": PROVEN_EVIL, "sender": f"From: {EVIL}"}
    for field in ("Reply-To", "Sender", "Resent-From", "Return-Path", "X-Original-From", "X-Sender", "Errors-To", "On-Behalf-Of"):
        found.append(Fake(f"the office's address in {field}", "D2", headers=f"{field}: {OFFICE}", **honest))
    found.append(Fake("the office's address in the envelope", "D2", envelope=OFFICE, **honest))
    found.append(Fake("the office's name before another address", "D2", trace=PROVEN_EVIL, sender=f"From: Karla Amsel <{EVIL}>"))
    # B4: a From that two programs read differently, proven for the one who wrote it.
    for name, sender in {
        "the address as an unquoted name": f"From: {OFFICE} <{EVIL}>",
        "two addresses": f"From: {OFFICE}, {EVIL}",
        "two addresses, the other way round": f"From: {EVIL}, {OFFICE}",
        "two From fields": f"From: {OFFICE}\nFrom: {EVIL}",
        "two From fields, the other way round": f"From: {EVIL}\nFrom: {OFFICE}",
        "a group": f"From: Amt: {OFFICE}, {EVIL};",
        "a comment in the address": f"From: <{OFFICE}(comment)@evil.example>",
        "two pairs of angle brackets": f"From: <{OFFICE}> <{EVIL}>",
        "a source route": f"From: <@evil.example:{OFFICE}>, {EVIL}",
        "an encoded address": "From: =?utf-8?q?amsel=40traeger=2Eexample?= <bote@evil.example>",
        "a folded second address": f"From: {OFFICE},\n {EVIL}",
        "a blank before the colon": f"From : {OFFICE}\nFrom: {EVIL}",
        "no address": "From: Karla Amsel",
        "nothing": "From:",
        "a NUL in the address": "From: amsel@traeger.example\0@evil.example",
        "a quoted at sign": '"amsel@traeger.example"@evil.example'.join(("From: <", ">")),
    }.items():
        found.append(Fake(f"From: {name}", "B4", PROVEN_EVIL, sender, envelope=EVIL))
    # D3, D4: results that nobody we trust has written.
    for name, trace in {
        "of another server": passed("traeger.example", "mx.evil.example"),
        "of a look-alike server": passed("traeger.example", "mx.forum-test.example.evil.example"),
        "of a server below ours": passed("traeger.example", "x.mx.forum-test.example"),
        "without a server": "Authentication-Results: dmarc=pass header.from=traeger.example",
        "below an honest one": f"{PROVEN_EVIL}\n{GOOD}",
        "below a failure": f"Authentication-Results: {MX}; dmarc=fail header.from=traeger.example\n{GOOD}",
        "below another server's": f"{passed('traeger.example', 'mx.evil.example')}\n{GOOD}",
        "within a comment": f"Authentication-Results: {MX} (; dmarc=pass header.from=traeger.example); dmarc=none",
        "within a quoted string": f'Authentication-Results: {MX}; spf=pass reason="; dmarc=pass header.from=traeger.example"',
        "passed and failed": f"Authentication-Results: {MX}; dmarc=pass header.from=traeger.example; dmarc=fail header.from=traeger.example",
        "passed twice": f"Authentication-Results: {MX}; dmarc=pass header.from=evil.example; dmarc=pass header.from=traeger.example",
        "passed for a look-alike": passed("traeger.example.evil.example"),
        "passed for the parent": passed("example"),
        "in another field": f"X-Authentication-Results: {MX}; dmarc=pass header.from=traeger.example",
        "in ARC": f"ARC-Authentication-Results: i=1; {MX}; dmarc=pass header.from=traeger.example",
        "with the result in the name": f"Authentication-Results: {MX}; xdmarc=pass header.from=traeger.example",
    }.items():
        found.append(Fake(f"Authentication-Results {name}", "D3", trace))
    found.append(Fake("a true-looking result, but not from our server", "D3", GOOD, by_own_server=False))
    # D6: addresses that look like the office's, each proven for itself.
    for name, address in {
        "dotless i": "amseı@traeger.example",
        "Cyrillic a": "аmsel@traeger.example",
        "full-width letters": "ａmsel@traeger.example",
        "a zero-width blank": "am\u200bsel@traeger.example",
        "a look-alike domain": "amsel@traeger-example.example",
        "a domain in Cyrillic": "amsel@trаeger.example",
        "a tagged address": "amsel+x@traeger.example",
    }.items():
        domain = address.rpartition("@")[2]
        found.append(Fake(f"address with {name}", "D6", passed(domain), f"From: Karla Amsel <{address}>", envelope=address))
    # D5, D7: the domain is right, the person is not.
    found.append(Fake("a colleague without office", "D5", GOOD, f"From: {OTHER}", envelope=OTHER))
    found.append(Fake("sent on behalf of the office", "D7", GOOD, headers=f"Sender: {OTHER}"))
    found.append(Fake("sent on behalf from elsewhere", "D7", GOOD, headers=f"Sender: {EVIL}"))
    # D10: words that only our own servers may say.
    for header in (
        "X-Mailflow-Proof: confirmed",
        "X-Mailflow-Confirmed: yes",
        "Approved: geheim",
        "X-Approved-By: " + OFFICE,
        "X-Trusted: yes",
    ):
        found.append(Fake(f"the header {header.partition(':')[0]}", "D10", headers=header))
    # D12, C3, C4: truly from the office, but not its own new words, or not written by a human.
    found += [
        Fake("quoted", "D12", GOOD, body=lambda order: f"Guten Tag,\n\n{_quoted(order)}"),
        Fake("below »Ursprüngliche Nachricht«", "D12", GOOD, body=lambda o: f"Zur Kenntnis.\n\n-----Ursprüngliche Nachricht-----\nVon: x\nGesendet: heute\nAn: y\nBetreff: z\n\n{o}"),
        Fake("in the signature", "D12", GOOD, body=lambda o: f"Guten Tag\n\n-- \nKarla Amsel\n{o}"),
        Fake("forwarded", "D12", GOOD, subject="WG: Auftrag", body=lambda o: f"\n\n---------- Weitergeleitete Nachricht ----------\nVon: x@evil.example\nBetreff: z\nAn: y\n\n{o}"),
        Fake("an out-of-office note", "C3", GOOD, headers="Auto-Submitted: auto-replied", subject="Automatische Antwort: x"),
        Fake("an out-of-office note without the header", "C3", GOOD, headers="X-Auto-Response-Suppress: All", subject="Abwesenheitsnotiz", body=lambda o: f"Ich bin nicht im Büro.\n{o}"),
        Fake("a read receipt", "C4", GOOD, headers=RECEIPT, subject="Gelesen: Auftrag", body=receipt),
        Fake("a machine's letter", "C4", GOOD, headers="Auto-Submitted: auto-generated"),
        Fake("a list's copy", "C4", GOOD, headers="List-Id: <x.evil.example>\nPrecedence: list"),
        Fake("a bare line break before the order", "A1", GOOD, body=lambda o: f"x\udc0d{o}".replace("\udc0d", "\r")),
    ]  # fmt: skip
    return found


FORGERIES = _fakes()
HONEST = replace(FORGERIES[0], name="proven", trace=GOOD)
