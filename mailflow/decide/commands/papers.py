"""EMPFEHLUNGEN: what the working groups recommend and offer, each to be fetched by its number."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import papers


def run(call: Call) -> Done:
    known = (p for p in papers.that_stand(call.facts) if call.sender and papers.may_know(p, call.sender, call.facts))
    return Done("papers", {"papers": [papers.shown(paper, call.facts) for paper in known]})


COMMAND = Command(
    name="papers",
    words=("EMPFEHLUNGEN", "LIST RECOMMENDATIONS"),
    usage="EMPFEHLUNGEN",
    usage_en="LIST RECOMMENDATIONS",
    help="zeigt, was die Arbeitsgruppen empfehlen und anbieten; HOLE mit der Nummer schickt es",
    help_en="shows what the working groups recommend and offer; GET with its number sends it",
    who=Who.INSIDE,
    risk=Risk.OWN,
    run=run,
)
