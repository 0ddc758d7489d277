"""Every way in which somebody may pretend to be Karla Amsel of the office, and every command they may try it with.

`FORGERIES` makes letters, `ORDERS` says what is ordered. `tests/security/test_matrix.py` tries all pairs and writes the page of the guide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from tests.security.attacks import ATTACKS, BOTE, COMMANDS_AT, VICTIM
from tests.security.stage import OTHER, STRANGER, Stage

MX = "mx.forum-test.example"

ORDERS = {
    "access": "AUSKUNFT",
    "export": "EXPORT",
    "consent": "EINWILLIGUNG Kontaktliste",
    "revoke": "WIDERRUF Anmeldung",
    "erase": "LÖSCHUNG",
    "object": "WIDERSPRUCH: Ich möchte nicht im Verzeichnis stehen.",
    "privacy": "DATENSCHUTZ",
    "rectify": "BERICHTIGUNG\nTelefon: 0581 82-99",
    "resign": "AUSTRETEN",
    "restrict": "EINSCHRÄNKEN",
    "address": "ADRESSE ÄNDERN bote@evil.example",
    "approve": "AUFNEHMEN F-2027-0001",
    "charter": "SELBSTVERSTÄNDNIS",
    "ask": "RÜCKFRAGE F-2027-0001: Wer ist Ihre Vertretung?",
    "assign_mentor": "MENTOR:IN ZUORDNEN F-2027-0003: Agnieszka Torbach",
    "defer": "ZURÜCKSTELLEN F-2027-0001 bis 01.05.2027",
    "delegate": "VERTRETUNG bote@evil.example bis 31.12.2027",
    "end_delegation": "VERTRETUNG BEENDEN",
    "digest": "ZUSTELLUNG wöchentlich",
    "discard": "VERWERFEN M-2027-0001",
    "fetch": "HOLE <fahrdienst@traeger.example>",
    "found_group": "AG GRÜNDEN: Energie\nThema: Wärme",
    "help": "HILFE",
    "history": "PROTOKOLL F-2027-0001",
    "interest": "INTERESSENBEKUNDUNG ERHALTEN F-2027-0001",
    "call_off": "TREFFEN ABSAGEN T-2027-0001",
    "invite": "EINLADEN\nTitel: Treffen\nAn: alle\nBeginn: 01.06.2027 10:00\nEnde: 12:00\nOrt: Stade",
    "list_groups": "LISTE",
    "list_members": "WER AG Wohnen",
    "moderate": "MODERIEREN obermoos@kreis-guetersloh.example AG Wohnen",
    "open": "OFFEN",
    "refer": "EMPFEHLEN bote@evil.example",
    "reject": "ABLEHNEN F-2027-0001 Grund: doppelt",
    "register": "ANMELDUNG ERHALTEN F-2027-0001",
    "release": "FREIGEBEN M-2027-0001",
    "resume": "WEITER",
    "search": "SUCHE Fahrdienst",
    "propose_guest": "GAST VORSCHLAGEN neu@verband.example für AG Wohnen",
    "add_guest": "GAST AUFNEHMEN bote@evil.example für AG Wohnen, Kontakt: Mara Lindtner",
    "extend_guest": "GAST VERLÄNGERN referat@landkreistag.example bis 31.12.2030",
    "end_guest": "GAST BEENDEN referat@landkreistag.example",
    "seat": "SITZ\nLandkreis: Landkreis Stade\nFunktionspostfach: bote@evil.example",
    "status": "STATUS F-2027-0001",
    "successor": "NACHFOLGE bote@evil.example",
    "subscribe": "BEITRETEN AG Wohnen",
    "trust": "VERTRAUEN M-2027-0001",
    "topic": "THEMA <fahrdienst@traeger.example>",
    "undo": "RÜCKGÄNGIG",
    "unsubscribe": "VERLASSEN AG Ehrenamt",
    "close_group": "AG SCHLIESSEN AG Wohnen",
    "step_down": "SPRECHERAMT ABGEBEN AG Ehrenamt",
    "name_speaker": "SPRECHER:IN BENENNEN AG Wohnen obermoos@kreis-guetersloh.example",
    "room": "ARBEITSRAUM\nTitel: Mustersatzung\nMit: obermoos@kreis-guetersloh.example\nBis: 01.06.2027",
    "submit": "EMPFEHLUNG\nTitel: Leitfaden\nAn: AG Ehrenamt\nText: Erstens.",
    "publish": "VERÖFFENTLICHEN E-2027-0001",
    "papers": "EMPFEHLUNGEN",
    "task": "AUFGABE\nWer: ich\nWas: Satzung schicken\nBis: 01.06.2027",
    "tasks": "OFFENE AUFGABEN",
    "activity": "AKTIVITÄT\nTitel: Hospitation\nBeginn: 01.06.2027 10:00\nOrt: Stade\nPlätze: 8",
    "example": "PRAXISBEISPIEL EINREICHEN: Sprachmittlerpool",
    "advice": "KOLLEGIALE BERATUNG\nFrage: Wie gewinnen wir Vermieter?",
    "poll_dates": "TERMINABFRAGE\nTitel: Belegrechte\nAn: AG Wohnen\nTermine: 01.06.2027 10:00; 02.06.2027 10:00\nBis: 20.05.2027",
    "vote": "ABSTIMMUNG AG Wohnen\nFrage: Wo tagen wir?\nBis: 01.06.2027",
    "withdraw": "ZURÜCKZIEHEN F-2027-0002",
    "vacation": "PAUSE bis 01.06.2027",
}
"""What each command is tried with."""


class Expected(StrEnum):
    """What has to become of a forgery, whatever it orders; help and the list of groups are read out to those who may see them."""

    ASKED = "asked"
    """Karla Amsel is asked at her own address."""
    A_STRANGER = "a stranger"
    """Taken for whom it proves: a neutral no."""
    NOBODY = "nobody"
    """Set aside: no usable sender."""
    A_MACHINE = "a machine"
    """Discarded."""
    NO_ORDER = "no order"
    """A letter without an order: passed on to the people of the office, or asked what is meant."""
    NOT_ASKED = "not asked"
    """Somebody else's question, or one that is not open any more: a neutral no; what RÜCKGÄNGIG might still mean is asked about."""


