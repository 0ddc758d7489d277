"""Plays a folder of numbered letters through the whole house and compares what leaves with what stands there.

NN-in-what.eml    a letter that comes in, as our mail server stores it: Return-Path and X-Original-To say the envelope.
                  {reply NN} is the Reply-To of outgoing letter NN, {message-id NN} its Message-ID, of its writer's copy where there
                  is one, else of the first; {reply-of ADDRESS NN} and
                  {return-path-of ADDRESS NN} speak of the copy that went to ADDRESS,
                  as does {signed-number-of ADDRESS NN}, which stands in its List-Unsubscribe.
NN-out-what.eml   a letter that must leave: To, From, Subject, Reply-To, Waits-Until, blank line, text part. Tokens are written as *.
settings.toml     settings in which this forum differs from the default, if there is one.
NN-clock.txt      the time it is from here on (ISO 8601); what is due then is done.

After each `in` or `clock` exactly the letters that follow as `out` must leave, no more. `Copies: 5` says that this many
letters, to different people, have the same subject. MAILFLOW_UPDATE=1 writes the outgoing files anew; the diff is the review.
"""

from __future__ import annotations

import email
import itertools
import os
import re
import tomllib
import weakref
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import Message
from pathlib import Path

from blank import bring_up
from sqlalchemy import select

from mailflow import flow
from mailflow.app import App
from mailflow.decide.joining.states import STATES
from mailflow.model import tokens
from mailflow.model.records import Application
from mailflow.receive.reader import Kept
from mailflow.settings import Settings
from mailflow.settings.site_files import SiteFiles
from mailflow.store import outbox as outbox_rows
from mailflow.store.tables import mail, outbox

SHIPPED = SiteFiles(None)
"""Read once: two thirds of the time of making a forum went into reading them."""
SEED = Path(__file__).parent / "conversations" / "forum.json"


class StillClock:
    """Time stands still until a conversation says otherwise."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def now(self) -> datetime:
        return self.moment

    def advance(self, by: timedelta) -> datetime:
        self.moment += by
        return self.moment


class DirectReader:
    """Reads in this process: the same functions without the limits."""

    def run(self, function, *args):
        return function(*[a.value if isinstance(a, Kept) else a for a in args])

    def close(self) -> None:
        pass


GREETING = re.compile(r"(?:Guten Tag|Dear|Hello) ([^,\n]+),")


@dataclass
class Left:
    """A letter in the outbox."""

    id: int
    recipient: str
    message: Message
    state: str
    due: datetime
    waits: bool
    twins: list[Left] = field(default_factory=list)
    """The other copies of the same letter."""

    @property
    def text(self) -> str:
        for part in self.message.walk():
            if part.get_content_type() == "text/plain":
                return part.get_payload(decode=True).decode("utf-8", "replace").replace("\r\n", "\n")
        return ""

    def header(self, name: str) -> str:
        return str(email.header.make_header(email.header.decode_header(self.message.get(name, ""))))


@dataclass
class Forum:
    """A forum in memory with a clock of its own, for tests that speak in letters."""

    start: datetime
    seed: Path = SEED
    settings: Settings = field(default_factory=lambda: Settings(store={"url": "sqlite://"}))
    """Posts leave at once, unless a test is about their waiting; conversations have the shipped settings."""
    like: Forum | None = None
    """Begins where this one stands: to play a story takes ten times as long as to copy what came of it."""

    def __post_init__(self) -> None:
        self.clock = StillClock(self.start)
        self.app = App(self.settings, frozenset(), self.clock)
        self.app.__dict__["reader"] = DirectReader()
        self.app.__dict__["keys"] = (b"conversation",)
        if not self.settings.site.folder:
            self.app.__dict__["_site"] = SHIPPED
        bring_up(self.app.database, self.like and self.like.app.database)
        if self.like:
            self.clock.moment, self.last = self.like.clock.moment, self.like.last
        else:
            self.app.seed(self.seed)
            self.last = 0
        # The thread that commits letters would keep the house of a test that is over.
        weakref.finalize(self, self.app.arrivals.close)

    def receive(self, raw: bytes, sender: str, recipients: list[str], peer: str = "") -> list[Left]:
        intake = self.app.intake()
        for recipient in recipients:
            refusal = intake.refusal(recipient)
            assert refusal is None, f"{recipient}: {refusal}"
        intake.take(raw, sender, recipients, "test", peer).result()
        house = self.app.house()
        while flow.one_letter(house):
            pass
        return self.left()

    def write(self, sender: str, to: str, text: str, subject: str = "Nachricht", *, proven: bool = True, headers: str = "") -> list[Left]:
        """A plain letter from somebody; `proven` puts our mail server's dmarc=pass on top."""
        return self.receive(letter(sender, to, text, subject, self.clock.now(), proven=proven, headers=headers), sender, [to])

    def tick(self, moment: datetime | None = None) -> list[Left]:
        if moment:
            self.clock.moment = moment
        flow.one_tick(self.app.house(), self.clock.now())
        return self.left()

    def left(self) -> list[Left]:
        """Letters written to the outbox since the last look, whether they may leave yet or not."""
        rows = select(outbox.c.id, outbox.c.recipient, mail.c.raw, outbox.c.state, outbox.c.due, outbox.c.waits, mail.c.kind).join(
            mail, mail.c.id == outbox.c.mail
        )
        with self.app.store.reading() as connection:
            found = connection.execute(rows.where(outbox.c.id > self.last).order_by(outbox.c.id)).all()
        opened = self.app.seal("leaving").opened
        letters = [
            Left(id, to, email.message_from_bytes(raw if kind in outbox_rows.OF_OTHERS else opened(raw)), state, due, waits)
            for id, to, raw, state, due, waits, kind in found
        ]
        self.last = max([self.last, *(left.id for left in letters)])
        self._greet_their_readers(letters)
        return letters

    def _greet_their_readers(self, letters: list[Left]) -> None:
        """Whatever a letter of ours is about, it greets nobody but who gets it."""
        greeted = [(one, found[1]) for one in letters if "Auto-Submitted" in one.message and (found := GREETING.match(one.text))]
        with self.facts() as facts:
            for one, name in greeted:
                reader = facts.people.by_address(one.recipient)
                assert not reader or not reader.name or name == reader.name, f"{one.header('Subject')!r} to {reader.name} greets {name}"

    def deliver(self) -> int:
        """Lets the postman go as often as there is something due."""
        postman, count = self.app.postman(), 0
        while done := postman.round():
            count += done
        return count

    def signed(self, delivery: int, purpose: str = "leave") -> str:
        return tokens.signed_number(self.app.keys[0], purpose, delivery)

    def return_path(self, left: Left) -> str:
        return self.app.return_path(left.id)

    def facts(self):
        return self.app.facts()


