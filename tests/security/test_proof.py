"""How sure the forum is who wrote: letters signed with real keys, broken on the way, judged against a real name server."""

from __future__ import annotations

import re
from datetime import datetime
from unittest import mock

import pytest
from conversation import Forum, letter

from mailflow.model.letter import Level
from mailflow.settings import Settings
from mailflow.store import tracing
from tests.security.names import key, nameserver, published, signed

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, KREIS = "mara.lindtner@kreis-stade.example", "kreis-stade.example"
COMMANDS, GROUP = "mailflow@forum-test.example", "ag-wohnen@forum-test.example"
THEIRS, ELSEWHERE = "203.0.113.7", "198.51.100.9"
"""The county's mail server, and a machine of nobody's."""
ZONE = {
    (f"s._domainkey.{KREIS}", "TXT"): published(key()),
    (f"_dmarc.{KREIS}", "TXT"): ['"v=DMARC1; p=reject"'],
    (KREIS, "TXT"): [f'"v=spf1 ip4:{THEIRS} include:_spf.{KREIS} -all"'],
    (f"_spf.{KREIS}", "TXT"): ['"v=spf1 mx ~all"'],
    (f"_spf.{KREIS}", "MX"): ["10 mx.provider.example."],
    ("mx.provider.example", "A"): ["203.0.113.8"],
    ("s._domainkey.mail.kreis-stade.example", "TXT"): published(key("sub")),
    ("s._domainkey.evil.example", "TXT"): published(key("evil")),
    ("s._domainkey.example", "TXT"): published(key("evil")),
    ("s._domainkey.kreis-nachbar.example", "TXT"): published(key("evil")),
    ("_dmarc.example", "TXT"): ['"v=DMARC1; p=none; psd=y"'],
    ("evil.example", "TXT"): ['"v=spf1 +all"'],
    ("s._domainkey.landkreis-goerlitz.example", "TXT"): "SERVFAIL",
}


@pytest.fixture(scope="module")
def names():
    with nameserver(ZONE) as address:
        yield address


@pytest.fixture
def forum(names):
    return Forum(START, settings=Settings(store={"url": "sqlite://"}, security={"nameservers": [names]}))


def order(sender=MARA, text="ZUSTELLUNG wöchentlich"):
    return letter(sender, COMMANDS, text, "Bitte", START, proven=False)


def journal(forum):
    """What the journal says about the newest letter."""
    from sqlalchemy import select

    with forum.app.store.reading() as connection:
        from mailflow.store.tables import inbox

        newest = connection.scalar(select(inbox.c.letter).order_by(inbox.c.id.desc()).limit(1))
        return " ".join(line["text"] for line in tracing.story(connection, newest))


def weekly(forum):
    with forum.facts() as facts:
        return facts.people.by_address(MARA).delivery == "weekly"


def oversigned(raw):
    """Under the signature also stands that no further To, Cc and Subject are there."""
    fields = [b"from", b"to", b"to", b"cc", b"subject", b"subject", b"date"]
    return signed(raw, KREIS, include_headers=fields)


def signed_until_yesterday(raw):
    """t= and x= are of a day long gone; the selector of the library is written as it is, so it can carry the tag along."""
    with mock.patch("time.time", return_value=1_000_000_000.0):
        return signed(raw, KREIS, selector="s; x=1000000001")


PROVEN = {
    "signed by the county": lambda: (signed(order(), KREIS), MARA, ELSEWHERE),
    "signed by the county, simple canonicalisation": lambda: (
        signed(order(), KREIS, canonicalize=(b"simple", b"simple")),
        MARA,
        ELSEWHERE,
    ),
    "signed by a host below the county, relaxed alignment": lambda: (
        signed(order(), f"mail.{KREIS}", by=key("sub")),
        MARA,
        ELSEWHERE,
    ),
    "signed by the county beside somebody else": lambda: (
        signed(signed(order(), KREIS), "evil.example", by=key("evil")),
        MARA,
        ELSEWHERE,
    ),
    "signed twice by the county, of which one broke": lambda: (
        signed(order(text="Guten Tag"), KREIS).partition(b"From:")[0] + signed(order(), KREIS),
        MARA,
        ELSEWHERE,
    ),
    "signed for some years": lambda: (signed(order(), KREIS, selector="s; x=4102444800"), MARA, ELSEWHERE),
    "signed against fields put in": lambda: (oversigned(order()), MARA, ELSEWHERE),
    "brought by the county's own server": lambda: (order(), MARA, THEIRS),
    "brought by a server that the county includes": lambda: (order(), MARA, "203.0.113.8"),
}


