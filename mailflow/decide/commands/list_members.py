"""WER: who reads a list."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining import guests
from mailflow.decide.lists import roster
from mailflow.decide.privacy import consents
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.records import Group, Person


def run(call: Call) -> Done:
    """A list one may not look into is an answer to a clear order, too: there is nothing to ask back."""
    group = roster.group_named(call)
    if isinstance(group, Done):
        return group
    if not call.is_staff and call.sender and not call.facts.lists.membership(group.id, call.sender.id):
        return Done("for_readers", {"group": group.name})
    if call.sender and call.sender.status == "guest" and not call.facts.forum.guests.members:
        return Done("not_for_guests", {"group": group.name})
    people = [p for m in call.facts.lists.roster(group.id) if (p := call.facts.people.get(m.person)) and p.status in INSIDE]
    open_ones = call.facts.people.agreed_to(consents.CONTACTS)
    readers = [_reader(p, group, call.facts, shows=p.address in open_ones) for p in people]
    return Done("list_members", {"group": group.name, "readers": sorted(readers, key=lambda r: str(r["name"]))})


def _reader(person: Person, group: Group, facts: Facts, *, shows: bool) -> dict[str, object]:
    reached = {"address": person.address, "phone": person.phone} if shows else {"address": "", "phone": ""}
    return {
        "name": person.name,
        "seat": person.seat,
        "guest": guests.called(person, facts),
        "speaker": person.id in group.speakers,
    } | reached


READERS = "mitglieder/mitgliederliste/mitgliederverzeichnis/teilnehmer/teilnehmende/teilnehmerliste/teilnehmendenliste"

COMMAND = Command(
    name="list_members",
    words=("WER", "MITGLIEDERLISTE", "MITGLIEDER", "WHO", "MEMBERS"),
    wishes=(
        "{group} wer/who/which_people/members/member_list/liste_der_mitglieder/" + READERS,
        (
            "{group} aufstellung/verzeichnis/teilnehmerverzeichnis*/teilnehmendenliste/namensliste/namen schick*"
            "/send*/bitte/brauche/brauchen/benötige/übersendung/hätte/könnte/könnten"
        ),
        "{group} leute/personen schick*/send*",
        "{group} welche leute/personen/menschen/kolleg*/kreise/landkreise",
    ),
    usage="WER AG Wohnen",
    usage_en="WHO housing",
    help="zeigt, wer eine Liste liest",
    help_en="shows who reads a list",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("group",),
    run=run,
)
