"""An answer that sounds private came to a list: for one reader, for all, or for nobody? Without a word from its author, for nobody."""

from datetime import datetime

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind
from mailflow.decide.lists import holding
from mailflow.model.effects import Decision, Effect, Forward, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Question


def answered(answer: Answer) -> Decision:
    facts, now, said = answer.facts, answer.now, answer.reading.said
    hold = facts.matters.hold(answer.question.about)
    group = facts.lists.get(hold.group) if hold else None
    to = answer.question.details.get("to", "")
    if hold is None or group is None or said in {None, "no"}:
        return choosing.unclear(answer, ("to_one", "to_all", "to_none"))
    by = answer.sender.name if answer.sender else answer.letter.sender.address
    if said == "all":
        return Decision(Verdict("accept", "posted"), holding.released(hold, group, by, facts, now, waits=False))
    context = {"title": hold.title, "group": group.name, "to": answer.question.details.get("to_name", "") if said == "one" else ""}
    told = Send("post/kept_private", answer.letter.sender, context, hold.id, answer.letter.message_id)
    context["yourself"] = said == "one" and not to
    passed_on = (Forward(hold.letter, Mailbox(to)),) if said == "one" and to else ()
    return Decision(Verdict("accept", f"for_{said}"), (*holding.ended(hold, "withdrawn", by, facts, now), *passed_on, told))


def lapsed(question: Question, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    hold = facts.matters.hold(question.about)
    return (Save(holding.closed(hold, "lapsed", "", now)),) if hold and hold.state == "asked" else ()


ANSWERS = {
    "one": (
        *("1", "nummer 1", "eins", "nur an eine person", "nur persönlich", "nur an sie", "nur an ihn", "nur an die eine"),
        *("nur ihr schicken", "nur ihm schicken", "nur ihr senden", "nur ihm senden", "only to one person"),
    ),
    "all": ("2", "nummer 2", "zwei", "an alle", "an die liste", "to all", "to the list"),
    "none": (
        *("3", "nummer 3", "drei", "gar nicht", "an niemanden", "nicht senden", "nicht verschicken", "löschen", "verwerfen"),
        *("nein löschen", "nein bitte löschen", "nein verwerfen", "nein bitte verwerfen", "not at all", "delete it", "please delete"),
    ),
    "no": (
        *(
            "nicht an alle",
            "nicht an die liste",
            "nicht nur an",
            "nicht löschen",
            "nichts löschen",
            "löschen sie nichts",
            "nicht verwerfen",
        ),
        *(
            "nicht an sie",
            "nicht an ihn",
            "nicht nur ihr",
            "nicht nur ihm",
            "not to all",
            "not to the list",
            "not only to",
            "do not delete",
        ),
    ),
}
"""A "no" alone tells only what is not meant, and is asked about."""


def answers_to(question: Question, facts: Facts) -> dict[str, tuple[str, ...]]:
    """With the name of the one reader, as the letter names them: "nur an Gerd"."""
    name = question.details.get("to_name", "")
    called = [said for part in dict.fromkeys((name, *name.split())) if len(part) > 2 for said in (part, f"Frau {part}", f"Herrn {part}")]
    return {
        **ANSWERS,
        "one": (*ANSWERS["one"], *(f"{only} {said}" for said in called for only in ("nur an", "bloß an", "only to"))),
        "no": (*ANSWERS["no"], *(f"{never} {said}" for said in called for never in ("nicht an", "not to"))),
    }


KIND = Kind("private", answered, days=1, own_answers=answers_to, lapsed=lapsed, final=True)
