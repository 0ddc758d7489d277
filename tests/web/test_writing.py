"""Answers as mail clients prefill them, and the raw letters that leave the page."""

from __future__ import annotations

import email
from dataclasses import replace
from email.policy import SMTP

import pytest

from mailflow.web.reading import Opened, Party, opened
from mailflow.web.writing import Draft, DraftError, parties_in, prefill, quoted, raw_letter, threading
from tests.web.rooms import JANA, MONDAY, WELCOME

LIST_LETTER = (
    b"From: Olaf <olaf@kreis-ost.example>\r\nTo: ag-wohnen@forum.example, jana.weiss@kreis-nord.example\r\n"
    b"Cc: Greta <greta@forum.example>\r\nSubject: Re: Wohnsitz\r\nDate: Fri, 3 Jul 2026 08:05:00 +0000\r\n"
    b"Message-ID: <m@x.example>\r\n\r\nText\r\n"
)


@pytest.fixture
def letter() -> Opened:
    return opened(LIST_LETTER)


def test_an_answer_goes_to_the_author_or_where_the_author_wants_it(letter: Opened) -> None:
    assert [p.address for p in prefill(letter, "reply", JANA).to] == ["olaf@kreis-ost.example"]
    assert [p.address for p in prefill(opened(WELCOME), "reply", JANA).to] == ["antwort+k7@forum.example"]


def test_an_answer_to_all_leaves_out_oneself(letter: Opened) -> None:
    box = prefill(letter, "all", JANA.upper())
    assert [p.address for p in box.cc] == ["ag-wohnen@forum.example", "greta@forum.example"]


def test_answering_ones_own_letter_goes_to_its_recipients(letter: Opened) -> None:
    assert prefill(letter, "reply", "olaf@kreis-ost.example").to == letter.to


@pytest.mark.parametrize(
    ("subject", "answered", "forwarded"),
    [("Frage", "AW: Frage", "WG: Frage"), ("Re: Frage", "Re: Frage", "WG: Re: Frage"), ("WG: Frage", "AW: WG: Frage", "WG: Frage")],
)
def test_marks_before_the_subject_do_not_pile_up(letter: Opened, subject: str, answered: str, forwarded: str) -> None:
    renamed = replace(letter, subject=subject)
    assert prefill(renamed, "reply", JANA).subject == answered
    assert prefill(renamed, "forward", JANA).subject == forwarded


def test_the_quote_looks_like_german_outlook(letter: Opened) -> None:
    assert quoted(letter).split("\n")[:6] == [
        "-----Ursprüngliche Nachricht-----",
        "Von: Olaf <olaf@kreis-ost.example>",
        "Gesendet: Freitag, 3. Juli 2026 10:05",
        "An: ag-wohnen@forum.example; jana.weiss@kreis-nord.example",
        "Cc: Greta <greta@forum.example>",
        "Betreff: Re: Wohnsitz",
    ]


def test_threads_keep_their_beginning_and_stay_short(letter: Opened) -> None:
    long = replace(letter, references=" ".join(f"<r{n}@x.example>" for n in range(500)))
    id, references = threading(long)
    assert id == "<m@x.example>"
    assert references.split()[0] == "<r0@x.example>"
    assert references.split()[-2:] == ["<r499@x.example>", "<m@x.example>"]
    assert len(references.split()) == 22


def test_addresses_may_be_typed_as_people_do() -> None:
    assert parties_in('"Weiß, Jana" <j@k.example>; b@k.example, ') == (Party("Weiß, Jana", "j@k.example"), Party("", "b@k.example"))
    for wrong in ("Jana Weiß", "a@b@c.example", "jürgen@@x"):
        with pytest.raises(DraftError):
            parties_in(wrong)


def test_a_letter_survives_its_own_reading() -> None:
    text = "Grüße\n.Punkt\nFrom hier\n" + "ü" * 2000 + "\n"
    draft = Draft(Party("Weiß, Jana", JANA), (Party("", "a@b.example"),), (), "Größe – " + "lang " * 100, text)
    raw = raw_letter(draft, MONDAY)
    back = email.message_from_bytes(raw, policy=SMTP)
    assert back.get_content().replace("\r\n", "\n") == text
    assert back["subject"].strip() == draft.subject.strip()
    assert str(opened(raw).sender) == f"Weiß, Jana <{JANA}>"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("poison", ["x\r\nBcc: opfer@x.example", "=?utf-8?q?x=0D=0ABcc:_opfer?=", "x\x00\x0by"])
def test_no_field_can_smuggle_a_header_line(poison: str) -> None:
    draft = Draft(Party(poison, JANA), (Party(poison, "a@b.example"),), (), poison, "Text", poison, poison)
    assert not any(line.lower().startswith(b"bcc") for line in raw_letter(draft, MONDAY).split(b"\r\n"))
    with pytest.raises(DraftError):
        raw_letter(replace(draft, sender=Party("", f"{JANA}\r\nBcc: x@y.example")), MONDAY)
