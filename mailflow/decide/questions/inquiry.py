"""The office's RÜCKFRAGE to an applicant or an author: the answer joins the matter and the office decides anew."""

from datetime import timedelta

from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.joining import onboarding
from mailflow.decide.lists import holding
from mailflow.model.effects import Decision, Effect, Save, Send, Verdict
from mailflow.model.records import Application


def answered(answer: Answer) -> Decision:
    letter, facts, about = answer.letter, answer.facts, answer.question.about
    settled = closed(answer.question, "answered", letter.sender.address, answer.now)
    application, hold = facts.matters.application(about), facts.matters.hold(about)
    language = application.language if application else hold.language if hold else ""
    thanks = Send("onboarding/answer_received", letter.sender, {"case": about}, about, letter.message_id, language=language)
    effects: list[Effect] = [settled, thanks]
    if application and application.is_open:
        better = onboarding.completed(application, letter, answer.reading, facts)
        effects += [onboarding.said_in(application, letter, answer.now), *_updated(application, better)]
        effects += onboarding.office_asked(better, facts, answer.now, letter.id, news=letter.new_text)
    elif hold and (group := facts.lists.get(hold.group)):
        effects.append(holding.moderation_asked(hold, group, facts, answer.now, letter.id, news=letter.new_text))
    return Decision(Verdict("accept", "answered"), tuple(effects))


def _updated(old: Application, new: Application) -> tuple[Effect, ...]:
    return (Save(new),) if new != old else ()


KIND = Kind("inquiry", answered, lives=None, days=60, completes=True, final=True, reminds_after=(timedelta(days=14),))
