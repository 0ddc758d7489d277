"""Letters that leave: our own from templates, members' posts with the list's headers, and copies for the office."""

from __future__ import annotations

import email.policy
import email.utils
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from mailflow.model import tokens
from mailflow.model.effects import Contribute, Send
from mailflow.model.forum import Forum
from mailflow.model.letter import Attachment, Mailbox, megabytes
from mailflow.model.lists import ListKind, Readership
from mailflow.model.records import Group, Meeting, Post, Question
from mailflow.perform import mime, parts
from mailflow.perform.readable import readable
from mailflow.perform.templates import Templates
from mailflow.understand.decoding.decode import header_text
from mailflow.understand.decoding.subject import shortened

if TYPE_CHECKING:
    from mailflow.perform.editions import Bound
    from mailflow.perform.ics import MeetingFacts

SUPPRESS = "OOF, AutoReply, RN, NRN"
"""Exchange's own words for: do not answer this automatically ([MS-OXCMAIL] X-Auto-Response-Suppress)."""


def derived_id(key: bytes, forum: Forum, what: str) -> str:
    """A Message-ID that every retry of the same letter gets again and nobody can guess."""
    return f"<{tokens.token(key, 'message', what)}@{forum.addresses.domain}>"


def message_id(key: bytes, forum: Forum, cause: str, send: Send, question: Question | None) -> str:
    what = "|".join((cause, send.template, send.to.address, send.about, send.key, question.id if question else ""))
    return derived_id(key, forum, what)


def own_letter(
    send: Send, templates: Templates, forum: Forum, *, message_id: str, reply_to: str, now: datetime, edition: Bound | None = None
) -> bytes:
    """One letter of the forum to one person, text and HTML from one template (contract.md section 7)."""
    own = {"name": send.to.name, "reply_address": reply_to or forum.addresses.of("office")}
    subject, lang, body = _written(send, own, templates, forum, now, edition)
    headers = {"Auto-Submitted": "auto-replied" if send.in_reply_to else "auto-generated", "X-Auto-Response-Suppress": SUPPRESS}
    return mime.letter_bytes(
        body,
        sender=Mailbox(forum.addresses.of("office"), forum.name),
        to=send.to,
        reply_to=reply_to or None,
        subject=subject,
        lang=lang,
        message_id=message_id,
        in_reply_to=send.in_reply_to or None,
        references=(send.in_reply_to,) if send.in_reply_to else (),
        date=now.astimezone(ZoneInfo(forum.timezone)),
        headers=headers | (_of_list(edition.group, forum) if edition else {}),
    )


def _written(
    send: Send, own: Mapping[str, str], templates: Templates, forum: Forum, now: datetime, edition: Bound | None
) -> tuple[str, str, bytes]:
    """(subject, language, body); `own` are the words that a letter has for its reader alone."""
    carries_nothing = not (edition or send.invite or send.files or send.meetings)
    if send.one_of_many:
        # A letter to many is about no matter that its reader could quote.
        own = {key: " ".join(value.split()) for key, value in own.items() if value}
        stencil = templates.stencil(send.template, send.context, own, send.language or None)
        if carries_nothing:
            return stencil.subject(own), stencil.lang, stencil.body(own)
        rendered = stencil.rendered(own)
    else:
        rendered = templates.letter(send.template, {**own, "about": send.about, **send.context}, send.language or None)
    text_only = edition is not None and bool(edition.text)
    body = mime.body(
        f"{rendered.text.rstrip()}\n\n{edition.text}" if edition and text_only else rendered.text,
        "" if text_only else rendered.html,
        _calendar(send.invite, send.to, forum, now) if send.invite else None,
        (*send.files, *_calendar_file(send.meetings, forum, now)),
        edition.letters if edition else (),
    )
    return rendered.subject, rendered.lang, body


def _calendar(meeting: Meeting, invitee: Mailbox, forum: Forum, now: datetime) -> tuple[bytes, str]:
    from mailflow.perform import ics  # loaded for the first invitation

    if meeting.state == "cancelled":
        return ics.cancel(_told(meeting, forum, now), invitee), "CANCEL"
    return ics.request(_told(meeting, forum, now), invitee), "REQUEST"


def _calendar_file(meetings: Sequence[Meeting], forum: Forum, now: datetime) -> tuple[tuple[str, bytes], ...]:
    if not meetings:
        return ()
    from mailflow.perform import ics

    return (("termine.ics", ics.published([_told(meeting, forum, now) for meeting in meetings])),)


