"""STATUS: how a matter stands, or how one's own membership does."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import advising, meetings, polling, voting
from mailflow.model.records import Application, Survey


def run(call: Call) -> Done:
    number = str(call.order.args.get("case", ""))
    if not number:
        own = call.facts.matters.application_of(call.letter.sender.address)
        if own:
            return _application(own)
        return _self(call) if call.sender else Done("unknown_case", {"case": ""}, ok=False)
    application = call.facts.matters.application(number)
    concerns = _concerns(number, application, call)
    if application and (call.is_staff or concerns):
        return _application(application)
    hold = call.facts.matters.hold(number)
    if hold and (call.is_staff or call.letter.sender.address == hold.sender):
        return Done("status_hold", {"case": hold.id, "title": hold.title, "state": hold.state, "by": hold.decided_by, "at": hold.decided})
    meeting = call.facts.matters.meeting(number)
    if meeting and (call.is_staff or call.letter.sender.address == meeting.organiser):
        return Done("status_meeting", meetings.answers_shown(meeting, call.facts))
    invitation = next((i for address in _own(call) if (i := call.facts.matters.invitation(number, address))), None)
    if meeting and invitation:
        shown = {"meeting": meetings.told(meeting), "answer": invitation.partstat, "guests": invitation.guests}
        return Done("status_invitation", shown | {"off": meeting.state == "cancelled"})
    vote = call.facts.matters.vote(number)
    if vote and call.sender and (call.is_staff or call.sender.id == vote.starter):
        return Done("status_vote", voting.result(vote, call.facts) | {"state": vote.state})
    ballot = voting.ballot_of(call.letter.sender.address, number, call.facts)
    if vote and ballot and vote.state == "open":
        said = ballot.answer if not vote.secret or ballot.answered_by == call.letter.sender.address else ""
        return Done("status_ballot", voting.shown(vote, call.facts) | {"said": said, "hidden": bool(ballot.answer) and not said})
    survey = call.facts.matters.survey(number)
    if survey and call.sender and (call.is_staff or call.sender.id == survey.starter):
        return _survey(survey, call)
    proposal = next((q for q in call.facts.questions.about(number) if q.kind == "proposal"), None)
    if proposal and (call.is_staff or call.letter.sender.address == proposal.details.get("by")):
        shown = {"case": number, "guest": proposal.details.get("guest", ""), "state": proposal.state, "answer": proposal.answer}
        return Done("status_proposal", shown)
    return Done("unknown_case", {"case": number}, ok=False)


def _survey(survey: Survey, call: Call) -> Done:
    state = {"state": survey.state}
    if survey.kind == "dates":
        return Done("status_dates", polling.result(survey, call.facts) | state)
    return Done("status_advice", advising.result(survey, call.facts) | state)


def _concerns(number: str, application: Application | None, call: Call) -> bool:
    """Whether it is the sender's own matter, they wrote in it, or accompany the newcomer it brought.

    A matter that does not exist costs the same look (faults.md F5).
    """
    own = _own(call)
    wrote = {said.by for said in call.facts.matters.said(number)}
    mentors = {i.mentor for i in call.facts.matters.introductions(number) if i.state != "declined"}
    applied = {application.sender, application.record.email} if application else set()
    return bool(own & (wrote | applied)) or (call.sender is not None and call.sender.id in mentors)


def _own(call: Call) -> set[str]:
    """The sender's addresses."""
    return {call.letter.sender.address, *(call.facts.people.addresses(call.sender) if call.sender else ())}


def _application(application: Application) -> Done:
    context = {
        "case": application.id,
        "title": application.title,
        "state": application.state,
        "missing": list(application.record.missing),
        "by": application.decided_by,
        "at": application.decided,
        "until": application.deferred_until,
        "round": application.round,
    }
    return Done("status_application", context)


def _self(call: Call) -> Done:
    assert call.sender is not None
    of_person = call.facts.lists.of_person(call.sender.id)
    memberships = [(m, g) for m in of_person if (g := call.facts.lists.get(m.group)) and g.state == "active"]
    groups = [{"name": g.name, "mode": m.delivery if m.delivery != call.sender.delivery else ""} for m, g in memberships]
    until = call.sender.paused_until
    context = {
        "who": call.sender.name,
        "seat": call.sender.seat,
        "groups": groups,
        "mode": call.sender.delivery,
        "until": until if until and until >= call.facts.today(call.now) else None,
    }
    return Done("status_self", context)


COMMAND = Command(
    name="status",
    words=("STATUS", "STAND"),
    wishes=(
        (
            "welche/welchen/meine/meinen listen/gruppen/ags/arbeitsgruppen/verteiler/verteilern meine/meinen/bin_ich/ich_bin"
            "/stehe_ich/ich_stehe/habe_ich/ich_habe/bekomme_ich/ich_bekomme/lese_ich/ich_lese"
        ),
        "wie bekomme_ich/erhalte_ich/kriege_ich mails/beiträge/listen/post im_moment/zurzeit/derzeit/gerade/aktuell/da/von_den_listen",
        "wo bin_ich/stehe_ich überall/drin/dabei/eingetragen/mitglied",
        "which lists/groups i",
        "my_lists/my_groups which/what/show/list/are",
        "{case} stand/sachstand*/bearbeitungsstand*/verfahrensstand*/status/neues/neuigkeiten/news",
        "{case} wie/wo sieht/steht/geht/ist",
        "{case} schon_durch/wie_steht/wie_weit/was_ist/was_macht/schon_entschieden/geworden/how_is/how_far/where_is",
    ),
    usage="STATUS F-2027-0031",
    usage_en="STATUS F-2027-0031",
    help="sagt, wie ein Vorgang steht; ohne Nummer: wie Ihre Mitgliedschaft steht",
    help_en="tells how a matter stands; without a number: how your membership does",
    who=Who.ANYONE,
    risk=Risk.OWN,
    takes=("case",),
    run=run,
)
