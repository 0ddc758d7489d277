"""VERÖFFENTLICHEN: a Sprecher:in sends a recommendation or an offer to all members although somebody objected."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import papers


def run(call: Call) -> Done:
    paper = call.facts.matters.paper(str(call.order.args.get("case", "")))
    group = call.facts.lists.get(paper.group) if paper else None
    speaks = group is not None and call.sender is not None and call.sender.id in group.speakers
    if paper is None or not (speaks or call.is_staff):
        return Done("unknown_case", {"case": ""}, ok=False)
    if paper.state != "agreed":
        return Done("paper_not_now", {"number": paper.id, "title": paper.title, "state": paper.state}, ok=False)
    return Done("publish", papers.shown(paper, call.facts), papers.published(paper, call.facts, call.now, waits=True))


COMMAND = Command(
    name="publish",
    words=("VERÖFFENTLICHEN", "PUBLISH PAPER"),
    usage="VERÖFFENTLICHEN E-2027-0001",
    usage_en="PUBLISH PAPER E-2027-0001",
    help="schickt eine Empfehlung, der die Gruppe mit Gegenstimmen zugestimmt hat, an alle Mitglieder",
    help_en="sends a recommendation that its group accepted with objections to all members",
    who=Who.INSIDE,
    risk=Risk.MANY,
    takes=("case",),
    run=run,
)