@pytest.mark.proves("D1")
@pytest.mark.parametrize("how", PROVEN)
def test_a_proven_sender_changes_their_own_settings_at_once(forum, how):
    raw, envelope, peer = PROVEN[how]()
    [done] = forum.receive(raw, envelope, [COMMANDS], peer)
    assert weekly(forum), journal(forum)
    assert "checked: aligned, " in journal(forum)
    assert done.recipient == MARA


BODY, FROM = b"ZUSTELLUNG", b"From: mara"
UNPROVEN = {
    "nothing": lambda: (order(), MARA, ELSEWHERE),
    "body changed on the way": lambda: (
        signed(order(text="Guten Tag"), KREIS).replace(b"Guten Tag", "ZUSTELLUNG wöchentlich".encode()),
        MARA,
        ELSEWHERE,
    ),
    "subject changed on the way": lambda: (signed(order(), KREIS).replace(b"Subject: Bitte", b"Subject: Danke"), MARA, ELSEWHERE),
    "signed with another key": lambda: (signed(order(), KREIS, by=key("evil")), MARA, ELSEWHERE),
    "signed by another domain": lambda: (signed(order(), "evil.example", by=key("evil")), "x@evil.example", ELSEWHERE),
    "signed for the first bytes only, text added behind": lambda: (
        signed(order(text="Guten Tag"), KREIS, length=True) + "\r\nZUSTELLUNG wöchentlich\r\n".encode(),
        MARA,
        ELSEWHERE,
    ),
    "signed with SHA-1": lambda: (signed(order(), KREIS, signature_algorithm=b"rsa-sha1"), MARA, ELSEWHERE),
    "signed until yesterday": lambda: (signed_until_yesterday(order()), MARA, ELSEWHERE),
    "a second Subject beside the signed one": lambda: (b"Subject: Danke\r\n" + signed(order(), KREIS), MARA, ELSEWHERE),
    "a second From beside the signed one": lambda: (b"From: x@evil.example\r\n" + signed(order(), KREIS), MARA, ELSEWHERE),
    "a field put in against which it is signed": lambda: (b"Cc: x@evil.example\r\n" + oversigned(order()), MARA, ELSEWHERE),
    "signed by what all counties stand under": lambda: (signed(order(), "example", by=key("evil")), MARA, ELSEWHERE),
    "signed by a neighbour under the same suffix": lambda: (signed(order(), "kreis-nachbar.example", by=key("evil")), MARA, ELSEWHERE),
    "no such key published": lambda: (signed(order(), KREIS, selector="gone"), MARA, ELSEWHERE),
    "SPF of another domain in the envelope": lambda: (order(), "x@evil.example", ELSEWHERE),
    "null sender, so SPF could only speak of HELO": lambda: (order(), "", THEIRS),
    "an Authentication-Results of its own": lambda: (
        f"Authentication-Results: mx.forum-test.example; dmarc=pass header.from={KREIS}\r\n".encode() + order(),
        MARA,
        ELSEWHERE,
    ),
    "a signature without d=": lambda: (b"DKIM-Signature: v=1; a=rsa-sha256; s=s; h=from; bh=AAAA; b=AAAA\r\n" + order(), MARA, ELSEWHERE),
    "a signature that is none": lambda: (b"DKIM-Signature: \xff;;=;\r\n" + order(), MARA, ELSEWHERE),
}


@pytest.mark.proves("D1", "D2", "D3")
@pytest.mark.parametrize("how", UNPROVEN)
def test_an_unproven_sender_changes_nothing(forum, how):
    raw, envelope, peer = UNPROVEN[how]()
    left = forum.receive(raw, envelope, [COMMANDS], peer)
    assert not weekly(forum), journal(forum)
    assert {one.recipient for one in left} <= {MARA}
    assert not any("aligned" in line for line in journal(forum).split(";") if "sender" in line), journal(forum)


def test_a_broken_signature_of_a_domain_that_asks_for_reject_is_a_forgery(forum):
    forum.receive(UNPROVEN["body changed on the way"]()[0], MARA, [COMMANDS], ELSEWHERE)
    assert re.search(r"dmarc=fail, kreis-stade.example asks for reject \(dkim=fail for kreis-stade.example, spf=fail\)", journal(forum))


