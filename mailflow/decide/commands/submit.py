"""EMPFEHLUNG, ANGEBOT: a draft for the whole forum, about which its group votes first; with its number, the next edition."""

import re
from datetime import date

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import papers
from mailflow.model.records import Group, Paper, Person, Post


def run(call: Call) -> Done:
    there = call.facts.matters.paper(str(call.order.args.get("case", "")))
    if there and there.state in {"voted", "withdrawn"}:
        return Done("paper_not_now", {"number": there.id, "title": there.title, "state": there.state}, ok=False)
    today = call.facts.today(call.now)
    until = date.fromisoformat(said) if (said := call.order.args.get("until")) else today + papers.DAYS
    paper, problems = _paper(there, call)
    if paper is None or call.sender is None or until < today:
        return Done("paper_problem", {"problems": problems or ["until"]}, ok=False)
    effects = papers.submitted(paper, _post(paper, call.sender, call), until, call.facts, call.now)
    return Done("submit", papers.shown(paper, call.facts) | {"until": until}, effects)


def _paper(there: Paper | None, call: Call) -> tuple[Paper | None, list[str]]:
    """The first edition, or the one that follows `there`; else what is missing in the labelled lines."""
    group, block = _group(there, call), call.order.args.get("block", {})
    title = block.get("titel") or (there.title if there else str(call.order.args.get("name", "")).strip(" :"))
    text, files = block.get("text", ""), tuple(call.order.args.get("files", ()))
    districts = tuple(call.order.args.get("districts", ())) or (there.districts if there else ())
    strange = set(districts) - {p.seat for p in call.facts.people.members()}
    missing = {"group": group is None, "title": not title, "text": not text and not files, "districts": bool(strange)}
    problems = [what for what, is_missing in missing.items() if is_missing]
    if problems or group is None or call.sender is None:
        return None, problems
    number = there.id if there else call.facts.next_number("E", Paper, call.now)
    edition = there.edition + 1 if there else 1
    paper = Paper(
        id=number,
        version=there.version if there else 0,
        kind=there.kind if there else _kind(call),
        group=group.id,
        title=title,
        edition=edition,
        text=text,
        files=files,
        districts=districts,
        author=call.sender.id,
        post=f"<{number.lower()}.{edition}@{call.facts.forum.addresses.domain}>",
        published=there.published if there else None,
        standing=there.standing if there else 0,
    )
    return paper, []


def _kind(call: Call) -> str:
    return "offer" if re.search(r"\b(?:angebot|offer)\b", call.order.words, re.I) else "recommendation"


def _group(there: Paper | None, call: Call) -> Group | None:
    """The paper's working group, the one that is named, or the sender's only one; only who is on its list drafts for it."""
    lists, named = call.facts.lists, (there.group,) if there else call.order.args.get("groups", ())
    mine = [lists.get(m.group) for m in lists.of_person(call.sender.id)] if call.sender else []
    own = [g for g in mine if g and g.kind == "workgroup" and g.state == "active" and (not named or g.id in named)]
    return own[0] if len(own) == 1 else None


def _post(paper: Paper, author: Person, call: Call) -> Post:
    return Post(
        id=paper.post,
        group=paper.group,
        sender=author.address,
        sender_name=author.name,
        place=author.seat,
        subject=paper.title,
        text=paper.text,
        thread=paper.post,
        at=call.now,
        letter=str(call.order.args.get("letter", "")) if paper.files else "",
    )


COMMAND = Command(
    name="submit",
    words=("EMPFEHLUNG", "ANGEBOT", "SUBMIT RECOMMENDATION", "SUBMIT OFFER"),
    usage="EMPFEHLUNG oder ANGEBOT, dann je eine Zeile: Titel:, An: (Ihre AG), Für: (wenn nicht alle), Bis:, Text: (oder Anlage)",
    usage_en="SUBMIT RECOMMENDATION or SUBMIT OFFER, then a line each: Title:, To: (your group), For: (not all), Until:, Text: (or file)",
    help="lässt Ihre Arbeitsgruppe über einen Text abstimmen, der dann an das ganze Forum geht; mit Nummer: die neue Fassung",
    help_en="has your working group vote about a text that then goes to the whole forum; with its number: the next edition",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("form", "name"),
    run=run,
)
