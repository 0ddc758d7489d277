"""Which district does this document belong to? It goes where that district's application is; without one it is its first letter."""

from dataclasses import replace

from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.joining import onboarding, registering
from mailflow.decide.questions import complete
from mailflow.model.effects import Decision, Save, Verdict
from mailflow.model.records import Application


def answered(answer: Answer) -> Decision:
    own = answer.facts.matters.application(answer.question.about)
    if own is None or not own.is_open:
        return complete.answered(answer)
    better = onboarding.completed(own, answer.letter, answer.reading, answer.facts)
    first = _of_district(better, answer)
    details, cause = answer.question.details, answer.letter.id
    if first is None:
        done = complete.answered(answer)
        meant = (registering.asked_about(better, details, cause, answer.facts, answer.now),) if better.record.landkreis else ()
        return replace(done, effects=(*done.effects, *meant))
    context = {"case": first.id, "title": first.title, "files": details["files"]}
    # Its letter is the registration's evidence, which outlives this matter.
    moved = (Save(replace(s, id=f"{first.id}:{s.letter}", version=0, about=first.id)) for s in answer.facts.matters.said(own.id))
    receipt = onboarding.to_applicant("onboarding/scan_received", own, context, answer.letter.message_id)
    return Decision(
        Verdict("accept", "scan"),
        (
            *moved,
            onboarding.said_in(first, answer.letter, answer.now),
            closed(answer.question, first.id, answer.letter.sender.address, answer.now),
            Save(replace(better, state="withdrawn", decided=answer.now)),
            receipt,
            registering.asked_about(first, details, cause, answer.facts, answer.now),
        ),
    )


def _of_district(better: Application, answer: Answer) -> Application | None:
    """The application of the district that is named, which was there before."""
    under_way = (a for a in answer.facts.matters.applications() if a.id != better.id and a.state != "asked")
    return next((a for a in under_way if better.record.landkreis and a.record.landkreis == better.record.landkreis), None)


KIND = Kind("whose", answered, lives=None, days=60, completes=True, final=True)