def test_behind_our_own_server_spf_says_nothing_and_dkim_still_counts(forum):
    received = b"Received: from mx.kreis-stade.example by mx.forum-test.example; Tue, 16 Mar 2027 10:00:00 +0100\r\n"
    forum.receive(received + order(), MARA, [COMMANDS], "10.0.0.5")
    assert not weekly(forum)
    assert "dmarc=fail" not in journal(forum)
    forum.receive(received + signed(order(), KREIS), MARA, [COMMANDS], "10.0.0.5")
    assert weekly(forum)


def test_a_name_server_that_fails_leaves_the_sender_unproven_and_asks(forum):
    samir = "s.feldhaus@landkreis-goerlitz.example"
    [asked] = forum.receive(signed(order(samir), "landkreis-goerlitz.example"), samir, [COMMANDS], ELSEWHERE)
    assert "no answer from the name servers" in journal(forum)
    assert asked.recipient == samir
    with forum.facts() as facts:
        assert facts.people.by_address(samir).delivery == "single"


SPF = f"spf=pass (mx: {THEIRS} is allowed) smtp.mailfrom=mara.lindtner@{KREIS}; "
DATED = {days: f"Date: Tue, {16 - days} Mar 2027 10:00:00 +0100\r\n".encode() for days in (0, 1, 3)}


def trusted(order, spf="", *, signature="from:to:cc:subject:date", domain=KREIS):
    """The letter with what a server says that we trust, and a signature that only that server has checked."""
    results = f"Authentication-Results: mx.forum-test.example; {spf}dkim=pass header.d={domain}; dmarc=pass header.from={domain}\r\n"
    return results.encode() + f"DKIM-Signature: v=1; d={domain}; s=s; h={signature};\r\n\tb=AAAA\r\n".encode() + order


MICROSOFT_365 = "from:date:subject:message-id:content-type:mime-version:x-ms-exchange-senderadcheck"
CARRIED = {
    "written to a colleague": lambda: trusted(order().replace(COMMANDS.encode(), b"kollege@kreis-stade.example")),
    "resent by a colleague": lambda: trusted(
        f"Resent-To: {COMMANDS}\r\n".encode() + order().replace(f"To: {COMMANDS}".encode(), b"To: kollege@kreis-stade.example")
    ),
    "written to a list of the forum": lambda: trusted(order().replace(f"To: {COMMANDS}".encode(), f"To: {GROUP}".encode())),
    "written to those who speak for a group": lambda: trusted(
        order().replace(f"To: {COMMANDS}".encode(), b"To: ag-wohnen-leitung@forum-test.example")
    ),
    "signed three days ago": lambda: trusted(order().replace(DATED[0], DATED[3])),
    "without a date": lambda: trusted(order().replace(DATED[0], b"")),
    "under a signature over a To that leads elsewhere, with a Cc that nobody signed": lambda: trusted(
        f"Cc: {COMMANDS}\r\n".encode() + order().replace(f"To: {COMMANDS}".encode(), b"To: kollege@kreis-stade.example"),
        signature="from:to:subject:date",
    ),
    "under a signature that leaves To and Subject out": lambda: trusted(order(), signature="from:date"),
    "under a signature that leaves Subject out": lambda: trusted(order(), signature="from:to:date"),
    "under a signature that leaves To out, redirected by a colleague": lambda: trusted(
        order().replace(COMMANDS.encode(), b"kollege@kreis-stade.example"), signature=MICROSOFT_365
    ),
    "under a signature that leaves To out, from elsewhere, as SPF says": lambda: trusted(
        order(), "spf=pass smtp.mailfrom=x@evil.example; ", signature=MICROSOFT_365
    ),
    "under a signature that leaves Date out": lambda: trusted(order(), signature="from:to:subject"),
    "with a second To on top": lambda: trusted(f"To: {COMMANDS}\r\n".encode() + order()),
    "with a second Date on top": lambda: trusted(DATED[0] + order().replace(DATED[0], DATED[3])),
}


@pytest.mark.proves("D1", "D5")
@pytest.mark.parametrize("how", CARRIED)
def test_a_signed_letter_that_somebody_else_sends_on_is_no_order(forum, how):
    [asked] = forum.receive(CARRIED[how](), "x@evil.example", [COMMANDS])
    assert not weekly(forum), journal(forum)
    assert asked.recipient == MARA, "only the supposed author is asked"
    forum.receive(trusted(order()), "x@evil.example", [COMMANDS])
    assert weekly(forum), "the same letter, written to us today, is an order"