@dataclass(frozen=True)
class Fake:
    """A letter that pretends. `trace` stands on top, as a server in front of us would put it."""

    name: str
    row: str
    """The row of the fault catalogue."""
    trace: str = ""
    sender: str = f"From: Karla Amsel <{VICTIM}>"
    headers: str = ""
    envelope: str = VICTIM
    by_own_server: bool = True
    body: Callable[[str], str] = lambda order: order
    subject: str = "Auftrag"
    to: str = "commands"
    """A word of `Stage.addresses`."""
    written_to: str = ""
    """What stands in To, if not the address it goes to."""
    refers_to: str = ""
    """A word of `Stage.references`."""
    date: str = "Tue, 16 Mar 2027 09:59:00 +0100"
    made: Callable[[str], bytes] | None = None
    """Makes the whole letter; the forum then looks at its signature itself."""
    expected: Expected = Expected.ASKED

    def raw(self, order: str, stage: Stage) -> bytes:
        if self.made:
            return self.made(order)
        to = self.written_to or stage.addresses[self.to]
        reference = f"In-Reply-To: {stage.references[self.refers_to]}" if self.refers_to else ""
        fields = (self.trace, self.sender, f"To: {to}", f"Date: {self.date}", f"Subject: {self.subject}", "Message-ID: <m@x>")
        head = "\n".join(line for line in (*fields, reference, self.headers) if line)
        text = f"{head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{self.body(order)}\n"
        return text.replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def passed(domain: str, server: str = MX) -> str:
    return f"Authentication-Results: {server}; dmarc=pass header.from={domain}"


