"""Letters nobody wrote: grown out of the lines of real ones, out of markup and out of bytes. Reading never raises and loses no line.

MAILFLOW_LETTERS=200000 makes it a long run.
"""

import base64
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import vocabulary

from mailflow.model.letter import Envelope
from mailflow.understand.parse import letter_from_bytes

LETTERS = int(os.environ.get("MAILFLOW_LETTERS", "400"))
CORPUS = Path(__file__).parent.parent / "corpus"
LINES = sorted({line for file in CORPUS.glob("*.eml") for line in file.read_text("utf-8").split("\n")})
SAMPLED = st.sampled_from([*LINES, "", "", "> ", "-- ", "Viele Grüße", "Wir machen mit."])
TEXT = st.lists(SAMPLED | st.text(max_size=60), max_size=25).map("\n".join)
TAGS = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<br>",
    "<blockquote type=cite>",
    "</blockquote>",
    "<div class=gmail_quote>",
    "<div id=divRplyFwdMsg>",
]
PAGE = st.lists(
    SAMPLED | st.sampled_from([*TAGS, "<table><tr><td>", "<span style='color:#00f'>", "</span>", "<s>", "<pre>", "&nbsp;"]), max_size=40
).map("".join)
CHARSET = st.sampled_from(["utf-8", "iso-8859-1", "windows-1252", "us-ascii", "x-nonsense", "utf-7", ""])
run = settings(max_examples=LETTERS, deadline=None, suppress_health_check=list(HealthCheck))


def understood(raw):
    letter = letter_from_bytes(raw, Envelope("anna@kreis.example", ("bounce+ag-wohnen=a=kreis.example@forum.example",)), vocabulary())
    assert not [defect for defect in letter.defects if defect.startswith("unreadable: ") and "S/MIME" not in defect]
    return letter


def part(kind, text, charset, *, wrapped):
    raw = text.encode("utf-8", "surrogatepass")
    coding = b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(raw) if wrapped else b"\r\n" + raw
    return f"Content-Type: {kind}; charset={charset}\r\n".encode() + coding


@pytest.mark.proves("B3")
@run
@given(st.binary(max_size=2000))
def test_bytes(raw):
    understood(raw)


@run
@given(subject=SAMPLED, name=st.text(max_size=40), text=TEXT, charset=CHARSET, wrapped=st.booleans())
def test_every_written_line_is_one_thing(subject, name, text, charset, wrapped):
    head = f"From: {name} <anna@kreis.example>\r\nSubject: {subject}\r\n".replace("\n", " ").encode("utf-8", "surrogatepass")
    letter = understood(head.strip() + b"\r\n" + part("text/plain", text, charset, wrapped=wrapped))
    written = [n for n, line in enumerate(letter.text.split("\n"), 1) if line.strip()]
    told = [n for s in letter.segments for n in range(s.first, s.last + 1) if n in set(written)]
    assert told == written
    new = [line.strip() for s in letter.segments if s.kind == "new" for line in letter.text.split("\n")[s.first - 1 : s.last]]
    assert "".join("".join(new).split()) == "".join(letter.new_text.split())


@run
@given(
    page=PAGE,
    text=TEXT,
    charset=CHARSET,
    kind=st.sampled_from(["alternative", "mixed", "signed", "report", "encrypted"]),
    wrapped=st.booleans(),
)
def test_pages_and_parts(page, text, charset, kind, wrapped):
    parts = [part("text/plain", text, charset, wrapped=wrapped), part("text/html", page, charset, wrapped=not wrapped)]
    body = b"".join(b"\r\n--b\r\n" + one for one in parts) + b"\r\n--b--\r\n"
    understood(f"From: a@b.example\r\nContent-Type: multipart/{kind}; boundary=b\r\n".encode() + body)
