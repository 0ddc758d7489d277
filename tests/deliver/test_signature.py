"""Our signature on what leaves: checked by another program's verifier, over every field and byte that matters."""

from __future__ import annotations

from datetime import datetime

import dkim
import pytest
from conversation import Forum
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.deliver.signature import KeyFileError, Signer
from mailflow.settings import Settings
from tests.deliver.relay import scripted_relay
from tests.security.names import key, private

SIGNER = Signer("forum.example", "s", private(key()))
PERSONAL = (
    b"List-Unsubscribe: <mailto:austreten+1-x@forum.example>,\r\n <https://forum.example/u/1-x>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
)
RAW = (
    b"From: a@forum.example\r\nTo: b@x.example\r\nSubject: =?utf-8?q?x?=\r\n  y\tz\r\nReferences: <a@b>\r\n <c@d>\r\n"
    b"List-Id:  <x.y>\r\n\r\nHallo  Welt \r\n\r\n. x\r\n\r\n\r\n"
)


def holds(letter: bytes, signer: Signer = SIGNER, kind: bytes = b"rsa") -> bool:
    from base64 import b64encode

    record = b"v=DKIM1; k=" + kind + b"; p=" + b64encode(signer.published)
    return dkim.verify(letter, dnsfunc=lambda name, timeout=5: record)


def signed(raw: bytes = RAW, personal: bytes = PERSONAL) -> bytes:
    return SIGNER.line(SIGNER.unsigned(raw), personal) + personal + raw


def test_a_signature_of_ours_holds_and_is_the_same_every_time():
    assert holds(signed())
    assert signed() == signed()
    assert max(map(len, signed().splitlines())) < 998


@pytest.mark.proves("E13")
@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"Welt", b"Wald"),
        (b"Subject: ", b"Subject: Re: "),
        (b"1-x", b"2-x"),
        (b"<x.y>", b"<z.y>"),
        (b"List-Unsubscribe: <", b"List-Unsubscribe: <x"),
        (b"https://forum.example", b"https://elsewhere.example"),
        (b"=One-Click", b"=Two-Clicks"),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""),
    ],
)
def test_whatever_is_changed_breaks_it(was, becomes):
    line, _, rest = signed().partition(PERSONAL)
    assert not holds(line + (PERSONAL + rest).replace(was, becomes))


@pytest.mark.proves("E13")
@pytest.mark.parametrize("added", [b"From: evil@x.example", b"List-Unsubscribe: <https://elsewhere.example>", b"Reply-To: evil@x.example"])
def test_a_second_one_of_what_may_stand_once_breaks_it(added):
    unsigned = b"Reply-To: ag-x@forum.example\r\n" + PERSONAL + RAW
    line = SIGNER.line(SIGNER.unsigned(unsigned))
    assert holds(line + unsigned)
    assert not holds(line + added + b"\r\n" + unsigned)


def test_an_ed25519_key_signs_too():
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signer = Signer("forum.example", "s", pem)
    assert holds(signer.line(signer.unsigned(RAW)) + RAW, signer, b"ed25519")


SHORT = b"""-----BEGIN RSA PRIVATE KEY-----
MIIBOgIBAAJBAOUcqqtoU/JO8TSUocddwm9UtRLdykIv3qs14eFJ3Sdc1JzeIFLB
iiaOeKfq6Na+nCKtpS+CExNo9Po5umpbi5ECAwEAAQJBAMdUi4AZgn+cAurWLXJA
tnsZ3XgOknvHHhkjBeR12Pz2dx2qC7s4E0VKw/ty0K0Hw3akSCRWMGhFb3tjgTYh
6WECIQD7/5wGbJwIOmHCwKm6xVs9/Dv2iKxcdPwjxI2keCQlHQIhAOjABacwCmnu
jdir5U8T5DkdzD9GUgPQiDTH7YbJI3oFAiB0bzlfOoWpw5fyDWUfGBs9e7MVCTdi
jOcHe8Tabmx8/QIgL+UDxMmf+vh5+/Izd7hSKGa3VvXzfpF01demSywsvrkCICYE
EfrnFLp5CoigyQMtDSs75+w51jQagi6uExj/oriI
-----END RSA PRIVATE KEY-----
"""
"""An RSA key of 512 bits, as nobody makes them any more."""


@pytest.mark.parametrize("pem", [b"", b"x", private(key())[:200], SHORT])
def test_what_is_no_key_is_told(pem):
    with pytest.raises(KeyFileError):
        Signer("forum.example", "s", pem)


@settings(max_examples=50, deadline=None)
@given(body=st.lists(st.text("ab \t.=", max_size=12), max_size=8))
def test_any_body_holds(body):
    assert holds(signed(b"From: a@forum.example\r\n\r\n" + "\r\n".join(body).encode() + b"\r\n"))


def test_every_letter_on_the_wire_is_signed(tmp_path):
    (tmp_path / "dkim.pem").write_bytes(private(key()))
    security = {"dkim_selector": "s", "dkim_key_file": str(tmp_path / "dkim.pem")}
    with scripted_relay() as relay:
        forum = Forum(
            datetime.fromisoformat("2027-03-16T10:00:00+01:00"),
            settings=Settings(store={"url": "sqlite://"}, security=security, deliver={"relay": relay.url}),
        )
        mara, lists = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example"
        forum.write(mara, lists, "Guten Tag\n.\n..zwei Punkte")
        forum.write(mara, "mailflow@forum-test.example", "HILFE")
        forum.deliver()
        letters = [taken.raw for taken in relay.taken]
    assert len(letters) == 4
    for raw in letters:
        assert holds(raw, forum.app.signer)
    assert all(b"list-unsubscribe" in raw.partition(b"b=")[0].lower() for raw in letters if b"List-Unsubscribe" in raw)
