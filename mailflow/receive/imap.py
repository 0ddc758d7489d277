"""The IMAP way in: a mailbox in which letters to many of our addresses end.

A letter is taken as at every other door, and only once it is flushed to disk it is moved away or marked as seen. What has been
dealt with is known by UID. Whoever dies in between fetches a letter again, and the key of its content absorbs it (faults.md B13).
"""

from __future__ import annotations

import contextlib
import re
import secrets
import socket
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from imapclient import DELETED, FLAGGED, SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from mailflow import maillog
from mailflow.receive import envelope
from mailflow.receive.intake import Intake
from mailflow.store import marks

PAUSES = (5, 15, 60, 300)
"""Seconds until the next connection after one that failed, two, ... Who refuses our login is left alone for the last at once,
because many servers lock an account after a few wrong passwords."""
_MOST_REFUSALS = 3
_TOGETHER, _SMALL = 20, 256_000
"""Letters fetched in one round trip, and bytes up to which one is small enough for that: no mailbox fills our memory."""
_TOKEN_SECONDS = 60
_PATIENCE = SocketTimeout(connect=10, read=60)


@dataclass(frozen=True, slots=True)
class Account:
    """Where letters are fetched; an empty folder for done or unclear letters leaves them where they are."""

    host: str
    user: str
    password: str = field(default="", repr=False)
    port: int = 993
    tls: Literal["ssl", "starttls", "none"] = "ssl"
    folder: str = "INBOX"
    done_folder: str = ""
    unclear_folder: str = ""
    idle: bool = True
    poll_seconds: float = 60
    token_command: tuple[str, ...] = ()
    """Prints the access token to log in with instead of a password (XOAUTH2); run for each login, because tokens live an hour."""

    @property
    def id(self) -> str:
        """Eight hex digits that are the same for the same folder of the same mailbox."""
        return maillog.short(f"{self.user}@{self.host}:{self.port}/{self.folder}")


@contextlib.contextmanager
def logged_in(account: Account) -> Iterator[IMAPClient]:
    """A connection that is closed at the end; raises OSError or IMAPClientError."""
    trusted = ssl.create_default_context()
    client = IMAPClient(account.host, account.port, ssl=account.tls == "ssl", ssl_context=trusted, timeout=_PATIENCE)
    try:
        if account.tls == "starttls":
            client.starttls(trusted)
        if account.token_command:
            client.oauth2_login(account.user, _token_of(account.token_command))
        else:
            client.login(account.user, account.password)
        yield client
    finally:
        with contextlib.suppress(Exception):
            client.shutdown()


