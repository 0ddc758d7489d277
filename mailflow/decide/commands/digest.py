"""ZUSTELLUNG: how list letters come: one by one, daily, weekly, monthly, not at all; gathered ones also as editions of a list."""

from dataclasses import replace

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import editions, gathering, roster
from mailflow.model.deliveries import GATHERED, MODES, delivery
from mailflow.model.effects import Save


def run(call: Call) -> Done:
    mode, slug = str(call.order.args.get("mode", "")), call.order.args.get("group", "*")
    if mode not in MODES or call.sender is None:
        return Done("digest_how", {}, ok=False)
    form = str(call.order.args.get("format", "")) if mode in GATHERED else ""
    wished, told = delivery(mode, form), {"mode": mode, "form": form}
    began = gathering.begun(call.sender, wished, call.facts, call.now)
    if slug == "*":
        memberships = call.facts.lists.of_person(call.sender.id)
        followers = [m for m in memberships if not m.delivery]
        others = [{"name": g.name, "mode": m.delivery} for m in memberships if m.delivery and (g := call.facts.lists.get(m.group))]
        began += editions.begun(call.sender, wished, followers, call.facts, call.now)
        return Done("digest", told | {"group": "", "others": others}, (Save(replace(call.sender, delivery=wished)), *began))
    group = roster.group_named(call)
    if isinstance(group, Done):
        return group
    membership = call.facts.lists.membership(group.id, call.sender.id)
    if membership is None:
        return Done("not_on", {"group": group.name}, ok=False)
    began += editions.begun(call.sender, wished, (membership,), call.facts, call.now)
    return Done("digest", told | {"group": group.name, "others": []}, (Save(replace(membership, delivery=wished)), *began))


STOPPED = (
    "ab~stellen/aus~schalten/ab~schalten/ab~bestellen/ab~melden/deaktivier*/kein/keinen/keine/nicht_mehr"
    "/no/stopp*/stop/aus/off/cancel/disable"
)
OVERVIEW = "digest/digests/überblick/wochenüberblick/zusammenfassung/zusammenfassungen/sammelmail/zustellung/delivery"
MAILS = "mails/e-mails/emails/beiträge/nachrichten/messages"
OFTEN = (
    "jeden_tag/tagesweise/tageweise/wochenweise/wochenrhythmus/wochentakt/tagesrhythmus/jede_woche/every_day"
    "/täglich/wöchentlich/monatlich/freitags/gesammelt/gebündelt/einzeln/pro_woche/die_woche/in_der_woche/pro_tag/am_tag"
    "/daily/weekly/monthly/once_a_month/once_a_week/once_a_day/a_week/per_week"
)

COMMAND = Command(
    name="digest",
    words=("ZUSTELLUNG", "WOCHENÜBERBLICK", "DIGEST", "DELIVERY"),
    wishes=(
        "reich*/genüg*/lieber/enough/statt/stattdessen/instead {mode}",
        "{mode} um~stellen/um~steigen/bekommen/erhalten/kriegen/get/receive/" + OVERVIEW + "/" + MAILS,
        f"nur/reicht/genügt/only/bitte/please/geht/lieber/hätte/prefer {OFTEN}",
        (
            "{mode} zusammen~fassen/zusammengefasst/bündel*/gebündelt/bundle/sammeln/schick*/send*/zuschicken/zusenden/summary"
            "/one_message/one_mail/eine_mail"
        ),
        "jede/jeder/jeden/alle/alles/wieder mail/mails/e-mail/nachricht/nachrichten/beitrag/beiträge einzeln",
        "wochendigest/wochenzusammenfassung/wochenmail/wochenpaket/wochenbrief/wochenüberblick/tagesdigest/tageszusammenfassung/tagesüberblick",
        f"{OVERVIEW} {STOPPED}/any_more/anymore/don't_want/schluss",
        "wieder alles/alle/jede sofort/einzeln/gleich schick*/send*/bekommen/erhalten/zuschicken",
        f"keine/keinerlei {MAILS} nur_einladungen/nur_noch_einladungen/nur_termine/nur_noch_termine",
        f"{MAILS} ab~stellen/aus~schalten/ab~schalten",
    ),
    usage="ZUSTELLUNG wöchentlich",
    usage_en="DELIVERY weekly",
    help="stellt ein, wie Beiträge kommen: einzeln, täglich, wöchentlich, monatlich, keine; auch für eine Liste, auch als MIME oder Text",
    help_en="sets how posts come: single, daily, weekly, monthly, off; for one list too, as MIME or text too",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("mode", "format", "group"),
    run=run,
)
