"""What an adversary with a mail server, a domain and a DKIM key of their own would try, over the real SMTP door, with real signatures."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from conversation import Forum, letter

from mailflow import flow
from mailflow.deliver.seal import sealed
from mailflow.deliver.signature import SIGNED, Signer
from mailflow.explain import Judge
from mailflow.receive.smtp import smtp_door
from mailflow.settings import Settings
from tests.faults.scene import lasting_port
from tests.security.names import key, nameserver, private, published, signed

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, KREIS, BOTE = "mara.lindtner@kreis-stade.example", "kreis-stade.example", "bote@evil.example"
COMMANDS, ORDER, ELSEWHERE = "mailflow@forum-test.example", "ZUSTELLUNG wöchentlich", "198.51.100.9"
GROUP = "ag-wohnen@forum-test.example"
HOMOGRAPH = "xn--kreis-stde-v7i.example"
ZONE = {
    (f"s._domainkey.{KREIS}", "TXT"): published(key()),
    (f"_dmarc.{KREIS}", "TXT"): ['"v=DMARC1; p=none"'],
    ("s._domainkey.evil.example", "TXT"): published(key("evil")),
    ("s._domainkey.example", "TXT"): published(key("evil")),
    (f"s._domainkey.sub.{KREIS}.evil.example", "TXT"): published(key("evil")),
    (f"s._domainkey.{HOMOGRAPH}", "TXT"): published(key("evil")),
    ("evil.example", "TXT"): ['"v=spf1 +all"'],
}


@pytest.fixture(scope="module")
def names():
    with nameserver(ZONE) as address:
        yield address


class Door:
    """A forum behind its own SMTP door."""

    def __init__(self, names: str, folder: Path) -> None:
        self._folder = folder
        self.forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, security={"nameservers": [names]}))
        # Nobody in front of us: what an Authentication-Results says counts for nothing.
        self.forum.app.__dict__["_forum"] = replace(self.forum.app.forum(), trusted_authserv=())
        self.port, self._loop, self._end, self._ready = lasting_port(), asyncio.new_event_loop(), asyncio.Event(), threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    async def _serve(self) -> None:
        door = await smtp_door(self.forum.app.intake(), f"127.0.0.1:{self.port}")
        self._ready.set()
        await self._end.wait()
        await door.close()

    def send(self, raw: bytes, envelope: str = BOTE, to: str = COMMANDS):
        with contextlib.suppress(smtplib.SMTPResponseException), smtplib.SMTP("127.0.0.1", self.port, timeout=15) as smtp:
            smtp.sendmail(envelope, [to], raw)
        house = self.forum.app.house()
        while flow.one_letter(house):
            pass
        return self.forum.left()

    def explained(self, raw: bytes, envelope: str, to: str = COMMANDS):
        """What `mailflow explain` says of the letter in this forum."""
        file = self._folder / "letter.eml"
        file.write_bytes(raw)
        return Judge(self.forum.app, None).told(file, envelope, (to,), START)

    def weekly(self) -> bool:
        with self.forum.facts() as facts:
            return facts.people.by_address(MARA).delivery == "weekly"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)


@pytest.fixture
def door(names, tmp_path) -> Iterator[Door]:
    opened = Door(names, tmp_path)
    yield opened
    opened.close()


def order(sender: str = f"From: {MARA}", text: str = ORDER, to: str = COMMANDS, headers: str = "", kind: str = "plain") -> bytes:
    raw = letter(MARA, to, text, "Bitte", START, proven=False, headers=headers).replace(f"From: {MARA}".encode(), sender.encode())
    return raw.replace(b"text/plain", f"text/{kind}".encode())


def evil(raw: bytes, domain: str = "evil.example") -> bytes:
    return signed(raw, domain, by=key("evil"))


def expired() -> bytes:
    signer, raw = Signer(KREIS, "s", private(key())), order()
    unsigned = signer.unsigned(raw)
    return signer.over(b"DKIM-Signature", b"v=1; t=1700000000; x=1700000060;", unsigned.fields, SIGNED, unsigned.body_hash) + raw


def vouched_by_a_stranger() -> bytes:
    signer = Signer("evil.example", "s", private(key("evil")))
    raw = (
        f"ARC-Authentication-Results: i=1; evil.example; arc=none; dkim=pass header.d={KREIS}; dmarc=pass header.from={KREIS}\r\n".encode()
    )
    raw += order()
    return sealed(signer.unsigned(raw), signer) + raw


def hidden(style: str) -> bytes:
    return signed(order(text=f'<p>Schöne Grüße</p><div style="{style}">{ORDER}</div>', kind="html"), KREIS)


ATTACKS = {
    "the address as a display name": lambda: evil(order(f'From: "{MARA}" <{BOTE}>')),
    "the address as an encoded word": lambda: evil(order(f"From: =?utf-8?q?{MARA.replace('@', '=40')}?= <{BOTE}>")),
    "the address as an encoded word without quotes or brackets": lambda: evil(order(f"From: =?utf-8?q?{MARA.replace('@', '=40')}?=")),
    "two From, the signed one below": lambda: f"From: {MARA}\r\n".encode() + evil(order(f"From: {BOTE}")),
    "two From, the signed one above": lambda: evil(order(f"From: {BOTE}\r\nFrom: {MARA}")),
    "a From with a comment": lambda: evil(order(f"From: {MARA} (Mara) <{BOTE}>")),
    "a From whose comment hides the real domain": lambda: evil(order("From: mara.lindtner@kreis-stade.example(@evil.example)")),
    "Sender and signature of somebody else": lambda: evil(order(headers=f"Sender: {BOTE}\n")),
    "Reply-To of the victim": lambda: evil(order(f"From: {BOTE}", headers=f"Reply-To: {MARA}\n")),
    "Resent-From of the victim": lambda: evil(order(f"From: {BOTE}", headers=f"Resent-From: {MARA}\nResent-To: {COMMANDS}\n")),
    "a homograph of the domain, signed for it": lambda: evil(order(f"From: mara.lindtner@{HOMOGRAPH}"), HOMOGRAPH),
    "a homograph in Unicode": lambda: evil(order("From: mara.lindtner@kreis-st\N{CYRILLIC SMALL LETTER A}de.example"), HOMOGRAPH),
    "signed by the top-level domain": lambda: evil(order(), "example"),
    "signed by a domain that begins like the victim's": lambda: evil(order(), f"sub.{KREIS}.evil.example"),
    "a signature over the first bytes only": lambda: signed(order(text="Guten Tag"), KREIS, length=True) + f"\r\n{ORDER}\r\n".encode(),
    "a signature that has expired": expired,
    "a signed letter to somebody else, sent on to us": lambda: signed(order(to="kollege@kreis-stade.example"), KREIS),
    "an ARC chain of a sealer nobody trusts": vouched_by_a_stranger,
    "Authentication-Results with our name within": lambda: (
        f"Authentication-Results: evil.example (mx.forum-test.example; dmarc=pass header.from={KREIS})\r\n".encode() + order()
    ),
    "Authentication-Results in our own name": lambda: (
        f"Authentication-Results: mx.forum-test.example; dmarc=pass header.from={KREIS}\r\n".encode() + order()
    ),
    "Authentication-Results folded and numbered": lambda: (
        f"Authentication-Results: mx.forum-test.example 1;\r\n\tdkim=pass\r\n header.d={KREIS};\r\n dmarc=pass header.from={KREIS}\r\n".encode()
        + order()
    ),
    "a quoted order in HTML only": lambda: signed(order(text=f"<p>Siehe unten.</p><blockquote type='cite'>{ORDER}</blockquote>", kind="html"), KREIS),
    "text that is not displayed": lambda: hidden("display:none"),
    "text that is not visible": lambda: hidden("visibility:hidden"),
    "text of no size": lambda: hidden("font-size:0"),
    "white text on white": lambda: hidden("color:#ffffff;background:#fff"),
    "a reference to a letter we never wrote": lambda: order(text="JA", headers="In-Reply-To: <aaaaaaaaaaaaaaaaaaaaaaaaaa@forum-test.example>\n"),
}  # fmt: skip


@pytest.mark.proves("B4", "D1", "D2", "D3", "D4", "D6", "D12")
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_changes_nothing(door, attack):
    door.send(ATTACKS[attack]())
    assert not door.weekly()


@pytest.mark.parametrize("raw", [lambda: signed(order(), KREIS), lambda: signed(order(text=f"<p>{ORDER}</p>", kind="html"), KREIS)])
def test_the_same_order_signed_and_plain_is_done(door, raw):
    """Without this the attacks could fail because nobody understands the order."""
    door.send(raw())
    assert door.weekly()


@pytest.mark.proves("D1", "A13")
def test_an_old_signed_order_sent_again_by_whoever_has_it_is_not_done_again(door):
    old = signed(order(), KREIS)
    door.send(old, MARA)
    door.send(signed(order(text="ZUSTELLUNG einzeln"), KREIS), MARA)
    assert not door.weekly()
    for envelope in (MARA, BOTE, "other@evil.example", ""):
        door.send(old, envelope)
        door.send(b"Received: from evil.example by mx.example; Tue, 16 Mar 2027 11:00:00 +0100\r\n" + old, envelope)
        door.send(b"X-Unsigned: " + envelope.encode() + b"\r\n" + old, envelope)
        door.send(old.replace(b"\r\n\r\n", b"\r\nX-Unsigned: " + envelope.encode() + b"\r\n\r\n").replace(b"ZUSTELLUNG ", b"ZUSTELLUNG  "))
    assert not door.weekly()
    told = door.explained(old, MARA)
    assert told["verdict"] == {"action": "discard", "reason": "repeated"}


@pytest.mark.proves("D1")
@pytest.mark.parametrize("victim", ["amsel@traeger.example", MARA])
def test_a_guessed_reference_releases_nothing(door, victim):
    post = letter("fremd@evil.example", GROUP, "Darf ich?", "Anfrage", START, proven=False)
    held = door.send(post, BOTE, GROUP)
    assert held
    for reference in ("<M-2027-0001@forum-test.example>", held[0].message["Message-ID"]):
        raw = letter(victim, "buero@forum-test.example", "freigeben", "AW", START, proven=False, headers=f"In-Reply-To: {reference}\n")
        door.send(raw, victim, "buero@forum-test.example")
    with door.forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"
