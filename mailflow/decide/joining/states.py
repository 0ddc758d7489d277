"""The states of an application: what each means, what brings it on, where it can lead. The handbook's table is made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """`called`, `means` and `goes_on` are the handbook's words. A state that leads nowhere is an end; only RÜCKGÄNGIG leads back."""

    called: str
    means: str
    goes_on: str = ""
    leads_to: tuple[str, ...] = ()


_ENDS = ("admitted", "rejected", "withdrawn")
_STEPS = ("incomplete", "interest", "registration", "decision", "deferred")
_AGAIN = "Erinnerung mit allem, was offen ist, nach 7 und 14 Tagen"

STATES: Mapping[str, State] = {
    "asked": State(
        "gefragt",
        "jemand wollte wissen, wie man Mitglied wird",
        "das Formular oder ein Brief in eigenen Worten kommt",
        (*_STEPS, *_ENDS[1:]),
    ),
    "incomplete": State("unvollständig", f"Angaben fehlen; {_AGAIN}", "alles da ist", (*_STEPS, *_ENDS[1:])),
    "interest": State(
        "Interessenbekundung",
        f"Antworten fehlen; {_AGAIN}",
        "alle Fragen beantwortet sind oder Sie INTERESSENBEKUNDUNG ERHALTEN schreiben",
        (*_STEPS, *_ENDS[1:]),
    ),
    "registration": State(
        "Anmeldung",
        f"die unterschriebene Anmeldung fehlt; {_AGAIN}",
        "Sie ANMELDUNG ERHALTEN schreiben",
        (*_STEPS, *_ENDS[1:]),
    ),
    "decision": State(
        "Entscheidung",
        "alles ist da; Sie sind am Zug, in einer Runde nach ihrem letzten Tag",
        "Sie AUFNEHMEN, ABLEHNEN, RÜCKFRAGE oder ZURÜCKSTELLEN antworten",
        (*_STEPS, *_ENDS),
    ),
    "deferred": State("zurückgestellt", "wartet, mit oder ohne Tag", "der Tag kommt oder Sie entscheiden", (*_STEPS, *_ENDS)),
    "admitted": State("aufgenommen", "Ende: Willkommensbrief, Listen, Begleitung"),
    "rejected": State("abgelehnt", "Ende: ein Brief mit dem Grund"),
    "withdrawn": State("zurückgezogen", "Ende: von der Antragsteller:in selbst"),
}
