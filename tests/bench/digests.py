"""The week of thirty items for thousands of readers: composed, stored, and handed to a relay; against composing each letter anew."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailflow import flow
from mailflow.app import App, Clock
from mailflow.decide.lists import digest
from mailflow.deliver.post import Postman
from mailflow.model.facts import Facts
from mailflow.model.records import Post
from mailflow.perform import compose
from mailflow.settings import Settings
from mailflow.store.records import SqlRecords
from tests.bench.measure import Figure
from tests.bench.ours import write_seed
from tests.bench.report import Row
from tests.bench.sink import counting_sink

ITEMS, SAMPLE = 30, 30
FRIDAY = datetime(2027, 3, 19, 8, 30, tzinfo=UTC)


class _Friday(Clock):
    def now(self) -> datetime:
        return FRIDAY


def measured(readers: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name, counting_sink() as sink:
        folder = Path(name)
        write_seed(folder / "seed.json", [readers])
        settings = Settings(
            store={"url": f"sqlite:///{folder}/m.db"},
            deliver={"relay": f"smtp://127.0.0.1:{sink.port}"},
            site={"demo": str(folder / "seed.json")},
        )
        app = App(settings, clock=_Friday())
        app.prepare()
        _write_posts(app, f"g{readers}")
        start, all_written = time.perf_counter(), threading.Event()
        with ThreadPoolExecutor(1) as beside:
            handed_over = beside.submit(_hand_over, app.postman(), all_written)
            written = len(flow.one_tick(app.house(), FRIDAY))
            all_written.set()
            handed_over.result()
        rate = written / (time.perf_counter() - start)
        assert sink.count() >= readers, "not every reader has a digest"
        anew = _composed_anew(app)
        app.database.close()
    others = {"the same letter composed anew for each reader, nothing stored": Figure(anew, anew, anew)}
    yield Row(f"digests of {ITEMS} items to {readers:,} readers, composed and handed over", "digests/s", Figure(rate, rate, rate), others)


def _hand_over(postman: Postman, all_written: threading.Event) -> None:
    """As the gateway does, beside the clock that writes."""
    while postman.round() or not all_written.wait(0.05):
        pass
    while postman.round():
        pass


def _write_posts(app: App, group: str) -> None:
    words = "Wir überlegen, einen Pool für Dolmetschende über die Volkshochschule aufzubauen. " * 5
    author = {"sender": "b1@kreis1.example", "sender_name": "Silke Muster", "place": "Landkreis Stade"}
    with app.store.writing(FRIDAY) as tx:
        for n in range(ITEMS):
            id, at = f"<{n}@kreis1.example>", FRIDAY - timedelta(days=2, minutes=n)
            tx.records.save(Post(id=id, group=group, subject=f"Thema {n}", text=words, thread=id, at=at, **author))


def _composed_anew(app: App) -> float:
    """Letters a second where nothing is shared between readers."""
    forum, templates = app.forum(), app.hands().templates
    with app.store.reading() as connection:
        facts = Facts(forum, SqlRecords(connection))
        people = facts.people.members()[:SAMPLE]
        week = digest.week_of(FRIDAY.date(), facts, FRIDAY, [person.id for person in people])
    decisions = [digest.digest_for(person, week) for person in people]
    sends = [letter for decision in decisions for effect in decision.effects for letter in getattr(effect, "letters", ())]
    start = time.perf_counter()
    for send in sends:
        compose.own_letter(replace(send, one_of_many=False), templates, forum, message_id="<1@forum.example>", reply_to="", now=FRIDAY)
    return len(sends) / (time.perf_counter() - start)
