"""Our ARC seal on copies of posts, read by another program's verifier: chains that begin here, go on here, and end here."""

from __future__ import annotations

import contextlib
import email
import subprocess
from datetime import datetime

import dkim
import pytest
from conversation import Forum, letter

from mailflow.deliver.seal import sealed
from mailflow.deliver.signature import Signer
from mailflow.settings import Settings
from tests.deliver.relay import scripted_relay
from tests.live.servers import need
from tests.security.names import key, nameserver, private, published, signed

COMMANDS = "mailflow@forum-test.example"
START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, KREIS, GROUP = "mara.lindtner@kreis-stade.example", "kreis-stade.example", "ag-wohnen@forum-test.example"
ELSEWHERE, THEIRS = "198.51.100.9", "203.0.113.7"
ZONE = {
    ("s._domainkey.forum-test.example", "TXT"): published(key("forum")),
    (f"s._domainkey.{KREIS}", "TXT"): published(key()),
    ("s._domainkey.relay.example", "TXT"): published(key("relay")),
    ("s._domainkey.second.example", "TXT"): published(key("second")),
    (KREIS, "TXT"): [f'"v=spf1 ip4:{THEIRS} -all"'],
    (f"_dmarc.{KREIS}", "TXT"): ['"v=DMARC1; p=none"'],
}


@pytest.fixture(scope="module")
def names():
    with nameserver(ZONE) as address:
        yield address


def forwarded(raw: bytes, domain: str = "relay.example", instance: int = 1, worth: str = "none", by: str = "relay") -> bytes:
    """The letter as a forwarder with a key of its own hands it on."""
    signer = Signer(domain, "s", private(key(by)))
    raw = f"ARC-Authentication-Results: i={instance}; {domain}; arc={worth}; spf=pass\r\n".encode() + raw
    return sealed(signer.unsigned(raw), signer) + raw


def record(name: bytes, timeout: int = 5) -> bytes:
    strings = ZONE.get((name.decode().rstrip("."), "TXT"), [""])
    return "".join(strings).replace('" "', "").strip('"').encode()


def verdict(raw: bytes):
    """(pass | fail | none | "" for ended, the cv= of our own seal) by dkimpy."""

    found, sets, _ = dkim.ARC(raw).verify(dnsfunc=record)
    return (found or b"").decode(), (sets[0]["cv"].decode() if sets else ""), all(one["as-valid"] for one in sets)


@contextlib.contextmanager
def distributing(names, tmp_path, **security):
    """A forum with a key, and a way to see a copy of what somebody sends to a list."""
    (tmp_path / "dkim.pem").write_bytes(private(key("forum")))
    security = {"nameservers": [names], "dkim_selector": "s", "dkim_key_file": str(tmp_path / "dkim.pem")} | security
    with scripted_relay() as relay:
        forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, security=security, deliver={"relay": relay.url}))

        def copy(raw: bytes = b"", peer: str = ELSEWHERE, saying: bytes = b"") -> bytes:
            if raw:
                forum.receive(raw, MARA, [GROUP], peer)
            forum.deliver()
            return next(taken.raw for taken in relay.taken if b"List-Id" in taken.raw and saying in taken.raw)

        yield forum, copy


MAIL_DKIM = """
use Net::DNS::Resolver; use Mail::DKIM::Verifier; use Mail::DKIM::ARC::Verifier;
my ($host, $port) = @ARGV;
Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => [$host], port => $port));
local $/; my $raw = <STDIN>;
for my $kind ("Mail::DKIM::Verifier", "Mail::DKIM::ARC::Verifier") {
  my $verifier = $kind->new(Strict => 1); $verifier->PRINT($raw); $verifier->CLOSE; print $verifier->result, "\\n";
}
"""


def by_mail_dkim(raw: bytes, names: str) -> tuple[str, ...]:
    """(what the signature, what the chain is worth) by a third program, in Perl, that asks the name server itself."""
    perl = need("perl")
    if subprocess.run([perl, "-MMail::DKIM::ARC::Verifier", "-e", "1"], capture_output=True, check=False).returncode:
        need("Mail::DKIM")
    command = [perl, "-e", MAIL_DKIM, *names.split(":")]
    return tuple(subprocess.run(command, input=raw, capture_output=True, timeout=30, check=True).stdout.decode().split())


def test_a_program_of_another_family_finds_signature_and_seal_good_and_notices_every_change(names, tmp_path):
    with distributing(names, tmp_path) as (_, copy):
        raw = copy(forwarded(signed(post(), KREIS)))
    assert by_mail_dkim(raw, names) == ("pass", "pass")
    assert by_mail_dkim(raw.replace(b"Guten Tag", b"Guten Abend"), names) == ("fail", "fail")
    assert by_mail_dkim(raw.replace(b"i=1; relay.example; arc=none", b"i=1; relay.example; arc=pass"), names) == ("pass", "fail")


def post(**how) -> bytes:
    return letter(MARA, GROUP, "Guten Tag\n.\n  zwei  Leerzeichen ", "Treffen", START, proven=False, **how)


def test_a_letter_without_a_chain_begins_one(names, tmp_path):
    with distributing(names, tmp_path) as (_, copy):
        raw = copy(signed(post(), KREIS))
    assert verdict(raw) == ("pass", "none", True)
    told = email.message_from_bytes(raw)["ARC-Authentication-Results"]
    assert told.startswith("i=1; forum-test.example; arc=none; dkim=pass header.d=kreis-stade.example")
    assert f"dmarc=pass header.from={KREIS}" in told


