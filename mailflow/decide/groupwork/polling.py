"""Polls of dates: each person says which of several dates suit, the best one becomes a meeting to which all are invited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mailflow.decide import choosing
from mailflow.decide.asking import Answer
from mailflow.decide.groupwork import meetings, surveys
from mailflow.decide.groupwork.voting import COMMENT
from mailflow.model.effects import Decision, Effect, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Meeting, Question, Survey

FEWEST, MOST = 2, 10
"""Dates to choose from."""


def answered(answer: Answer) -> Decision:
    """Keeps what somebody says of each date; of what they leave out their earlier words hold."""
    survey = answer.facts.matters.survey(answer.question.about)
    if survey is None or not any(answer.reading.suits):
        return choosing.unclear(answer, ("each_date",))
    if survey.state != "open":
        return surveys.over(answer, survey)
    suits = [new or before for new, before in zip(answer.reading.suits, suiting(answer.question, survey), strict=True)]
    said = [date | {"suits": word} for date, word in zip(surveys.shown(survey, answer.facts)["dates"], suits, strict=True)]
    words = answer.letter.new_text.strip()
    comment = words if len(words.split()) >= COMMENT else answer.question.details.get("said", "")
    return surveys.noted(answer, survey, {"suits": suits, "said": comment}, {"dates": said})


def suiting(asked: Question, survey: Survey) -> list[str]:
    """What somebody said of each date: yes, maybe, no or "" (`understand.availability`)."""
    return list(asked.details.get("suits", ())) or ["" for _ in survey.dates]


def table(survey: Survey, facts: Facts) -> list[dict[str, Any]]:
    """A line for each date: who can come, who perhaps, who cannot. Whoever asked can come to all of them."""
    said = [(person.name, suiting(asked, survey)) for person, asked in surveys.answers(survey, facts)]
    return [
        date | {word: [name for name, suits in said if suits[i] == word] for word in ("yes", "maybe", "no")}
        for i, date in enumerate(surveys.shown(survey, facts)["dates"])
    ]


def result(survey: Survey, facts: Facts) -> dict[str, Any]:
    """How it stands; `best` is the line of the date that suits most, None where none suits anybody."""
    lines, asked = table(survey, facts), surveys.answers(survey, facts)
    best = max(lines, key=lambda line: (len(line["yes"]), len(line["maybe"]), -line["number"]))
    comments = [{"who": p.name, "text": q.details["said"]} for p, q in asked if q.details.get("said")]
    silent = [p.name for p, q in asked if not q.answered]
    found = best if best["yes"] or best["maybe"] else None
    return surveys.shown(survey, facts) | {"lines": lines, "best": found, "comments": comments, "silent": silent}


def settled(survey: Survey, now: datetime, facts: Facts) -> Decision:
    """Everybody who was asked is invited to the best date; whoever asked hears how it was found."""
    starter, context = facts.people.get(survey.starter), result(survey, facts)
    effects: list[Effect] = [*surveys.ended(survey, "done", "", facts, now)]
    if starter is None:
        return Decision(Verdict("accept", "survey_done"), tuple(effects))
    meeting = _meeting(survey, context["best"], facts, now) if context["best"] else None
    if meeting:
        guests = [Mailbox(p.address, p.name) for p, _ in surveys.answers(survey, facts)]
        effects += meetings.announced(meeting, guests, facts, now, survey.id)
    context |= {"name": starter.name, "meeting": meeting.id if meeting else ""}
    to = Mailbox(starter.address, starter.name)
    effects.append(Send("survey/dates_result", to, context, survey.id, meetings=(meeting,) if meeting else ()))
    return Decision(Verdict("accept", "survey_done"), tuple(effects))


def _meeting(survey: Survey, best: dict[str, Any], facts: Facts, now: datetime) -> Meeting | None:
    starter = facts.people.get(survey.starter)
    assert starter is not None  # settled
    number = facts.next_number("T", Meeting, now)
    return Meeting(
        id=number,
        uid=f"{number.lower()}@{facts.forum.addresses.domain}",
        title=survey.title,
        start=best["start"],
        end=best["end"],
        place=survey.place,
        dial_in=survey.dial_in,
        text=survey.text,
        organiser=starter.address,
        organiser_name=starter.name,
        audience=survey.group,
    )
