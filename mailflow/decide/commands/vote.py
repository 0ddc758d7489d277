"""ABSTIMMUNG: a member of a working group or room, a Sprecher:in or the office puts a question to the seats of a list."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import voting
from mailflow.model.records import Group, Vote

WORKING = {"workgroup", "room"}
_BETWEEN = re.compile(r"\s*[;/|]\s*")
_COMMAS = re.compile(r"\s*,\s*|\s+(?:oder|or)\s+")


def run(call: Call) -> Done:
    group = _group(call)
    if group and not _may_begin(group, call):
        on_list = call.sender is not None and call.facts.lists.membership(group.id, call.sender.id) is not None
        return Done("vote_not_yours", {"group": group.name, "on_list": on_list, "of_members": group.kind in WORKING}, ok=False)
    vote, problems = _vote(call, group)
    if vote is None:
        return Done("vote_problem", {"problems": problems}, ok=False)
    context = voting.shown(vote, call.facts) | {"seats": len(voting.electorate(vote.group, call.facts))}
    return Done("vote", context, voting.opened(vote, call.facts, call.now))


def _may_begin(group: Group, call: Call) -> bool:
    """Those who work together need nobody to begin; all the forum is asked by whoever speaks for it."""
    if call.is_staff or call.sender is None:
        return call.is_staff
    is_member = call.sender.status == "member" and call.facts.lists.membership(group.id, call.sender.id) is not None
    return call.sender.id in group.speakers or (is_member and group.kind in WORKING)


def shown(call: Call) -> Mapping[str, Any]:
    vote, _ = _vote(call, _group(call))
    return {"vote": voting.shown(vote, call.facts)} if vote else {}


def _group(call: Call) -> Group | None:
    """The list that is named; without a name, the only one its sender speaks for."""
    lists = call.facts.lists
    named = [g for slug in (call.order.args.get("group"), *call.order.args.get("groups", ())) if slug and (g := lists.get(slug))]
    if call.order.args.get("all_members"):
        named += [g for g in lists.all() if g.kind == "everyone"]
    own = [g for g in lists.all() if call.sender and call.sender.id in g.speakers]
    return named[0] if named else own[0] if len(own) == 1 else None


def _vote(call: Call, group: Group | None) -> tuple[Vote | None, list[str]]:
    """The vote that the labelled lines describe, or what is missing in them."""
    block: Mapping[str, str] = call.order.args.get("block", {})
    until = date.fromisoformat(until) if (until := call.order.args.get("until")) else None
    answers = _answers_in(block.get("antworten", ""))
    asked = block.get("frage") or block.get("titel", "")
    missing = {
        "group": group is None or not voting.electorate(group.id, call.facts),
        "question": not asked,
        "until": until is None or until < call.facts.today(call.now),
        "answers": len(answers) == 1 or len(answers) > voting.MOST_ANSWERS,
    }
    problems = [name for name, is_missing in missing.items() if is_missing]
    if problems or group is None or until is None or call.sender is None:
        return None, problems
    number = call.facts.next_number("A", Vote, call.now)
    secret = block.get("geheim", "").casefold().startswith(("ja", "yes"))
    answers = () if _is_yes_or_no(answers) else answers
    vote = Vote(
        id=number,
        group=group.id,
        question=asked,
        answers=answers,
        text=block.get("text", ""),
        starter=call.sender.id,
        opened=call.now,
        until=until,
        secret=secret,
    )
    return vote, []


def _answers_in(line: str) -> tuple[str, ...]:
    """The answers to choose from; commas part them only where nothing else does: "Montag, 7. Juni; Dienstag, 8. Juni"."""
    found = [a for a in _BETWEEN.split(line) if a]
    if len(found) == 1:
        found = [a for a in _COMMAS.split(line) if a]
    return tuple(dict.fromkeys(found))


def _is_yes_or_no(answers: tuple[str, ...]) -> bool:
    """Whether the answers offered are the plain ones, which have words and buttons of their own."""
    return {a.casefold() for a in answers} <= {"ja", "nein", "enthaltung", "dafür", "dagegen", "yes", "no", "abstain"}


COMMAND = Command(
    name="vote",
    words=("ABSTIMMUNG", "START VOTE"),
    usage="ABSTIMMUNG, dann je eine Zeile: An:, Frage:, Antworten: (durch Strichpunkt getrennt), Bis:, Geheim:, Text:",
    usage_en="START VOTE, then one line each: To:, Question:, Answers: (with semicolons between), Until:, Secret:, Text:",
    help="lässt die Landkreise einer Liste abstimmen, jeden mit einer Stimme; ohne Antworten: über Ja, Nein oder Enthaltung",
    help_en="has the districts of a list vote, each with one vote; without answers: yes, no or abstain",
    who=Who.INSIDE,
    risk=Risk.MANY,
    takes=("form", "group"),
    run=run,
    shown=shown,
)
