"""Every copy of a post is read back by two parsers that have no line in common, and compared with what was posted."""

from __future__ import annotations

import email
import email.policy
import os
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from conversation import SEED, Forum, letter
from fast_mail_parser import parse_email
from sqlalchemy import select

from mailflow.flow import vocabulary_of
from mailflow.model.letter import Envelope
from mailflow.store.tables import mail as mails
from mailflow.understand.parse import letter_from_bytes

TESTS = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("MAILFLOW_CORPUS", TESTS.parents[1] / "shared" / "corpus"))
REPLIES = sorted((CORPUS / "replies").glob("*.eml"))
START = datetime.fromisoformat("2026-05-18T10:00:00+02:00")
MARA, GROUP = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example"
FOOT = re.compile(r"Wer das ist: WER [\w-]+ an \S+@\S+")


def by_the_standard_library(raw: bytes) -> tuple[str, list[str], list[tuple[str, bytes]]]:
    """(subject, texts, files)"""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    texts = [p.get_content() for p in leaves if p.get_content_maintype() == "text" and not p.get_filename()]
    return str(message["Subject"]), texts, [(str(p.get_filename()), p.get_payload(decode=True)) for p in leaves if p.get_filename()]


def by_rust(raw: bytes) -> tuple[str, list[str], list[tuple[str, bytes]]]:
    mail = parse_email(raw)
    assert not mail.warnings
    return mail.subject, [*mail.text_plain, *mail.text_html], [(a.filename, a.content) for a in mail.attachments if a.filename]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", text)))


def posted(raw: bytes, sender: str, to: str, seed: Path):
    """(the letter as its author meant it, the bytes that its copies share, "" if it went to nobody)"""
    forum = Forum(START, seed=seed)
    with forum.facts() as facts:
        meant = letter_from_bytes(raw, Envelope(sender, (to,)), vocabulary_of(facts))
    left = forum.receive(raw, sender, [to])
    if not any(one.header("List-Id") for one in left):
        decider = next((one for one in left if re.search(r"antwort|\+", one.header("Reply-To")) and "freigeben" in one.text.lower()), None)
        if decider:
            forum.write(decider.recipient, decider.header("Reply-To"), "freigeben")
    with forum.app.store.reading() as connection:
        return meant, connection.scalar(select(mails.c.raw).where(mails.c.kind == "post")) or b""


@pytest.mark.skipif(not REPLIES, reason="needs a corpus of letters: MAILFLOW_CORPUS")
@pytest.mark.parametrize("file", REPLIES, ids=lambda file: file.stem)
def test_a_letter_of_any_program_reaches_members_as_it_was_meant(file):
    raw = file.read_bytes()
    head = email.message_from_bytes(raw)
    meant, copy = posted(raw, head["Return-Path"].strip("<> "), head["X-Original-To"].strip("<> "), CORPUS / "world.json")
    if not copy:
        return
    ours, theirs = by_the_standard_library(copy), by_rust(copy)
    assert ours[0] == theirs[0]
    assert ours[0].count("AW:") + ours[0].count("Re:") <= 1
    assert "EXTERN" not in ours[0]
    assert ours[2] == theirs[2]
    for attachment in meant.attachments:
        assert attachment.size in [len(data) for _, data in ours[2]], attachment.name
    for texts in (ours[1], theirs[1]):
        assert "\N{REPLACEMENT CHARACTER}" not in "".join(texts)
        assert words(meant.new_text) <= words("\n".join(texts))
        if "signature_not_checked" not in meant.defects:
            assert FOOT.search(" ".join(texts))


@pytest.mark.skipif(not REPLIES, reason="needs a corpus of letters: MAILFLOW_CORPUS")
def test_nearly_all_letters_of_the_corpus_are_posts():
    """Or the test above would compare nothing."""
    count = 0
    for file in REPLIES:
        head = email.message_from_bytes(raw := file.read_bytes())
        count += posted(raw, head["Return-Path"].strip("<> "), head["X-Original-To"].strip("<> "), CORPUS / "world.json")[1] != b""
    assert count >= 24


def mail(kind: str, body: bytes, **fields: str) -> bytes:
    """A proven letter of Mara to the group, with this content."""
    head = letter(MARA, GROUP, "", "Flyer", START, headers="".join(f"{k.replace('_', '-')}: {v}\n" for k, v in fields.items()))
    return head.partition(b"MIME-Version")[0] + f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n".encode() + body


def copy_of(raw: bytes) -> bytes:
    return posted(raw, MARA, GROUP, SEED)[1]