def _told(meeting: Meeting, forum: Forum, now: datetime) -> MeetingFacts:
    """The meeting as a calendar is told it."""
    from mailflow.perform import ics

    organiser = Mailbox(forum.addresses.of("meeting", meeting.id.lower()), meeting.organiser_name or forum.name)
    return ics.MeetingFacts(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=meeting.title,
        start=meeting.start,
        end=meeting.end,
        place=meeting.place,
        dial_in=meeting.dial_in,
        text=meeting.text,
        organizer=organiser,
        stamp=now,
    )


def list_letter(
    raw: bytes, group: Group, forum: Forum, over: Mailbox | None = None, vouched: str = "", subject: str = "", *, is_changed: bool = False
) -> tuple[bytes, str, str]:
    """(what all copies share, its Message-ID, the lines that each copy has of its own).

    `is_changed`: the body is no more what its author signed, so the signature goes and `subject`, where there is one, stands
    without the marks that programs have put in front of it. In the lines of its own {delivery} stands for the signed number
    of the copy: whoever got it can leave the list by writing to that address.
    """
    kind, addresses = forum.kinds[group.kind], forum.addresses
    commands, headers = addresses.of("commands"), _of_list(group, forum)
    if kind.reply_to == "list":
        headers["Reply-To"] = group.address
    if over:
        # The author stays visible: in the name, in Author (RFC 9057), and in Reply-To where answers go to them.
        headers["From"] = mime.shown(Mailbox(group.address, f"{over.name or over.address} über {group.name}"))
        headers["Author"] = mime.shown(over)
        headers.setdefault("Reply-To", over.address)
    id = mime.value_of(raw, "message-id")
    if not id:
        id = f"<{tokens.token(b'list', 'content', raw.hex())}@{addresses.domain}>"
        headers["Message-ID"] = id
    tag = kind.tag_of(group.name)
    if is_changed and subject:
        headers["Subject"] = f"{tag} {shortened(header_text(mime.value_of(raw, 'subject')), subject)}".strip()
    headers["Archived-At"] = f"<{_fetching(id, commands) if _is_archived(kind) else _mid(id)}>"
    sealed = bool(forum.seals and vouched)
    if sealed:
        # Sealed on the way out, where the key is (RFC 8617 section 5.1).
        headers["ARC-Authentication-Results"] = f"i={mime.seals_on(raw) + 1}; {addresses.domain}; {vouched}"
    shared = mime.list_copy(raw, headers=headers, keeps_seals=sealed, subject_tag=tag, reply_local=addresses.reply, is_changed=is_changed)
    return shared, id, ways_out(group, forum)


def _of_list(group: Group, forum: Forum) -> dict[str, str]:
    """By which mail programs know a letter of a list (RFC 2369, RFC 2919)."""
    kind, addresses = forum.kinds[group.kind], forum.addresses
    commands = addresses.of("commands")
    own = group.kind in {"workgroup", "room"}
    join = addresses.of("join", group.id) if own else f"{commands}?subject=BEITRETEN%20{group.id}"
    owner = addresses.of("owner", group.id) if own else addresses.of("office")
    local, _, domain = group.address.partition("@")
    return {
        "List-Id": mime.shown(Mailbox(f"{local}.{domain}", group.name)),
        "List-Help": f"<mailto:{commands}?subject=HILFE>",
        "List-Post": f"<mailto:{group.address}>" if kind.post != ("office",) else "NO",
        "List-Subscribe": f"<mailto:{join}>",
        "List-Owner": f"<mailto:{owner}>",
        # An archive by mail may be named so (RFC 2369 section 3.6).
        **({"List-Archive": f"<mailto:{commands}?subject=SUCHE>"} if _is_archived(kind) else {}),
        "Precedence": "list",
    }


def _is_archived(kind: ListKind) -> bool:
    return kind.archive != "none" and kind.level != "confidential"


def for_readers(
    raw: bytes,
    group: Group,
    level: str,
    readers: Readership,
    left_out: Iterable[Attachment],
    forum: Forum,
    templates: Templates,
    language: str,
) -> bytes:
    """The post made readable, with a line for each file left out and, as the list's file says, the list's lines below."""
    kind = forum.kinds[group.kind]
    context = {"group": group.name, "slug": group.id, "level": level or kind.level, "readers": readers.counted, "reply_to": kind.reply_to}
    below = templates.lines_kept("_parts/readers", context, language) if kind.footer == "readers" else ""
    named = {"post": mime.value_of(raw, "message-id"), "too_large": True, "by_answer": kind.reply_to == "list"}
    numbered = [named | {"number": number, "name": file.name, "mb": megabytes(file)} for number, file in enumerate(left_out, 1)]
    lines = {str(file["name"]): templates.lines("_parts/left_out", file, language) for file in numbered}
    return readable(raw, below, lines) if below or lines else raw