def test_an_order_of_one_s_own_says_all_by_itself_though_nobody_signed_to_whom(forum):
    """Microsoft 365 leaves To out: whoever holds such a letter could send it to us, and would bring about what its author ordered, once."""
    [done] = forum.receive(trusted(order(), signature=MICROSOFT_365), "x@evil.example", [COMMANDS])
    assert weekly(forum), journal(forum)
    assert done.recipient == MARA
    forum.write(MARA, COMMANDS, "ZUSTELLUNG einzeln")
    forum.receive(trusted(b"X-Sent-On: yes\r\n" + order(), signature=MICROSOFT_365), "y@evil.example", [COMMANDS])
    assert not weekly(forum), "the same words of the same day are the same letter"


UNCLEAR = [
    f"dmarc=pass header.from={KREIS} (x",
    f'dmarc=pass header.from={KREIS} reason="x',
    f"dmarc=pass header.from=evil.example header.from={KREIS}",
]


@pytest.mark.proves("D4")
@pytest.mark.parametrize("result", UNCLEAR)
def test_a_result_that_can_be_read_in_two_ways_proves_nothing(forum, result):
    forum.receive(f"Authentication-Results: mx.forum-test.example; {result}\r\n".encode() + order(), MARA, [COMMANDS])
    assert not weekly(forum), journal(forum)


STAFF = "amsel@traeger.example"


def test_a_post_that_its_domain_disowns_waits_for_whoever_looks_after_the_list(forum):
    failed = f"Authentication-Results: mx.forum-test.example; dmarc=fail header.from={KREIS}\r\n".encode()
    post = letter(MARA, GROUP, "Guten Tag zusammen", "Frage", START, proven=False)
    assert STAFF in {one.recipient for one in forum.receive(failed + post, "x@evil.example", [GROUP])}


ASKED_THOUGH_SIGNED = {
    "a post": (MARA, GROUP, "Guten Tag zusammen"),
    "an address that is an order": (MARA, "ag-wohnen-leave@forum-test.example", "Danke für alles"),
    "words that get their meaning from a list": (MARA, GROUP, "Bitte austragen"),
    "a decision about somebody else": (STAFF, COMMANDS, "VERWERFEN M-2027-0001"),
    "what cannot be taken back": (MARA, COMMANDS, "LÖSCHUNG"),
}


@pytest.mark.proves("D1", "D5")
@pytest.mark.parametrize("what", ASKED_THOUGH_SIGNED)
def test_without_a_signed_recipient_anything_but_an_order_of_one_s_own_is_asked_about(forum, what):
    sender, to, text = ASKED_THOUGH_SIGNED[what]
    forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    domain = sender.partition("@")[2]
    raw = trusted(letter(sender, to, text, "Bitte", START, proven=False), signature=MICROSOFT_365, domain=domain)
    [asked] = forum.receive(raw, "x@evil.example", [to])
    assert (asked.recipient, "antwort+" in asked.header("Reply-To")) == (sender, True), asked.text


@pytest.mark.proves("D1", "D5")
def test_whoever_holds_a_letter_that_takes_something_back_does_not_choose_what(forum):
    """Written to a colleague about something else, it would take back whatever its author has just decided."""
    forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich")
    raw = letter(MARA, COMMANDS, "Bitte rückgängig machen.", "Rückgängig", START, proven=False)
    [asked] = forum.receive(trusted(raw, signature=MICROSOFT_365), "x@evil.example", [COMMANDS])
    assert weekly(forum)
    assert (asked.recipient, "antwort+" in asked.header("Reply-To")) == (MARA, True), asked.text
    forum.write(MARA, asked.header("Reply-To"), "Ja")
    assert not weekly(forum)


def test_what_the_author_s_own_server_brings_needs_no_signature_over_the_recipient(forum):
    """A blind copy, after three days in a queue: nobody but the author's server could have sent it."""
    raw = order().replace(DATED[0], DATED[3]).replace(f"To: {COMMANDS}".encode(), b"To: kollege@kreis-stade.example")
    forum.receive(trusted(raw, SPF), MARA, [COMMANDS])
    assert weekly(forum), journal(forum)


def test_a_letter_of_yesterday_is_an_order(forum):
    forum.receive(trusted(order().replace(DATED[0], DATED[1])), MARA, [COMMANDS])
    assert weekly(forum), journal(forum)


