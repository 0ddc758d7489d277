"""Raw letters as the page shows them."""

from __future__ import annotations

import random

import pytest
from test_work import calls

from mailflow.web.reading import opened
from tests.web.rooms import INVITATION, WELCOME


def test_names_subjects_and_charsets_are_decoded() -> None:
    letter = opened(
        b"From: =?iso-8859-1?q?J=FCrgen_M=FCller?= <j@kreis.example>\r\n"
        b'To: "Weiss, Jana" <w@kreis.example>, b@kreis.example\r\n'
        b"Subject: =?utf-8?b?R3LDvMOfZQ==?= aus\r\n =?utf-8?q?K=C3=B6ln?=\r\n"
        b"Content-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe =96 Anna\r\n"
    )
    assert str(letter.sender) == "Jürgen Müller <j@kreis.example>"
    assert [str(p) for p in letter.to] == ["Weiss, Jana <w@kreis.example>", "b@kreis.example"]
    assert letter.subject == "Grüße aus Köln"
    assert letter.text.strip() == "Grüße – Anna"


def test_undeclared_umlauts_are_read_anyway() -> None:
    for charset in ("utf-8", "cp1252"):
        letter = opened("From: Jürgen <j@kreis.example>\r\nSubject: Grüße\r\n\r\nSchöne Grüße\r\n".encode(charset))
        assert (letter.sender.name, letter.subject, letter.text.strip()) == ("Jürgen", "Grüße", "Schöne Grüße")


def test_both_versions_and_the_invitation_are_found() -> None:
    assert opened(WELCOME).text.startswith("Guten Tag Jana Weiss,")
    assert "<h1" in opened(WELCOME).html
    invitation = opened(INVITATION).invitation
    assert invitation is not None
    assert (invitation.method, invitation.summary, invitation.start) == (
        "REQUEST",
        "Treffen der AG Wohnen",
        "2026-12-03T10:00:00+01:00",
    )


def test_a_zone_defined_by_one_letter_moves_no_other() -> None:
    for _ in range(2):
        invitation = opened(INVITATION).invitation
        assert invitation
        assert invitation.start.endswith("+01:00")


def test_an_attached_letter_is_one_attachment() -> None:
    letter = opened(
        b"Subject: WG\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHallo\r\n"
        b"--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: innen\r\n\r\ninnerer Text\r\n--x--\r\n"
    )
    assert letter.text.strip() == "Hallo"
    assert [(a.name, b"innerer Text" in a.content) for a in letter.attachments] == [("Brief.eml", True)]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\r\n\r\n",
        b"Content-Type: text/plain; charset=zip\r\n\r\nx",
        b"Content-Type: text/plain; charset=rot13\r\n\r\nx",
        b"Content-Transfer-Encoding: base64\r\n\r\n====%%%",
        b"Subject: =?utf-8?b?!!!?= =?x?q?=ZZ?=\r\n\r\n",
        b"Subject: =?utf-8?b?abc?=\r\nDate: Mon, 99 Foo 99999 99:99:99 +9999\r\n\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nx",
        b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:x\r\nEND:VCALENDAR\r\n",
        b"From: <<>>@@,;:\r\nTo: a:b;c@d\r\n\r\n",
        b"Content-Disposition: attachment; filename*=x'y'%ff%\r\n\r\nx",
        b"Content-Type: text/plain" + b";" * 100_000 + b"\r\n\r\nx",
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(3000)),
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\r\n\r\n",
        b"To: " + b"a@b.example, " * 50_000 + b"\r\n\r\n",
    ],
)
def test_nothing_a_letter_holds_breaks_the_page(raw: bytes) -> None:
    assert calls(opened, raw) < 40 * len(raw) + 20_000, "in proportion to its length"


def test_mutilated_letters_are_still_shown() -> None:
    dice = random.Random(1)
    for _ in range(400):
        raw = bytearray(dice.choice((WELCOME, INVITATION)))
        for _ in range(dice.randint(1, 30)):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        opened(bytes(raw))
