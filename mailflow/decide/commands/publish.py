"""VERÖFFENTLICHEN: a Sprecher:in sends a recommendation or an offer to all members although somebody objected."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import papers
from mailflow.decide.lists import handover


def run(call: Call) -> Done:
    paper = call.facts.matters.paper(str(call.order.args.get("case", "")))
    group = call.facts.lists.get(paper.group) if paper else None
    speaks = group is not None and call.sender is not None and call.sender.id in group.speakers
    number = str(call.order.args.get("case", ""))
    if paper is None or call.sender is None or not papers.may_know(paper, call.sender, call.facts):
        return Done("unknown_case", {"case": number}, ok=False)
    if not (speaks or call.is_staff):
        speakers = [p.name for p in handover.speakers(group, call.facts)] if group else []
        return Done("publish_not_yours", papers.shown(paper, call.facts) | {"speakers": speakers}, ok=False)
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
