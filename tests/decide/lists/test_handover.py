"""A large group that lost its Sprecher:in: everybody is asked who takes over, a part at a time, so that no letter at the door waits for all."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
from conversation import SEED, Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
COMMANDS, SPEAKER, MEMBERS = "mailflow@forum-test.example", "s@kreis.example", 120
SPEAKS, FOLLOWS = "ilias.bergfeld@lra-freising.example", "a.torbach@vogelsbergkreis.example"


@pytest.fixture
def forum(tmp_path):
    world = json.loads(SEED.read_text("utf-8"))
    member = {"landkreis": "Landkreis Stade", "groups": ["gross"], "status": "member"}
    world["members"] = [member | {"name": f"Person {n}", "address": f"m{n}@kreis{n}.example"} for n in range(MEMBERS)]
    world["members"].append(member | {"name": "Silke Sprecher", "address": SPEAKER})
    group = {"slug": "gross", "name": "Große Gruppe", "list_address": "ag-gross@forum-test.example", "aliases": [], "speakers": [SPEAKER]}
    world |= {"groups": [group], "cases": [], "events": [], "archive": []}
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(world), "utf-8")
    return Forum(START, seed)


def asked(letters) -> Counter:
    """How often each was asked who speaks for the group."""
    return Counter(one.recipient for left in letters for one in (left, *left.twins) if one.recipient.startswith("m"))


def test_all_members_are_asked_once_a_part_of_them_in_each_transaction(forum):
    first = asked(forum.write(SPEAKER, COMMANDS, "SPRECHERAMT ABGEBEN AG Große Gruppe"))
    assert len(first) == 50
    assert not asked(forum.tick(START + timedelta(minutes=1))), "who could still be spared the question is not asked"
    then = asked(forum.tick(START + timedelta(minutes=11)))
    assert first + then == Counter({f"m{n}@kreis{n}.example": 1 for n in range(MEMBERS)})
    assert not asked(forum.tick(START + timedelta(minutes=12)))


def test_nobody_else_is_asked_when_the_speaker_stays(forum):
    answer = [one for one in forum.write(SPEAKER, COMMANDS, "SPRECHERAMT ABGEBEN AG Große Gruppe") if one.recipient == SPEAKER][-1]
    forum.write(SPEAKER, answer.header("Reply-To") or COMMANDS, "RÜCKGÄNGIG")
    assert not asked(forum.tick(START + timedelta(minutes=11)))


@pytest.mark.parametrize(("said", "speaks"), [("Ja, gerne", FOLLOWS), ("Nein", SPEAKS)])
def test_whoever_hands_their_office_to_somebody_keeps_it_until_that_one_says_yes(said, speaks):
    forum = Forum(START)
    words = "Ich möchte das Sprecheramt der AG Sprache gern an Agnieszka Torbach abgeben, geht das?"
    left = forum.write(SPEAKS, COMMANDS, words)
    assert {one.recipient for one in left} == {SPEAKS, FOLLOWS}
    forum.clock.advance(timedelta(minutes=15))
    answered = forum.write(FOLLOWS, next(one for one in left if one.recipient == FOLLOWS).header("Reply-To"), said)
    assert SPEAKS in {one.recipient for one in answered}
    with forum.facts() as facts:
        assert facts.lists.get("sprache").speakers == (facts.people.by_address(speaks).id,)
