"""Bytes on the wire: headers that cannot be split, bodies that arrive as written."""

import email
import email.policy
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.model.letter import Mailbox
from mailflow.perform.mime import UnsafeLetterError, body, checked, letter_bytes, list_copy

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)


def own(**changes):
    values = {
        "sender": Mailbox("buero@forum.example", "Forum Integration in ländlichen Räumen"),
        "to": Mailbox("anna@kreis.example", "Müller, Anna"),
        "reply_to": "antwort+abc@forum.example",
        "subject": "Grüße",
        "text": "Grüße\n",
        "html": "<p>Grüße</p>",
        "lang": "de",
        "message_id": "<x@forum.example>",
        "in_reply_to": "<y@kreis.example>",
        "references": ("<y@kreis.example>",),
        "date": NOW,
        "headers": {"Auto-Submitted": "auto-replied"},
    }
    values |= changes
    return letter_bytes(body(values.pop("text"), values.pop("html")), **values)


@pytest.mark.proves("H10", "B6")
@given(name=st.text(max_size=60), subject=st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_names_and_subjects_never_make_a_header(name, subject):
    raw = own(to=Mailbox("anna@kreis.example", name), subject=subject)
    head = raw.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert names == [
        b"From",
        b"To",
        b"Reply-To",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"In-Reply-To",
        b"References",
        b"Content-Language",
        b"Auto-Submitted",
        b"Content-Type",
        b"MIME-Version",
    ] or sorted(names) == sorted(
        [
            b"From",
            b"To",
            b"Reply-To",
            b"Subject",
            b"Date",
            b"Message-ID",
            b"In-Reply-To",
            b"References",
            b"Content-Language",
            b"Auto-Submitted",
            b"Content-Type",
            b"MIME-Version",
        ]
    )
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("name", ["Müller, Anna", 'Anna "die Große" Müller', "O'Neil, Bob", "Anna (Kreis X)", "a@b.example"])
def test_a_name_is_one_name(name):
    message = email.message_from_bytes(own(to=Mailbox("anna@kreis.example", name)), policy=email.policy.default)
    [found] = message["To"].addresses
    assert (found.display_name, found.addr_spec) == (name, "anna@kreis.example")


POST = b"Received: from a by b\r\nFrom: Anna <anna@kreis.example>\r\nTo: ag-wohnen@forum.example\r\nBcc: geheim@x.example\r\nSubject: Frage\r\nMessage-ID: <1@kreis.example>\r\nDKIM-Signature: v=1; b=abc\r\nReply-To: falle@evil.example\r\nX-Mailflow-Approve: ja\r\nList-Id: <fremd>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


@pytest.mark.proves("F3", "D10")
def test_a_list_copy_keeps_what_the_author_wrote_and_nothing_of_the_route():
    copy = list_copy(
        POST + b".Punkt\r\n\r\nGr\xc3\xbc\xc3\x9fe \r\n",
        headers={"List-Id": "AG <ag.forum.example>", "Reply-To": "ag-wohnen@forum.example"},
    )
    message = email.message_from_bytes(copy)
    assert copy.endswith(b"\r\n\r\n.Punkt\r\n\r\nGr\xc3\xbc\xc3\x9fe \r\n")
    assert message.get_all("List-Id") == ["AG <ag.forum.example>"]
    assert message.get_all("Reply-To") == ["ag-wohnen@forum.example"]
    assert message["Subject"] == "Frage"
    assert message["DKIM-Signature"]
    for gone in ("Received", "Bcc", "X-Mailflow-Approve"):
        assert message[gone] is None


@pytest.mark.proves("A2", "A12")
@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_body_arrives_with_canonical_line_ends(body):
    copy = list_copy(POST + body, headers={"Precedence": "list"})
    head, _, rest = copy.partition(b"\r\n\r\n")
    assert b"\0" not in copy
    assert rest.replace(b"\r\n", b"").count(b"\r") == rest.replace(b"\r\n", b"").count(b"\n") == 0
    assert len(head.split(b"\r\n")) <= 8


@pytest.mark.proves("F2")
def test_a_reply_address_of_somebody_else_does_not_go_to_the_list():
    raw = POST.replace(
        b"To: ag-wohnen@forum.example",
        b'To: "Forum" <antwort+geheim@forum.example>, ag-wohnen@forum.example\r\nCc: antwort+nochmal@forum.example, x@y.example',
    )
    copy = list_copy(raw + b"Text", headers={}, reply_local="antwort")
    assert b"geheim" not in copy.split(b"Bcc")[0]
    assert b"nochmal" not in copy
    assert b"ag-wohnen@forum.example" in copy
    assert b"x@y.example" in copy


@pytest.mark.proves("H10")
@pytest.mark.parametrize(
    "raw", [b"Subject: a\rBcc: x\r\n\r\n", b"Subject: a\nBcc: x\r\n\r\n", b"Subject: a\0\r\n\r\n", b"kein Feld\r\n\r\n"]
)
def test_the_guard_lets_nothing_doubtful_out(raw):
    with pytest.raises(UnsafeLetterError):
        checked(raw)
