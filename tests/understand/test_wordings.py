"""What a letter says in several forms: a text part beside the HTML, Outlook's winmail.dat, signed mail."""

import base64
import struct

import pytest
from compressed_rtf import compress
from letters import ADMISSION, TODAY, read, vocabulary

from mailflow.understand.commands.orders import orders_in

ALTERNATIVES = """From: Anna Muster <anna@kreis.example>
Subject: AW: Neuer Antrag
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

{text}
--b
Content-Type: text/html; charset=utf-8

<html><body>{page}</body></html>
--b--
"""


def decided(text, page):
    return orders_in(read(ALTERNATIVES.format(text=text, page=page)), vocabulary(), TODAY, offered=ADMISSION, case="F-2027-0031")


@pytest.mark.proves("B7")
@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Bitte ablehnen.", "<p>Bitte aufnehmen.</p>"),
        ("Bitte aufnehmen.", "<p>Bitte ablehnen.</p>"),
        ("Bitte aufnehmen.", "<p>Bitte zurückstellen.</p><p style='display:none'>Bitte aufnehmen.</p>"),
    ],
)
def test_parts_that_decide_differently_decide_nothing(text, page):
    found = decided(text, page)
    assert not found.orders
    assert found.unclear


@pytest.mark.proves("B7")
@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Bitte aufnehmen.", "<p>Danke für die Unterlagen!</p>"),
        ("Bitte aufnehmen.", "<p>Danke!</p><p style='display:none'>Bitte aufnehmen.</p>"),
        ("Bitte aufnehmen.", "<p>Bitte noch nicht aufnehmen.</p>"),
    ],
)
def test_what_nobody_sees_decides_nothing(text, page):
    assert not decided(text, page).orders


@pytest.mark.parametrize(
    "text", ["Bitte aufnehmen.", "Bitte *aufnehmen*. <https://kreis.example/>", "Diese Nachricht ist im Format HTML.", ""]
)
def test_a_text_part_that_says_the_same_or_nothing_changes_nothing(text):
    assert [o.intent for o in decided(text, "<p>Bitte <b>aufnehmen</b>.</p>").orders] == ["approve"]


def winmail(*properties):
    """A winmail.dat with binary MAPI properties, given as (id, bytes) ([MS-OXTNEF])."""
    data = struct.pack("<I", len(properties))
    for number, value in properties:
        padded = value + b"\0" * (-len(value) % 4)
        data += struct.pack("<HHII", 0x0102, number, 1, len(value)) + padded
    version = struct.pack("<BII", 1, 0x00089006, 4) + struct.pack("<I", 0x00010000) + struct.pack("<H", 1)
    props = struct.pack("<BII", 1, 0x00069003, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    return struct.pack("<IH", 0x223E9F78, 1) + version + props


def outlook(content, text=""):
    return read(
        "From: Anna Muster <anna@kreis.example>\nSubject: AW: Frage\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\n'
        'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n'
        'Content-Disposition: attachment; filename="winmail.dat"\n\n' + base64.encodebytes(content).decode() + "\n--b--\n"
    )


RTF_COMPRESSED, HTML = 0x1009, 0x1013
PLAIN_RTF = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Wir kommen zu zweit, sch\'f6ne Gr\'fc\'dfe.\par Bis bald.}"
PAGE_IN_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 Wir kommen zu zweit, "
    rb"sch\'f6ne Gr\'fc\'dfe.{\*\htmltag72 </p>}\htmlrtf \par \htmlrtf0 Bis bald.}"
)


@pytest.mark.proves("B8")
@pytest.mark.parametrize(
    "content",
    [
        winmail((RTF_COMPRESSED, compress(PLAIN_RTF))),
        winmail((RTF_COMPRESSED, compress(PAGE_IN_RTF))),
        winmail((HTML, "<p>Wir kommen zu zweit, schöne Grüße.</p><p>Bis bald.</p>".encode())),
    ],
    ids=["RTF", "a page in RTF", "HTML"],
)
def test_the_text_in_winmail_dat_is_read(content):
    letter = outlook(content)
    assert " ".join(letter.new_text.split()) == "Wir kommen zu zweit, schöne Grüße. Bis bald."
    assert letter.attachments == ()
    assert letter.defects == ()


@pytest.mark.proves("B8")
@pytest.mark.parametrize("broken", [b"", b"nothing", winmail((RTF_COMPRESSED, b"LZFu" * 8)), winmail((HTML, b"x"))[:-9]])
def test_a_broken_one_loses_nothing_of_the_letter(broken):
    letter = outlook(broken, text="Siehe Anhang.")
    assert letter.new_text == "Siehe Anhang."


@pytest.mark.proves("B8")
def test_one_that_cannot_be_opened_is_named():
    assert outlook(b"nothing").defects == ("unreadable: winmail.dat",)


@pytest.mark.proves("B8")
def test_rich_text_that_grows_beyond_bounds_is_not_unpacked():
    bomb = bytearray(compress(b"{\\rtf1 " + b"x" * 1000 + b"}"))
    bomb[4:8] = (2**31).to_bytes(4, "little")
    assert outlook(winmail((RTF_COMPRESSED, bytes(bomb)))).new_text == ""


def test_a_signature_that_nobody_checked_is_named():
    letter = read(
        "From: Anna Muster <anna@kreis.example>\nSubject: Frage\nMIME-Version: 1.0\n"
        'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nWir kommen.\n--b\n"
        'Content-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\n\nMAA=\n--b--\n'
    )
    assert letter.new_text == "Wir kommen."
    assert letter.defects == ("signature_not_checked",)
