"""In which language somebody is written to: the one of the letter answered, else the one they last wrote in for certain."""

from __future__ import annotations

from dataclasses import replace

from mailflow.decide.route import Route
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Undo
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Level
from mailflow.model.records import Person


def in_language_of(letter: Letter, route: Route, decision: Decision, facts: Facts) -> Decision:
    """The decision with its letters to the writer in the writer's language, which the forum remembers."""
    effects, person = decision.effects, route.sender
    if letter.answer_in and (letter.lang_is_sure or not (person and person.language)):
        own = {letter.sender.address, *(facts.people.addresses(person) if person else ())}
        effects = tuple(_told(letter, effect, own) for effect in effects)
    if person and _tells(letter, route, decision) and letter.lang != person.language:
        effects = _remembered(letter.lang, person, effects, alone=not _is_about_undo(decision))
    return replace(decision, effects=effects)


def _told(letter: Letter, effect: Effect, own: set[str]) -> Effect:
    match effect:
        case Send():
            return _in_its_language(letter, effect, own)
        case Ask(letters=letters):
            return replace(effect, letters=tuple(_in_its_language(letter, one, own) for one in letters))
    return effect


def _in_its_language(letter: Letter, send: Send, own: set[str]) -> Send:
    """A few words are no sign against what is known."""
    known = send.language and not letter.lang_is_sure
    return send if known or send.to.address not in own else replace(send, language=letter.answer_in)


def _tells(letter: Letter, route: Route, decision: Decision) -> bool:
    """Whether a letter tells which language its writer wants of us: not a post, which is for its readers, nor a name unproven."""
    # A decision has a proof of its own where an answer counted; a reply address that is over or another's proves nothing.
    # Who sends in somebody's name may be named as their deputy, and still writes in their own language.
    proven = not letter.sent_by and ((route.by_token and decision.proof) or letter.proof.level.reaches(Level.ALIGNED))
    return letter.lang_is_sure and proven and not letter.proof.failed and not letter.automatic and route.destination.place != "group"


def _is_about_undo(decision: Decision) -> bool:
    """What is taken back must find everything else as it was."""
    return decision.undoable_until is not None or any(isinstance(effect, Undo) for effect in decision.effects)


def _remembered(language: str, person: Person, effects: tuple[Effect, ...], *, alone: bool) -> tuple[Effect, ...]:
    """With the language in what is saved of the person anyway, or saved `alone`."""
    for i, effect in enumerate(effects):
        match effect:
            case Save(Person(id=person.id) as saved):
                return (*effects[:i], Save(replace(saved, language=language)), *effects[i + 1 :])
    return (Save(replace(person, language=language)), *effects) if alone else effects