def _fetching(message_id: str, commands: str) -> str:
    """The URI of a letter that fetches the post, for whoever may read it then (RFC 6068)."""
    order = f"HOLE <{message_id.strip('<> ')}>"
    return f"mailto:{commands}?subject={quote(order, safe='@')}"


def _mid(message_id: str) -> str:
    """The URI of a message by its own name (RFC 2392): it needs no archive page, and is true wherever the post is kept."""
    return "mid:" + quote(message_id.strip("<> "), safe="@!$&'()*+,;=:")


def ways_out(group: Group, forum: Forum) -> str:
    """How the reader of one copy leaves the list: by letter, and with one click where the world reaches our web door (RFC 8058)."""
    if forum.kinds[group.kind].leave == "nobody":
        return ""
    stop = forum.addresses.of("stop", "x").replace("+x@", "+{delivery}@")
    if not forum.public_url:
        return f"List-Unsubscribe: <mailto:{stop}>\r\n"
    links = f"<mailto:{stop}>,\r\n <{forum.public_url}/u/{{delivery}}>"
    return f"List-Unsubscribe: {links}\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


def at_list_server(group: Group, forum: Forum) -> str:
    """The address at which the list server behind us takes a list's posts, "" where there is none."""
    return f"{group.address.partition('@')[0]}@{forum.list_server}" if forum.list_server else ""


def way_out_for_all(group: Group, forum: Forum) -> str:
    """How a reader leaves whose copy is no other than everybody's: from the address at which they read it, which has to be proven."""
    if forum.kinds[group.kind].leave == "nobody":
        return ""
    own, commands = group.kind in {"workgroup", "room"}, forum.addresses.of("commands")
    return (
        f"List-Unsubscribe: <mailto:{forum.addresses.of('leave', group.id) if own else f'{commands}?subject=AUSTRETEN%20{group.id}'}>\r\n"
    )


def forwarded(raw: bytes, forum: Forum, to: Mailbox, message_id: str, now: datetime) -> bytes:
    """The letter as it came, resent to somebody of the house (RFC 5322 section 3.6.6), who can answer its author directly."""
    headers = {
        "Resent-From": forum.addresses.of("office"),
        "Resent-To": to.address,
        "Resent-Date": email.utils.format_datetime(now.astimezone(ZoneInfo(forum.timezone))),
        "Resent-Message-ID": message_id,
        "X-Auto-Response-Suppress": SUPPRESS,
    }
    return mime.list_copy(raw, headers=headers, reply_local=forum.addresses.reply)


def archived(raw: bytes | None, post: Post, group: Group, forum: Forum) -> bytes:
    """A post for an archive file: as it came, without its route; or what is kept of it where the letter held more or is gone."""
    files = parts.files_of(raw) if raw and post.is_paper else ()
    if raw and post.is_whole_letter:
        return mime.list_copy(raw, headers={}, reply_local=forum.addresses.reply)
    head = {
        "From": mime.shown(Mailbox(post.sender, post.sender_name)),
        "To": group.address,
        "Subject": post.subject,
        "Date": email.utils.format_datetime(post.at),
        "Message-ID": post.id,
    }
    if post.thread not in ("", post.id):
        head["References"] = post.thread
    return _plain_letter(head, post.text, files)


def contribution(effect: Contribute, group: Group, now: datetime) -> bytes:
    """What a member wrote to us for a list, as a post of their own."""
    head = {
        "From": mime.shown(effect.author),
        "To": group.address,
        "Subject": f"Re: {effect.subject}" if effect.in_reply_to else effect.subject,
        "Date": email.utils.format_datetime(now),
        "Message-ID": effect.message_id,
    }
    if effect.in_reply_to:
        head |= {"In-Reply-To": effect.in_reply_to, "References": effect.in_reply_to}
    return _plain_letter(head, effect.text)


def _plain_letter(head: Mapping[str, str], text: str, files: Sequence[tuple[str, bytes]] = ()) -> bytes:
    if files:
        head, body = {**head, "MIME-Version": "1.0"}, mime.body(text, files=files)
    else:
        plain = EmailMessage(policy=email.policy.SMTP)
        plain.set_content(text + "\n")
        body = bytes(plain)
    return b"".join(mime.header(name, value) for name, value in head.items()) + body


def common_context(forum: Forum) -> dict[str, object]:
    """What every template may use of the forum itself."""
    of = forum.addresses.of
    return {
        "forum": {
            "name": forum.name,
            "domain": forum.addresses.domain,
            "office_address": of("office"),
            "help_address": of("commands"),
            "applications_address": of("applications"),
            "everyone_address": of("everyone"),
            **{f"{name}_local": value for name, value in asdict(forum.addresses).items()},
        }
    }
