"""Reply addresses in what is kept: closed beyond recognition, opened byte for byte."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.model.seal import Seal
from mailflow.model.tokens import token

ARRIVED, LEAVING = Seal(b"k" * 32, "arrived", "antwort"), Seal(b"k" * 32, "leaving", "antwort")
TOKEN = token(b"k" * 32, "reply", "q")


@pytest.mark.parametrize(
    "written",
    [
        f"To: antwort+{TOKEN}@forum.example",
        f"To: antwort-{TOKEN}@forum.example",
        f'<a href="mailto:antwort+{TOKEN}@forum.example?subject=JA">',
        f"antwort+{TOKEN[:9]}=\r\n{TOKEN[9:]}@forum.example",
        f"antwort+=\r\n{TOKEN}@forum.example",
        f"x antwort+{TOKEN}=\r\n@forum.example, antwort+{TOKEN}@forum.example y",
    ],
)
def test_an_address_is_closed_and_opened_wherever_it_stands(written):
    closed = LEAVING.closed(written.encode())
    assert TOKEN.encode() not in re.sub(rb"=\r\n", b"", closed)
    assert len(closed) == len(written)
    assert LEAVING.opened(closed) == written.encode()


def test_case_mangled_addresses_are_closed_too():
    closed = ARRIVED.closed(f"ANTWORT+{TOKEN.upper()}@forum.example".encode())
    assert TOKEN.encode() not in closed.lower()
    assert ARRIVED.opened(closed).lower() == f"antwort+{TOKEN}@forum.example".encode()


def test_what_somebody_quoted_is_not_opened_by_our_answer():
    quoted = ARRIVED.closed(f"antwort+{TOKEN}@forum.example".encode())
    assert TOKEN.encode() not in LEAVING.opened(LEAVING.closed(quoted))


@given(st.binary(max_size=300))
def test_everything_else_stays_as_it_is(raw):
    assert ARRIVED.closed(raw) == raw or b"antwort" in raw.lower()
    assert ARRIVED.opened(ARRIVED.closed(raw)) == raw
