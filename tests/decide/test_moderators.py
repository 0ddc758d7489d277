"""Two moderators within the same second: fifty answers about one held post, read by several workers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from conversation import Forum, letter

from mailflow import flow
from mailflow.settings import Settings

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, KARLA, ERIKA = "mara.lindtner@kreis-stade.example", "amsel@traeger.example", "erika@verein.example"
GROUP, WORKERS = "ag-wohnen@forum-test.example", 4


def test_fifty_answers_read_at_once_come_to_one_outcome(tmp_path):
    forum = Forum(START, settings=Settings(store={"url": f"sqlite:///{tmp_path}/m.db"}))
    held = forum.write(ERIKA, GROUP, "Wir laden ein.", "Fachtag")
    addresses = {one.recipient: one.header("Reply-To") for one in held}
    intake = forum.app.intake()
    for n in range(50):
        who, said = ((MARA, "freigeben"), (KARLA, "verwerfen Grund: Werbung"), (KARLA, "freigeben"))[n % 3]
        raw = letter(who, addresses[who], said, f"Antwort {n}", START + timedelta(seconds=n))
        intake.take(raw, who, [addresses[who]], "test").result()
    house = forum.app.house()
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(lambda _: _all_read(house), range(WORKERS)))
    left = forum.left()
    to_author = [one for one in left if one.recipient == ERIKA]
    late = [one for one in left if one.header("Subject").startswith("Schon entschieden")]
    assert len(to_author) == 1
    assert len(late) == 49
    assert all("schon entschieden, von" in one.text for one in late)
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state in {"released", "discarded"}


def _all_read(house: flow.House) -> None:
    while flow.one_letter(house):
        pass
