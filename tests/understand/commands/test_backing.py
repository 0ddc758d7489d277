"""What stands beside a decision and does not touch it: who else agreed, why its writer writes no more, an afterthought about something else."""

import pytest
from letters import ADMISSION, TODAY, plain, vocabulary

from mailflow.understand.commands.orders import orders_in


def decided(text):
    orders = orders_in(plain(text), vocabulary(), TODAY, offered=ADMISSION, case="F-2027-0031")
    return [o.intent for o in orders.orders] or "asks back"


@pytest.mark.parametrize(
    "text",
    [
        "Der Vorstand hat zugestimmt, bitte aufnehmen.",
        "alle sieben dafür. Bitte aufnehmen.",
        "der Vorstand hat gestern Abend zugestimmt, bei einer Enthaltung. Bitte jetzt genehmigen.",
        "Der Lenkungskreis hat der Aufnahme mit großer Mehrheit zugestimmt. Bitte aufnehmen.",
        "Beide Sprecherinnen sind einverstanden. Bitte aufnehmen.",
        "The board agreed last night. Please admit.",
        "Approved, board agreed unanimously yesterday.",
        "Genehmigt gemäß Vorstandsbeschluss vom 3. März.",
    ],
)
def test_what_others_decided_is_the_reason_of_a_request_for_the_same(text):
    assert decided(text) == ["approve"]


@pytest.mark.parametrize(
    "text",
    [
        "Der Vorstand hat zugestimmt.",
        "Der Vorstand hat abgelehnt. Bitte aufnehmen.",
        "Der Vorstand hat nicht zugestimmt. Bitte aufnehmen.",
        "Der Vorstand hat unter Auflagen zugestimmt. Bitte aufnehmen.",
        "Der Vorstand hat mit der Maßgabe zugestimmt, dass der Nachweis kommt. Bitte aufnehmen.",
        "Der Vorstand hat bis auf zwei Punkte zugestimmt. Bitte aufnehmen.",
        "Der Vorstand wird am Montag zustimmen. Bitte aufnehmen.",
        "Der Vorstand hat angeblich zugestimmt. Bitte aufnehmen.",
        "Der Vorstand hat zugestimmt, die Geschäftsführung nicht. Bitte aufnehmen.",
        "Hat der Vorstand zugestimmt? Bitte aufnehmen.",
        "Wenn der Vorstand zugestimmt hat, bitte aufnehmen.",
        "Der Vorstand hat zugestimmt, bitte noch nicht aufnehmen.",
        "Ok, der Vorstand hat zugestimmt.",
        "Genehmigt gemäß dem Beschluss, den der Vorstand am Montag fasst.",
    ],
)
def test_a_report_alone_a_limited_or_another_decision_is_asked_about(text):
    assert decided(text) == "asks back"


@pytest.mark.parametrize(
    "text",
    [
        "Ja, bitte genehmigen, sitze beim Zahnarzt und kann nicht reden.",
        "Genehmigen. Kann nicht reden, sitze im Termin.",
        "Bitte genehmigen, habe gerade keine Hand frei.",
        "Please admit them, I'm in a meeting and can't talk.",
        "Genehmigen.\n\nPS: Wer hat die Kaffeekasse? Es fehlen 4,50 €.",
        "Bitte aufnehmen.\n\nP.S. Wann ist das Sommerfest?",
    ],
)
def test_why_somebody_is_short_and_what_else_they_want_to_know_doubts_nothing(text):
    assert decided(text) == ["approve"]


@pytest.mark.parametrize(
    "text",
    [
        "Bitte aufnehmen, kann das nicht verantworten.",
        "Ja, bitte genehmigen, kann ich aber nicht allein entscheiden.",
        "Genehmigen.\n\nPS: Sind die nicht schon Mitglied?",
        "Genehmigen.\n\nPS: Wo ist die Einwilligung?",
        "Genehmigen.\n\nPS: Wer hat das geprüft?",
        "Genehmigen.\n\nPS: Wann war der Antrag denn da?",
    ],
)
def test_what_touches_the_decision_does(text):
    assert decided(text) == "asks back"