def test_a_chain_that_holds_goes_on(names, tmp_path):
    with distributing(names, tmp_path) as (_, copy):
        raw = copy(forwarded(forwarded(signed(post(), KREIS)), "second.example", 2, "pass", "second"))
    assert verdict(raw) == ("pass", "pass", True)
    assert email.message_from_bytes(raw)["ARC-Authentication-Results"].startswith("i=3; forum-test.example; arc=pass")


@pytest.mark.parametrize(
    "breaks",
    [
        lambda raw: raw.replace(b"Guten Tag", b"Guten Abend"),
        lambda raw: raw.replace(b"Subject: Treffen", b"Subject: [x] Treffen"),
        lambda raw: raw.replace(b"i=1; relay.example; arc=none; spf=pass", b"i=1; relay.example; arc=none; dmarc=pass"),
        lambda raw: raw.replace(b"d=relay.example", b"d=nobody.example"),
        lambda raw: raw.replace(b"cv=none", b"cv=pass"),
        lambda raw: b"".join(line for line in raw.splitlines(True) if not line.startswith(b"ARC-Authentication-Results")),
        lambda raw: raw.replace(b"i=1;", b"i=7;"),
    ],
)
def test_a_chain_broken_on_the_way_is_sealed_as_failed(names, tmp_path, breaks):
    broken = breaks(forwarded(signed(post(), KREIS)))
    with distributing(names, tmp_path) as (_, copy):
        raw = copy(broken, THEIRS)
    found, worth, _ = verdict(raw)
    assert worth == "fail" or found == "fail"
    assert found != "pass"
    assert "arc=fail" in email.message_from_bytes(raw)["ARC-Authentication-Results"]


def test_a_chain_that_has_ended_is_left_alone(names, tmp_path):
    with distributing(names, tmp_path) as (_, copy):
        raw = copy(forwarded(signed(post(), KREIS), worth="fail"))
    assert not [name for name in email.message_from_bytes(raw).keys() if name.lower().startswith("arc-")]  # noqa: SIM118


@pytest.mark.parametrize(
    "damage", [(b"Guten", b"Neuen"), (b"From: mara", b"From: sara"), (b"arc=none", b"arc=pass"), (b"Treffen", b"Abendessen")]
)
def test_whatever_is_changed_behind_us_breaks_our_seal(names, tmp_path, damage):
    with distributing(names, tmp_path) as (_, copy):
        raw = copy(signed(post(), KREIS))
    assert verdict(raw.replace(*damage))[0] == "fail"


def test_a_held_post_is_sealed_with_what_was_found_when_it_came(names, tmp_path):
    stranger = "fremd@kreis-stade.example"
    raw = letter(stranger, GROUP, "Darf ich mitlesen?", "Anfrage", START, proven=False)
    with distributing(names, tmp_path) as (forum, copy):
        asked = forum.receive(signed(raw, KREIS), stranger, [GROUP], ELSEWHERE)
        reply = next(one for one in asked if one.recipient == "amsel@traeger.example").header("Reply-To")
        decision = letter("amsel@traeger.example", reply, "freigeben", "AW: Anfrage", START)
        forum.receive(decision, "amsel@traeger.example", [reply])
        forum.clock.moment = START.replace(hour=11)
        released = copy()
    assert verdict(released) == ("pass", "none", True)
    assert f"dmarc=pass header.from={KREIS}" in email.message_from_bytes(released)["ARC-Authentication-Results"]


@pytest.mark.proves("F1")
def test_an_answer_to_a_digest_item_is_signed_and_sealed_like_any_post(names, tmp_path):
    with distributing(names, tmp_path) as (forum, copy):
        forum.receive(
            signed(letter(MARA, COMMANDS, "ZUSTELLUNG wöchentlich", "Bitte", START, proven=False), KREIS), MARA, [COMMANDS], ELSEWHERE
        )
        forum.write("obermoos@kreis-guetersloh.example", GROUP, "Wer hat Erfahrung mit Belegrechten?", "Belegrechte")
        week = forum.tick(datetime.fromisoformat("2027-03-19T09:05:00+01:00"))
        reply = next(one for one in week if one.recipient == MARA and "antwort+" in one.header("Reply-To")).header("Reply-To")
        answer = letter(MARA, reply, "1: Wir, seit zwei Jahren.", "AW", forum.clock.now(), proven=False)
        forum.receive(signed(answer, KREIS), MARA, [reply], ELSEWHERE)
        raw = copy(saying=b"seit zwei Jahren")
    assert dkim.verify(raw, dnsfunc=record)
    assert verdict(raw) == ("pass", "none", True)
    told = email.message_from_bytes(raw)["ARC-Authentication-Results"]
    assert told.startswith(f"i=1; forum-test.example; arc=none; dkim=pass header.d={KREIS}")


def test_without_a_key_nothing_is_sealed_and_foreign_seals_are_dropped(names):
    with scripted_relay() as relay:
        forum = Forum(
            START,
            settings=Settings(store={"url": "sqlite://"}, security={"nameservers": [names]}, deliver={"relay": relay.url}),
        )
        forum.receive(forwarded(signed(post(), KREIS)), MARA, [GROUP], ELSEWHERE)
        forum.deliver()
        assert relay.taken
        assert not any(b"arc-" in taken.raw.lower() for taken in relay.taken)
