"""What a letter means costs bounded work however long it is: calls are counted, not seconds, as in test_work."""

from functools import partial

import pytest
from letters import ADMISSION, TODAY, vocabulary, written
from test_work import BYTES, calls, repeated

from mailflow.understand.answers.rsvp import rsvp_in
from mailflow.understand.applications.application import application_in
from mailflow.understand.commands.orders import orders_in

MOST_CALLS = 2_000_000
NASTY = [
    *(
        "bitte aufnehmen, ",
        "A-2027-0001 ",
        "A-2027-0001 aufnehmen, ",
        "1 aufnehmen, ",
        "1 ",
        "nicht ",
        "und ",
        "aufnehmen: ",
        "aufnehmen\n",
        "weil ",
        "( ",
    ),
    *(
        "AG Wohnen ",
        "Landkreis: Kreis Höxter\n",
        "Landkreis ",
        "Landkreis Uelsen ",
        "ich bin Anna ",
        "Tel. 0",
        "a@b.example ",
        "bis 3.8. ",
        "vom bis ",
    ),
    *(
        "KW 3 ",
        "halb ",
        "Frau Anna Muster ",
        "kommt ",
        "bringe zwei ",
        "Themen ",
        "e. V. ",
        "Wir Wir e. ",
        "Einwilligung ",
        "Name: a\n",
        "für die Herrn ",
    ),
]


@pytest.mark.parametrize("pattern", NASTY)
@pytest.mark.parametrize(
    "reading",
    [
        partial(orders_in, vocabulary=vocabulary(), today=TODAY, offered=ADMISSION, case="F-2027-0031"),
        partial(orders_in, vocabulary=vocabulary(), today=TODAY, group="wohnen"),
        partial(application_in, vocabulary=vocabulary()),
        lambda letter: rsvp_in(letter.new_text),
    ],
    ids=["decision", "order", "application", "rsvp"],
)
def test_a_hundred_kilobytes_are_bounded_work(reading, pattern):
    reading(written(pattern, to="anmeldung@forum.example"))  # a process's first letter also builds the tables of words
    assert calls(reading, written(repeated(pattern, BYTES), to="anmeldung@forum.example")) <= MOST_CALLS
