"""ZUSTELLUNG: how list letters come: one by one, daily, weekly, monthly, not at all."""

from dataclasses import replace

from mailflow.decide import gathering, roster
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Save

MODES = {"single", "daily", "weekly", "monthly", "off"}


def run(call: Call) -> Done:
    mode, slug = str(call.order.args.get("mode", "")), call.order.args.get("group", "*")
    if mode not in MODES or call.sender is None:
        return Done("digest_how", {}, ok=False)
    began = gathering.begun(call.sender, mode, call.facts, call.now)
    if slug == "*":
        return Done("digest", {"mode": mode, "group": ""}, (Save(replace(call.sender, delivery=mode)), *began))
    group = roster.group_named(call)
    if isinstance(group, Done):
        return group
    membership = call.facts.lists.membership(group.id, call.sender.id)
    if membership is None:
        return Done("not_on", {"group": group.name}, ok=False)
    return Done("digest", {"mode": mode, "group": group.name}, (Save(replace(membership, delivery=mode)), *began))


STOPPED = (
    "ab~stellen/aus~schalten/ab~schalten/ab~bestellen/ab~melden/deaktivier*/kein/keinen/keine/nicht_mehr"
    "/no/stopp*/stop/aus/off/cancel/disable"
)
OVERVIEW = "digest/digests/überblick/wochenüberblick/zusammenfassung/zusammenfassungen/sammelmail/zustellung/delivery"
MAILS = "mails/e-mails/emails/beiträge/nachrichten/messages"
OFTEN = (
    "täglich/wöchentlich/monatlich/freitags/gesammelt/gebündelt/einzeln/pro_woche/die_woche/in_der_woche/pro_tag/am_tag"
    "/daily/weekly/monthly/once_a_month/once_a_week/once_a_day/a_week/per_week"
)

COMMAND = Command(
    name="digest",
    words=("ZUSTELLUNG", "WOCHENÜBERBLICK", "DIGEST", "DELIVERY"),
    wishes=(
        "reich*/genüg*/lieber/enough/statt/stattdessen/instead {mode}",
        "{mode} umstellen/um~steigen/bekommen/erhalten/kriegen/get/receive/" + OVERVIEW + "/" + MAILS,
        f"nur/reicht/genügt/only/bitte/please/geht/lieber/hätte/prefer {OFTEN}",
        "wochendigest/wochenzusammenfassung/wochenmail/wochenpaket/wochenbrief/wochenüberblick/tagesdigest/tageszusammenfassung/tagesüberblick",
        f"{OVERVIEW} {STOPPED}/any_more/anymore/don't_want/schluss",
        f"{MAILS} ab~stellen/aus~schalten/ab~schalten",
    ),
    usage="ZUSTELLUNG wöchentlich",
    usage_en="DELIVERY weekly",
    help="stellt ein, wie Beiträge kommen: einzeln, täglich, wöchentlich, monatlich, keine; auch für eine Liste allein",
    help_en="sets how posts come: single, daily, weekly, monthly, off; for one list alone too",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("mode", "group"),
    run=run,
)
