"""AUFNEHMEN: an applicant becomes a member, is welcomed and gets a mentor."""

from mailflow.decide import matter
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.mentoring import suggested_mentor
from mailflow.decide.onboarding import admitted


def run(call: Call) -> Done:
    application = matter.application(call)
    if isinstance(application, Done):
        return application
    if application.state != "decision" and not (application.state == "deferred" and application.reached == "decision"):
        context = {"case": application.id, "title": application.title, "missing": list(application.record.missing)}
        return Done("not_ready", context | {"state": application.state}, ok=False)
    said = str(call.order.args.get("mentor", ""))
    named = call.facts.people.named(said, str(call.order.args.get("mentor_place", ""))) if said else []
    fit = None if said else suggested_mentor(application, call.facts, call.now)
    mentor = fit.mentor if fit else named[0] if len(named) == 1 else None
    context = {
        "case": application.id,
        "title": application.title,
        "who": application.addressee,
        "mentor": mentor.name if mentor else "",
        "mentor_said": said,
        "mentor_candidates": [f"{p.name} ({p.seat})" for p in named] if len(named) > 1 else [],
    }
    effects = admitted(application, call.sender, call.letter, call.facts, call.now, mentor)
    return Done("approve", context, (*effects, *matter.colleagues_told(call, application, "approve")), undo=True)


COMMAND = Command(
    name="approve",
    words=("AUFNEHMEN", "AUFNAHME", "GENEHMIGEN", "GENEHMIGT", "ZUSTIMMEN", "APPROVE", "ADMIT", "ACCEPT"),
    phrases=(
        "aufnehmen",
        "aufgenommen",
        "genehmigt",
        "genehmige",
        "stattgegeben",
        "freischalten",
        "freigeschaltet",
        "zulassen",
        "zugelassen",
        "passt",
        "passt scho",
        "basst scho",
        "basst",
        "einverstanden",
        "zustimmung",
        "stimme zu",
        "zugestimmt",
        "dafür",
        "bin dafür",
        "grünes licht",
        "daumen hoch",
        "i.o",
        "o.k",
        "passt soweit",
        "keinerlei einwände",
        "meinetwegen",
        "meine zustimmung haben sie",
        "sie haben meine zustimmung",
        "spricht alles dafür",
        "kann rein",
        "können rein",
        "ja",
        "ok",
        "okay",
        "in ordnung",
        "machen wir so",
        "von mir aus gern",
        "von mir aus",
        "gerne aufnehmen",
        "+1",
        "👍",
        "gern",
        "gerne",
        "jup",
        "genehmigung",
        "genehmigung erteilt",
        "habe nichts dagegen",
        "spricht nichts dagegen",
        "keine einwände",
        "keine bedenken",
        "no objections",
        "freigabe erteilt",
        "approved",
        "go ahead",
        "agreed",
        "yes",
        "fine with me",
        "fine by me",
        "please admit",
        "looks good",
        "rein damit",
        "nichts dagegen",
        "nix dagegen",
        "gebongt",
        "freigeben",
        "freigegeben",
        "freigabe",
        "jawohl",
        "jawoll",
        "jep",
        "yep",
        "logo",
        "aber gern",
        "aber sicher",
        "unbedingt",
        "abgenickt",
    ),
    wishes=(
        "entsprochen/entsprechen antrag",
        "um_aufnahme/um_genehmigung/um_freischaltung/um_zulassung bitte/bitten/ersuche",
        "grünes_licht gebe/geben/gibt/bekommt/erteil*",
        "genehmigung erteil*",
        "okay/ok/einverständnis/zustimmung/segen mein/meine/meinen haben/habt/hast/gebe/geben/erteil*/dazu/liegt_vor/liegt_hiermit_vor",
        "erkläre/erklären einverstanden",
        "positiv beschieden/bescheiden/bescheide",
        "rein~lassen/rein~nehmen",
        "proceed/go_ahead admission/admitting",
        "frei~schalten/freigeschaltet",
        "rein kann/darf/können/dürfen",
        "let/please/can welcome/take/admit in/board",
        "auf~nehmen/aufgenommen/an~nehmen/angenommen/bewillig*/genehmig*/zugestimmt",
        "zu~stimmen/statt~geben/zustimmung",
        "zustimmung erteil*/gebe/geben/gegeben",
        "keine/keinen/keinerlei einwände/bedenken/einwand",
        "keine/keinen/keinerlei einwände/bedenken/einwand/einwendungen habe/haben/bestehen/besteht/gibt/gegen",
        "nichts einzuwenden habe/haben/gegen",
        "spricht/steht nichts gegen/dagegen/entgegen",
        "geht klar/ordnung",
    ),
    usage="AUFNEHMEN F-2027-0031 Mentorin: Name",
    usage_en="APPROVE F-2027-0031 mentor: name",
    help="nimmt eine Bewerbung an; ohne Namen fragt das Forum die vorgeschlagene Mentor:in",
    help_en="admits an applicant; without a name the suggested mentor is asked",
    who=Who.STAFF,
    risk=Risk.OTHERS,
    takes=("case", "mentor"),
    run=run,
)
