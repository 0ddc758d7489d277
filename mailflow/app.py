"""The composition root: settings in, running services out. The only module that knows all others."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from mailflow import flow, keyfile
from mailflow.deliver import post, receipts
from mailflow.deliver.courier import Courier, PostRoom
from mailflow.deliver.list_server import ByListServer, ListServer, Rosters
from mailflow.deliver.signature import KeyFileError, Signer
from mailflow.deliver.smtp import Relay
from mailflow.model import tokens
from mailflow.model.address import Addresses, normal
from mailflow.model.facts import Facts
from mailflow.model.fingerprint import Fingerprints
from mailflow.model.forum import Forum, Retention
from mailflow.model.lists import ListKind
from mailflow.model.records import RECORDS, Charter, Group, Person, PersonAddress
from mailflow.model.seal import Seal
from mailflow.model.store import Records
from mailflow.perform import leavers, rekeying
from mailflow.perform.apply import Hands
from mailflow.perform.compose import common_context
from mailflow.perform.templates import LANGUAGES, Templates
from mailflow.receive.imap import Account, Fetcher
from mailflow.receive.intake import Intake
from mailflow.receive.reader import Reader
from mailflow.settings import WEEKDAYS, Settings, SettingsError
from mailflow.settings.site_files import SiteFiles
from mailflow.settings.standing import missing
from mailflow.store import erasing, inbox, marks, outbox, register
from mailflow.store.commits import GroupCommit
from mailflow.store.engine import Database
from mailflow.store.records import SqlRecords
from mailflow.store.schema import StoreError
from mailflow.store.seed import SeedError, seed_from
from mailflow.store.store import Store, Transaction


class Clock:
    """Wall time, which the post room of a demo may move forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, by: timedelta) -> datetime:
        self.ahead += by
        return self.now()