PASS = "dmarc=pass header.from=traeger.example"
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
        Fake("our server saw SPF only", "D4", f"Authentication-Results: {MX}; spf=pass smtp.mailfrom={VICTIM}"),
        Fake("SPF of HELO", "D4", f"Authentication-Results: {MX}; spf=pass smtp.helo=traeger.example"),
        Fake("DKIM of another domain", "D4", f"Authentication-Results: {MX}; dkim=pass header.d=evil.example"),
        Fake("DKIM of a look-alike parent", "D4", f"Authentication-Results: {MX}; dkim=pass header.d=example"),
        Fake("DKIM that failed", "D4", f"Authentication-Results: {MX}; dkim=fail header.d=traeger.example"),
    ]
    # D2: the office's address anywhere but in From, the letter itself honestly proven for somebody else.
    honest = {"trace": PROVEN_EVIL, "sender": f"From: {BOTE}", "expected": Expected.A_STRANGER}
    for field in ("Reply-To", "Sender", "Resent-From", "Return-Path", "X-Original-From", "X-Sender", "Errors-To", "On-Behalf-Of"):
        found.append(Fake(f"the office's address in {field}", "D2", headers=f"{field}: {VICTIM}", **honest))
    found.append(Fake("the office's address in the envelope", "D2", envelope=VICTIM, **honest))
    found.append(
        Fake("the office's name before another address", "D2", PROVEN_EVIL, f"From: Karla Amsel <{BOTE}>", expected=Expected.A_STRANGER)
    )
    # B4: a From that two programs read differently, proven for the one who wrote it.
    for name, sender in {
        "the address as an unquoted name": f"From: {VICTIM} <{BOTE}>",
        "two addresses": f"From: {VICTIM}, {BOTE}",
        "two addresses, the other way round": f"From: {BOTE}, {VICTIM}",
        "two From fields": f"From: {VICTIM}\nFrom: {BOTE}",
        "two From fields, the other way round": f"From: {BOTE}\nFrom: {VICTIM}",
        "a group": f"From: Amt: {VICTIM}, {BOTE};",
        "a comment in the address": f"From: <{VICTIM}(comment)@evil.example>",
        "two pairs of angle brackets": f"From: <{VICTIM}> <{BOTE}>",
        "a source route": f"From: <@evil.example:{VICTIM}>, {BOTE}",
        "an encoded address": "From: =?utf-8?q?amsel=40traeger=2Eexample?= <bote@evil.example>",
        "a folded second address": f"From: {VICTIM},\n {BOTE}",
        "a blank before the colon": f"From : {VICTIM}\nFrom: {BOTE}",
        "no address": "From: Karla Amsel",
        "nothing": "From:",
        "a NUL in the address": "From: amsel@traeger.example\0@evil.example",
        "a quoted at sign": '"amsel@traeger.example"@evil.example'.join(("From: <", ">")),
    }.items():
        readable = name in {"an encoded address", "a blank before the colon"}
        expected = Expected.A_STRANGER if readable else Expected.NOBODY
        found.append(Fake(f"From: {name}", "B4", PROVEN_EVIL, sender, envelope=BOTE, expected=expected))
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
        "passed twice, ours first": f"Authentication-Results: {MX}; dmarc=pass header.from=traeger.example; dmarc=pass header.from=evil.example",
        "passed and none": f"Authentication-Results: {MX}; dmarc=pass header.from=traeger.example; dmarc=none header.from=traeger.example",
        "passed for a look-alike": passed("traeger.example.evil.example"),
        "passed for the parent": passed("example"),
        "in another field": f"X-Authentication-Results: {MX}; dmarc=pass header.from=traeger.example",
        "in ARC": f"ARC-Authentication-Results: i=1; {MX}; dmarc=pass header.from=traeger.example",
        "within a long comment": f"Authentication-Results: {MX}; spf=fail ({'x' * 600}; {PASS}; x) smtp.mailfrom=evil.example",
        "within comments in comments": f"Authentication-Results: {MX}; spf=fail (((((x) ; {PASS}; x) x) x) x) smtp.mailfrom=evil.example",
        "behind an escaped bracket": f"Authentication-Results: {MX}; spf=fail (x \\) ; {PASS}; x=( x) smtp.mailfrom=evil.example",
        "within a comment without an end": f"Authentication-Results: {MX}; spf=fail (x; {PASS}",
        "within a long quoted string": f'Authentication-Results: {MX}; spf=fail smtp.mailfrom="{"x" * 600}; {PASS}"@evil.example',
        "within a quoted string without an end": f'Authentication-Results: {MX}; spf=fail smtp.mailfrom="x; {PASS}',
        "passed for two": f"Authentication-Results: {MX}; {PASS} header.from=evil.example",
        "passed for another, with the domain in a property of its own": f"Authentication-Results: {MX}; dmarc=pass x-header.from=traeger.example header.from=evil.example",
        "passed only in part": f"Authentication-Results: {MX}; {PASS.replace('pass', 'pass-not')}",
        "failed, said with blanks": f"Authentication-Results: {MX}; dmarc = fail header.from=traeger.example; dkim=pass header.d=traeger.example",
        "failed, said at great length": f"Authentication-Results: {MX}; dkim=pass header.d=traeger.example; spf=none x={'x' * 8000}; dmarc=fail header.from=traeger.example",
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
        sender = f"From: Karla Amsel <{address}>"
        found.append(Fake(f"address with {name}", "D6", passed(domain), sender, envelope=address, expected=Expected.A_STRANGER))
    # D5, D7: the domain is right, the person is not.
    found.append(Fake("a colleague without office", "D5", GOOD, f"From: {OTHER}", envelope=OTHER, expected=Expected.A_STRANGER))
    found.append(Fake("sent on behalf of the office", "D7", GOOD, headers=f"Sender: {OTHER}"))
    found.append(Fake("sent on behalf from elsewhere", "D7", GOOD, headers=f"Sender: {BOTE}"))
    # D10: words that only our own servers may say.
    for header in (
        "X-Mailflow-Proof: confirmed",
        "X-Mailflow-Confirmed: yes",
        "Approved: geheim",
        "X-Approved-By: " + VICTIM,
        "X-Trusted: yes",
    ):
        found.append(Fake(f"the header {header.partition(':')[0]}", "D10", headers=header))
    # D12, C3, C4: truly from the office, but not its own new words, or not written by a human.
    found += [
        Fake("quoted", "D12", GOOD, body=lambda order: f"Guten Tag,\n\n{_quoted(order)}", expected=Expected.NO_ORDER),
        Fake("below »Ursprüngliche Nachricht«", "D12", GOOD, body=lambda o: f"Zur Kenntnis.\n\n-----Ursprüngliche Nachricht-----\nVon: x\nGesendet: heute\nAn: y\nBetreff: z\n\n{o}", expected=Expected.NO_ORDER),
        Fake("in the signature", "D12", GOOD, body=lambda o: f"Guten Tag\n\n-- \nKarla Amsel\n{o}", expected=Expected.NO_ORDER),
        Fake("forwarded", "D12", GOOD, subject="WG: Auftrag", body=lambda o: f"\n\n---------- Weitergeleitete Nachricht ----------\nVon: x@evil.example\nBetreff: z\nAn: y\n\n{o}", expected=Expected.NO_ORDER),
        Fake("an out-of-office note", "C3", GOOD, headers="Auto-Submitted: auto-replied", subject="Automatische Antwort: x", expected=Expected.A_MACHINE),
        Fake("an out-of-office note without the header", "C3", GOOD, headers="X-Auto-Response-Suppress: All", subject="Abwesenheitsnotiz", body=lambda o: f"Ich bin nicht im Büro.\n{o}", expected=Expected.A_MACHINE),
        Fake("a read receipt", "C4", GOOD, headers=RECEIPT, subject="Gelesen: Auftrag", body=receipt, expected=Expected.A_MACHINE),
        Fake("a machine's letter", "C4", GOOD, headers="Auto-Submitted: auto-generated", expected=Expected.A_MACHINE),
        Fake("a list's copy", "C4", GOOD, headers="List-Id: <x.evil.example>\nPrecedence: list", expected=Expected.A_MACHINE),
        Fake("a bare line break before the order", "A1", GOOD, body=lambda o: f"x\udc0d{o}".replace("\udc0d", "\r")),
    ]  # fmt: skip
    return found + _sent_on() + _with_tokens() + _signed()


