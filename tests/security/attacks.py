"""What an adversary with a mail server, a domain and a DKIM key of their own would make of an order: letters with real signatures.

Each attack takes an order and gives a letter that pretends to be of `VICTIM`; nobody in front of the forum has judged it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from conversation import letter
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mailflow.deliver.seal import sealed
from mailflow.deliver.signature import SIGNED, Signer
from tests.security.names import Zone, key, private, published, signed

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
VICTIM, DOMAIN, BOTE = "amsel@traeger.example", "traeger.example", "bote@evil.example"
COMMANDS_AT = "mailflow@forum-test.example"
COLLEAGUE = "kollege@traeger.example"
HOMOGRAPH = "xn--trger-hua.example"
OWN, EVIL = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
"""Thousands of letters are signed with them, in a tenth of the time that RSA takes (RFC 8463); `test_proof.py` has RSA."""
SIGNER, SIGNER_OF_EVIL = Signer(DOMAIN, "s", private(OWN)), Signer("evil.example", "arc", private(key("evil")))
ZONE: Zone = {
    (f"s._domainkey.{DOMAIN}", "TXT"): published(OWN),
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=none"'],
    ("s._domainkey.evil.example", "TXT"): published(EVIL),
    ("arc._domainkey.evil.example", "TXT"): published(key("evil")),
    ("s._domainkey.example", "TXT"): published(EVIL),
    (f"s._domainkey.sub.{DOMAIN}.evil.example", "TXT"): published(EVIL),
    (f"s._domainkey.{HOMOGRAPH}", "TXT"): published(EVIL),
    ("evil.example", "TXT"): ['"v=spf1 +all"'],
}


def written(
    order: str, sender: str = f"From: {VICTIM}", *, to: str = COMMANDS_AT, headers: str = "", kind: str = "", at: datetime = START
) -> bytes:
    """The letter before anybody signs it. `kind` is its Content-Type if it is not plain text."""
    raw = letter(VICTIM, to, order, "Bitte", at, proven=False, headers=headers).replace(f"From: {VICTIM}".encode(), sender.encode(), 1)
    return raw.replace(b"text/plain; charset=utf-8", kind.encode(), 1) if kind else raw


def shown(order: str) -> str:
    return order.replace("\n", "<br>")


def page(body: str) -> bytes:
    return written(body, kind="text/html; charset=utf-8")


def own(raw: bytes) -> bytes:
    """Truly signed by the victim's domain."""
    return signed(raw, DOMAIN, by=OWN)


def evil(raw: bytes, domain: str = "evil.example") -> bytes:
    return signed(raw, domain, by=EVIL)


def on_top(header: str, raw: bytes) -> bytes:
    return f"{header}\r\n".encode() + raw


def expired(order: str) -> bytes:
    raw = written(order)
    unsigned = SIGNER.unsigned(raw)
    return SIGNER.over(b"DKIM-Signature", b"v=1; t=1700000000; x=1700000060;", unsigned.fields, SIGNED, unsigned.body_hash) + raw


def vouched_by_a_stranger(order: str) -> bytes:
    results = f"ARC-Authentication-Results: i=1; evil.example; arc=none; dkim=pass header.d={DOMAIN}; dmarc=pass header.from={DOMAIN}"
    raw = on_top(results, written(order))
    return sealed(SIGNER_OF_EVIL.unsigned(raw), SIGNER_OF_EVIL) + raw


def hidden(order: str, style: str) -> bytes:
    return own(page(f'<p>Der Bericht liegt bei.</p><div style="{style}">{shown(order)}</div>'))


def readdressed(order: str) -> bytes:
    """Written to a colleague under a signature that leaves To out, then sent to us."""
    raw = signed(written(order, to=COLLEAGUE), DOMAIN, by=OWN, include_headers=[b"from", b"subject", b"date", b"message-id"])
    return raw.replace(COLLEAGUE.encode(), COMMANDS_AT.encode())


def redated(order: str) -> bytes:
    old = START - timedelta(days=30)
    raw = signed(written(order, at=old), DOMAIN, by=OWN, include_headers=[b"from", b"to", b"subject", b"message-id"])
    return raw.replace(old.strftime("%d %b %Y").encode(), START.strftime("%d %b %Y").encode())


def two_wordings(order: str) -> bytes:
    parts = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{order}\n--b\nContent-Type: text/html\n\n<p>Der Bericht liegt bei.</p>\n--b--"
    return own(written(parts, kind='multipart/alternative; boundary="b"'))


def attached(order: str) -> bytes:
    inner = f"From: {VICTIM}\nTo: {COMMANDS_AT}\nSubject: Bitte\nContent-Type: text/plain; charset=utf-8\n\n{order}"
    parts = f"--b\nContent-Type: text/plain\n\nZur Kenntnis.\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--"
    return own(written(parts, kind='multipart/mixed; boundary="b"'))


