"""HILFE: what can be written to the forum."""

from mailflow.decide.command import Call, Command, Done, Risk, Who


def run(call: Call) -> Done:
    # The list is generated in `office`, which knows every command; this file must not import its siblings.
    return Done("help", {})


COMMAND = Command(
    name="help",
    words=("HILFE", "BEFEHLE", "HELP", "INFO"),
    wishes=(
        "anleitung/bedienungsanleitung/befehlsübersicht/kurzanleitung",
        "wie/was funktioniert/schreiben/geht hier/das",
        "übersicht/liste/verzeichnis/mögliche/möglichen/schicken/list befehle/befehlen/kommandos/commands",
        "how work/works/use",
        "instructions/manual send/please/where/need",
        "erklär*/wie bediene/bedienen/bedient/funktioniert/benutze/nutze",
        "was kann/können machen/schreiben/tun/bestellen hier/alles",
        "welche/what/was_für befehle/kommandos/commands",
        "was/wie muss/soll schreiben",
        "how change/unsubscribe/leave/join/subscribe can/do",
        "wie stelle/ändere/wechsle um/digest/zustellung/wöchentlich/täglich",
        "hilfe brauche/bräuchte/benötige bei/mit bedienung/programm/mailflow",
        "what can do/write/send here",
    ),
    usage="HILFE",
    usage_en="HELP",
    help="zeigt, was Sie schreiben können",
    help_en="shows what you can write",
    who=Who.ANYONE,
    risk=Risk.GENERAL,
    run=run,
)
