"""Who stands in for the writer, from when until when, and that it is over: in the words people write."""

from datetime import date

import pytest
from letters import vocabulary, written

from mailflow.understand.commands.orders import orders_in

TODAY = date(2026, 11, 27)
NELE = "nele.spaeth@kreis-stade.example"
BOTH_DAYS = ("2026-12-07", "2026-12-20")
LAST_DAY = (None, "2026-12-20")


def orders_of(said):
    return orders_in(written(said.format(nele=f"Nele Späth ({NELE})")), vocabulary(), TODAY).orders


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("VERTRETUNG " + NELE + " vom 7. bis 20. Dezember", BOTH_DAYS),
        ("Liebes Büro,\n\nvom 7. bis 20. Dezember vertritt mich Frau {nele}, ich bin dann in Elternzeit.\n\nViele Grüße", BOTH_DAYS),
        ("Meine Vertretung vom 7. bis 20. Dezember ist Frau {nele}.", BOTH_DAYS),
        ("Während meines Urlaubs vom 7. bis 20. Dezember vertritt mich {nele}.", BOTH_DAYS),
        ("Bitte tragen Sie Frau {nele} vom 7.12. bis 20.12. als meine Vertretung ein.", BOTH_DAYS),
        ("Ich werde vom 7. bis 20. Dezember von Frau Nele Späth, " + NELE + ", vertreten.", BOTH_DAYS),
        ("Bis zum 20.12. wird mich {nele} vertreten.", LAST_DAY),
        ("Meine Vertretung übernimmt bis 20. Dezember meine Kollegin {nele}.", LAST_DAY),
        ("Frau {nele} übernimmt ab Montag, 7.12., bis zum 20.12. meine Vertretung im Forum.", BOTH_DAYS),
        ("From 7 to 20 December {nele} will stand in for me.", BOTH_DAYS),
        ("{nele} is my deputy until 20 December.", LAST_DAY),
    ],
)
def test_who_stands_in_is_read_with_their_days(said, days):
    """ "übernimmt meine Vertretung" names no successor: the writer stays."""
    [order] = orders_of(said)
    assert order.intent == "delegate"
    assert (order.args["address"], order.args["from"], order.args["until"]) == (NELE, *days)


@pytest.mark.parametrize(
    "said",
    [
        "Ich bin vom 7. bis 20. Dezember im Urlaub. In dieser Zeit vertritt mich {nele}.",
        "Ich bin vom 7. bis 20. Dezember im Urlaub, mich vertritt {nele}.",
    ],
)
def test_whoever_names_a_deputy_for_an_absence_means_its_days(said):
    away, deputy = orders_of(said)
    assert (away.intent, deputy.intent) == ("vacation", "delegate")
    assert (deputy.args["from"], deputy.args["until"]) == BOTH_DAYS


@pytest.mark.parametrize(
    "said",
    [
        "Wer vertritt mich eigentlich, Frau {nele}?",
        "Falls ich krank werde, vertritt mich Frau {nele} bis 20.12.",
        "Vielleicht vertritt mich Frau {nele} bis 20.12.",
        "Frau {nele} vertritt uns im Kreistag bis 20.12.",
    ],
)
def test_nobody_becomes_a_deputy_by_a_question_or_a_condition(said):
    assert orders_of(said) == ()


@pytest.mark.parametrize(
    ("said", "whose"),
    [
        ("VERTRETUNG BEENDEN", None),
        ("Bitte beenden Sie die Vertretung durch Frau {nele}.", NELE),
        ("Ich bin wieder da, die Vertretung endet heute.", None),
        ("VERTRETUNG " + NELE + " ENDE", NELE),
        ("Frau {nele} vertritt mich nicht mehr.", NELE),
        ("Please end my deputy.", None),
    ],
)
def test_the_end_of_it_is_read(said, whose):
    [order] = orders_of(said)
    assert (order.intent, order.args.get("address")) == ("end_delegation", whose)
