"""Reply tokens and return paths: derived, case-blind, forgeable by nobody."""

import base64
import hmac

from hypothesis import given
from hypothesis import strategies as st

from mailflow.model.tokens import delivery_of, signed_number, token

KEY = b"k" * 32


def test_a_token_fits_an_address_and_follows_from_key_purpose_and_id():
    assert token(KEY, "reply", "q1") == token(KEY, "reply", "q1")
    assert len({token(KEY, "reply", "q1"), token(KEY, "reply", "q2"), token(KEY, "message", "q1"), token(b"other", "reply", "q1")}) == 4
    assert set(token(KEY, "reply", "q1")) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert len(token(KEY, "reply", "q1")) == 26


def test_addresses_given_out_by_an_earlier_version_stay_good():
    assert token(KEY, "reply", "q1") == "5wyhw2c6mhplbha53btruwft7e"
    assert signed_number(KEY, "leave", 4711) == "4711-cik3oat3jvagkcpf"


@given(key=st.binary(max_size=200), id=st.text(st.characters(codec="utf-8")))
def test_a_token_is_an_hmac_whatever_the_length_of_the_key(key, id):
    mac = hmac.digest(key, f"v1|reply|{id}".encode(), "sha256")
    assert token(key, "reply", id) == base64.b32encode(mac[:16]).decode().rstrip("=").lower()


def test_a_return_path_names_its_delivery():
    assert delivery_of((KEY,), "bounce", signed_number(KEY, "bounce", 4711)) == 4711
    assert delivery_of((KEY,), "bounce", signed_number(KEY, "bounce", 4711).upper()) == 4711


def test_a_forged_return_path_names_nothing():
    genuine = signed_number(KEY, "bounce", 4711)
    signature = genuine.partition("-")[2]
    for forged in (f"4712-{signature}", "4711-", "4711", "x-y", f"4711-{signature[:-1]}", "ä-" + signature, "9" * 30 + "-a"):
        assert delivery_of((KEY,), "bounce", forged) is None


def test_a_return_path_outlives_a_new_key():
    assert delivery_of((b"new" * 11, KEY), "bounce", signed_number(KEY, "bounce", 4711)) == 4711
    assert delivery_of((b"new" * 11,), "bounce", signed_number(KEY, "bounce", 4711)) is None
