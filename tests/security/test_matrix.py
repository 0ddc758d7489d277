"""Every command against every forgery: nothing is changed, nothing is told to the forger; the same order, proven, is carried out."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from mailflow import flow
from mailflow.decide.command import Risk, Who
from mailflow.decide.commands import COMMANDS
from mailflow.model.effects import Ask, Forward, Note, Save, Send
from mailflow.model.letter import Envelope
from mailflow.model.records import SentLetter
from mailflow.model.vocabulary import Vocabulary
from tests.faults.page import CATALOGUE, proofs_by_row
from tests.security.attacks import START, VICTIM, ZONE
from tests.security.matrix import FORGERIES, HONEST, ORDERS, SHOWN_ELSEWHERE, Expected, Fake
from tests.security.names import nameserver
from tests.security.stage import SECOND, Stage, stage

PAGE = Path(__file__).parents[2] / "docs" / "forgeries.md"
SECRETS = ("Lea Muster", "Tom Muster", "mara.lindtner@", "fremd@anderswo.example")
"""What only the office may read."""
CELLS = {
    "confirm": "ask",
    "unproven": "ask",
    "old": "ask",
    "anothers": "ask",
    "not_allowed": "no",
    "not_asked": "no",
    "forged": "no",
    "already_answered": "late",
    "changed_meanwhile": "late",
    "set_aside": "aside",
    "discard": "skip",
    "for_the_office": "read",
    "for_the_office_to_judge": "read",
    "unclear": "back",
}
"""Verdicts in a word each; every other reason says that there was nothing to do."""
IN_WORDS = {
    "ask": "the stored address is asked first",
    "no": "refused",
    "late": "already decided, over or changed",
    "aside": "set aside, no usable sender",
    "skip": "dropped as an automatic letter",
    "read": "passed on to the office as a letter",
    "back": "asked what is meant",
    "tell": "general help",
    "-": "nothing to do",
}
"""Cells as the page tells them."""
EVERY = "Every command: "
"""Heads the forgeries under which all commands come to the same."""
RENEW = "run MAILFLOW_UPDATE=1 pytest tests/security/test_matrix.py"
GENERAL = {"help", "list_groups", "privacy", "charter"}
"""The parts of an answer that tell nothing but what everybody inside may know."""
ALLOWED = {
    Expected.ASKED: {"ask"},
    Expected.A_STRANGER: {"no", "read", "-"},
    Expected.NOBODY: {"aside"},
    Expected.A_MACHINE: {"skip"},
    Expected.NO_ORDER: {"read", "back", "tell"},
    Expected.NOT_ASKED: {"no", "late", "ask", "-"},
}


class Court:
    """Judges each pair once for all tests."""

    def __init__(self, staged: Stage, names: str) -> None:
        self.stage, self._names, self._decided = staged, names, {}
        self._vocabulary: Vocabulary = flow.vocabulary_of(staged.facts)

    def judged(self, fake: Fake, command: str):
        """(letter, decision)"""
        if (fake.name, command) not in self._decided:
            envelope = Envelope(fake.envelope, (self.stage.addresses[fake.to].lower(),), fake.by_own_server)
            asks = (self._names,) if fake.made else ()
            raw = fake.raw(ORDERS[command], self.stage)
            letter, _, _, decision = next(flow.explained(raw, envelope, self.stage.facts, START, self._vocabulary, asks))
            self._decided[fake.name, command] = letter, decision
        return self._decided[fake.name, command]

    def effects(self, fake: Fake, command: str):
        return self.judged(fake, command)[1].effects

    def cell(self, fake: Fake, command: str) -> str:
        """One word for what became of the letter."""
        decision = self.judged(fake, command)[1]
        if decision.verdict.reason == "done":
            parts = [part["part"] for send in decision.effects if isinstance(send, Send) for part in send.context["parts"]]
            return "tell" if set(parts) <= GENERAL else "DONE"
        return CELLS.get(decision.verdict.action) or CELLS.get(decision.verdict.reason, "-")

    def outcome(self, fake: Fake) -> tuple[str, ...]:
        """A cell for each command."""
        return tuple(self.cell(fake, command) for command in ORDERS)

    def proof(self, fake: Fake) -> str:
        """What is found about the sender, in a word."""
        return self.judged(fake, "digest")[0].proof.told.partition(":")[0]


@pytest.fixture(scope="module")
def court():
    with nameserver(ZONE) as names:
        yield Court(stage(), names)


@pytest.fixture(scope="module", params=FORGERIES, ids=lambda fake: fake.name)
def fake(request) -> Fake:
    """Each forgery; all tests of one stand together, so that whoever runs the tests beside others judges it once."""
    return request.param


@pytest.fixture(scope="module")
def told(court):
    """What the page of the guide tells of each forgery, with MAILFLOW_UPDATE written anew."""
    if os.environ.get("MAILFLOW_UPDATE"):
        found = {fake.name: (court.outcome(fake), court.proof(fake)) for fake in FORGERIES}
        PAGE.write_text(page(*({name: two[at] for name, two in found.items()} for at in (0, 1))), "utf-8")
    return told_on(PAGE.read_text("utf-8"))


def test_every_command_there_is_is_tried():
    assert set(ORDERS) == set(COMMANDS)
    assert len(FORGERIES) >= 130
    assert len({fake.name for fake in FORGERIES}) == len(FORGERIES)


def test_every_row_about_forged_senders_and_reply_addresses_is_shown():
    rows = {row for row in CATALOGUE["rows"] if row[0] in "DE" or row == "B4"}
    in_letters, proven = {fake.row for fake in FORGERIES} & rows, proofs_by_row()
    assert rows == in_letters | set(SHOWN_ELSEWHERE), "a row of the catalogue that neither a forgery nor another test shows"
    assert not in_letters & set(SHOWN_ELSEWHERE)
    for row, file in SHOWN_ELSEWHERE.items():
        assert any(file.removeprefix("tests/") in test for test in proven[row]), f"{file} does not name {row}"


@pytest.mark.parametrize("command", ORDERS)
def test_the_same_order_proven_is_carried_out(command, court):
    """Without this the matrix could pass because nobody understands the orders, or because there is nothing to do."""
    decision = court.judged(HONEST, command)[1]
    assert decision.verdict.reason in ({"done"} if COMMANDS[command].risk in {Risk.GENERAL, Risk.OWN} else {"confirm"}), decision.verdict


@pytest.mark.proves(
    "B4", "C3", "C4", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D10", "D12", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E11", "E12", "E13"
)  # fmt: skip
def test_a_forged_order_changes_nothing(fake, court):
    for command in ORDERS:
        changes = [e for e in court.effects(fake, command) if not isinstance(e, Send | Ask | Note | Forward)]
        changes = [e for e in changes if not counts_a_strike(e, court.stage.facts)]
        assert changes == [], f"{command}: {court.judged(fake, command)}"


def counts_a_strike(effect, facts) -> bool:
    """Whether all it does is to remember that somebody else used a reply address."""
    if not isinstance(effect, Save) or not isinstance(effect.record, SentLetter):
        return False
    before = facts.questions.sent(effect.record.id)
    return replace(before, strikes=before.strikes + 1) == effect.record


def test_each_forgery_comes_to_what_it_must(fake, court):
    for command in ORDERS:
        tells = {"tell"} if COMMANDS[command].risk is Risk.GENERAL and fake.expected is not Expected.NOBODY else set()
        disowned = fake.expected is Expected.ASKED and court.judged(fake, command)[0].proof.failed
        allowed = {"no"} if disowned and COMMANDS[command].risk not in {Risk.GENERAL, Risk.OWN} else ALLOWED[fake.expected]
        assert court.cell(fake, command) in allowed | tells, f"{command}: {court.judged(fake, command)}"


@pytest.mark.proves("C5", "D1")
def test_a_forger_is_asked_nothing_and_told_nothing(fake, court):
    for command in ORDERS:
        for effect in court.effects(fake, command):
            letters = effect.letters if isinstance(effect, Ask) else (effect,) if isinstance(effect, Send) else ()
            for one in letters:
                if one.to.address in {VICTIM, SECOND} or one.template == "question/foreign":
                    continue
                assert not isinstance(effect, Ask) or COMMANDS[command].who is Who.ANYONE, f"{command}: {one.to.address} is asked"
                assert not any(secret in str(one.context) for secret in SECRETS), f"{command}: {one.to.address} is told"


def page(outcomes: dict[str, tuple[str, ...]], proofs: dict[str, str]) -> str:
    """Forgeries with the same outcomes stand together; a command is one line of one table."""
    together: dict[tuple[str, ...], list[Fake]] = {}
    for fake in FORGERIES:
        together.setdefault(outcomes[fake.name], []).append(fake)
    differing = [cells for cells in together if len(set(cells)) > 1]
    names = {cells: f"Group {number}" for number, cells in enumerate(differing, 1)}
    lines = [
        "# Forged letters",
        "",
        "Every way to pretend to be somebody of the office, tried with every command. None changes anything.",
        f"{len(FORGERIES)} forgeries, written by `tests/security/test_matrix.py`, which knows what each must come to.",
        "",
        "*Proof* is what the forum finds about the sender: *claimed* nothing, *failed* a forgery, *aligned* truly sent by the address in From.",
        "",
        "## What each command comes to where commands differ",
        "",
        "Each group is a table of forgeries below; under all other forgeries every command comes to the same.",
        "",
        f"| command | {' | '.join(names.values())} |",
        f"|---|{'---|' * len(names)}",
        *(f"| {told} | {' | '.join(IN_WORDS[o[at]] for o in differing)} |" for at, told in enumerate(ORDERS)),
    ]
    for cells, fakes in together.items():
        lines += [
            "",
            f"## {names.get(cells) or EVERY + IN_WORDS[cells[0]]}",
            "",
            "| row | forgery | proof |",
            "|---|---|---|",
        ]
        lines += [f"| {fake.row} | {fake.name} | {proofs[fake.name]} |" for fake in fakes]
    elsewhere = "\n".join(f"- {row}: `{file}`" for row, file in SHOWN_ELSEWHERE.items())
    return "\n".join([*lines, "", "## Rows of the catalogue that are no such letter", "", elsewhere]) + "\n"


def told_on(text: str) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """(outcomes, proofs) by forgery, as a page tells them: `page` backwards."""
    words = {told: cell for cell, told in IN_WORDS.items()}
    tables = [[line[2:-2].split(" | ") for line in part.split("\n") if line.startswith("| ")] for part in text.split("\n## ")]
    titles = [part.partition("\n")[0] for part in text.split("\n## ")]
    head, *commands = next(table for table in tables if table)
    columns = {name: tuple(words[line[at]] for line in commands) for at, name in enumerate(head) if at}
    outcomes: dict[str, tuple[str, ...]] = {}
    proofs: dict[str, str] = {}
    for title, (_, *fakes) in ((title, table) for title, table in zip(titles, tables, strict=True) if table and table[0] != head):
        for _, name, proof in fakes:
            outcomes[name] = columns.get(title) or (words[title.removeprefix(EVERY)],) * len(ORDERS)
            proofs[name] = proof
    return outcomes, proofs


def test_the_page_of_the_guide_tells_what_it_comes_to(fake, court, told):
    outcomes, proofs = told
    assert outcomes[fake.name] == court.outcome(fake), RENEW
    assert proofs[fake.name] == court.proof(fake), RENEW


def test_the_page_of_the_guide_says_nothing_else(told):
    assert PAGE.read_text("utf-8") == page(*told), RENEW
