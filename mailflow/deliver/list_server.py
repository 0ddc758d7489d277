"""A list server behind us: posts are handed to it once, after its roster has been made what ours is (ADR 14)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from typing import Protocol

from mailflow import maillog
from mailflow.deliver.courier import Away, Courier, Deferred, Failed, Outcome, Outgoing
from mailflow.deliver.refusal import refusal
from mailflow.store import inbox, outbox
from mailflow.store.store import Store

EVERYTHING_EVERY = timedelta(minutes=15)
"""How often also lists are looked at on which nothing has changed here."""
_GLANCE = 0.05
"""Seconds for which one way out is listened to while something is under way on the other."""
STILL_NEWS = timedelta(days=5)
"""A bounce older than that is no news: a report of it has been taken before."""


BOUNCED = "550 5.1.0 what the list server sent came back for good"
"""It does not say why. Whoever is counted often enough gets a probe by our own relay, which shows whether the address is dead."""
Readers = Callable[[], Mapping[str, Collection[str]]]
"""Who gets posts of each list one by one now, by the local part of the list's address."""


class ServerAwayError(Exception):
    """The list server cannot be reached, or not be made to do what it should; in its words."""


class ListServer(Protocol):
    def greeting(self) -> str:
        """Why it cannot be used, "" if it can."""
        ...

    def in_front(self, name: str) -> bytes:
        """The header lines by which it knows a post of ours."""
        ...

    def keep(self, name: str, readers: Collection[str]) -> Sequence[tuple[str, datetime]]:
        """Makes list and roster what they are here; returns whose copies came back, and when. Raises ServerAwayError."""
        ...

    def look_again(self) -> None:
        """Somebody may have changed it meanwhile: each list is set up anew when it is kept next."""
        ...


class ByListServer:
    """The courier: letters to addresses in `domain` go to the list server's LMTP, all others by `relay`.

    While the list server is away, its posts wait their turn as the retry table says, and no other letter waits for them.
    """

    def __init__(self, relay: Courier, lmtp: Courier, server: ListServer, domain: str, readers: Readers) -> None:
        self.name = relay.name
        self._relay, self._lmtp, self._server = relay, lmtp, server
        self._domain, self._readers = domain, readers
        # One after the other, and beside the other letters: hundreds of new readers take Mailman half a minute.
        self._preparing = ThreadPoolExecutor(1, thread_name_prefix="roster")
        self._prepared: dict[Future[Outgoing], Outgoing] = {}
        self._at_server = 0

    @property
    def secure(self) -> bool:
        return self._relay.secure

    def room(self) -> int:
        return self._relay.room()

    def take(self, letter: Outgoing) -> None:
        if letter.recipient.endswith(f"@{self._domain}"):
            self._prepared[self._preparing.submit(self._ready, letter)] = letter
        else:
            self._relay.take(letter)

    def outcomes(self, seconds: float) -> Sequence[tuple[Outgoing, Outcome]]:
        soon = min(seconds, _GLANCE)
        told = [*self._relay.outcomes(soon if self._prepared or self._at_server else seconds)]
        for future in [f for f in self._prepared if f.done()]:
            letter = self._prepared.pop(future)
            if error := future.exception():
                told.append((letter, Deferred(f"list server: {error}")))
            else:
                self._lmtp.take(future.result())
                self._at_server += 1
        heard = self._lmtp.outcomes(soon if self._at_server and not told else 0.0)
        self._at_server -= len(heard)
        told += [(letter, _for_later(outcome)) for letter, outcome in heard]
        if self._prepared and not told:
            wait(self._prepared, timeout=soon)
        return told

    def rest(self) -> None:
        self._relay.rest()
        self._lmtp.rest()

    def greeting(self) -> str:
        return self._relay.greeting()

    def _ready(self, letter: Outgoing) -> Outgoing:
        """The post as the list server takes it, its roster looked at first: who left in the meantime gets it no more."""
        name = letter.recipient.partition("@")[0]
        self._server.keep(name, self._readers().get(name, ()))
        # Mailman shows everybody who sent it: our return path is nobody's business, and nothing comes back that way.
        return letter._replace(sender="", head=self._server.in_front(name) + letter.head)


def _for_later(outcome: Outcome) -> Outcome:
    """A list server that is away, or does not know a list just made, is nobody's fault and no reason for other letters to wait."""
    return Deferred(f"list server: {outcome.reply}") if isinstance(outcome, Away | Failed) else outcome


class Rosters:
    """Keeps the list server's rosters as ours are, and takes what it knows of bounces as the reports they came in.

    `return_path` gives where reports about a delivery come back.
    """

    def __init__(self, server: ListServer, readers: Readers, domain: str, store: Store, return_path: Callable[[int], str]) -> None:
        self._server, self._readers, self._domain = server, readers, domain
        self._store, self._return_path = store, return_path
        self._kept: dict[str, Collection[str]] = {}
        self._looked: datetime | None = None

    def round(self, now: datetime) -> int:
        """Looks at lists whose readers have changed, now and then at all. Returns how many bounces were news."""
        if self._looked is None or not timedelta() <= now - self._looked < EVERYTHING_EVERY:
            self._server.look_again()
            self._kept.clear()
            self._looked = now
        wanted, news = self._readers(), 0
        try:
            for name in [name for name, readers in wanted.items() if self._kept.get(name) != readers]:
                news += self._reported(name, self._server.keep(name, wanted[name]), now)
                self._kept[name] = wanted[name]
        except ServerAwayError as e:
            maillog.list_server_away(str(e))
        return news

    def _reported(self, name: str, bounced: Sequence[tuple[str, datetime]], now: datetime) -> int:
        """A report a day of each reader whose copies come back, to the return path of the copy they had last."""
        recent = [(address, last.replace(tzinfo=UTC)) for address, last in bounced if now - last.replace(tzinfo=UTC) < STILL_NEWS]
        if not recent:
            return 0
        arrivals = []
        with self._store.writing(now) as tx:
            for address, last in recent:
                copy = outbox.handed_on(tx.connection, f"{name}@{self._domain}", address, last)
                if copy is not None:
                    # Written by the day, so that the same bounce is the same letter however often it is heard of.
                    path, day = self._return_path(copy), last.replace(hour=0, minute=0, second=0, microsecond=0)
                    arrivals.append(inbox.Arrival(refusal(address, BOUNCED, path, day), "", (path,), "list server", now))
            inbox.accept(tx.connection, arrivals)
        return len(arrivals)