def test_a_signed_post_reaches_its_list_and_a_forged_one_does_not(forum):
    raw = letter(MARA, GROUP, "Guten Tag zusammen", "Wohnraum", START, proven=False)
    assert len(forum.receive(signed(raw, KREIS), MARA, [GROUP], ELSEWHERE)) == 3
    forged = letter(MARA, GROUP, "Bitte sofort überweisen", "Dringend", START, proven=False)
    assert not any(
        b"Bitte sofort" in bytes(one.message) and one.recipient != MARA
        for one in forum.receive(forged, MARA, [GROUP], ELSEWHERE)
        if one.header("List-Id")
    )


@pytest.mark.parametrize(
    ("record", "domain", "organisation"),
    [
        ({"_dmarc.kreis.example": "v=DMARC1; p=none"}, "a.b.kreis.example", "kreis.example"),
        ({"_dmarc.example": "v=DMARC1; psd=y; p=none"}, "a.kreis.example", "kreis.example"),
        (
            {"_dmarc.b.kreis.example": "v=DMARC1; psd=n; p=none", "_dmarc.kreis.example": "v=DMARC1; p=none"},
            "a.b.kreis.example",
            "b.kreis.example",
        ),
        ({}, "a.kreis.example", "a.kreis.example"),
        ({"_dmarc.kreis.example": "v=spf1"}, "a.kreis.example", "a.kreis.example"),
        ({"_dmarc.c.example": "v=DMARC1; p=none"}, ".".join("x" * 30) + ".c.example", "c.example"),
    ],
)
def test_the_organisation_is_found_by_walking_up_the_tree(record, domain, organisation):
    from mailflow.receive import authentication

    with nameserver({(name, "TXT"): [f'"{text}"'] for name, text in record.items()}) as address:
        assert authentication.organisation(domain, authentication.Names((address,))) == organisation


def test_the_signature_of_a_neighbour_under_the_same_public_suffix_proves_nothing():
    zone = {
        ("_dmarc.land.example", "TXT"): ['"v=DMARC1; p=none; psd=y"'],
        ("s._domainkey.nord.land.example", "TXT"): published(key()),
        ("s._domainkey.mail.sued.land.example", "TXT"): published(key()),
    }
    with nameserver(zone) as address:
        forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, security={"nameservers": [address]}))
        for signer, proven in {"nord.land.example": False, "mail.sued.land.example": True}.items():
            author = f"x{signer[0]}@sued.land.example"
            forum.receive(signed(letter(author, GROUP, "Guten Tag", "Frage", START, proven=False), signer), author, [GROUP])
            assert ("claimed" not in journal(forum)) is proven, journal(forum)


def test_a_subdomain_follows_the_subdomain_policy_of_its_organisation():
    from mailflow.receive import authentication

    with nameserver({("_dmarc.kreis.example", "TXT"): ['"v=DMARC1; p=reject; sp=none"']}) as address:
        assert authentication._policy("a.kreis.example", authentication.Names((address,)))["p"] == "none"
        assert authentication._policy("kreis.example", authentication.Names((address,)))["p"] == "reject"


@pytest.mark.parametrize(("mode", "is_proven"), [("r", True), ("s", False)])
@pytest.mark.parametrize("by", ["signature", "server"])
def test_a_domain_that_wants_the_very_same_name_is_not_vouched_for_by_one_below(mode, is_proven, by):
    """adkim and aspf: relaxed, a name of the same organisation will do (RFC 9989 section 4.4)."""
    sender, below = "amt@kreis-streng.example", "mail.kreis-streng.example"
    zone = {
        ("_dmarc.kreis-streng.example", "TXT"): [f'"v=DMARC1; p=reject; adkim={mode}; aspf={mode}"'],
        (f"s._domainkey.{below}", "TXT"): published(key("sub")),
        (below, "TXT"): [f'"v=spf1 ip4:{THEIRS} -all"'],
    }
    with nameserver(zone) as names:
        forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, security={"nameservers": [names]}))
        raw = signed(order(sender), below, by=key("sub")) if by == "signature" else order(sender)
        forum.receive(raw, f"x@{below}", [COMMANDS], ELSEWHERE if by == "signature" else THEIRS)
    assert ("checked: aligned, " in journal(forum)) == is_proven, journal(forum)


def test_reserved_names_are_not_looked_up_in_the_public_tree():
    from mailflow.receive.reading import can_be_asked_about

    assert not can_be_asked_about("kreis-stade.example", ())
    assert can_be_asked_about("kreis-stade.example", ("127.0.0.1:53",))
    assert can_be_asked_about("kreis-stade.de", ())


def test_levels_are_ordered():
    assert Level.CONFIRMED.reaches(Level.ALIGNED)
    assert not Level.CLAIMED.reaches(Level.ALIGNED)
