"""HOLE: one post of the archive as it came, with its attachments; by its number in a search, a paper's number, or its Message-ID."""

from dataclasses import replace

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import papers
from mailflow.decide.lists.archive import asks_for_what_it_answers, last_shown_to, may_read, named_in, numbers_in, readable_by
from mailflow.model.effects import Effect, Forward, Send
from mailflow.model.intent import Order
from mailflow.model.letter import Mailbox
from mailflow.model.records import Post


def run(call: Call) -> Done:
    # Looked up first: a post of somebody else's list costs the same as one that never was (faults.md F5).
    lists = readable_by(call.sender, call.facts) if call.sender else {}
    order = _with_numbers(call) if call.sender else call.order
    named = named_in(order, call.facts) or _answered(call)
    readable = [p for p in named if may_read(p, lists) or (call.sender and papers.may_fetch(p, call.sender, call.facts))]
    if not readable:
        return Done("fetch_what", {}, ok=False)
    missing = [n for n in numbers_in(str(order.args.get("name", ""))) if order.args.get("posts") and n not in order.args["posts"]]
    context = {"titles": [p.subject for p in readable], "missing": missing}
    return Done("fetch", context, tuple(_sent(p, call) for p in readable))


def _with_numbers(call: Call) -> Order:
    """HOLE 1 in a new letter means the last search, unless it answers a post of its own."""
    order = call.order
    if call.sender is None or "posts" in order.args or order.args.get("case") or _answered(call):
        return order
    return replace(order, args={**order.args, "posts": last_shown_to(call.sender, call.facts)})


def _answered(call: Call) -> list[Post]:
    """The post to which the letter is an answer, where it names no other: HOLE 1 below a copy that came without its file."""
    post = call.facts.archive.answered_by(call.letter.references) if asks_for_what_it_answers(call.order) else None
    return [post] if post else []


def _sent(post: Post, call: Call) -> Effect:
    """The letter as it came; where it held more than this post, or is kept nowhere, what is left of it in a letter of ours."""
    to = Mailbox(call.letter.sender.address, call.name)
    if post.is_whole_letter:
        return Forward(post.letter, to)
    files_of = post.letter if post.is_paper else ""
    context = {"title": post.subject, "who": post.sender_name or post.sender, "place": post.place, "at": post.at, "text": post.text}
    return Send("post/from_archive", to, context, in_reply_to=call.letter.message_id, files_of=files_of, key=post.id)


COMMAND = Command(
    name="fetch",
    words=("HOLE", "HOLEN", "GET", "FETCH"),
    usage="HOLE 3 oder HOLE E-2027-0001",
    usage_en="GET 3 or GET E-2027-0001",
    help="schickt einen gefundenen Beitrag oder eine Empfehlung ganz, mit den Anlagen",
    help_en="sends you one of the posts found or a recommendation, whole and with its attachments",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("name", "case"),
    run=run,
)
