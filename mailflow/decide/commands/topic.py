"""THEMA: all posts of one thread in one letter, out of what the asker may read now; a number in reply brings the whole post.

With a colon (THEMA: Wohnsitzauflage) it proposes a topic, with T-17 it shows all that belongs to that one.
"""

from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import topics
from mailflow.decide.lists.archive import may_read, named_in, readable_by
from mailflow.decide.lists.digest import first_words
from mailflow.model.effects import Save
from mailflow.model.finding import beginnings
from mailflow.model.records import Person, Post, Topic

MOST = 30
"""Posts in one letter; of a longer thread, the newest."""


def run(call: Call) -> Done:
    said, wish = call.order.args, call.order.args.get("wish", "")
    if (topic := call.facts.matters.topic(str(said.get("about", "")))) and _is_member(call):
        return _about(topic, wish, call)
    if wish == "propose" and _is_member(call):
        return _proposed(str(said.get("name", "")), call)
    return _conversation(call)


def _is_member(call: Call) -> bool:
    return call.sender is not None and call.sender.status in {"member", "staff"}


def _proposed(title: str, call: Call) -> Done:
    assert call.sender is not None  # _is_member
    topic = topics.proposed(title, call.sender, call.facts, call.now)
    return Done("topic_new", topics.shown(topic, call.facts), (Save(topic),))


def _about(topic: Topic, wish: str, call: Call) -> Done:
    assert call.sender is not None  # _is_member
    if wish == "leave":
        return Done("topic_left", topics.shown(topic, call.facts), topics.left(topic, call.sender))
    return _supported(topic, call) if wish == "support" else _page(topic, call)


def _supported(topic: Topic, call: Call) -> Done:
    assert call.sender is not None  # _is_member
    more, effects = topics.supported(topic, call.sender, call.facts, call.now)
    return Done("topic_supported", topics.shown(more, call.facts), effects)


def _page(topic: Topic, call: Call) -> Done:
    assert call.sender is not None  # _is_member
    posts = topics.posts(topic, call.sender, call.facts)
    names = {group.id: group.name for group in call.facts.lists.with_archive()}
    shown = [
        {
            "number": number,
            "who": post.sender_name or post.sender,
            "place": post.place,
            "group": names[post.group],
            "at": post.at,
            "title": post.subject,
            "words": first_words(post.text),
        }
        for number, post in enumerate(posts, 1)
    ]
    details = {"posts": {str(number): post.id for number, post in enumerate(posts, 1)}}
    days = kinds()["topic"].days
    asked = question("topic", topic.id, (call.letter.sender.address,), call.now, call.letter.id, days=days, details=details)
    return Done("topic_page", topics.page(topic, call.sender, call.facts) | {"posts": shown}, asks=asked)


def _conversation(call: Call) -> Done:
    posts = _thread(call.sender, call) if call.sender else []
    if not posts:
        return Done("topic_what", {}, ok=False)
    names = {group.id: group.name for group in call.facts.lists.with_archive()}
    shown = [
        {
            "number": number,
            "who": post.sender_name or post.sender,
            "place": post.place,
            "group": names[post.group],
            "at": post.at,
            "text": post.text,
        }
        for number, post in enumerate(posts[-MOST:], 1)
    ]
    details = {"title": posts[0].subject, "posts": {str(number): post.id for number, post in enumerate(posts[-MOST:], 1)}}
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
    usage="THEMA Fahrdienst, THEMA: neues Thema oder THEMA T-17",
    usage_en="TOPIC transport, TOPIC: new topic or TOPIC T-17",
    help="schickt ein Gespräch; mit Doppelpunkt: schlägt ein Thema vor; T-17: zeigt alles dazu; T-17 dafür: unterstützt es; T-17 zurück",
    help_en="sends a conversation; with a colon proposes a topic; T-17 shows all about it, T-17 +1 supports it, T-17 withdraw ends that",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("name", "wish"),
    run=run,
)