ATTACKS: Mapping[tuple[str, str], Callable[[str], bytes]] = {
    ("B4", "the address as a display name"): lambda o: evil(written(o, f'From: "{VICTIM}" <{BOTE}>')),
    ("B4", "the address as an encoded word"): lambda o: evil(written(o, f"From: =?utf-8?q?{VICTIM.replace('@', '=40')}?= <{BOTE}>")),
    ("B4", "the address as an encoded word without quotes or brackets"): lambda o: evil(
        written(o, f"From: =?utf-8?q?{VICTIM.replace('@', '=40')}?=")
    ),
    ("B4", "two From, the signed one below"): lambda o: on_top(f"From: {VICTIM}", evil(written(o, f"From: {BOTE}"))),
    ("B4", "two From, the signed one above"): lambda o: evil(written(o, f"From: {BOTE}\r\nFrom: {VICTIM}")),
    ("B4", "a From with a comment"): lambda o: evil(written(o, f"From: {VICTIM} (Karla) <{BOTE}>")),
    ("B4", "a From whose comment hides the real domain"): lambda o: evil(written(o, f"From: {VICTIM}(@evil.example)")),
    ("B4", "the address in a named group"): lambda o: own(written(o, f"From: Team: {VICTIM};")),
    ("D2", "Sender and signature of somebody else"): lambda o: evil(written(o, headers=f"Sender: {BOTE}\n")),
    ("D2", "Reply-To of the victim"): lambda o: evil(written(o, f"From: {BOTE}", headers=f"Reply-To: {VICTIM}\n")),
    ("D2", "Resent-From of the victim"): lambda o: evil(
        written(o, f"From: {BOTE}", headers=f"Resent-From: {VICTIM}\nResent-To: {COMMANDS_AT}\n")
    ),
    ("D6", "a homograph of the domain, signed for it"): lambda o: evil(written(o, f"From: amsel@{HOMOGRAPH}"), HOMOGRAPH),
    ("D6", "a homograph in Unicode"): lambda o: evil(
        written(o, "From: amsel@tr\N{CYRILLIC SMALL LETTER A}eger.example"), HOMOGRAPH
    ),
    ("D4", "signed by the top-level domain"): lambda o: evil(written(o), "example"),
    ("D4", "signed by a domain that begins like the victim's"): lambda o: evil(written(o), f"sub.{DOMAIN}.evil.example"),
    ("D4", "a signature over the first bytes only"): lambda o: (
        signed(written("Guten Tag"), DOMAIN, by=OWN, length=True) + f"\r\n{o}\r\n".encode()
    ),
    ("D4", "a broken signature of their own beside a good one of somebody else"): lambda o: evil(
        own(written("HILFE")).replace(b"HILFE", o.replace("\n", "\r\n").encode())
    ),
    ("D4", "a signature that has expired"): expired,
    ("D1", "a signed letter to somebody else, sent on to us"): lambda o: own(written(o, to=COLLEAGUE)),
    ("D3", "an ARC chain of a sealer nobody trusts"): vouched_by_a_stranger,
    ("D3", "Authentication-Results with our name within"): lambda o: on_top(
        f"Authentication-Results: evil.example (mx.forum-test.example; dmarc=pass header.from={DOMAIN})", written(o)
    ),
    ("D3", "Authentication-Results in our own name"): lambda o: on_top(
        f"Authentication-Results: mx.forum-test.example; dmarc=pass header.from={DOMAIN}", written(o)
    ),
    ("D3", "Authentication-Results folded and numbered"): lambda o: on_top(
        f"Authentication-Results: mx.forum-test.example 1;\r\n\tdkim=pass\r\n header.d={DOMAIN};\r\n dmarc=pass header.from={DOMAIN}",
        written(o),
    ),
    ("D12", "a quoted order in HTML only"): lambda o: own(page(f"<p>Siehe unten.</p><blockquote type='cite'>{shown(o)}</blockquote>")),
    ("D12", "text that is not displayed"): lambda o: hidden(o, "display:none"),
    ("D12", "text that is not visible"): lambda o: hidden(o, "visibility:hidden"),
    ("D12", "text of no size"): lambda o: hidden(o, "font-size:0"),
    ("D12", "white text on white"): lambda o: hidden(o, "color:#ffffff;background:#fff"),
    ("D1", "a reference to a letter we never wrote"): lambda o: written(
        o, headers="In-Reply-To: <aaaaaaaaaaaaaaaaaaaaaaaaaa@forum-test.example>\n"
    ),
    ("D1", "a second To on top of the signed one"): lambda o: on_top(f"To: {COMMANDS_AT}", own(written(o, to=COLLEAGUE))),
    ("D1", "a second Date on top of the signed one"): lambda o: on_top(
        "Date: Tue, 16 Mar 2027 09:59:00 +0100", own(written(o, at=START - timedelta(days=30)))
    ),
    ("D4", "a second Content-Type on top of the signed one"): lambda o: on_top(
        "Content-Type: text/plain; charset=utf-8", own(page(f"<!--\n\n{o}\n\n-->\nDer Bericht liegt bei."))
    ),
    ("D1", "a signature that leaves To out, and another To"): readdressed,
    ("D1", "a signature that leaves Date out, and another Date"): redated,
    ("D1", "signed a month ago and kept"): lambda o: own(written(o, at=START - timedelta(days=30))),
    ("D1", "resent to us with its signature intact"): lambda o: on_top(
        f"Resent-From: {BOTE}\r\nResent-To: {COMMANDS_AT}", own(written(o, to=COLLEAGUE))
    ),
    ("D12", "a quoted order in a bare blockquote"): lambda o: own(page(f"<p>Siehe unten.</p><blockquote>{shown(o)}</blockquote>")),
    ("D12", "an order in the text part that the HTML does not show"): two_wordings,
    ("D12", "an order in an attached mail"): attached,
    ("D12", "an order struck through"): lambda o: own(page(f"<p>Der Bericht liegt bei.</p><p><s>{shown(o)}</s></p>")),
}  # fmt: skip
