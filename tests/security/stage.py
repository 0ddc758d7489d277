"""A forum in which every command has something to do, and reply addresses in every state a forger may find them in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from conversation import Forum, Left, letter

from mailflow.model import tokens
from mailflow.model.facts import Facts
from mailflow.model.records import RECORDS, Delegation, Group, Guest, Meeting, Paper, Person
from mailflow.store.records import MemoryRecords, SqlRecords
from tests.security.attacks import COMMANDS_AT, START, VICTIM

SECOND, OTHER = "rehwinkel@traeger.example", "praktikum@traeger.example"
MARA = "mara.lindtner@kreis-stade.example"
STRANGER, GROUP, EVERYBODY = "fremd@anderswo.example", "ag-wohnen@forum-test.example", "forum@forum-test.example"
APPLICATIONS = "anmeldung@forum-test.example"
LEA = "lea.muster@kreis-hoexter.example"
FORM = "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: Integrationsbeauftragte\nWarum: Wir suchen Austausch.\nThemen: Wohnen\nEinwilligung: ja"


GUEST = Guest(id="referat@landkreistag.example", contact="P-0003", lists=("wohnen",), until=date(2027, 12, 31), state="here")

MEETING = Meeting(id="T-2027-0001", uid="t-2027-0001@forum-test.example", title="Treffen", start=START, end=START, organiser=SECOND)
PAPER = Paper(
    id="E-2027-0001", kind="offer", group="ehrenamt", title="Merkblatt", author="P-0002", post="<e-1@forum-test.example>", state="agreed"
)


@dataclass(frozen=True)
class Stage:
    facts: Facts
    addresses: Mapping[str, str]
    """Where a letter may go, by the word that stands for it in `Fake.to`."""
    references: Mapping[str, str]
    """Message-IDs of letters of ours, by the same words."""


def played() -> tuple[Forum, dict[str, Left]]:
    """The forum, and letters of it that ask something, by the words of `Stage.references`."""
    forum = Forum(START - timedelta(days=3))
    ended = _asked(forum.write(VICTIM, COMMANDS_AT, "ZUSTELLUNG wöchentlich", proven=False))
    forum.clock.moment = START
    interest = forum.write(LEA, APPLICATIONS, FORM)
    older = _asked(forum.write(LEA, interest[0].header("Reply-To"), "1. Koordination\n2. Wohnen\n3. Ein Leitfaden\n4. Ja"))
    forum.write(LEA, APPLICATIONS, FORM.replace("Lea Muster", "Tom Muster").replace("Wohnen", "Sprache"), "Noch einmal")
    forum.write(VICTIM, APPLICATIONS, FORM.replace("Kreis Höxter", "Landkreis Uelzen").replace("Lea Muster", "Karla Amsel"))
    _admitted(forum, "h.wulf@kreis-vechta.example", FORM.replace("Kreis Höxter", "Landkreis Vechta").replace("Lea Muster", "Hanna Wulf"))
    opened = _asked(forum.write(STRANGER, GROUP, "Darf ich mitlesen?", "Anfrage"))
    both = forum.write("noch@anderswo.example", GROUP, "Darf ich auch mitlesen?", "Frage")
    used = _asked(both)
    member = _asked(forum.write(MARA, COMMANDS_AT, "ZUSTELLUNG wöchentlich", proven=False))
    forum.write(VICTIM, COMMANDS_AT, "BEITRETEN AG Ehrenamt")
    forum.write(VICTIM, COMMANDS_AT, "PAUSE bis 01.05.2027")
    forum.write(SECOND, _asked(both, SECOND).header("Reply-To"), "freigeben")
    post = letter(SECOND, EVERYBODY, "Wer hat einen Fahrdienst?", "Fahrdienst", START)
    forum.receive(re.sub(rb"Message-ID: <[^>]+>", b"Message-ID: <fahrdienst@traeger.example>", post), SECOND, [EVERYBODY])
    with forum.app.store.writing(START, cause="guest") as tx:
        tx.save(GUEST)
        tx.save(MEETING)
        tx.save(PAPER)
        group, victim = tx.records.get(Group, "ehrenamt"), tx.records.all(Person, address=VICTIM)[0]
        tx.save(replace(group, speakers=(victim.id,)))  # a post of the office that can be given up
        tx.save(
            Delegation(
                id=f"{victim.id}:vertretung@traeger.example",
                person=victim.id,
                address="vertretung@traeger.example",
                until=date(2027, 12, 31),
            )
        )
    return forum, {"open": opened, "used": used, "superseded": older, "expired": ended, "member": member}


def stage() -> Stage:
    forum, found = played()
    with forum.app.store.reading() as connection:
        stored = SqlRecords(connection)
        records = MemoryRecords(record for kind in RECORDS for record in stored.all(kind))
    addresses = {word: letter.header("Reply-To") for word, letter in found.items()}
    facts, domain = Facts(forum.app.forum_in(records), records), forum.app.forum().addresses.domain
    open_one = found["open"].header("Message-ID")
    addresses |= {
        "commands": COMMANDS_AT,
        "leave": f"ag-ehrenamt-leave@{domain}",
        "mangled": addresses["open"].upper().replace("+", "-"),
        "guessed": f"antwort+{'a' * 26}@{domain}",
        "dropped": f"antwort+{tokens.token(b'a key that was dropped', 'reply', open_one)}@{domain}",
        "click": f"klick+{forum.signed(1)}@{domain}",
        "return path": f"bounce+{forum.signed(1, 'bounce')}@{domain}",
    }
    return Stage(facts, addresses, {word: one.header("Message-ID") for word, one in found.items()})


def _admitted(forum: Forum, sender: str, form: str) -> None:
    """Somebody who applied and whom the other member of staff has admitted."""
    interest = forum.write(sender, APPLICATIONS, form)
    dossiers = forum.write(sender, interest[0].header("Reply-To"), "1. Koordination\n2. Wohnen\n3. Ein Leitfaden\n4. Ja")
    forum.write(SECOND, _asked(dossiers, SECOND).header("Reply-To"), "AUFNEHMEN")


def _asked(left: list[Left], whom: str = VICTIM) -> Left:
    """The letter that asks this one of the office, or else whoever is asked."""
    asking = [one for one in left if "antwort+" in one.header("Reply-To")]
    return next((one for one in asking if one.recipient == whom), asking[0])