CHARSETS = {
    "windows-1252": "Grüße – „Angebot“ für 5 €".encode("cp1252"),
    "iso-8859-1": "Grüße – „Angebot“ für 5 €".encode("cp1252"),
    "utf-8": "Grüße – „Angebot“ für 5 €".encode(),
    "unknown-8bit": "Grüße – „Angebot“ für 5 €".encode(),
}


@pytest.mark.parametrize("charset", CHARSETS)
def test_any_charset_is_readable(charset):
    raw = mail(f"text/plain; charset={charset}", b"Content-Transfer-Encoding: 8bit\r\n\r\n" + CHARSETS[charset] + b"\r\n")
    for parser in (by_the_standard_library, by_rust):
        _, [text], _ = parser(copy_of(raw))
        assert text.startswith("Grüße – „Angebot“ für 5 €")
        assert FOOT.search(text)


def test_each_reader_gets_the_lines_below_in_their_language():
    forum = Forum(START)
    with forum.facts() as facts:
        renate = facts.people.by_address("obermoos@kreis-guetersloh.example")
    with forum.app.store.writing(START) as tx:
        tx.save(replace(renate, language="en"))
    below = {one.recipient: one.text for one in forum.write(MARA, GROUP, "Wer hat Folien?", "Folien")}
    assert "Es lesen mit" in below[MARA]
    assert "Es lesen mit" not in below[renate.address]
    assert re.search(r"WHO wohnen to \S+@", below[renate.address])
    assert len(below) == 3


def test_flowed_lines_are_joined():
    raw = mail("text/plain; charset=utf-8; format=flowed", b"\r\nLiebe alle, \r\nhier die Folien.\r\n> Wer hat \r\n> Folien?\r\n")
    for parser in (by_the_standard_library, by_rust):
        _, [text], _ = parser(copy_of(raw))
        lines = text.splitlines()
        assert lines[:2] == ["Liebe alle, hier die Folien.", "> Wer hat Folien?"]


def test_what_is_signed_stays_byte_for_byte_and_says_nothing_more():
    signed = (
        b"\r\n--sig\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xfc\xdfe \r\n"
        b"--sig\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--sig--\r\n"
    )
    for body in (signed, signed.replace(b"application/pkcs7-signature; name=smime.p7s", b"application/pgp-signature")):
        assert copy_of(mail("multipart/signed; boundary=sig; micalg=sha-256", body)).endswith(body)
    inline = b"\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nGr\xc3\xbc\xc3\x9fe \r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nwsBz\r\n"
    inline += b"-----END PGP SIGNATURE-----\r\n"
    assert copy_of(mail("text/plain; charset=utf-8", inline)).endswith(inline)


def test_calendars_pictures_and_files_stay_byte_for_byte():
    picture = b"Content-Type: image/png; name=logo.png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    calendar = b"Content-Type: text/calendar; charset=utf-8; method=PUBLISH\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    file = (
        b'Content-Type: application/pdf; name="A b.pdf"\r\nContent-Disposition: attachment;\r\n filename="A b.pdf"\r\n\r\n%PDF-1 \xe4\r\n'
    )
    page = b'Content-Type: text/html; charset=iso-8859-1\r\n\r\n<html><body><p>Gr\xfc\xdfe</p><img src="cid:logo@x"></body></html>\r\n'
    body = (
        b"\r\npreamble\r\n--m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
        b"--r\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nGruss\r\n--a\r\n"
        + page
        + b"--a\r\n"
        + calendar
        + b"--a--\r\n--r\r\n"
        + picture
        + b"--r--\r\n--m\r\n"
        + file
        + b"--m--\r\nepilogue\r\n"
    )
    copy = copy_of(mail("multipart/mixed; boundary=m", body))
    for part in (picture, calendar, file, b"preamble\r\n--m\r\n", b"--m--\r\nepilogue\r\n"):
        assert part in copy
    _, texts, _ = by_the_standard_library(copy)
    assert [bool(FOOT.search(text)) for text in texts] == [True, True, False]
    assert texts[1].index("Wer das ist") < texts[1].index("</body>")


def test_a_letter_of_nothing_but_a_file_gets_its_lines_beside_it():
    raw = mail('application/pdf; name="Flyer.pdf"', b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n")
    for parser in (by_the_standard_library, by_rust):
        _, texts, [(name, data)] = parser(copy_of(raw))
        assert (name, data) == ("Flyer.pdf", b"%PDF-1.4\n")
        assert FOOT.search("".join(texts))


def test_marks_of_programs_and_gateways_do_not_grow():
    raw = mail("text/plain", b"\r\nGern.\r\n").replace(b"Subject: Flyer", b"Subject: AW: [EXTERN] WG: Re: AW: Flyer [signed OK]")
    assert by_the_standard_library(copy_of(raw))[0] == "AW: Flyer"