@dataclass(frozen=True)
class App:
    """One forum on one store. Parts are built when first needed, so that `mailflow status` opens no socket."""

    settings: Settings
    given: frozenset[tuple[str, str]] = frozenset()
    """(section, key) of settings made on purpose: they win over a seed."""
    clock: Clock = field(default_factory=Clock)

    @cached_property
    def database(self) -> Database:
        return Database(self.settings.store.url)

    @cached_property
    def store(self) -> Store:
        return Store(self.database)

    @cached_property
    def templates(self) -> Templates:
        return Templates(self._site.folders("templates"), language=self.settings.forum.language)

    @cached_property
    def keys(self) -> tuple[bytes, ...]:
        """The secrets behind reply addresses and return paths, newest first, kept apart from the database."""
        file = self.key_file()
        return keyfile.made_or_kept(file, self.sealing_key()) if file else (secrets.token_bytes(32),)

    def sealing_key(self) -> str | None:
        """`marks.sealing_key` of this store."""
        with self.store.reading() as connection:
            return marks.sealing_key(connection)

    @cached_property
    def signer(self) -> Signer | None:
        """Signs what leaves, where the settings name selector and key."""
        security = self.settings.security
        if not security.dkim_selector or not security.dkim_key_file:
            return None
        try:
            return Signer(self.forum().addresses.domain, security.dkim_selector, Path(security.dkim_key_file).read_bytes())
        except OSError as e:
            raise SettingsError(f"security.dkim_key_file: {security.dkim_key_file} cannot be read: {e.strerror}") from e
        except KeyFileError as e:
            raise SettingsError(f"security.dkim_key_file: {security.dkim_key_file}: {e}") from e

    def seal(self, of: Literal["arrived", "leaving"]) -> Seal:
        return Seal(self.keys[-1], of, self.forum().addresses.reply)

    @property
    def fingerprints(self) -> Fingerprints:
        """By which the erased are known again."""
        keys, file = self.keys, self.key_file()
        return Fingerprints(keyfile.of_erased(file) if file and file.exists() else keys[-1])

    @property
    def key_fingerprint(self) -> str:
        """By which a backup says which key file it belongs to; "" while there is no key file."""
        file = self.key_file()
        return keyfile.fingerprint(file) if file and file.exists() else ""

    @cached_property
    def arrivals(self) -> GroupCommit[inbox.Arrival, str]:
        """Letters from all doors on their way to the disk."""
        return GroupCommit(self.database, inbox.accept)

    @cached_property
    def reader(self) -> Reader:
        return Reader()

    @cached_property
    def _forum(self) -> Forum:
        with self.store.reading() as connection:
            return self.forum_in(SqlRecords(connection))

    def forum(self) -> Forum:
        """The forum's constants, from the settings and the charter a seed left in the store."""
        return self._forum

    def forum_in(self, records: Records) -> Forum:
        charter = self.charter(records)
        settings, wins = self.settings, self.given
        named = {f.name: getattr(settings.addresses, f.name) for f in fields(Addresses) if f.name != "domain"}
        seeded = {name: local for name, local in charter.addresses.items() if ("addresses", name) not in wins}
        domain = settings.forum.domain if ("forum", "domain") in wins or not charter.domain else charter.domain
        name = settings.forum.name if ("forum", "name") in wins or not charter.name else charter.name
        return Forum(
            name=name,
            addresses=Addresses(domain=domain, **named | seeded),
            timezone=settings.forum.timezone if ("forum", "timezone") in wins or not charter.timezone else charter.timezone,
            language=settings.forum.language,
            undo=timedelta(minutes=settings.forum.undo_minutes),
            kinds=self._site.kinds,
            counties=(*charter.counties, *self._site.counties),
            interest_questions=self._numbered_lines("_parts/interest_questions"),
            example_questions=self._numbered_lines("_parts/example_questions"),
            checklist=self._numbered_lines("_parts/checklist"),
            coordinates_until=settings.office.coordinates_until or None,
            retention=Retention(*(getattr(settings.privacy, f"{field.name}_days") for field in fields(Retention))),
            controller=settings.privacy.controller,
            guests=self._site.guests,
            purposes=self._site.purposes,
            holidays=self._site.holidays,
            registration=settings.onboarding.registration,
            rounds=settings.onboarding.rounds,
            duty=normal(settings.onboarding.duty),
            trusted_authserv=settings.security.trusted_authserv or charter.trusted_authserv,
            external_markers=charter.external_markers,
            second_person=settings.security.second_person,
            list_server=settings.lists.mailman.domain if settings.lists.courier == "mailman" else "",
            public_url=settings.web.public_url,
            seals=bool(settings.security.dkim_selector),
            digest_weekday=WEEKDAYS.index(settings.digest.weekday),
            digest_time=time.fromisoformat(settings.digest.time),
        )

    def charter(self, records: Records) -> Charter:
        return records.get(Charter, "forum") or Charter(id="forum")

    def list_kinds(self) -> dict[str, ListKind]:
        return self._site.kinds

    @cached_property
    def _hands(self) -> Hands:
        forum = self.forum()
        templates = self.templates.forgiving().with_common(common_context(forum))
        return Hands(forum, templates, self.keys, self.seal("leaving"), self.fingerprints)

    def hands(self) -> Hands:
        """What performing needs, for the forum as it is now."""
        return self._hands

    def house(self) -> flow.House:
        security = self.settings.security
        return flow.House(
            self.store,
            self.reader,
            self.forum,
            self.hands,
            self.clock.now,
            self.seal("arrived"),
            nameservers=security.nameservers,
            trusted_peers=security.trusted_peers,
            register=register.place(self.settings.privacy.register_file, self.database),
        )

    def fetcher(self, nudge: Callable[[], None]) -> Fetcher | None:
        """Fetches from the mailbox that the settings name, if they name one."""
        account = self.mailbox()
        return Fetcher(account, self.intake(nudge), int(self.settings.receive.max_size_mb * 1_000_000)) if account else None

    def mailbox(self) -> Account | None:
        named = self.settings.receive.imap.model_dump(exclude={"password_file"})
        return Account(**named) if named["host"] else None

    def intake(self, nudge: Callable[[], None] = lambda: None) -> Intake:
        return Intake(self.store, self.forum, self.keys, self.seal("arrived"), self.clock.now, nudge, self.arrivals.submit)

    @contextlib.contextmanager
    def facts(self) -> Iterator[Facts]:
        with self.store.reading() as connection:
            records = SqlRecords(connection)
            yield Facts(self.forum_in(records), records)

    def courier(self) -> Courier:
        """The relay, with the list server beside it where the settings name one."""
        relay, server, mailman = self.relay(), self.list_server, self.settings.lists.mailman
        lmtp = Relay(f"lmtp://{mailman.lmtp}", hostname=self.settings.forum.domain, connections=1)
        return ByListServer(relay, lmtp, server, mailman.domain, self._to_hand_on) if server else relay

    @cached_property
    def list_server(self) -> ListServer | None:
        if self.settings.lists.courier != "mailman":
            return None
        mailman = self.settings.lists.mailman
        from mailflow.deliver.mailman import Mailman  # its client is an extra of the package

        return Mailman(mailman.url, mailman.user, mailman.password, mailman.domain, self.keys[-1])

    def rosters(self, server: ListServer) -> Rosters:
        return Rosters(server, self._to_hand_on, self.settings.lists.mailman.domain, self.store, self.return_path)

    def _to_hand_on(self) -> dict[str, frozenset[str]]:
        with self.facts() as facts:
            return facts.lists.to_hand_on(facts.today(self.clock.now()))

    def relay(self) -> Courier:
        deliver = self.settings.deliver
        if not deliver.relay:
            return PostRoom()
        return Relay(
            deliver.relay,
            deliver.password,
            self.settings.forum.domain,
            connections=deliver.connections,
            per_connection=deliver.per_connection,
        )

    def postman(self) -> post.Postman:
        key, deliver = self.keys[0], self.settings.deliver
        before, after = self.forum().addresses.of("verp", "*").split("*")
        return post.Postman(
            self.store,
            self.courier(),
            lambda purpose, id: tokens.signed_number(key, purpose, id),
            lambda signed: f"{before}{signed}{after}",
            self.clock.now,
            post.Pace(deliver.per_minute, deliver.per_day),
            opened=self.seal("leaving").opened,
            signer=self.signer,
            receipts=self._receipts(),
        )

    def return_path(self, delivery: int) -> str:
        """Where reports about a delivery come back."""
        return self.forum().addresses.of("verp", tokens.signed_number(self.keys[0], "bounce", delivery))

    def prepare(self) -> None:
        """An upgraded store with a forum in it: the demo's where the settings name one, and the staff of the settings."""
        self.database.make()
        self.database.reach()
        with self.database.one_at_a_time():
            self.database.upgrade()
            if self.settings.site.demo and self.is_empty():
                self.seed(Path(self.settings.site.demo))
            with self.store.writing(self.clock.now(), cause="settings") as tx:
                self._settle(tx)
            self.resume_clock()
            with self.store.writing(self.clock.now()) as tx:
                marks.put_once(tx.connection, marks.BEGUN, tx.now)
                marks.put(tx.connection, marks.KEY, tx.now, keyfile.name_of(self.keys[-1]))
                erasing.carry_over(tx.connection, self.fingerprints)

    @property
    def has_post_room(self) -> bool:
        """Whether letters that leave stay here, to be read and answered on a page."""
        return not self.settings.deliver.relay and bool(self.settings.receive.smtp)

    def advance(self, by: timedelta) -> datetime:
        """Moves a demo's clock forward, for good: after a restart no letter lies in the future."""
        now = self.clock.advance(by)
        with self.store.writing(now) as tx:
            marks.put(tx.connection, marks.AHEAD, now, str(int(self.clock.ahead.total_seconds())))
        return now

    def resume_clock(self) -> None:
        """Where the post room left the clock, there it goes on."""
        with self.store.reading() as connection:
            ahead = marks.mark(connection, marks.AHEAD)
        if ahead and self.has_post_room:
            self.clock.ahead = timedelta(seconds=int(ahead.text))

    def release_claims(self) -> None:
        """Whoever read a letter of an embedded store when this process starts is gone."""
        if self.database.is_sqlite:
            with self.store.writing(self.clock.now()) as tx:
                inbox.give_back(tx.connection)

    def is_empty(self) -> bool:
        """Whether nothing is there but what the settings put there."""
        with self.store.reading() as connection:
            records = SqlRecords(connection)
            return records.get(Charter, "forum") is None and all(p.status == "staff" for p in records.all(Person))

    def seed(self, file: Path) -> int:
        """Loads a seed file into an empty store; returns the number of records."""
        records = seed_from(file)
        if twice := [of for of, count in Counter((type(r).__name__.lower(), r.id) for r in records).items() if count > 1]:
            raise SeedError(f"{file}: {' '.join(twice[0])} stands twice")
        if not self.is_empty():
            raise StoreError("the store already holds a forum; a seed goes into an empty one")
        with self.store.writing(self.clock.now(), cause="seed") as tx:
            # What the settings put there gives way, and is put back on top of the seed.
            for kind in (Person, PersonAddress, Group):
                for there in tx.records.all(kind):
                    tx.records.remove(there)
            for sort in RECORDS:
                tx.records.add([record for record in records if type(record) is sort])
            self._settle(tx)
        for of_the_forum in ("_forum", "_hands"):
            self.__dict__.pop(of_the_forum, None)
        return len(records)

    def _settle(self, tx: Transaction) -> None:
        """The staff and the addresses of the settings, and the lists that every forum has; saying it again changes nothing."""
        forum = self.forum_in(tx.records)
        for record in missing(self.settings, forum, Facts(forum, tx.records)):
            leavers.save(record, tx)

    def drop_keys(self) -> int:
        """No address ever given out works any more; what is open is asked again. Returns how many questions that are.

        The old keys go last, because what waits to leave is sealed by one of them: cut off before, saying it again finishes it.
        """
        if (file := self.key_file()) is None:
            raise SettingsError("security.key_file: a store in memory has none")
        sealing, made = self.sealing_key(), keyfile.make(file)
        keys, count = keyfile.keys_in(file), 0
        if len(keys) == 1 or keyfile.name_of(keys[0]) != sealing:
            self._take_keys(keys)
            old = self.hands() if not made and sealing in {None, "", keyfile.name_of(keys[-1])} else None
            self._take_keys(keyfile.rotate(file)[:1])
            name = keyfile.name_of(self.keys[0])
            with self.store.writing(self.clock.now(), cause=f"keys:{name}", actor="operator") as tx:
                count = rekeying.rekey(name, old, self.hands(), tx)
                marks.put(tx.connection, marks.KEY, tx.now, name)
        self._take_keys(keyfile.keep_newest(file))
        return count

    def _take_keys(self, keys: tuple[bytes, ...]) -> None:
        self.__dict__["keys"] = keys
        self.__dict__.pop("_hands", None)

    def key_file(self) -> Path | None:
        """Where the key is kept; None for a store in memory."""
        if named := self.settings.security.key_file:
            return Path(named)
        shared = self.database.beside("key")
        if shared is None or self.database.is_sqlite:
            return shared
        return keyfile.of_store(shared.with_stem(self.database.name), shared, self.sealing_key)

    def _receipts(self) -> Path | None:
        """Where the workers of this store write down what the relay said; whoever serves another database must not find it."""
        folder = self.database.beside("receipts")
        if folder is None or self.database.is_sqlite:
            return folder
        own = folder / hashlib.sha256(self.database.url.render_as_string().encode()).hexdigest()[:12]
        with self.store.reading() as connection:
            receipts.adopt(folder, own, outbox.owners(connection))
        return own

    @cached_property
    def _site(self) -> SiteFiles:
        return SiteFiles(Path(self.settings.site.folder) if self.settings.site.folder else None)

    def _numbered_lines(self, part: str) -> Mapping[str, tuple[str, ...]]:
        return {language: self.templates.numbered(part, language) for language in LANGUAGES}