def _sent_on() -> list[Fake]:
    """Truly signed by the office, as our own server says, and sent to us by somebody else."""
    to_colleague = {"written_to": "kollege@traeger.example", "envelope": BOTE}
    without_to = "DKIM-Signature: v=1; d=traeger.example; h=from:subject:date; b=AAAA"
    return [
        Fake("a signed letter redirected by a colleague", "D1", GOOD, **to_colleague),
        Fake("a signed letter resent by a colleague", "D1", GOOD, headers=f"Resent-From: {OTHER}\nResent-To: {COMMANDS_AT}", **to_colleague),
        Fake("a signed letter to a list, its copy sent on", "D1", GOOD, written_to="ag-wohnen@forum-test.example", envelope=BOTE),
        Fake("a signed letter of last week", "D1", GOOD, date="Tue, 09 Mar 2027 10:00:00 +0100"),
        Fake("a signed letter without a date", "D1", GOOD, date="unbekannt"),
        Fake("a signed letter with a To that nobody signed, to leave a list", "D1", f"{GOOD}\n{without_to}", to="leave"),
        Fake("a signed letter with a subject that nobody signed", "D1", f"{GOOD}\n{without_to.replace('subject', 'to')}"),
        Fake("a signed letter with a second To", "D1", f"{GOOD}\nTo: {COMMANDS_AT}", **to_colleague),
        Fake("a signed letter with a second Date", "D1", f"{GOOD}\nDate: Tue, 16 Mar 2027 10:00:00 +0100", date="Tue, 09 Mar 2027 10:00:00 +0100"),
    ]  # fmt: skip


