"""ZURÜCKZIEHEN: an applicant does not want to become a member any more, or an author takes back a post that waits, a vote or a survey."""

from mailflow.decide import matter
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import papers, surveys, voting
from mailflow.decide.joining import onboarding
from mailflow.decide.joining.onboarding import asked_of
from mailflow.decide.lists import holding
from mailflow.decide.privacy import consents


def run(call: Call) -> Done:
    number, writer = str(call.order.args.get("case", "")), call.letter.sender.address
    if call.facts.matters.hold(number):
        return _post(call)
    if call.facts.matters.paper(number):
        return _paper(call)
    if call.facts.matters.vote(number):
        return _vote(call)
    if call.facts.matters.survey(number):
        return _survey(call)
    application = call.facts.matters.application(number) if number else call.facts.matters.application_of(writer)
    if application is None or not application.is_open or writer not in asked_of(application):
        return Done("unknown_case", {"case": number}, ok=False)
    context = {"case": application.id, "title": application.title, "name": application.addressee}
    effects = onboarding.withdrawn(application, writer, call.facts, call.now)
    return Done("withdraw", context, (*effects, *consents.over(asked_of(application), call.facts, call.now, "application")))


def _post(call: Call) -> Done:
    hold = matter.hold(call)
    if isinstance(hold, Done):
        return hold
    own = call.facts.people.addresses(call.sender) if call.sender else ()
    if hold.sender not in (call.letter.sender.address, *own):
        return Done("unknown_case", {"case": hold.id}, ok=False)
    group = call.facts.lists.get(hold.group)
    context = {"case": hold.id, "title": hold.title, "group": group.name if group else hold.group}
    return Done("withdraw_post", context, holding.ended(hold, "withdrawn", call.name, call.facts, call.now))


def _paper(call: Call) -> Done:
    paper = call.facts.matters.paper(str(call.order.args.get("case", "")))
    responsible = papers.responsible(paper, call.facts) if paper else []
    if paper is None or paper.state == "withdrawn" or not (call.is_staff or call.sender in responsible):
        return Done("unknown_case", {"case": paper.id if paper else ""}, ok=False)
    effects = papers.withdrawn(paper, call.letter.sender.address, call.facts, call.now)
    return Done("withdraw_paper", papers.shown(paper, call.facts), effects)


def _vote(call: Call) -> Done:
    vote = call.facts.matters.vote(str(call.order.args.get("case", "")))
    if vote is None or call.sender is None or vote.state != "open" or not (call.is_staff or call.sender.id == vote.starter):
        return Done("unknown_case", {"case": vote.id if vote else ""}, ok=False)
    effects = voting.withdrawn(vote, call.letter.sender.address, call.facts, call.now)
    return Done("withdraw_vote", voting.shown(vote, call.facts), effects)


def _survey(call: Call) -> Done:
    survey = call.facts.matters.survey(str(call.order.args.get("case", "")))
    if survey is None or call.sender is None or survey.state != "open" or not (call.is_staff or call.sender.id == survey.starter):
        return Done("unknown_case", {"case": survey.id if survey else ""}, ok=False)
    effects = surveys.withdrawn(survey, call.letter.sender.address, call.facts, call.now)
    return Done("withdraw_survey", surveys.shown(survey, call.facts), effects)


COMMAND = Command(
    name="withdraw",
    words=("ZURÜCKZIEHEN", "WITHDRAW"),
    phrases=("zurückziehen", "zurücknehmen", "doch nicht senden", "nicht mehr senden", "withdraw it", "take it back"),
    wishes=("ziehe*/zurück~ziehen/zurück~nehmen anmeldung/bewerbung/antrag/interessenbekundung/beitrag/{case}",),
    usage="ZURÜCKZIEHEN F-2027-0031",
    usage_en="WITHDRAW F-2027-0031",
    help="zieht Ihre eigene Anmeldung zurück, einen Beitrag, der noch wartet, oder Ihre Abstimmung oder Umfrage",
    help_en="withdraws your own application, a post of yours that is waiting, or your vote or poll",
    who=Who.ANYONE,
    risk=Risk.OWN,
    takes=("case",),
    run=run,
)
