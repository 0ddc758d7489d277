"""Every header of contract.md section 7, on what a relay really gets, read by two parsers that have no line in common."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote

import dkim
import pytest
from conversation import Forum, letter
from fast_mail_parser import parse_email

from mailflow.model.effects import Send
from mailflow.model.forum import Forum as Constants
from mailflow.model.letter import Mailbox
from mailflow.perform import compose
from mailflow.perform.templates import LANGUAGES, SAMPLE_COMMON, Templates
from mailflow.settings import Settings
from tests.deliver.relay import scripted_relay

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
DOMAIN, OFFICE, MARA = "forum-test.example", "amsel@traeger.example", "mara.lindtner@kreis-stade.example"
LISTS = {"ag-wohnen": (MARA, "AG Wohnen"), "forum": (MARA, "Forum (alle Mitglieder)"), "ankuendigungen": (OFFICE, "Ankündigungen")}
TEMPLATES = Templates((Path(__file__).parents[2] / "templates",), common=SAMPLE_COMMON)


def fields(raw: bytes) -> dict[str, str]:
    """Header fields, on which the standard library and dkimpy must agree; each stands once."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    ours = [(name.lower(), " ".join(str(value).split())) for name, value in message.raw_items()]
    theirs = [(name.decode().lower(), " ".join(value.decode().split())) for name, value in dkim.rfc822_parse(raw)[0]]
    assert ours == theirs
    names = [name for name, _ in ours]
    assert len(set(names)) == len(names), f"twice: {sorted(names)}"
    return dict(ours)


def decoded(raw: bytes, name: str) -> str:
    return str(email.message_from_bytes(raw, policy=email.policy.default)[name])


def copies(place: str, **web) -> list:
    """(envelope sender, recipient, bytes) of each copy of a post to this list, as a relay took them."""
    author, _ = LISTS[place]
    with scripted_relay() as relay:
        forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, deliver={"relay": relay.url}, web=web))
        headers = "In-Reply-To: <frage@kreis.example>\nReferences: <frage@kreis.example>\n"
        forum.receive(
            letter(author, f"{place}@{DOMAIN}", "Guten Tag", "Wohnsitzauflage", START, headers=headers), author, [f"{place}@{DOMAIN}"]
        )
        forum.deliver()
        return list(relay.taken)


@pytest.mark.parametrize("public_url", ["", "https://forum.example"])
@pytest.mark.parametrize("place", LISTS)
def test_a_list_copy_carries_every_header_of_the_contract(place, public_url):
    author, title = LISTS[place]
    taken = copies(place, public_url=public_url)
    assert len(taken) > 2
    assert len({one.recipient for one in taken}) == len({one.sender for one in taken}) == len(taken)
    for one in taken:
        head = fields(one.raw)
        local, at, domain = one.sender.partition("@")
        assert (local.startswith("bounce+"), at, domain) == (True, "@", DOMAIN)
        assert decoded(one.raw, "List-Id").strip('"').startswith(title)
        assert head["list-id"].endswith(f"<{place}.{DOMAIN}>")
        for name in ("list-help", "list-subscribe", "list-owner", "list-archive"):
            assert re.fullmatch(rf"<mailto:[a-z0-9+.-]+@{DOMAIN}(\?subject=[\w%-]+)?>", head[name]), name
        assert head["list-post"] == ("NO" if place == "ankuendigungen" else f"<mailto:{place}@{DOMAIN}>")
        assert head["precedence"] == "list"
        assert unquote(head["archived-at"]) == f"<mailto:mailflow@{DOMAIN}?subject=HOLE {head['message-id']}>"
        assert head["message-id"].endswith(f"@{author.partition('@')[2]}>")
        assert (head["in-reply-to"], head["references"]) == ("<frage@kreis.example>",) * 2
        assert parseaddr(head["from"])[1] == author
        assert head.get("reply-to", "") == ("" if place == "ankuendigungen" else f"{place}@{DOMAIN}")
        assert ("https:" in str(head)) == (bool(public_url) and place == "ag-wohnen")
        if place == "ag-wohnen":
            ways = re.findall(r"<([^>]*)>", head["list-unsubscribe"])
            assert ways[0].startswith("mailto:")
            assert [w.partition("/u/")[0] for w in ways[1:]] == [public_url] * bool(public_url)
            assert head.get("list-unsubscribe-post", "") == ("List-Unsubscribe=One-Click" if public_url else "")
        else:
            assert "list-unsubscribe" not in head  # nobody leaves these two while being a member


def test_no_two_copies_share_the_way_out():
    ways = [fields(one.raw)["list-unsubscribe"] for one in copies("ag-wohnen")]
    assert len(set(ways)) == len(ways)


@pytest.mark.parametrize("answers", ["", "<frage@kreis.example>"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES.names())
def test_an_own_letter_carries_every_header_of_the_contract(template, language, answers):
    send = Send(
        template, Mailbox("anna@kreis.example", "Änne Müller-Lüdenscheidt, Amt 50"), TEMPLATES.sample(template, language), "F-2027-0031"
    )
    send = Send(send.template, send.to, send.context, send.about, answers, language=language)
    forum = Constants(name="Forum Integration in ländlichen Räumen")
    id = f"<abc@{forum.addresses.domain}>"
    raw = compose.own_letter(
        send, TEMPLATES, forum, message_id=id, reply_to=f"antwort+abc@{forum.addresses.domain}", now=datetime(2027, 3, 16, tzinfo=UTC)
    )
    head = fields(raw)
    assert head["auto-submitted"] == ("auto-replied" if answers else "auto-generated")
    assert head["x-auto-response-suppress"] == "OOF, AutoReply, RN, NRN"
    assert head["message-id"] == id
    assert head["content-language"] == language
    assert (head.get("in-reply-to", ""), head.get("references", "")) == (answers, answers)
    assert parseaddr(head["to"])[1] == "anna@kreis.example"
    assert decoded(raw, "To").startswith('"Änne Müller-Lüdenscheidt, Amt 50"')
    assert parseaddr(head["from"])[1] == forum.addresses.of("office")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message.defects == []
    assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]
    assert all(p.get_content().strip() for p in message.iter_parts())
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    text, page = (part.get_content() for part in message.iter_parts())
    other = parse_email(raw)  # a parser that has no line in common with the standard library's
    assert not other.warnings
    assert other.subject == message["Subject"]
    assert [one.splitlines() for one in (*other.text_plain, *other.text_html)] == [text.splitlines(), page.splitlines()]


def test_an_own_letter_leaves_under_a_return_path_of_its_own():
    with scripted_relay() as relay:
        forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, deliver={"relay": relay.url}))
        forum.write("fremd@verein.example", f"ag-wohnen@{DOMAIN}", "Wir laden ein.", "Fachtag")
        forum.deliver()
        assert len(relay.taken) == len({one.recipient for one in relay.taken}) == len({one.sender for one in relay.taken}) == 4
        assert all(re.fullmatch(rf"bounce\+[\w.-]+@{DOMAIN}", one.sender) for one in relay.taken)
