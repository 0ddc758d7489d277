"""A list of open matters answered with the end of a number, or with the county it is about."""

from dataclasses import replace

import pytest
from letters import TODAY, vocabulary, written

from mailflow.understand.commands.orders import orders_in

LIST = """A-2027-0011  Neuer Aufnahmeantrag: Landkreis Fuchshain
A-2027-0012  Neuer Aufnahmeantrag: Landkreis Donauried
M-2027-0031  Freigabe nötig: Beitrag in AG Sprache
"""


def ordered(text, quote=LIST):
    found = orders_in(replace(written(text, subject="Re: Offene Vorgänge"), quote=quote, has_quote=True), vocabulary(), TODAY)
    return [(o.intent, o.args.get("case")) for o in found.orders]


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("0011 genehmigen, 0012 ablehnen: doppelt", [("approve", "A-2027-0011"), ("reject", "A-2027-0012")]),
        ("Fuchshain aufnehmen, Donauried ablehnen: doppelt", [("approve", "A-2027-0011"), ("reject", "A-2027-0012")]),
        ("Bitte den Landkreis Fuchshain aufnehmen. M-2027-0031 freigeben.", [("approve", "A-2027-0011"), ("release", "M-2027-0031")]),
        ("Fuchshain und Donauried können aufgenommen werden.", [("approve", "A-2027-0011"), ("approve", "A-2027-0012")]),
        ("Den Antrag von Fuchshain genehmigen, Donauried noch nicht.", [("approve", "A-2027-0011")]),
    ],
)
def test_a_matter_of_the_list_may_be_called_by_its_county_or_the_end_of_its_number(text, orders):
    assert ordered(text) == orders


@pytest.mark.parametrize(
    "text",
    [
        *("Mit Fuchshain habe ich telefoniert, ich melde mich.", "Soll Fuchshain aufgenommen werden?", "Donauried hat schon genehmigt."),
        *("Alle außer Donauried genehmigen", "Fuchshain ja, Donauried nein", "Fuchshain oder Donauried genehmigen", "alle genehmigen"),
        *("Ich rufe an: 030 0011", "0099 genehmigen"),
    ],
)
def test_naming_a_county_decides_nothing(text):
    assert not [case for _, case in ordered(text) if case]


def test_of_two_matters_with_one_end_neither_is_meant():
    assert [case for _, case in ordered("0011 genehmigen", LIST + "M-2027-0011  Freigabe nötig\n") if case] == []
