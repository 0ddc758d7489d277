"""THEMA: all posts of one thread in one letter, out of what the asker may read now; a number in reply brings the whole post."""

from mailflow.decide.archive import may_read, named_in, readable_by
from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.finding import beginnings
from mailflow.model.records import Person, Post

MOST = 30
"""Posts in one letter; of a longer thread, the newest."""


def run(call: Call) -> Done:
    posts = _thread(call.sender, call) if call.sender else []
    if not posts:
        return Done("topic_what", {}, ok=False)
    names = {group.id: group.name for group in call.facts.lists.all()}
    shown = [
        {
            "number": number,
            "who": post.sender_name or post.sender,
            "place": post.place,
            "group": names.get(post.group, post.group),
            "at": post.at,
            "text": post.text,
        }
        for number, post in enumerate(posts[-MOST:], 1)
    ]
    details = {"posts": {str(number): post.id for number, post in enumerate(posts[-MOST:], 1)}}
    asked = question("found", "found", (call.letter.sender.address,), call.now, call.letter.id, days=kinds()["found"].days, details=details)
    return Done("topic", {"title": posts[0].subject, "posts": shown, "earlier": len(posts) - len(shown)}, asks=asked)


def _thread(asker: Person, call: Call) -> list[Post]:
    """Around the post named, else around the newest one with these words."""
    archive, said, lists = call.facts.archive, str(call.order.args.get("name", "")), readable_by(asker, call.facts)
    named = [post for post in named_in(call.order, call.facts) if may_read(post, lists)]
    if not named and beginnings(said):
        named = archive.found(said, lists, 1)
    if not named:
        return []
    posts = archive.in_thread(named[0].thread) if named[0].thread else [named[0]]
    return [post for post in posts if may_read(post, lists)]


COMMAND = Command(
    name="topic",
    words=("THEMA", "TOPIC"),
    usage="THEMA Fahrdienst",
    usage_en="TOPIC transport",
    help="schickt alle Beiträge eines Gesprächs in einer E-Mail; nach einer Suche auch mit der Nummer",
    help_en="sends you all posts of one conversation in one letter; after a search also by its number",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("name",),
    run=run,
)
