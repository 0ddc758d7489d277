"""SELBSTVERSTÄNDNIS: what the forum is and stands for, in its present version; sent to whoever asks."""

from mailflow.decide.command import Call, Command, Done, Risk, Who


def run(call: Call) -> Done:
    return Done("charter", {})


COMMAND = Command(
    name="charter",
    words=("SELBSTVERSTÄNDNIS", "SELBSTVERSTAENDNIS", "CHARTER"),
    usage="SELBSTVERSTÄNDNIS",
    usage_en="CHARTER",
    help="schickt Ihnen das Selbstverständnis des Forums mit seinem Datum",
    help_en="sends you the charter of the forum with its date",
    who=Who.ANYONE,
    risk=Risk.GENERAL,
    run=run,
)
