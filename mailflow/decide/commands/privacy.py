"""DATENSCHUTZ: what the forum keeps, why, how long, and which rights there are."""

from mailflow.decide.command import Call, Command, Done, Risk, Who


def run(call: Call) -> Done:
    forum = call.facts.forum
    return Done("privacy", {"controller": forum.controller, "retention": forum.retention})


COMMAND = Command(
    name="privacy",
    words=("DATENSCHUTZ", "DATENSCHUTZHINWEISE", "PRIVACY"),
    usage="DATENSCHUTZ",
    usage_en="PRIVACY",
    help="sagt, was das Forum speichert, warum, wie lange, und welche Rechte Sie haben",
    help_en="tells what the forum keeps, why, for how long, and which rights you have",
    who=Who.ANYONE,
    risk=Risk.GENERAL,
    run=run,
)
