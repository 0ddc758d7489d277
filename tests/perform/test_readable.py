"""Copies of posts: readable everywhere, large files named in their place, our lines below, and nothing else changed."""

from __future__ import annotations

import base64
import email
from datetime import datetime
from email.message import EmailMessage
from functools import cache

import pytest
from conversation import Forum

from mailflow.perform.readable import readable
from tests.understand.test_work import calls

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, RENATE = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example"
KARLA = "amsel@traeger.example"
GROUP, COMMANDS = "ag-wohnen@forum-test.example", "mailflow@forum-test.example"
BIG, SMALL = "Präsentation für alle.pdf", "Notiz.txt"


@pytest.fixture
def forum():
    return Forum(START)


def post(forum, files, headers="", to=GROUP):
    proven = b"Authentication-Results: mx.forum-test.example; dmarc=pass header.from=kreis-stade.example\r\n" + headers.encode()
    return forum.receive(proven + letter_with(to, *files.items()), MARA, [to])


@cache
def letter_with(to, *files):
    """Written once for all tests: the standard library takes a second for the large ones."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"Mara Lindtner <{MARA}>", to, "Unsere Folien"
    letter["Date"], letter["Message-ID"] = "Tue, 16 Mar 2027 10:00:00 +0100", "<folien@kreis-stade.example>"
    letter.set_content("Liebe alle,\n\nanbei unsere Folien für Görlitz.\n")
    letter.add_alternative("<p>Liebe alle,</p><p>anbei unsere Folien für Görlitz.</p>", subtype="html")
    for name, size in files:
        letter.add_attachment(b"\x00\x01" * (size // 2), maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes().replace(b"\n", b"\r\n")


def copy_for(left, reader):
    return next(one for one in left if one.recipient == reader and one.header("Subject") == "Unsere Folien")


def names(message):
    return [part.get_filename() for part in message.walk() if part.get_filename()]


def texts(message):
    return [part.get_payload(decode=True).decode("utf-8") for part in message.walk() if part.get_content_type() == "text/plain"]


def test_the_text_goes_out_and_the_large_file_is_named(forum):
    left = post(forum, {BIG: 6_000_000, SMALL: 2000})
    copy = copy_for(left, RENATE).message
    assert len(bytes(copy)) < 20_000
    assert [str(email.header.make_header(email.header.decode_header(n))) for n in names(copy)] == [SMALL]
    [text] = texts(copy)
    [page] = [part.get_payload(decode=True).decode() for part in copy.walk() if part.get_content_type() == "text/html"]
    for body in (text, page):
        assert "anbei unsere Folien für Görlitz." in body
        assert f"Anlage »{BIG}« (6 MB) ist nicht dabei" in body
        assert "HOLE 1" in body
        assert "The attachment" not in body


def test_its_author_hears_which_file_stays_here(forum):
    [told] = [one for one in post(forum, {BIG: 6_000_000}) if one.header("Subject").startswith("Verteilt ohne")]
    assert told.recipient == MARA
    assert f"{BIG} (6 MB)" in told.text


@pytest.mark.parametrize(
    "by", ["an answer to the copy", "an answer to the copy, by phone", "an answer sent to the forum", "its name", "a search"]
)
def test_whoever_wants_the_file_gets_it(forum, by):
    post(forum, {BIG: 6_000_000})
    if by == "a search":
        [found] = forum.write(RENATE, COMMANDS, "SUCHE Folien")
        sent = forum.write(RENATE, found.header("Reply-To"), "1")
    elif by.startswith("an answer"):
        to = COMMANDS if by == "an answer sent to the forum" else GROUP
        sent = forum.write(
            RENATE,
            to,
            "Hole 1 bitte" if by.endswith("phone") else "HOLE 1",
            "AW: Unsere Folien",
            headers="In-Reply-To: <folien@kreis-stade.example>\n",
        )
        assert {one.recipient for one in sent} == {RENATE}
    else:
        sent = forum.write(RENATE, COMMANDS, "HOLE <folien@kreis-stade.example>")
    whole = next(one.message for one in sent if one.header("Subject") == "Unsere Folien")
    [file] = [part for part in whole.walk() if part.get_filename()]
    assert len(base64.b64decode(file.get_payload())) == 6_000_000


@pytest.mark.parametrize(
    ("words", "headers"), [("HOLE 1", ""), ("HOLE 1 wäre schön, wer hat die Folien?", "In-Reply-To: <folien@kreis-stade.example>\n")]
)
def test_what_fetches_nothing_brings_no_file(forum, words, headers):
    post(forum, {BIG: 6_000_000})
    sent = forum.write(RENATE, GROUP, words, "AW: Unsere Folien", headers=headers)
    assert not any(part.get_filename() for one in sent for part in one.message.walk())


def test_who_may_not_read_the_post_gets_no_file_by_its_number(forum):
    post(forum, {BIG: 6_000_000})
    sent = forum.write("stranger@x.example", COMMANDS, "HOLE 1", headers="In-Reply-To: <folien@kreis-stade.example>\n")
    assert not any(part.get_filename() for one in sent for part in one.message.walk())


def test_what_fits_stays_as_it_was_written(forum):
    copy = copy_for(post(forum, {SMALL: 2000}), RENATE)
    assert names(copy.message) == [SMALL]
    [file] = [part for part in copy.message.walk() if part.get_filename()]
    assert file.get_payload(decode=True) == b"\x00\x01" * 1000
    assert len(texts(copy.message)) == 1


def test_only_as_many_files_stay_as_have_to(forum):
    copy = copy_for(post(forum, {"A.bin": 3_000_000, "B.bin": 2_000_000, "C.bin": 1_000_000}), RENATE)
    assert names(copy.message) == ["B.bin", "C.bin"]


def test_a_large_file_stays_here_also_where_the_post_had_to_wait(forum):
    held = post(forum, {BIG: 6_000_000, SMALL: 2000}, to="ag-ehrenamt@forum-test.example")
    asked = next(one for one in held if one.recipient == KARLA)
    copy = copy_for(forum.write(KARLA, asked.header("Reply-To"), "freigeben"), RENATE).message
    assert len(bytes(copy)) < 20_000
    assert "HOLE 1" in texts(copy)[0]


def test_an_english_reader_reads_in_english_which_file_is_missing(forum):
    forum.write(RENATE, COMMANDS, "Dear office, please tell me how I can get the posts of my group once a week from now on.", "Question")
    text = texts(copy_for(post(forum, {BIG: 6_000_000}), RENATE).message)[0]
    assert "GET 1" in text
    assert "nicht dabei" not in text


def test_a_letter_that_is_nothing_but_a_large_file_says_so():
    raw = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: application/pdf\r\n'
        b'Content-Disposition: attachment; filename="Folien.pdf"\r\n\r\n%PDF\r\n--b--\r\n'
    )
    copy = email.message_from_bytes(readable(raw, "AG Wohnen", {"Folien.pdf": "[Folien.pdf ist nicht dabei]"}))
    assert names(copy) == []
    assert texts(copy)[0].split() == ["[Folien.pdf", "ist", "nicht", "dabei]", "--", "AG", "Wohnen"]


def test_a_page_alone_gets_its_words_as_text(forum):
    raw = (
        f"Authentication-Results: mx.forum-test.example; dmarc=pass header.from=kreis-stade.example\r\nFrom: {MARA}\r\nTo: {GROUP}\r\n"
        "Subject: Unsere Folien\r\nDate: Tue, 16 Mar 2027 10:00:00 +0100\r\nMessage-ID: <seite@kreis-stade.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        "<html><body><p>Liebe alle,</p><p>wer kennt <b>Görlitz</b>?</p></body></html>\r\n"
    ).encode()
    copy = copy_for(forum.receive(raw, MARA, [GROUP]), RENATE).message
    assert [part.get_content_type() for part in copy.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "wer kennt Görlitz?" in texts(copy)[0]
    assert "Wer das ist: WER wohnen" in texts(copy)[0]


@pytest.mark.parametrize("noise", ["WG: [EXTERNAL] SPAM? Fwd: Antwort: AW: Unsere Frage", "AW: SPAM?? Unsere Frage"])
def test_no_noise_of_gateways_stays_in_the_subject(forum, noise):
    left = forum.write(MARA, GROUP, "Wer hat Erfahrung?", noise)
    subject = next(one for one in left if one.recipient == RENATE).header("Subject")
    assert subject in {"WG: Unsere Frage", "AW: Unsere Frage"}


def test_a_letter_that_is_too_large_without_files_waits(forum):
    letter = (
        f"From: {MARA}\r\nTo: {GROUP}\r\nSubject: Lang\r\nDate: Tue, 16 Mar 2027 10:00:00 +0100\r\n\r\n"
        + ("Wort um Wort " * 70 + "\r\n") * 6_000
    )
    proven = "Authentication-Results: mx.forum-test.example; dmarc=pass header.from=kreis-stade.example\r\n"
    left = forum.receive((proven + letter).encode(), MARA, [GROUP])
    assert any(one.header("Subject").startswith("Ihr Beitrag wartet") for one in left)


def test_a_signature_that_the_change_would_break_is_taken_off(forum):
    signature = "DKIM-Signature: v=1; a=rsa-sha256; d=kreis-stade.example; s=s; h=from:to:date:subject;\r\n bh=AAAA; b=BBBB\r\n"
    assert "DKIM-Signature" not in copy_for(post(forum, {BIG: 6_000_000}, signature), RENATE).message


@pytest.mark.proves("B1")
def test_a_header_field_without_end_is_no_work():
    def letter(length):
        return b"From: a@b.example\r\nContent-Type: text/plain" + b";" * length + b"\r\n\r\nGuten Tag\r\n"

    assert calls(readable, letter(60_000), "AG Wohnen", {}) < 2 * calls(readable, letter(6_000), "AG Wohnen", {})
