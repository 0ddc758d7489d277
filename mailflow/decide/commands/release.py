"""FREIGEBEN: a held post goes to its list."""

from mailflow.decide import matter
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.holding import released


def run(call: Call) -> Done:
    found = matter.hold_and_list(call)
    if isinstance(found, Done):
        return found
    hold, group = found
    context = {"case": hold.id, "title": hold.title, "author": hold.sender_name or hold.sender, "group": group.name}
    return Done("release", context, released(hold, group, call.name, call.facts, call.now, waits=True), undo=True)


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
        "von mir aus",
        "meinetwegen",
        "dafür",
        "grünes licht",
        "daumen hoch",
        "i.o",
        "o.k",
        "+1",
        "let it through",
        "approved for distribution",
        "ok to post",
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
        "habe nichts dagegen",
        "spricht nichts dagegen",
        "keine einwände",
        "keine bedenken",
        "👍",
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
        "✅",
        "haken dran",
        "mach ruhig",
        "macht ruhig",
        "mach das",
        "ab damit an die",
        "ab die post",
        "send it out",
    ),
    wishes=(
        "frei~geben/frei~schalten/durch~lassen/durch~winken/durch~stellen/veröffentlich*",
        "verteil*/zu~stellen/rum~schicken/rund~schicken/herum~schicken/zu~lassen",
        "kann/darf/soll/bitte an_die_ag/an_die_gruppe/an_die_liste/an_den_verteiler/an_alle",
        "raus kann/darf/soll/bitte an_alle",
        "send out/list/group please/fine/approved/it",
        "verteil*/schick*/send*/geben/weiter~leiten an_alle/an_alle_mitglieder",
        "verschickt/verschicken/versendet/versenden/versandt kann/darf/bitte/können/dürfen/könnt/dürft",
        "raus~gehen/raus~schicken/raus~geben/hinaus~gehen",
        "gehen/geht liste/gruppe/ag/{group}/verteiler/raus kann/darf/dürfen/dürft/könnt/können/soll/bitte",
        "schicken/senden/geben liste/gruppe/ag/{group}/verteiler/mitglieder kann/darf/dürfen/dürft/könnt/können/bitte/gern",
        "let/lass*/laß through/durch",
        "weiter~leiten/weiter~geben/durch~reichen liste/gruppe/ag/{group}/verteiler/mitglieder/alle/kollegen/kolleginnen",
        "liste/gruppe/verteiler geben/schicken/kann/darf/soll",
        "distribute/publish/circulate please/group",
        "release/post/share/forward group/list/everyone/all/members",
        "raus kann/darf/soll/bitte/lassen",
        "keine/keinen/keinerlei einwände/bedenken/einwand",
        "keine/keinen/keinerlei einwände/bedenken/einwand/einwendungen habe/haben/bestehen/besteht/gibt/gegen",
        "nichts einzuwenden habe/haben/gegen",
        "nichts gegen habe/haben",
        "spricht/steht nichts gegen/dagegen/entgegen/im_wege/im_weg",
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
