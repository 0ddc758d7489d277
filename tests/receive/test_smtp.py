"""What a mail server sees at the SMTP door."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import subprocess
import time

import pytest

from mailflow.receive.door import Limits
from mailflow.settings import ReceiveSection
from mailflow.settings.certificate import shown_at_the_doors
from tests.receive.doors import GOOD, Client, Memory, greeted, opened

FAULT = re.compile(r"451 4\.3\.0 [0-9a-f]{8}")


def test_a_good_letter_is_taken_byte_for_byte_and_its_id_is_told() -> None:
    intake = Memory()
    with opened(intake) as port, greeted(port) as client:
        assert client.letter(GOOD, "forum@netz.example") == "250 2.0.0 angenommen als L1"
        assert client.say("QUIT").startswith("221")
    assert intake.taken == [(GOOD, "a@kreis.example", ("forum@netz.example",), "smtp")]


@pytest.mark.proves("A12")
def test_an_ordinary_client_library_is_understood_with_dots_and_8_bit() -> None:
    intake = Memory()
    with opened(intake) as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("", ["forum@netz.example"], "Subject: x\r\n\r\n.Punkt\r\n..\r\nGrüße\r\n".encode(), ["BODY=8BITMIME", "SIZE=40"])
    assert intake.taken[0][:2] == ("Subject: x\r\n\r\n.Punkt\r\n..\r\nGrüße\r\n".encode(), "")


@pytest.mark.proves("A11")
def test_the_extensions_are_the_ones_we_can_keep() -> None:
    with opened(Memory(), Limits(max_size=1234)) as port, Client(port) as client:
        offers = [line[4:] for line in client.say("EHLO x").split("\n")[1:]]
    assert offers == ["SIZE 1234", "8BITMIME", "PIPELINING", "ENHANCEDSTATUSCODES"]


def test_pipelined_commands_are_answered_in_order() -> None:
    intake = Memory()
    with opened(intake) as port, greeted(port) as client:
        client.send(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<nobody@n.example>\r\nRCPT TO:<x@n.example>\r\nDATA\r\n")
        assert [client.hear()[:3] for _ in range(4)] == ["250", "550", "250", "354"]
        client.send(GOOD + b".\r\nMAIL FROM:<a@b.example>\r\nNOOP\r\nQUIT\r\n")
        assert [client.hear()[:3] for _ in range(4)] == ["250", "250", "250", "221"]


def test_a_client_that_stops_sending_early_still_gets_its_answers() -> None:
    intake = Memory()
    with opened(intake) as port, greeted(port) as client:
        client.send(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<x@n.example>\r\nDATA\r\n" + GOOD + b".\r\n")
        client.socket.shutdown(socket.SHUT_WR)
        assert [client.hear()[:3] for _ in range(4)] == ["250", "250", "354", "250"]
        assert client.hear() == ""


def test_a_connection_that_breaks_within_the_letter_stores_nothing() -> None:
    intake = Memory()
    with opened(intake) as port:
        with greeted(port) as client:
            client.send(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<x@n.example>\r\nDATA\r\n" + GOOD + b".\r")
        with greeted(port) as client:
            client.say("NOOP")
    assert intake.taken == []


def test_an_unknown_recipient_hears_a_sentence() -> None:
    with opened(Memory()) as port, greeted(port) as client:
        client.say("MAIL FROM:<a@b.example>")
        assert client.say("RCPT TO:<nobody@netz.example>") == "550 5.1.1 Diese Adresse gibt es hier nicht ? woertlich."
        assert client.say("DATA").startswith("503")


@pytest.mark.proves("A10")
def test_a_recipient_named_twice_gets_one_copy() -> None:
    intake = Memory()
    with opened(intake) as port, greeted(port) as client:
        assert client.letter(GOOD, "forum@netz.example", "Forum@NETZ.example", "b@netz.example").startswith("250")
    assert intake.taken[0][2] == ("forum@netz.example", "b@netz.example")


@pytest.mark.proves("A10")
def test_beyond_100_recipients_the_rest_is_asked_to_come_later() -> None:
    intake = Memory()
    with opened(intake) as port, greeted(port) as client:
        client.say("MAIL FROM:<a@b.example>")
        answers = [client.say(f"RCPT TO:<m{i}@netz.example>")[:9] for i in range(150)]
        assert answers == ["250 2.1.5"] * 100 + ["452 4.5.3"] * 50
        client.say("DATA")
        client.send(GOOD + b".\r\n")
        assert client.hear().startswith("250")
    assert len(intake.taken[0][2]) == 100


class TestSize:
    LETTER = b"Subject: x\r\n\r\n" + b"a" * 984 + b"\r\n"

    @pytest.mark.proves("A10")
    def test_a_letter_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(self) -> None:
        intake = Memory()
        with opened(intake, Limits(max_size=1000)) as port, greeted(port) as client:
            assert len(self.LETTER) == 1000
            assert client.letter(self.LETTER).startswith("250")
            assert client.letter(b"X" + self.LETTER).startswith("552 5.3.4")
            assert client.letter(self.LETTER).startswith("250")
        assert len(intake.taken) == 2

    @pytest.mark.proves("A10")
    def test_an_announced_size_is_refused_before_the_letter(self) -> None:
        with opened(Memory(), Limits(max_size=1000)) as port, greeted(port) as client:
            assert client.say("MAIL FROM:<a@b.example> SIZE=1001").startswith("552")
            assert client.say("MAIL FROM:<a@b.example> SIZE=1000").startswith("250")

    @pytest.mark.proves("A4")
    def test_an_endless_stream_is_cut_off(self) -> None:
        intake = Memory()
        with opened(intake, Limits(max_size=100_000)) as port, greeted(port) as client:
            client.say("MAIL FROM:<a@b.example>")
            client.say("RCPT TO:<x@netz.example>")
            client.say("DATA")
            assert client.is_cut_off_while_sending(b"a" * 10_000, 2000)
        assert intake.taken == []

    def test_lines_up_to_64_kib_are_taken(self) -> None:
        with opened(Memory()) as port, greeted(port) as client:
            assert client.letter(b"Subject: x\r\n\r\n" + b"a" * 65536 + b"\r\n").startswith("250")
            assert client.letter(b"Subject: x\r\n\r\n" + b"a" * 65600 + b"\r\n").startswith("554")

    @pytest.mark.proves("A4")
    def test_unfinished_letters_of_everybody_share_one_memory(self) -> None:
        intake = Memory()
        with opened(intake, Limits(memory=3000)) as port, greeted(port) as one, greeted(port) as two:
            for client in (one, two):
                client.send(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<x@n.example>\r\nDATA\r\n")
                assert [client.hear()[:3] for _ in range(3)] == ["250", "250", "354"]
            one.send(b"a" * 2000)
            time.sleep(0.05)
            two.send(b"b" * 2000 + b"\r\n.\r\n")
            assert two.hear().startswith("452 4.3.1")
            one.send(b"\r\n.\r\n")
            assert one.hear().startswith("250")
            assert two.letter(GOOD).startswith("250")


class TestSmuggling:
    @pytest.mark.proves("A1")
    def test_a_second_letter_behind_a_false_end_is_never_seen(self) -> None:
        second = b"MAIL FROM:<boss@kreis.example>\r\nRCPT TO:<x@n.example>\r\nDATA\r\nSubject: forged\r\n\r\nx\r\n"
        for false_end in (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r\n", b"\r\n.\r", b"\r.\r"):
            intake = Memory()
            with opened(intake) as port, greeted(port) as client:
                assert client.letter(b"Subject: x\r\n\r\na" + false_end + second).startswith("554")
                assert client.say("NOOP").startswith("250")
            assert intake.taken == []

    @pytest.mark.parametrize("head", [b"Subject: a\x00b", b"Subject: a\rBcc: x@y.example", b"X: 1\r\nSubject: \r"])
    @pytest.mark.proves("A2")
    def test_nul_or_bare_cr_in_the_header_is_refused(self, head: bytes) -> None:
        with opened(Memory()) as port, greeted(port) as client:
            assert client.letter(head + b"\r\n\r\nText\r\n").startswith("554")
            assert client.letter(b"Subject: x\r\n\r\nText\x00mit\rallem\r\n").startswith("250")

    @pytest.mark.parametrize(
        "line",
        [b"NOOP\n", b"MAIL FROM:<a\x00@b.example>\r\n", b"RCPT TO:<a\rb@c.example>\r\n", b"NO\x08OP\r\n", "NOOP ä\r\n".encode()],
    )
    @pytest.mark.proves("A2")
    def test_control_characters_in_commands_are_syntax_errors(self, line: bytes) -> None:
        with opened(Memory()) as port, greeted(port) as client:
            client.send(line)
            assert client.hear().startswith("501")
            assert client.say("NOOP").startswith("250")


@pytest.mark.parametrize(
    ("argument", "answer"),
    [
        ("FROM:<a@b.example>", "250"),
        ("FROM:<>", "250"),
        ("from: <a@b.example> BODY=8BITMIME SIZE=10", "250"),
        ("FROM:<@relay.example:a@b.example>", "250"),
        ('FROM:<"a b"@b.example>', "250"),
        ("FROM:<a@b.example", "501"),
        ("FROM:a@b.example", "501"),
        ("FROM:<a@b@c.example>", "501"),
        ("FROM:<a b@c.example>", "501"),
        ("FROM:<a@b.example>x", "501"),
        ("TO:<a@b.example>", "501"),
        ("FROM:<a@b.example> SMTPUTF8", "555"),
        ("FROM:<a@b.example> SIZE=99999999999999999999999", "552"),
    ],
)
def test_sender_syntax(argument: str, answer: str) -> None:
    with opened(Memory()) as port, greeted(port) as client:
        assert client.say(f"MAIL {argument}").startswith(answer)


def test_order_of_commands_is_kept_and_nothing_is_told_about_people() -> None:
    with opened(Memory()) as port, Client(port) as client:
        assert client.say("MAIL FROM:<a@b.example>").startswith("503")
        client.say("EHLO x")
        assert client.say("RCPT TO:<x@n.example>").startswith("503")
        client.say("MAIL FROM:<a@b.example>")
        assert client.say("MAIL FROM:<a@b.example>").startswith("503")
        assert client.say("RSET").startswith("250")
        assert client.say("MAIL FROM:<a@b.example>").startswith("250")
        assert client.say("VRFY nobody").startswith("252")
        assert client.say("VRFY forum").startswith("252")
        assert client.say("EXPN forum").startswith("500")
        assert client.say("AUTH PLAIN AAAA").startswith("500")


class TestOwnFaults:
    @pytest.mark.proves("A7")
    def test_are_temporary_and_tell_only_an_id(self, caplog: pytest.LogCaptureFixture) -> None:
        secret = "database is locked: /srv/geheim.db"
        with opened(Memory(fails=RuntimeError(secret))) as port, greeted(port) as client, caplog.at_level("ERROR", "mailflow"):
            answer = client.letter(GOOD)
            assert FAULT.fullmatch(answer)
            assert client.say("NOOP").startswith("250")
        assert [record.facts["id"] for record in caplog.records if record.levelname == "ERROR"] == [answer[-8:]]  # type: ignore[attr-defined]

    @pytest.mark.proves("A7")
    @pytest.mark.parametrize("error", [OSError("geheim"), TimeoutError("geheim"), ValueError("geheim")])
    def test_of_any_kind_at_a_recipient_too(self, error: Exception) -> None:
        with opened(Memory(fails_at_recipient=error)) as port, greeted(port) as client:
            client.say("MAIL FROM:<a@b.example>")
            assert FAULT.fullmatch(client.say("RCPT TO:<x@n.example>"))


class TestPatience:
    @pytest.mark.proves("A5")
    def test_silence_ends_the_connection(self) -> None:
        with opened(Memory(), Limits(idle_seconds=0.1)) as port, greeted(port) as client:
            assert client.hear().startswith("421 4.4.2")
            assert client.hear() == ""

    def test_silence_within_a_letter_too(self) -> None:
        intake = Memory()
        with opened(intake, Limits(idle_seconds=0.2)) as port, greeted(port) as client:
            client.send(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<x@n.example>\r\nDATA\r\nSubject: x\r\n")
            assert [client.hear()[:3] for _ in range(4)] == ["250", "250", "354", "421"]
        assert intake.taken == []

    @pytest.mark.proves("A5")
    def test_a_slow_drip_does_not_hold_a_place_for_ever(self) -> None:
        for limits in (Limits(transaction_seconds=0.3), Limits(grace_seconds=0.2, slowest_bytes_per_second=1000)):
            with opened(Memory(), limits) as port, greeted(port) as client:
                client.send(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<x@n.example>\r\nDATA\r\n")
                assert [client.hear()[:3] for _ in range(3)] == ["250", "250", "354"]
                assert client.is_cut_off_while_sending(b"a", 250, pause=0.02)


class TestFloods:
    @pytest.mark.proves("A6")
    def test_too_many_connections_of_one_peer_are_told_to_come_back(self) -> None:
        with opened(Memory(), Limits(per_peer=3)) as port:
            clients = [Client(port) for _ in range(5)]
            assert [client.greeting[:3] for client in clients] == ["220"] * 3 + ["421"] * 2
            clients[0].say("QUIT")
            assert clients[0].hear() == ""
            with greeted(port) as again:
                assert again.letter(GOOD).startswith("250")
            for client in clients:
                client.close()

    @pytest.mark.proves("A6")
    def test_a_peer_that_comes_too_often_waits_but_the_mail_server_of_this_machine_does_not(self) -> None:
        with opened(Memory(), Limits(per_minute=3)) as port:
            for peer, greetings in (("127.0.0.2", ["220"] * 3 + ["421"] * 3), ("127.0.0.3", ["220"]), ("127.0.0.1", ["220"] * 6)):
                heard = []
                for _ in greetings:
                    with Client(port, comes_from=peer) as client:
                        heard.append(client.greeting[:3])
                assert heard == greetings, peer

    @pytest.mark.proves("A6")
    def test_an_honest_letter_passes_beside_many_idle_connections(self) -> None:
        with opened(Memory(), Limits(per_peer=50)) as port:
            idle = [Client(port) for _ in range(49)]
            with greeted(port) as client:
                assert client.letter(GOOD).startswith("250")
            for other in idle:
                other.close()

    @pytest.mark.proves("A6")
    def test_too_many_errors_or_commands_end_the_connection(self) -> None:
        with opened(Memory(), Limits(errors=3, commands=10)) as port:
            with Client(port) as client:
                assert [client.say("QUATSCH")[:3] for _ in range(3)] == ["500"] * 3
                assert client.hear().startswith("421")
            with Client(port) as client:
                assert [client.say("NOOP")[:3] for _ in range(11)] == ["250"] * 10 + ["421"]

    def test_a_command_without_an_end_is_cut_off(self) -> None:
        with opened(Memory()) as port, Client(port) as client:
            client.send(b"NOOP " + b"x" * 5000 + b"\r\n")
            assert client.hear().startswith("500")
            assert client.is_cut_off_while_sending(b"x" * 10_000, 1000)

    def test_a_browser_is_sent_away(self) -> None:
        with opened(Memory()) as port, Client(port) as client:
            assert client.say("POST / HTTP/1.1").startswith("421")
            assert client.hear() == ""


class TestTls:
    @pytest.fixture
    def limits(self, tmp_path_factory: pytest.TempPathFactory) -> Limits:
        folder = tmp_path_factory.mktemp("tls")
        files = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"]
        made = subprocess.run(
            [*["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail.netz.example"], *files],
            capture_output=True,
            check=False,
        )
        if made.returncode:
            pytest.skip("openssl is not installed")
        return Limits(tls=shown_at_the_doors(ReceiveSection(tls_cert=str(folder / "cert.pem"), tls_key=str(folder / "key.pem"))))

    def test_a_letter_travels_encrypted(self, limits: Limits) -> None:
        intake, context = Memory(), ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with opened(intake, limits) as port, smtplib.SMTP("127.0.0.1", port) as client:
            client.starttls(context=context)
            client.ehlo()
            assert not client.has_extn("STARTTLS")
            client.sendmail("a@kreis.example", ["forum@netz.example"], GOOD)
        assert intake.taken[0][0] == GOOD

    @pytest.mark.proves("A3")
    def test_what_was_said_before_the_handshake_is_forgotten(self, limits: Limits) -> None:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with opened(Memory(), limits) as port, greeted(port) as client:
            client.send(b"STARTTLS\r\nRSET\r\n")
            assert client.hear().startswith("220")
            inner = context.wrap_socket(client.socket)
            inner.sendall(b"MAIL FROM:<a@b.example>\r\n")
            assert inner.recv(1000).startswith(b"503")  # neither RSET nor the old EHLO
            inner.close()


def test_closing_the_door_says_goodbye() -> None:
    with opened(Memory()) as port:
        client = greeted(port)
    assert client.hear().startswith("421 4.3.2")
    client.close()
