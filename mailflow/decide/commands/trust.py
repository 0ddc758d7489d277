"""VERTRAUEN: what somebody writes to a list needs no release any more; with a number the post that waits goes out too."""

from mailflow.decide import matter
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import holding, roster
from mailflow.model.address import normal
from mailflow.model.effects import Save


def run(call: Call) -> Done:
    if call.order.args.get("case"):
        return _released(call)
    address, group = normal(str(call.order.args.get("address", ""))), roster.group_named(call)
    if not address:
        return Done("whose_posts", {}, ok=False)
    if isinstance(group, Done):
        return group
    context = {"case": "", "author": address, "address": address, "group": group.name}
    return Done("trust", context, (Save(holding.writer(group, address, "trusted", call.facts)),))


def _released(call: Call) -> Done:
    found = matter.hold_and_list(call)
    if isinstance(found, Done):
        return found
    hold, group = found
    whom = set(str(call.order.args.get("whom", "")).casefold().split())
    if whom and not whom <= set(hold.sender_name.casefold().split()):
        return Done("trust_another", {"author": hold.sender_name or hold.sender, "whom": call.order.args["whom"]}, ok=False)
    context = {
        "case": hold.id,
        "title": hold.title,
        "author": hold.sender_name or hold.sender,
        "address": hold.sender,
        "group": group.name,
    }
    trusted = Save(holding.writer(group, hold.sender, "trusted", call.facts))
    return Done("trust", context, (trusted, *holding.released(hold, group, call.name, call.facts, call.now, waits=True)))


FROM_NOW_ON = "künftig/zukünftig/ab_jetzt/ab_sofort/in_zukunft/wieder"

COMMAND = Command(
    name="trust",
    words=("FREIGEBEN UND VERTRAUEN", "IMMER FREIGEBEN", "VERTRAUEN", "RELEASE AND TRUST", "TRUST"),
    phrases=(
        "freigeben und vertrauen",
        "freigeben und künftig immer",
        "künftig immer freigeben",
        "ab jetzt immer freigeben",
        "immer freigeben",
        "release and trust",
        "always release",
    ),
    wishes=(
        f"frei~geben/freigabe/freigegeben/raus/ja/ok/okay {FROM_NOW_ON} immer/vertrau*",
        f"frei~geben/freigabe/freigegeben/raus/ja/ok/okay {FROM_NOW_ON} ohne_freigabe/ohne_prüfung/ohne_rückfrage darf/dürfen/kann/können",
        "release/approve/yes/ok/okay from_now_on/always/in_future trust/let/through/without_asking/without_release",
    ),
    usage="VERTRAUEN M-2027-0004",
    usage_en="TRUST M-2027-0004",
    help="gibt einen Beitrag frei und künftig alle derselben Person an diese Liste",
    help_en="releases a post, and from then on all of the same person to this list",
    who=Who.MODERATOR,
    risk=Risk.OTHERS,
    about=("schreiben", "posten"),
    takes=("case", "address", "group"),
    run=run,
)
