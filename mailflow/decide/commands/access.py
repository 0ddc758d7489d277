"""AUSKUNFT: everything the forum keeps of the sender, to read and as a file (Art. 15 DSGVO)."""

import re
from collections.abc import Mapping
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.privacy import rights
from mailflow.model.effects import Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox

ONLY_IN_THE_FILE = ("JournalEntry", "PersonAddress")
"""Kinds that the letter leaves to its attachment: they repeat what stands elsewhere."""
FOR_PROGRAMS = ("id", "person", "letter", "question", "thread")
"""Fields by which records refer to each other."""


_MATTER = re.compile(r"[A-Z]-\d{4}-\d{4}")


def _readable(row: Mapping[str, Any], facts: Facts) -> list[tuple[str, Any]]:
    """What people can read of a record: names in place of the numbers by which programs know people and lists."""
    shown = [(name, _named(value, facts)) for name, value in row.items() if name not in FOR_PROGRAMS]
    return [(name, value) for name, value in shown if name != "about" or value != row["about"] or _MATTER.fullmatch(value)]


def _named(value: Any, facts: Facts) -> Any:
    if isinstance(value, list | tuple):
        return [_named(one, facts) for one in value]
    if not isinstance(value, str):
        return value
    known = facts.people.get(value) or facts.lists.get(value)
    return known.name if known else value


def run(call: Call) -> Done:
    kept = rights.kept_of(call)
    if not kept:
        return Done("nothing_kept", {}, ok=False)
    to = Mailbox(call.sender.address, call.sender.name) if call.sender else call.letter.sender
    told = {kind: rows for kind, rows in kept.items() if kind not in ONLY_IN_THE_FILE}
    sections = [{"kind": kind, "rows": [_readable(row, call.facts) for row in rows]} for kind, rows in told.items()]
    context = {"name": to.name, "sections": sections, "retention": call.facts.forum.retention, "controller": call.facts.forum.controller}
    package = Send("privacy/package", to, context, files=(("auskunft.json", rights.as_json(kept)),))
    return Done("access", {"count": sum(len(rows) for rows in kept.values())}, (package, *rights.office_told(call, "access")))


COMMAND = Command(
    name="access",
    words=("AUSKUNFT", "DATENAUSKUNFT", "MY DATA"),
    wishes=(
        "daten über_mich/zu_mir/von_mir/meiner_person haben/habt/gespeichert/speichern/speichert/verarbeiten/verarbeitet",
        "um auskunft daten/art/artikel/dsgvo",
        "data me/my hold/keep/have/store",
    ),
    usage="AUSKUNFT",
    usage_en="MY DATA",
    help="schickt Ihnen alles, was das Forum über Sie gespeichert hat",
    help_en="sends you everything the forum keeps of you",
    who=Who.ANYONE,
    risk=Risk.FINAL,
    run=run,
)
