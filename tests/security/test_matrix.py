"""Every command against every forgery: nothing is changed, nothing is told to the forger; the same order, proven, is understood."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from conversation import Forum

from mailflow import flow
from mailflow.decide.command import Risk, Who
from mailflow.decide.commands import COMMANDS
from mailflow.model.effects import Ask, Forward, Note, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Envelope
from mailflow.model.records import RECORDS, JournalEntry
from mailflow.store.records import MemoryRecords, SqlRecords
from tests.security.matrix import COMMANDS_AT, FORGERIES, HONEST, OFFICE, ORDERS

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
PAGE = Path(__file__).parents[2] / "docs" / "forgeries.md"
FORM = "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: Integrationsbeauftragte\nWarum: Wir suchen Austausch.\nThemen: Wohnen\nEinwilligung: ja"
SECRETS = ("Lea Muster", "mara.lindtner@", "fremd@anderswo.example")
"""What only the office may read."""


@pytest.fixture(scope="module")
def facts():
    """A forum with an application to decide on, a held post, a list of people, and a decision that can be undone."""
    forum = Forum(START)
    interest = forum.write("lea.muster@kreis-hoexter.example", "anmeldung@forum-test.example", FORM)
    forum.write("lea.muster@kreis-hoexter.example", interest[0].header("Reply-To"), "1. Koordination\n2. Wohnen\n3. Ein Leitfaden\n4. Ja")
    forum.write("fremd@anderswo.example", "ag-wohnen@forum-test.example", "Darf ich mitlesen?", "Anfrage")
    with forum.app.store.reading() as connection:
        stored = SqlRecords(connection)
        records = MemoryRecords(record for kind in RECORDS if kind is not JournalEntry for record in stored.all(kind))
        yield Facts(forum.app.forum_in(records), records)


DECIDED = {}
"""Each pair is judged once for all tests."""


def decision(fake, order, facts):
    if (fake.name, order) not in DECIDED:
        envelope = Envelope(fake.envelope, (COMMANDS_AT,), fake.by_own_server)
        explained = flow.explained(fake.raw(order), envelope, facts, START, flow.vocabulary_of(facts), ())
        DECIDED[fake.name, order] = next(explained)[3]
    return DECIDED[fake.name, order]


def outcome(fake, order, facts):
    """One word for the cell: what became of the letter."""
    found = decision(fake, order, facts)
    return found.verdict.reason if found.verdict.action in {"refuse", "ask_back"} else found.verdict.action


def test_every_command_above_asking_is_tried():
    assert set(ORDERS) == {name for name, command in COMMANDS.items() if command.risk is not Risk.GENERAL}
    assert len(FORGERIES) >= 60
    assert len({fake.name for fake in FORGERIES}) == len(FORGERIES)


@pytest.mark.parametrize("command", ORDERS)
def test_the_same_order_proven_is_understood(command, facts):
    """Without this the matrix could pass because nobody understands the orders."""
    found = decision(HONEST, ORDERS[command], facts)
    carried_out = found.verdict.reason in {"done", "confirm"}
    nothing_to_do = found.verdict.reason in {"nothing_to_undo", "not_on", "not_paused", "already_on", "unknown_case"}
    assert carried_out or nothing_to_do, found.verdict


@pytest.mark.proves("B4", "C3", "C4", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D10", "D12")
@pytest.mark.parametrize("fake", FORGERIES, ids=lambda fake: fake.name)
def test_a_forged_order_changes_nothing(fake, facts):
    for command, order in ORDERS.items():
        found = decision(fake, order, facts)
        changes = [e for e in found.effects if not isinstance(e, Send | Ask | Note | Forward)]
        assert changes == [], f"{command}: {found.verdict}"


@pytest.mark.proves("C5", "D1")
@pytest.mark.parametrize("fake", FORGERIES, ids=lambda fake: fake.name)
def test_a_forger_is_asked_nothing_and_told_nothing(fake, facts):
    for command, order in ORDERS.items():
        for effect in decision(fake, order, facts).effects:
            letters = effect.letters if isinstance(effect, Ask) else (effect,) if isinstance(effect, Send) else ()
            for one in letters:
                if one.to.address in {OFFICE, "rehwinkel@traeger.example"}:
                    continue
                assert not isinstance(effect, Ask) or COMMANDS[command].who is Who.ANYONE, f"{command}: {one.to.address} is asked"
                assert not any(secret in str(one.context) for secret in SECRETS), f"{command}: {one.to.address} is told"


def page(facts) -> str:
    lines = [
        "# Forged letters",
        "",
        "Every way to pretend to be somebody of the office, tried with every command. A cell says what became of the letter; none changes",
        f"anything. Written by `tests/security/test_matrix.py` from {len(FORGERIES)} forgeries and {len(ORDERS)} commands.",
        "",
        "- *confirm*, *unproven*: the stored address is asked first. *forged*: refused, whatever it answers. *not_allowed*: a neutral answer.",
        "- *accept*: passed on to the people of the office as a letter. *discard*: an automatic letter. *set_aside*: no usable sender.",
        "- *no_question*, *unclear* and their like: answered with a question, nothing done.",
        "",
        "| row | forgery | outcome (number of commands) |",
        "|---|---|---|",
    ]
    for fake in FORGERIES:
        outcomes: dict[str, int] = {}
        for order in ORDERS.values():
            word = outcome(fake, order, facts)
            outcomes[word] = outcomes.get(word, 0) + 1
        told = ", ".join(f"{word} ({count})" for word, count in sorted(outcomes.items(), key=lambda item: (-item[1], item[0])))
        lines.append(f"| {fake.row} | {fake.name} | {told} |")
    return "\n".join(lines) + "\n"


def test_the_page_of_the_guide_is_current(facts):
    current = page(facts)
    if os.environ.get("MAILFLOW_UPDATE"):
        PAGE.write_text(current, "utf-8")
    assert PAGE.read_text("utf-8") == current, "run MAILFLOW_UPDATE=1 pytest tests/security/test_matrix.py"