def _with_tokens() -> list[Fake]:
    """E: reply addresses in hands, states and forms in which they were not given out."""
    failed = f"Authentication-Results: {MX}; dmarc=fail header.from=traeger.example"
    stranger = {"trace": passed("anderswo.example"), "sender": f"From: {STRANGER}", "envelope": STRANGER, "expected": Expected.NOT_ASKED}
    colleague = {"trace": GOOD, "sender": f"From: {OTHER}", "envelope": OTHER, "expected": Expected.NOT_ASKED}
    return [
        Fake("a question of the office, forwarded to a stranger", "E3", to="open", **stranger),
        Fake("a question of the office, forwarded to a colleague", "E3", to="open", **colleague),
        Fake("a question of the office, redirected with another sender", "E3", failed, to="open", expected=Expected.NOT_ASKED),
        Fake("a question of the office, sent for it by a stranger", "E3", to="open", headers=f"Sender: {STRANGER}"),
        Fake("a reply address read in Cc, by a stranger", "E4", to="open", headers=f"Cc: {VICTIM}", **stranger),
        Fake("a reference read in a reply to all", "E4", to="commands", refers_to="open"),
        Fake("a reference to what is decided", "E4", to="commands", refers_to="used", expected=Expected.NOT_ASKED),
        Fake("a member's question in the office's name", "E4", to="member", expected=Expected.NOT_ASKED),
        Fake("a reply address that was guessed", "E5", to="guessed"),
        Fake("a question answered before, by a stranger", "E5", to="used", **stranger),
        Fake("a question that has run out", "E6", to="expired", expected=Expected.NOT_ASKED),
        Fake("a question that has run out, by a stranger", "E6", to="expired", **stranger),
        Fake("a question about what was changed since", "E7", to="superseded", expected=Expected.NOT_ASKED),
        Fake("a question that a colleague has decided", "E8", failed, to="used", expected=Expected.NOT_ASKED),
        Fake("a reply address in capitals, by a stranger", "E9", to="mangled", **stranger),
        Fake("a reply address of a dropped key", "E11", to="dropped"),
        Fake("the Message-ID of a letter of ours", "E12", headers="References: <m@x>"),
        Fake("the address that one click writes to", "E13", to="click", expected=Expected.A_MACHINE),
        Fake("a return path", "E13", to="return path", expected=Expected.NO_ORDER),
    ]  # fmt: skip


_OF_ATTACKS = {"D2": Expected.A_STRANGER, "D6": Expected.A_STRANGER, "D12": Expected.NO_ORDER, "B4": Expected.NOBODY}
_OF_ATTACK = {
    "the address as a display name": Expected.A_STRANGER,
    "the address as an encoded word": Expected.A_STRANGER,
    "a From whose comment hides the real domain": Expected.ASKED,
    "Sender and signature of somebody else": Expected.ASKED,
}


def _signed() -> list[Fake]:
    """Letters with real signatures, which nobody in front of us has judged."""
    expected = {name: _OF_ATTACK.get(name, _OF_ATTACKS.get(row, Expected.ASKED)) for row, name in ATTACKS}
    return [
        Fake(name, row, envelope=BOTE, by_own_server=False, made=made, expected=expected[name]) for (row, name), made in ATTACKS.items()
    ]


FORGERIES = _fakes()
HONEST = replace(FORGERIES[0], name="proven", trace=GOOD)
SHOWN_ELSEWHERE = {
    "D8": "tests/security/test_secrets.py",
    "D9": "tests/security/test_questions.py",
    "D11": "tests/security/test_several_orders.py",
    "D13": "tests/security/test_questions.py",
    "E1": "tests/security/test_crawl.py",
    "E2": "tests/security/test_crawl.py",
    "E10": "tests/security/test_questions.py",
}
"""Rows of B4, D and E that are no letter with an order in somebody's name, and the test that shows them."""