def letter(sender: str, to: str, text: str, subject: str, at: datetime, *, proven: bool = True, headers: str = "") -> bytes:
    domain = sender.rpartition("@")[2]
    trace = (
        f"Authentication-Results: mx.forum-test.example; spf=pass smtp.mailfrom={sender}; dmarc=pass header.from={domain}\n"
        if proven
        else ""
    )
    number = abs(hash((sender, to, text, subject, at)))
    return (
        (
            f"{trace}From: {sender}\nTo: {to}\nSubject: {subject}\nDate: {email.utils.format_datetime(at)}\nMessage-ID: <{number}@{domain}>\n{headers}"
            f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
        )
        .replace("\n", "\r\n")
        .encode()
    )


def play(folder: Path) -> None:
    """Plays one conversation; AssertionError tells which letter differs."""
    steps = sorted((p for p in folder.iterdir() if p.suffix in {".eml", ".txt"}), key=lambda p: int(p.name.partition("-")[0]))
    clock = datetime.fromisoformat(steps[0].read_text("utf-8").strip())
    forum, sent, position = Forum(clock, settings=_settings(folder)), dict[str, Left](), 1
    while position < len(steps):
        step = steps[position]
        position += 1
        if "-clock" in step.name:
            forum.deliver()
            left = forum.tick(datetime.fromisoformat(step.read_text("utf-8").strip()))
        else:
            left = forum.receive(*_incoming(step, sent, forum))
        expected = []
        while position < len(steps) and "-out-" in steps[position].name:
            expected.append(steps[position])
            position += 1
        _compare(folder, step, expected, left, sent)
    _states_follow_the_table(forum)


