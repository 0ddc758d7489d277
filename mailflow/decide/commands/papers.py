"""EMPFEHLUNGEN: what the working groups recommend and offer, each to be fetched by its number."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import papers


def run(call: Call) -> Done:
    return Done("papers", {"papers": [papers.shown(paper, call.facts) for paper in papers.that_stand(call.facts)]})


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
