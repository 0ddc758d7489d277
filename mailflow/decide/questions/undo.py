"""The receipt of a decision: RÜCKGÄNGIG in reply takes it back while its letters still wait."""

from mailflow.decide import office
from mailflow.decide.asking import Answer, Kind
from mailflow.model.effects import Decision
from mailflow.model.intent import Order

_PLACES = ("ins", "in", "im", "an", "am", "ab", "auf dem", "zu", "zum", "zur", "aus", "vom", "von", "bei", "nach")
ANSWERS = {
    "back": (
        *("zurücknehmen", "zurückgenommen", "zurückzunehmen", "zurücknahme", "nehme ich zurück", "nehme das zurück", "nehme es zurück"),
        *("nehme ich wieder zurück", "nehme das wieder zurück", "nehme ich lieber zurück", "nehme ich hiermit zurück", "nehmen wir zurück"),
        *("nehmen sie das zurück", "nehmen sie das bitte zurück", "nehmen sie es zurück", "nehmen sie es bitte zurück", "nimm das zurück"),
        *("nehmt das zurück", "nehmt es zurück", "nehmt das bitte zurück", "nehme zurück", "ziehe ich zurück", "ziehe das zurück"),
        *("zurückziehen", "bitte zurück", "alles zurück", "das zurück", "das wieder zurück", "kommando zurück", "rolle rückwärts"),
        *("bitte wieder zurück", "alles wieder zurück", "rückgängig", "ungeschehen", "widerrufe", "widerrufen", "widerruf", "stornieren"),
        *("storniere", "storno", "annullieren", "zurückdrehen", "zurückrollen", "zurücksetzen", "revidieren", "bitte wieder wie vorher"),
        *("stellen sie den alten stand wieder her", "alten stand wiederherstellen", "bitte wie vorher", "wieder so wie vorher"),
        *("undo", "revert", "roll back", "roll it back", "reverse it", "reverse that", "reverse this", "take it back", "take that back"),
        *("take this back", "i take it back", "take back", "rescind", "cancel that", "cancel this", "cancel my decision", "withdraw that"),
        *("withdraw it", "withdraw my decision", "put it back", "put it back the way it was", "restore it", "as it was before"),
    ),
    "no": (
        *(
            "nicht zurück",
            "nicht rückgängig",
            "nichts zurück",
            "nicht zurücknehmen",
            "nicht widerrufen",
            "kein storno",
            "keine zurücknahme",
        ),
        *("passt so", "alles gut", "alles richtig", "so lassen", "lassen wir so", "bleibt so", "bleibt dabei", "dabei bleibt es"),
        *("do not undo", "don't undo", "leave it", "keep it", "stands as it is", "no need to"),
    ),
    "elsewhere": (
        *(f"zurück {place}" for place in _PLACES),
        *(f"bitte zurück {place}" for place in _PLACES),
        *("bin zurück", "back in", "back to", "back from", "back on", "back at", "am back"),
    ),
}
"""Back where somebody came from takes nothing back, and beside one of the others it is unclear."""


def answered(answer: Answer) -> Decision:
    orders = answer.reading.orders.orders
    if not orders and not answer.reading.orders.unclear and answer.reading.said == "back":
        orders = (Order("undo", words=answer.letter.new_text.strip()),)
    if orders:
        this = {"letter": answer.question.about}
        meant = tuple(Order("undo", this, o.words) if o.intent == "undo" else o for o in orders)
        return office.answered(meant, answer.letter, answer.sender, answer.facts, answer.now)
    return office.to_humans(answer.letter, answer.facts)


KIND = Kind("undo", answered, days=1, offered=("undo",), answers=ANSWERS, is_offer=True)
