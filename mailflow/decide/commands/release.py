"""FREIGEBEN: a held post goes to its list, a kept letter to whoever of the office asks for it."""

from mailflow.decide import keeping, matter
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import holding
from mailflow.model.effects import Forward
from mailflow.model.letter import Mailbox


def run(call: Call) -> Done:
    waiting = call.facts.matters.hold(str(call.order.args.get("case", "")))
    if waiting and keeping.is_kept(waiting):
        return _handed_over(call)
    found = matter.hold_and_list(call)
    if isinstance(found, Done):
        return found
    hold, group = found
    context = {"case": hold.id, "title": hold.title, "author": hold.sender_name or hold.sender, "group": group.name}
    return Done("release", context, holding.released(hold, group, call.name, call.facts, call.now, waits=True))


def _handed_over(call: Call) -> Done:
    kept = matter.hold(call)
    if isinstance(kept, Done):
        return kept
    context = {"case": kept.id, "title": kept.title, "author": kept.sender_name or kept.sender, "group": ""}
    settled = holding.ended(kept, "released", call.name, call.facts, call.now)
    return Done("release", context, (*settled, Forward(kept.letter, Mailbox(call.letter.sender.address, call.name))))


POSTS = (
    *("umfrage", "rundmail", "info", "infos", "information", "hinweis", "tipp", "flyer", "artikel", "aufruf"),
    *("gesuch", "angebot", "einladung", "studie", "projektvorstellung", "frage"),
)

COMMAND = Command(
    name="release",
    words=("FREIGEBEN", "FREIGABE", "FREIGEGEBEN", "RELEASE"),
    phrases=(
        "freigeben",
        "freigegeben",
        "raus damit",
        "jo",
        "joa",
        "jau",
        "jep",
        "jepp",
        "yep",
        "jup",
        "von mir aus",
        "meinetwegen",
        "dafür",
        "grünes licht",
        "daumen hoch",
        "i.o",
        "o.k",
        "+1",
        "freie fahrt",
        "post it",
        "zustellen lassen",
        "durchgewinkt",
        "let it through",
        "approved for distribution",
        "ok to post",
        "ok to publish",
        "freigabe erteilt",
        "passt",
        "passt scho",
        "basst scho",
        "ok",
        "okay",
        "ja",
        "in ordnung",
        "einverstanden",
        "kann raus",
        "raus damit",
        "habe nichts dagegen",
        "spricht nichts dagegen",
        "keine einwände",
        "keine bedenken",
        "gern",
        "gerne",
        "go ahead",
        "yes",
        "release it",
        "nichts dagegen",
        "nix dagegen",
        "genehmigt",
        "genehmigen",
        "genehmige",
        "zustimmung",
        "zulassen",
        "zugelassen",
        "approve",
        "approved",
        "accept",
        "fine to send",
        "fine to post",
        "ok to distribute",
        "ok to send",
        "good to go",
        "thumbs up",
        "no objection",
        "haken dran",
        "mach ruhig",
        "macht ruhig",
        "mach das",
        "ab damit an die",
        "ab die post",
        "natürlich",
        "selbstverständlich",
        "sure",
        "ok for distribution",
        "approved for the list",
        "pass it on to the group",
        "pass it on to the list",
        "cleared",
        "send it out",
        "bitte weiterleiten",
        "kann weitergeleitet werden",
        "darf weitergeleitet werden",
    ),
    wishes=(
        (
            "zu~leiten/zugeleitet/zukommen_lassen/weiter~reichen/durch~reichen/weiter~leiten/weitergeleitet/zu~stellen"
            "/zugestellt ag/gruppe/liste/{group}/verteiler/mitgliedern/mitglieder/arbeitsgruppe/kollegen/kolleginnen"
        ),
        "um_weiterleitung/um_verteilung/um_veröffentlichung/um_freigabe/um_freischaltung/um_versand bitte/bitten/ersuche",
        "verteilung/veröffentlichung/weiterleitung/versand nichts entgegen/dagegen/im_wege/im_weg/gegen",
        "ab_damit in/an ag/gruppe/liste/{group}/verteiler/alle",
        "rein darf/kann/damit",
        "durch darf/kann/soll/dürfen/können/lassen/damit",
        "circulate ok/okay/fine/please/let/happy/it",
        "alle dürfen/können sehen/lesen/haben/bekommen",
        "frei~geben/frei~schalten/durch~lassen/durch~winken/durch~stellen/veröffentlich*/posten/gepostet",
        "verteilen/verteile/verteilt/zu~stellen/rum~schicken/rund~schicken/herum~schicken/zu~lassen",
        "kann/darf/soll/können/dürfen/sollen/bitte an_die_ag/an_die_gruppe/an_die_liste/an_den_verteiler/an_alle",
        "raus kann/darf/soll/bitte an_alle",
        "send out/list/group please/fine/approved/it",
        "verteilen/verteile/verteilt/schick*/send*/geben/weiter~leiten an_alle/an_alle_mitglieder",
        "verschickt/verschicken/versendet/versenden/versandt kann/darf/bitte/können/dürfen/könnt/dürft",
        "raus~gehen/raus~schicken/raus~geben/hinaus~gehen",
        "gehen/geht liste/gruppe/ag/{group}/verteiler/raus kann/darf/dürfen/dürft/könnt/können/soll/bitte",
        "schicken/senden/geben liste/gruppe/ag/{group}/verteiler/mitglieder kann/darf/dürfen/dürft/könnt/können/bitte/gern",
        "let/lass*/laß through/durch",
        "weiter~leiten/weiter~geben/durch~reichen liste/gruppe/ag/{group}/verteiler/mitglieder/alle/kollegen/kolleginnen",
        "liste/gruppe/verteiler geben/schicken/kann/darf/soll",
        "distribute/publish/circulate please/group",
        "release/post/share/forward/go group/list/everyone/all/members/{group}",
        "raus kann/darf/soll/können/dürfen/sollen/bitte/lassen",
        "gehen kann/darf/soll/können/dürfen/bitte an_alle/an_die_liste/an_den_verteiler/an_die_gruppe/an_die_ag",
        "go_out can/may/should/please",
        "erscheinen/online_gehen kann/darf/können/dürfen/soll/lassen",
        "keine/keinen/keinerlei einwände/bedenken/einwand",
        "keine/keinen/keinerlei einwände/bedenken/einwand/einwendungen habe/haben/bestehen/besteht/gibt/gegen",
        "nichts einzuwenden habe/haben/gegen",
        "nichts gegen habe/haben",
        "spricht/steht nichts/nix gegen/dagegen/entgegen/im_wege/im_weg",
    ),
    usage="FREIGEBEN M-2027-0004",
    usage_en="RELEASE M-2027-0004",
    help="gibt einen zurückgehaltenen Beitrag an die Liste",
    help_en="lets a held post go to its list",
    who=Who.MODERATOR,
    risk=Risk.OTHERS,
    takes=("case",),
    about=POSTS,
    run=run,
)
