"""Bytes to a letter: charsets, senders, attachments, limits. Nothing raises, nothing a human wrote is lost."""

import base64
import random

import pytest
from letters import plain, read, vocabulary

from mailflow.model.letter import Envelope, Level
from mailflow.understand.parse import letter_from_bytes


def test_a_plain_letter():
    letter = plain("Guten Tag,\n\nbei uns läuft das gut.\n\nViele Grüße\nAnna Muster\n")
    assert letter.sender.address == "anna@kreis.example"
    assert letter.sender.name == "Anna Muster"
    assert letter.subject_base == "Frage"
    assert letter.new_text == "Guten Tag,\n\nbei uns läuft das gut."
    assert letter.lang == "de"
    assert not letter.has_quote


@pytest.mark.proves("B3")
@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("x-unknown", "utf-8"),
        ("windows-1252", "cp1252"),
    ],
)
def test_charsets_declared_rightly_or_wrongly(declared, encoding):
    body = "Grüße aus Köln – 5 €".encode(encoding)
    letter = read(
        b"From: a@b.example\r\nContent-Type: text/plain; charset="
        + declared.encode()
        + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + body
    )
    assert letter.text.strip() == "Grüße aus Köln – 5 €"


@pytest.mark.parametrize(
    "subject",
    [
        "AW: WG: Re: Frage",
        "RE[3]: Frage",
        "Antw: [EXTERN] AW: Frage",
        "Re: [AG Wohnen] Frage",
        "Fwd: Frage",
        "AW: Frage [signed OK]",
        "=?utf-8?q?AW=3A_Frage?=",
    ],
)
def test_the_subject_under_its_prefixes(subject):
    letter = read(f"From: a@b.example\nSubject: {subject}\n\nText")
    assert letter.subject_base.removesuffix(" [signed OK]") == "Frage"


@pytest.mark.proves("B4")
@pytest.mark.parametrize(
    "header",
    [
        "From: gut@kreis.example <boese@evil.example>",
        "From: gut@kreis.example\nFrom: boese@evil.example",
        "From: a@b.example, c@d.example",
        "From: Team: a@b.example;",
        "From: undisclosed:; a@b.example",
        "Subject: kein Absender",
        "From: =?utf-8?q?Anna=0D=0AReply-To=3A_x=40evil=2Eexample?= <boese@evil.example>",
    ],
)
def test_an_ambiguous_sender_is_nobody(header):
    letter = read(f"{header}\n\nText")
    assert letter.sender.address == ""
    assert letter.defects


@pytest.mark.parametrize("name", ['"Team: x;"', "(AG: Wohnen;)", "AG Wohnen: Büro"])
def test_a_colon_in_a_name_makes_no_group(name):
    assert read(f"From: {name} <a@b.example>\n\nText").sender.address == "a@b.example"


def authenticated(results, sender="anna@kreis.example"):
    return read(f"{results}From: {sender}\n\nText").proof


@pytest.mark.proves("D3", "D4")
def test_proof_comes_from_the_trusted_server_only():
    good = "Authentication-Results: mx.forum.example; dmarc=pass (p=reject) header.from=kreis.example\n"
    assert authenticated(good).level is Level.ALIGNED
    assert authenticated("").level is Level.CLAIMED
    assert authenticated(good.replace("mx.forum.example", "mx.evil.example")).level is Level.CLAIMED
    assert authenticated("Authentication-Results: mx.evil.example; none\n" + good).level is Level.CLAIMED
    assert authenticated(good.replace("=pass", "=fail")).failed
    assert authenticated(good, "anna@andere.example").failed
    tricked = 'Authentication-Results: mx.forum.example; spf=fail smtp.mailfrom="dmarc=pass header.from=kreis.example"\n'
    assert authenticated(tricked).level is Level.CLAIMED
    assert (
        authenticated("Authentication-Results: mx.forum.example; spf=none (dmarc=pass header.from=kreis.example)\n").level is Level.CLAIMED
    )
    twice = "Authentication-Results: mx.forum.example; dmarc=pass header.from=kreis.example; dmarc=pass header.from=kreis.example\n"
    assert authenticated(twice).level is Level.CLAIMED


@pytest.mark.proves("D3", "D4")
@pytest.mark.parametrize(
    ("signer", "level"),
    [
        ("kreis-stade.example", Level.ALIGNED),
        ("stade.example", Level.CLAIMED),
        ("example", Level.CLAIMED),
        ("mail.kreis-stade.example", Level.CLAIMED),
    ],
)
def test_without_a_dmarc_result_a_signature_vouches_for_its_own_domain_and_what_is_below(signer, level):
    """A name that only ends alike, or that all stand under, is somebody else's."""
    results = f"Authentication-Results: mx.forum.example; dkim=pass header.d={signer}\n"
    assert authenticated(results, "anna@kreis-stade.example").level is level
    below = Level.CLAIMED if signer in {"example", "mail.kreis-stade.example"} else level
    assert authenticated(results, "anna@amt.kreis-stade.example").level is below


def test_attachments_have_their_real_type_and_name():
    pdf = base64.b64encode(b"%PDF-1.4 kein echtes").decode()
    letter = read(
        'From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nsiehe Anlage\n'
        "--b\nContent-Type: application/octet-stream; name*=utf-8''Antr%C3%A4ge.pdf\nContent-Disposition: attachment; filename*=utf-8''Antr%C3%A4ge.pdf\n"
        f"Content-Transfer-Encoding: base64\n\n{pdf}\n--b--\n"
    )
    [found] = letter.attachments
    assert (found.name, found.type, found.size) == ("Anträge.pdf", "application/pdf", 20)
    assert letter.new_text == "siehe Anlage"


@pytest.mark.proves("B2")
def test_what_is_too_much_is_named_and_not_read():
    assert read("From: a@b.example\n" + "X: y\n" * 1500 + "\nText").defects == ("too_many_headers",)
    assert read("From: a@b.example\nX: " + "y" * 300000 + "\n\nText").defects == ("header_too_large",)
    deep = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(300))
    assert read("From: a@b.example\n" + deep + "\nText").defects == ("too_deep",)


@pytest.mark.proves("A2")
def test_bare_line_breaks_make_the_proof_worthless():
    raw = b"Authentication-Results: mx.forum.example; dmarc=pass header.from=kreis.example\r\nFrom: anna@kreis.example\r\n\r\nText\n.\nMAIL FROM:<x@y>\r\n"
    letter = read(raw)
    assert letter.proof.level is Level.CLAIMED
    assert "mixed_line_ends" in letter.defects


@pytest.mark.proves("B3")
def test_no_mutilated_letter_raises():
    chance = random.Random(7)
    whole = (
        'From: "Müller, Anna" <a@b.example>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nDate: Tue, 16 Mar 2027 10:00:00 +0100\r\nReferences: <a@b> <c@d>\r\nMIME-Version: 1.0\r\n'
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHallo\r\n\r\nAm 1.1. schrieb X:\r\n> alt\r\n--b\r\n'
        "Content-Type: text/html\r\n\r\n<p>Hallo</p><blockquote type=cite>alt</blockquote>\r\n--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n--b--\r\n"
    ).encode()
    for _ in range(600):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        letter_from_bytes(bytes(broken), Envelope("", ()), vocabulary())
