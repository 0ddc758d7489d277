"""The words of an SMTP client on one connection, without the socket: replies in, commands out, outcomes.

Commands are pipelined where the relay offers it (RFC 2920): the end of one letter and the envelope of the next travel
together, so a letter costs one round trip. Every reply is matched to its command; whose fate it decides is the table
of faults.md section 4.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from mailflow.deliver.courier import Away, Deferred, Failed, Outcome, Outgoing, Refused, Sent, Uncertain, Untried

_LONGEST_LINE = 4096
_MOST_LINES = 100
_CODES = {str(code).encode(): code for code in range(200, 600)}


class Offers(NamedTuple):
    """What the relay said to EHLO."""

    pipelining: bool = False
    eight_bit: bool = False
    utf8: bool = False


class Session:
    """One connection after its greeting. `out` is what to write; `over` says that the connection is of no more use."""

    def __init__(self, offers: Offers) -> None:
        self._offers = offers
        self._in = b""
        self._lines: list[bytes] = []
        self._expected: deque[tuple[str, Outgoing | None]] = deque()
        self._results: list[tuple[Outgoing, Outcome]] = []
        self._dirty = False
        self.announced: Outgoing | None = None
        """The letter whose envelope has been sent."""
        self.ready = False
        """The relay has said 354 to it."""
        self.finishing: Outgoing | None = None
        """The letter whose dot has been sent."""
        self.out: list[bytes] = []
        self.over = False

    @property
    def free(self) -> bool:
        """Whether the next letter may be announced. Behind an unanswered DATA the relay could take its envelope for text."""
        unanswered = [word for word, _ in self._expected]
        return not self.over and self.announced is None and (not unanswered or (self._offers.pipelining and unanswered == ["DOT"]))

    @property
    def waits(self) -> bool:
        """Whether a reply is due."""
        return bool(self._expected)

    def announce(self, letter: Outgoing) -> None:
        """Sends a letter's envelope."""
        if not letter.recipient.isascii() and not self._offers.utf8:
            self._results.append((letter, Failed("553 5.6.7 the relay does not carry addresses outside ASCII")))
            return
        self.announced, self.ready = letter, False
        if self._dirty:
            self._say("RSET", "RSET", None)
            self._dirty = False
        self._say("MAIL", self._mail(letter), letter)
        if self._offers.pipelining:
            self._say("RCPT", f"RCPT TO:<{letter.recipient}>\r\nDATA", letter)
            self._expected.append(("DATA", letter))

    def finish(self) -> None:
        """Sends the bytes of the announced letter and its dot; the next one may be announced at once."""
        assert self.announced
        self.finishing, self.announced, self.ready = self.announced, None, False
        self.out += [self.finishing.head, self.finishing.body, b".\r\n"]
        self._expected.append(("DOT", self.finishing))

    def quit(self) -> None:
        self.out.append(b"QUIT\r\n")
        self.over = True

    def receive(self, data: bytes) -> list[tuple[Outgoing, Outcome]]:
        """Takes what the relay wrote; returns the outcomes it decides."""
        *lines, self._in = (self._in + data).split(b"\n")
        for line in lines:
            if not self.over:
                self._line(line.rstrip(b"\r"))
        if not self.over and len(self._in) > _LONGEST_LINE:
            self._lost("a reply without an end")
        return self._told()

    def lost(self, why: str) -> list[tuple[Outgoing, Outcome]]:
        """The connection is gone: what that means for the letters on it."""
        self._lost(why)
        return self._told()

    def abandon(self, why: str) -> list[tuple[Outgoing, Outcome]]:
        """We end the connection before the announced letter has begun."""
        self._lost(why, over_another=True)
        return self._told()

    def _told(self) -> list[tuple[Outgoing, Outcome]]:
        results, self._results = self._results, []
        return results

    def _lost(self, why: str, *, over_another: bool = False) -> None:
        """`over_another`: it was the letter before the announced one that ended the connection."""
        self.over = True
        finishing, announced = self.finishing, self.announced
        self.finishing = self.announced = None
        if finishing:
            self._results.append((finishing, Uncertain(f"connection lost after the dot: {why}")))
        if announced:
            untried = finishing or over_another
            self._results.append((announced, Untried(why) if untried else Deferred(f"connection lost before the dot: {why}")))

    def _mail(self, letter: Outgoing) -> str:
        body = " BODY=8BITMIME" if self._offers.eight_bit else ""
        utf8 = "" if letter.recipient.isascii() else " SMTPUTF8"
        return f"MAIL FROM:<{letter.sender}>{body}{utf8}"

    def _say(self, word: str, command: str, letter: Outgoing | None) -> None:
        self.out.append(command.encode() + b"\r\n")
        self._expected.append((word, letter))

    def _line(self, line: bytes) -> None:
        code = _CODES.get(line[:3])
        if code is None or len(line) > _LONGEST_LINE or len(self._lines) >= _MOST_LINES:
            self._lost(f"an odd reply: {_printable(line)}")
        elif line[3:4] == b"-":
            self._lines.append(line[4:])
        elif self._lines:
            said, self._lines = [*self._lines, line[4:]], []
            self._reply(code, b" ".join([line[:3], *said]))
        else:
            self._reply(code, line)

    def _reply(self, code: int, text: bytes) -> None:
        word, letter = self._expected.popleft() if self._expected else ("", None)
        match word:
            case "MAIL" if letter:
                self._at_mail(code, text, letter)
            case "RCPT" if letter:
                self._at_rcpt(code, text, letter)
            case "DATA" if letter:
                self._at_data(code, text, letter)
            case "DOT" if letter:
                self._at_dot(code, text, letter)
            case "":
                self._lost(_printable(text))
        if code == 421 and not self.over:
            self._lost(_printable(text), over_another=word == "DOT")

    def _decide(self, letter: Outgoing, outcome: Outcome) -> None:
        self._results.append((letter, outcome))
        if self.announced is letter:
            self.announced = None

    def _at_mail(self, code: int, text: bytes, letter: Outgoing) -> None:
        if code // 100 == 2:
            self._dirty = True
            if not self._offers.pipelining:
                self._say("RCPT", f"RCPT TO:<{letter.recipient}>", letter)
        elif code // 100 == 5:
            self._decide(letter, Refused(_printable(text)))
        else:
            self._away(letter, _printable(text))

    def _at_rcpt(self, code: int, text: bytes, letter: Outgoing) -> None:
        if self.announced is not letter:
            return
        if code // 100 == 2:
            if not self._offers.pipelining:
                self._say("DATA", "DATA", letter)
        elif code // 100 == 5:
            self._decide(letter, Failed(_printable(text)))
        else:
            self._decide(letter, Deferred(_printable(text)))

    def _at_data(self, code: int, text: bytes, letter: Outgoing) -> None:
        if code == 354:
            self._dirty = False
            if self.announced is letter:
                self.ready = True
            else:
                # Nobody is left to send it to; the relay waits for letter data all the same (RFC 2920 section 3.1).
                self.out.append(b".\r\n")
                self._expected.append(("VOID", None))
        elif self.announced is letter:
            if code // 100 == 5:
                self._decide(letter, Refused(_printable(text)))
            else:
                self._away(letter, _printable(text))

    def _at_dot(self, code: int, reply: bytes, letter: Outgoing) -> None:
        self.finishing, text = None, _printable(reply)
        match code // 100:
            case 2:
                self._decide(letter, Sent(text))
            case 4:
                self._decide(letter, Deferred(text))
            case 5:
                self._decide(letter, Refused(text))
            case _:
                self._decide(letter, Uncertain(text))
                self._lost(text, over_another=True)

    def _away(self, letter: Outgoing, text: str) -> None:
        """The relay has no time for us now."""
        self._decide(letter, Away(text))
        self._lost(text)


def _printable(reply: bytes) -> str:
    """A relay's words as they may be kept (faults.md H7)."""
    text = reply.decode("utf-8", "replace")
    if text.isprintable():
        return text[:500]
    return "".join(c if c.isprintable() else " " for c in text).strip()[:500]
