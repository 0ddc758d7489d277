"""The address table is read in both directions; normal addresses are compared as mail servers would."""

import pytest

from mailflow.model.address import TABLE, Addresses, normal

OURS = Addresses(domain="forum.example")


@pytest.mark.parametrize("row", TABLE, ids=lambda r: r.place)
def test_every_row_is_read_in_both_directions(row):
    written = OURS.of(row.place, "wohnen")
    found = OURS.destination(written)
    assert found is not None
    assert found.place == row.place
    assert found.detail == ("wohnen" if "{detail}" in row.local else "")


@pytest.mark.parametrize(
    ("address", "place", "detail"),
    [
        ("AG-Wohnen@forum.example", "group", "wohnen"),
        ("ag-wohnen-join@forum.example", "join", "wohnen"),
        ("ag-wohnen-subscribe@forum.example", "join", "wohnen"),
        ("ag-wohnen-unsubscribe@forum.example", "leave", "wohnen"),
        ("raum-haushalt-unsubscribe@forum.example", "leave", "haushalt"),
        ("ag-wohnen+beitreten@forum.example", "join", "wohnen"),
        ("ag-neue-medien-austreten@FORUM.example", "leave", "neue-medien"),
        ("antwort-abc@forum.example", "reply", "abc"),
        ("antwort+abc@forum.example", "reply", "abc"),
        ("bounce+7-xyz@forum.example", "verp", "7-xyz"),
        ("hilfe@forum.example", "commands", ""),
        ("postmaster@forum.example", "office", ""),
        ("abuse@forum.example", "office", ""),
    ],
)
def test_addresses_people_write(address, place, detail):
    assert OURS.destination(address) == (place, detail)


@pytest.mark.parametrize("address", ["niemand@forum.example", "forum@anderswo.example", "", "@forum.example", "forum@forum.example.evil"])
def test_what_is_not_ours_has_no_destination(address):
    assert OURS.destination(address) is None


def test_a_forum_may_choose_its_own_words():
    other = Addresses(domain="netz.example", office="programmbuero", everyone="alle")
    assert other.destination("programmbuero@netz.example") == ("office", "")
    assert other.destination("alle@netz.example") == ("everyone", "")
    assert other.destination("buero@netz.example") is None


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Anna@Kreis.Example", "anna@kreis.example"),
        ("<anna@kreis.example>", "anna@kreis.example"),
        ("anna@landkreis-süd.example", "anna@xn--landkreis-sd-nlb.example"),
        ("anna@kreis.example.", "anna@kreis.example"),
        ("anna", ""),
        ("anna@", ""),
        ("an na@kreis.example", ""),
        ("anna@kreis..example", ""),
        ("anna\r\nBcc: x@kreis.example", ""),
    ],
)
def test_normal_form(written, compared):
    assert normal(written) == compared


@pytest.mark.proves("D6")
@pytest.mark.parametrize(
    ("written", "another"),
    [("\u212aarl", "karl"), ("am\u017fel", "amsel"), ("\uff41msel", "amsel"), ("stra\u00dfe", "strasse"), ("d\u0131rk", "dirk")],
)
def test_only_ascii_is_lowered(written, another):
    """The Kelvin sign lowers to k, a long s folds to s, a dotless i would become an i: different people must stay different."""
    assert normal(f"{written}@kreis.example") != normal(f"{another}@kreis.example")
