"""What ends when somebody takes a consent back: the evidence says so at once, and so does what rested on it."""

from __future__ import annotations

from mailflow.decide.command import Call, Done
from mailflow.decide.joining import guests, onboarding
from mailflow.decide.privacy import consents, rights
from mailflow.model.effects import Effect


def revoked(purpose: str, call: Call) -> Done:
    """Takes back what the writer said to this purpose; without one, or without a yes to it, it tells what there is."""
    addresses, forum, facts = rights.theirs(call).addresses, call.facts.forum, call.facts
    language = call.sender.language if call.sender else call.letter.answer_in
    stands = facts.people.consents(addresses)
    ending = [c for c in stands if c.purpose == purpose]
    if not ending:
        return Done("revoke_which", {"standing": consents.standing(addresses, forum, language, facts)}, ok=False)
    shown = consents.shown(purpose, forum, language)
    follows = _follows(purpose, addresses, call)
    told = rights.office_told(call, "revoke", consents.shown(purpose, forum, "")["purpose"])
    return Done("revoke", shown | {"kind": purpose}, (*consents.ended(ending, call.now, call.letter.id), *follows, *told))


def _follows(purpose: str, addresses: tuple[str, ...], call: Call) -> tuple[Effect, ...]:
    """The membership itself rests on no consent; whoever leaves the charter hears from the office."""
    facts = call.facts
    if purpose == "application":
        under_way = {a.id: a for address in addresses if (a := facts.matters.application_of(address))}
        return tuple(effect for a in under_way.values() for effect in onboarding.withdrawn(a, call.letter.sender.address, facts, call.now))
    if purpose == "guest":
        here = [g for address in addresses if (g := facts.people.guest(address)) and g.state not in {"declined", "ended"}]
        return tuple(effect for guest in here for effect in guests.ended(guest, None, facts, call.now, waits=False))
    return ()
