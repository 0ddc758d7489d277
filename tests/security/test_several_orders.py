"""Several orders in one letter are one transaction with one answer that names each of them (faults.md D11)."""

from __future__ import annotations

import shutil
from datetime import datetime

import pytest
from conversation import Forum, letter

from mailflow import flow
from mailflow.model.effects import Save
from mailflow.model.letter import Envelope
from mailflow.perform.templates import BrokenTemplateError, Templates
from mailflow.settings.site_files import shipped
from tests.security.stage import stage

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, OFFICE, COMMANDS = "mara.lindtner@kreis-stade.example", "amsel@traeger.example", "mailflow@forum-test.example"
FIVE = "ZUSTELLUNG wöchentlich\nVERLASSEN AG Wohnen\n{}\nVERLASSEN AG Sprache\nPAUSE bis 20.04.2027"


def standing(forum) -> tuple[object, ...]:
    with forum.facts() as facts:
        mara = facts.people.by_address(MARA)
        return mara.delivery, mara.paused_until, tuple(sorted(m.group for m in facts.lists.of_person(mara.id)))


@pytest.mark.proves("D11")
def test_one_order_that_is_not_allowed_keeps_all_the_others_from_being_done():
    forum = Forum(START)
    before = standing(forum)
    [told] = forum.write(MARA, COMMANDS, FIVE.format("AUFNEHMEN F-2027-0001"))
    assert standing(forum) == before
    assert told.recipient == MARA


@pytest.mark.proves("D11")
@pytest.mark.parametrize(
    "pair",
    [
        "BEITRETEN AG Ehrenamt\nVERLASSEN AG Ehrenamt",
        "ZUSTELLUNG wöchentlich\nZUSTELLUNG keine",
        "PAUSE bis 20.04.2027\nWEITER",
        "PAUSE bis 20.04.2027\nPAUSE bis 20.05.2027",
        "VERTRETUNG x@kreis-stade.example bis 01.06.2027\nVERTRETUNG x@kreis-stade.example bis 01.07.2027",
    ],
)
def test_orders_that_contradict_each_other_keep_all_from_being_done(pair):
    forum = Forum(START)
    before = standing(forum)
    [told] = forum.write(MARA, COMMANDS, f"VERLASSEN AG Wohnen\n{pair}")
    assert standing(forum) == before
    assert told.recipient == MARA
    assert "nichts geändert" in told.header("Subject")
    for line in pair.split("\n"):
        assert line in told.text


@pytest.mark.proves("D11")
@pytest.mark.parametrize("at", ["commands", "open"])
@pytest.mark.parametrize("second", ["ABLEHNEN {} Grund: doppelt", "ZURÜCKSTELLEN {} bis 01.06.2027", "VERWERFEN {}"])
def test_two_decisions_about_one_matter_are_none_wherever_they_are_sent(at, second):
    """An answer to another question offers other words; ABLEHNEN there must not pass beside AUFNEHMEN."""
    staged = stage()
    text = f"AUFNEHMEN F-2027-0001\n{second.format('F-2027-0001')}"
    envelope = Envelope(OFFICE, (staged.addresses[at],))
    raw = letter(OFFICE, staged.addresses[at], text, "x", START)
    *_, decision = next(flow.explained(raw, envelope, staged.facts, START, flow.vocabulary_of(staged.facts), ()))
    assert decision.verdict.action == "ask_back"
    assert not any(isinstance(effect, Save) for effect in decision.effects)


@pytest.mark.proves("D11")
def test_what_is_done_and_what_is_not_stands_in_one_answer():
    forum = Forum(START)
    [told] = forum.write(MARA, COMMANDS, FIVE.format("VERLASSEN AG Ehrenamt"))
    assert standing(forum)[0] == "weekly"
    assert standing(forum)[1] is not None
    assert "wohnen" not in standing(forum)[2]
    assert "sprache" not in standing(forum)[2]
    done, left = told.text.split("Das ging nicht, daran wurde nichts geändert:")
    assert all(name in done for name in ("Wohnen", "Sprache"))
    assert "> VERLASSEN AG Ehrenamt" in left
    assert "Wohnen" not in left
    assert "Es wurde nichts geändert" not in told.text
    assert told.header("Subject").startswith("Zum Teil erledigt")


@pytest.mark.proves("D11")
def test_a_fault_behind_the_last_of_them_leaves_none_done(tmp_path):
    """The template for the answer is broken: nothing is done, and all is done once it is mended."""
    shutil.copytree(shipped("templates"), tmp_path / "templates")
    answer = tmp_path / "templates" / "de" / "orders" / "done.md"
    whole = answer.read_text("utf-8")
    answer.write_text(whole + "\n{{ there_is_no_such_value }}\n", "utf-8")
    forum = Forum(START)
    forum.app.__dict__["templates"] = Templates((tmp_path / "templates",))
    before = standing(forum)
    intake, house = forum.app.intake(), forum.app.house()
    intake.take(letter(MARA, COMMANDS, FIVE.format(""), "Bitte", START), MARA, [COMMANDS], "test").result()
    with pytest.raises(BrokenTemplateError):
        flow.one_letter(house)
    assert standing(forum) == before
    assert forum.left() == []
    answer.write_text(whole, "utf-8")
    forum.clock.advance(flow.inbox.LEASE)
    while flow.one_letter(forum.app.house()):
        pass
    assert standing(forum)[0] == "weekly"
    assert len(forum.left()) == 1


@pytest.mark.proves("D11")
def test_orders_of_which_one_needs_a_confirmation_wait_for_it_together():
    forum = Forum(START)
    before = standing(forum)
    [asked] = forum.write(MARA, COMMANDS, FIVE.format("LISTEN"), proven=False)
    assert standing(forum) == before
    forum.write(MARA, asked.header("Reply-To"), "ja", proven=False)
    assert standing(forum)[0] == "weekly"
    assert standing(forum)[2] == ("ankuendigungen", "forum")