def _states_follow_the_table(forum: Forum) -> None:
    """What became of each application is what the handbook says can become of it."""
    with forum.facts() as facts:
        for application in facts.records.all(Application):
            saves = [e for e in facts.journal.about(application.id) if e.kind == "Application" and e.what == "save"]
            saves.sort(key=lambda e: e.after_version)
            states = [*(e.before["state"] for e in saves if e.before), application.state]
            for old, new in itertools.pairwise(states):
                assert old == new or new in STATES[old].leads_to or not STATES[old].leads_to, f"{application.id}: {old}, then {new}"


def _settings(folder: Path) -> Settings:
    file = folder / "settings.toml"
    return Settings(store={"url": "sqlite://"}, **(tomllib.loads(file.read_text("utf-8")) if file.exists() else {}))


def _incoming(step: Path, sent: dict[str, Left], forum: Forum) -> tuple[bytes, str, list[str]]:
    text = step.read_text("utf-8")
    author = email.utils.parseaddr(str(email.message_from_string(text)["From"]))[1]
    text = re.sub(r"\{reply (\d+)\}", lambda m: _own(sent[m[1]], author).header("Reply-To"), text)
    text = re.sub(r"\{reply-of (\S+) (\d+)\}", lambda m: _copy(sent[m[2]], m[1]).header("Reply-To"), text)
    text = re.sub(r"\{return-path-of (\S+) (\d+)\}", lambda m: forum.return_path(_copy(sent[m[2]], m[1])), text)
    text = re.sub(r"\{signed-number-of (\S+) (\d+)\}", lambda m: forum.signed(_copy(sent[m[2]], m[1]).id), text)
    text = re.sub(r"\{message-id (\d+)\}", lambda m: _own(sent[m[1]], author).header("Message-ID"), text)
    head = email.message_from_string(text)
    return (
        text.replace("\n", "\r\n").encode(),
        head.get("Return-Path", "").strip("<> "),
        [a.strip("<> ") for a in head.get_all("X-Original-To", [])],
    )


def _own(left: Left, author: str) -> Left:
    """The copy that the writer of an answer got, else the first."""
    return next((one for one in left.twins if one.recipient == author), left)


def _copy(left: Left, address: str) -> Left:
    """The copy of a letter to several people that went to this one."""
    return next(one for one in [left, *left.twins] if one.recipient == address)


def _compare(folder: Path, step: Path, expected: list[Path], left: list[Left], sent: dict[str, Left]) -> None:
    shown = _grouped(left)
    if os.environ.get("MAILFLOW_UPDATE"):
        for old in expected:
            old.unlink()
        number = int(step.name.partition("-")[0])
        for i, (text, example) in enumerate(shown, 1):
            name = f"{number + i:02}-out-{_slug(example)}.eml"
            (folder / name).write_text(text, "utf-8")
            sent[f"{number + i:02}"] = example
        return
    texts = {file: file.read_text("utf-8") for file in expected}
    for text, example in shown:
        match = next((f for f, wanted in texts.items() if wanted == text), None)
        assert match is not None, f"{step.name} brought a letter that is not expected:\n{text}\nexpected were:\n" + "\n---\n".join(
            texts.values()
        )
        sent[match.name.partition("-")[0]] = example
        del texts[match]
    assert not texts, f"{step.name} should also have brought {', '.join(f.name for f in texts)}"


def _grouped(left: list[Left]) -> list[tuple[str, Left]]:
    """One entry per letter; letters to several people that differ only in the name are one entry with Copies."""
    groups: dict[tuple[str, str], list[Left]] = {}
    for one in left:
        groups.setdefault((one.header("Subject"), one.header("From")), []).append(one)
    for many in groups.values():
        many[0].twins = many[1:]
    return [(_shown(many), many[0]) for many in groups.values()]


def _shown(many: list[Left]) -> str:
    one = many[0]
    lines = [f"To: {one.recipient}", f"From: {one.header('From')}", f"Subject: {one.header('Subject')}"]
    if reply := one.header("Reply-To"):
        lines.append("Reply-To: " + re.sub(r"\+[a-z2-7]{26}@", "+*@", reply))
    if one.waits:
        lines.append(f"Waits-Until: {one.due.isoformat()}")
    if len(many) > 1:
        lines.append(f"Copies: {len(many)}")
    if any(p.get_content_type() == "text/calendar" for p in one.message.walk()):
        lines.append("Calendar: yes")
    return "\n".join(lines) + "\n\n" + re.sub(r"\+[a-z2-7]{26}@", "+*@", one.text.strip()) + "\n"


def _slug(left: Left) -> str:
    plain = left.header("Subject").lower().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