def _token_of(command: Sequence[str]) -> str:
    """What a command prints; OSError, which tells nothing of what was printed, if that is no token."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TOKEN_SECONDS, check=True)
        token = done.stdout.decode("ascii").strip()
    except subprocess.CalledProcessError as e:
        raise OSError(f"receive.imap.token_command ended with {e.returncode}") from None
    except subprocess.TimeoutExpired:
        raise OSError(f"receive.imap.token_command did not end within {_TOKEN_SECONDS} seconds") from None
    except UnicodeDecodeError:
        token = ""
    except OSError as e:
        raise OSError(f"receive.imap.token_command: {command[0]} cannot be run: {type(e).__name__}") from None
    # What may stand in a token: RFC 6750 section 2.1.
    if not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", token):
        raise OSError("receive.imap.token_command printed no access token")
    return token


def greeting(account: Account) -> str:
    """Why the mailbox cannot be read, "" if it can; for `mailflow check`."""
    try:
        with logged_in(account) as client:
            client.select_folder(account.folder, readonly=True)
    except (OSError, IMAPClientError) as e:
        return reason(e)
    return ""


def reason(e: Exception) -> str:
    """What a person may be told of a failure."""
    match e:
        case LoginError():
            return f"login refused: {_printable(e)}"
        case ssl.SSLError():
            return f"no TLS: {_printable(e)}"
        case TimeoutError():
            return "no answer in time"
        case IMAPClientAbortError():
            return f"connection lost: {_printable(e)}"
        case OSError():
            return str(e) if e.errno is None else f"no connection: {type(e).__name__}"
        case IMAPClientError():
            return _printable(e)
    # The text of an error of our own may hold what somebody wrote.
    return f"own fault: {type(e).__name__}"


def _printable(e: Exception) -> str:
    return "".join(c for c in str(e) if c.isprintable())[:200].rstrip(".")


class Fetcher:
    """Empties one mailbox into the intake, as long as `run` runs."""

    def __init__(self, account: Account, intake: Intake, max_size: int, pauses: Sequence[float] = PAUSES) -> None:
        self._account, self._intake, self._max_size, self._pauses = account, intake, max_size, pauses
        self._end = threading.Event()
        self._client: IMAPClient | None = None
        self._refusals: Counter[tuple[int, int]] = Counter()
        """How often the server refused something with a letter, by UIDVALIDITY and UID."""

    def run(self) -> None:
        """Fetches until `leave` is called. Whatever goes wrong, it comes again after a while."""
        failures = 0
        while not self._end.is_set():
            try:
                with self._connected() as client:
                    while not self._end.is_set():
                        found = self._look(client)
                        failures = 0
                        # What came during the look was told during the look: only after an empty one is it safe to wait.
                        if not found:
                            self._wait(client)
            except Exception as e:
                failures += 1
                if not self._end.is_set():
                    self._rest(e, failures)

    def leave(self) -> None:
        """Ends `run` from another thread, also while the server is silent."""
        self._end.set()
        with contextlib.suppress(Exception):
            if self._client:
                self._client.socket().shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[IMAPClient]:
        with logged_in(self._account) as client:
            self._client = client
            for folder in (self._account.done_folder, self._account.unclear_folder):
                if folder and not client.folder_exists(folder):
                    client.create_folder(folder)
                    client.subscribe_folder(folder)
            yield client

    def _look(self, client: IMAPClient) -> bool:
        """Takes what is new in the folder, oldest first; whether there was something."""
        unclear = self._unclear(client)
        # Selected anew each time: only so a folder that was replaced meanwhile tells its new UIDVALIDITY.
        validity = client.select_folder(self._account.folder)[b"UIDVALIDITY"]
        last = self._last(validity)
        # "n:*" names the newest letter even if its UID is lower (RFC 3501 section 6.4.8).
        dealt_with, waits = last, False
        for uid, letter in self._new(client, last):
            if self._end.is_set():
                break
            # One that waits for another try holds back what is remembered, not what is taken.
            waits = not self._is_dealt_with(client, validity, uid, letter) or waits
            if not waits:
                dealt_with = uid
                self._note(validity, uid)
        self._note(validity, dealt_with, unclear)
        return dealt_with > last

    def _new(self, client: IMAPClient, last: int) -> Iterator[tuple[int, bytes | None]]:
        """UID by UID what is new; with the letter where it came with the others, else None."""
        uids = sorted(uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last)
        for start in range(0, len(uids), _TOGETHER):
            some = uids[start : start + _TOGETHER]
            small = self._small(client, some) if len(some) > 1 else {}
            yield from ((uid, small.pop(uid, None)) for uid in some)

    def _small(self, client: IMAPClient, uids: Sequence[int]) -> dict[int, bytes]:
        """Those of these letters that are small; none where the server refuses one of them, which each then finds out for itself."""
        most = min(_SMALL, self._max_size)
        try:
            answers = client.fetch(uids, [f"BODY.PEEK[]<0.{most + 1}>"])
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            return {}
        found = {uid: _body(answer) for uid, answer in answers.items()}
        return {uid: raw for uid, raw in found.items() if raw is not None and len(raw) <= most}

    def _is_dealt_with(self, client: IMAPClient, validity: int, uid: int, letter: bytes | None) -> bool:
        """Takes one letter and puts it away. What the server refuses to hand out or to move is tried three times and holds up nobody."""
        raw = None
        try:
            raw = self._fetched(client, uid) if letter is None else letter
            if raw is not None:
                maillog.fetched(uid)
                self._put_away(client, uid, is_taken=self._is_taken(raw, uid))
                maillog.put_away(uid)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as e:
            self._refusals[validity, uid] += 1
            if self._refusals[validity, uid] < _MOST_REFUSALS:
                return False
            maillog.left_in_mailbox(uid, _printable(e))
            if raw is None:
                with contextlib.suppress(IMAPClientError):
                    self._put_away(client, uid, is_taken=False)
        return True

    def _fetched(self, client: IMAPClient, uid: int) -> bytes | None:
        """The letter, or its beginning if it is too large; None if somebody has removed it meanwhile.

        How large a letter is is not asked, because some servers give a wrong figure.
        """
        return _body(client.fetch([uid], [f"BODY.PEEK[]<0.{self._max_size + 1}>"]).get(uid, {}))

    def _is_taken(self, raw: bytes, uid: int) -> bool:
        """Whether the letter is ours and on disk; raises what keeps it from being stored."""
        if len(raw) > self._max_size:
            maillog.left_in_mailbox(uid, "the letter is larger than receive.max_size_mb")
            return False
        if self._intake.room() < 3 * self._max_size:
            raise OSError("no room on the disk")
        sender, ours = self._envelope(raw)
        if not ours and self._account.unclear_folder:
            maillog.left_in_mailbox(uid, "the letter names no address of ours")
            return False
        office = self._intake.forum().addresses.of("office")
        self._intake.take(raw, sender, ours or (office,), "imap").result()
        return True

    def _envelope(self, raw: bytes) -> tuple[str, tuple[str, ...]]:
        """Sender and those recipients that are ours; nobody if the header cannot be read."""
        try:
            head = envelope.head_of(raw)
            sender, named = envelope.sender(head), list(envelope.recipients(head))
        except Exception:
            # Whatever the library stumbles over: a letter must not hold up those behind it.
            return "", ()
        ours = (tuple(a for a in addresses if self._intake.refusal(a) is None) for addresses in named)
        return sender, next(filter(None, ours), ())

    def _put_away(self, client: IMAPClient, uid: int, *, is_taken: bool) -> None:
        account = self._account
        folder, flag = (account.done_folder, SEEN) if is_taken else (account.unclear_folder, FLAGGED)
        if not folder:
            client.add_flags([uid], [flag])
        elif client.has_capability("MOVE"):
            client.move([uid], folder)
        else:
            client.copy([uid], folder)
            client.add_flags([uid], [DELETED])
            # Without UIDPLUS (RFC 4315) an EXPUNGE would also remove what others have marked.
            if client.has_capability("UIDPLUS"):
                client.uid_expunge([uid])

    def _unclear(self, client: IMAPClient) -> int | None:
        """How many letters wait for a person; None if the server does not say, which is no reason to fetch nothing."""
        folder = self._account.unclear_folder
        try:
            return client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"] if folder else 0
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            return None

    def _wait(self, client: IMAPClient) -> None:
        """Until the server tells of something new; `poll_seconds` at most, because not every server tells."""
        if not (self._account.idle and client.has_capability("IDLE")):
            self._end.wait(self._account.poll_seconds)
            return
        client.idle()
        client.idle_check(timeout=self._account.poll_seconds)
        client.idle_done()

    def _rest(self, e: Exception, failures: int) -> None:
        if not isinstance(e, OSError | IMAPClientError):
            maillog.own_fault(secrets.token_hex(4), "imap")
        pause = self._pauses[-1] if isinstance(e, LoginError) else self._pauses[min(failures, len(self._pauses)) - 1]
        maillog.mailbox_away(reason(e), pause)
        with contextlib.suppress(Exception), self._intake.store.writing(self._intake.now(), flush=False) as tx:
            marks.put_once(tx.connection, marks.MAILBOX_READ, tx.now)
            marks.put(tx.connection, marks.MAILBOX_SAYS, tx.now, reason(e))
        self._end.wait(pause)

    def _last(self, validity: int) -> int:
        """The last UID that was dealt with; 0 if this folder or its UIDs are new to us."""
        with self._intake.store.reading() as connection:
            mark = marks.mark(connection, marks.MAILBOX_READ)
        *where, uid = mark.text.split() if mark and mark.text else ["", "0"]
        return int(uid) if where == [self._account.id, str(validity)] else 0

    def _note(self, validity: int, uid: int, unclear: int | None = None) -> None:
        # Not flushed: whoever fetches a letter again finds it known.
        with self._intake.store.writing(self._intake.now(), flush=False) as tx:
            marks.put(tx.connection, marks.MAILBOX_READ, tx.now, f"{self._account.id} {validity} {uid}")
            marks.remove(tx.connection, marks.MAILBOX_SAYS)
            if unclear is not None:
                marks.put(tx.connection, marks.MAILBOX_UNCLEAR, tx.now, str(unclear))


def _body(answer: Mapping[bytes, bytes]) -> bytes | None:
    return next((value for name, value in answer.items() if name.startswith(b"BODY[]")), None)
