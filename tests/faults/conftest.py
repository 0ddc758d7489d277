"""What all fault tests share: one nursery of gateways, one PostgreSQL cluster with a fresh database for each test."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator

import pytest

from tests.deliver.relay import scripted_relay
from tests.faults.gateways import Gateways
from tests.faults.scene import Scene
from tests.live.servers import empty_database, postgres


@pytest.fixture(scope="session")
def gateways() -> Iterator[Gateways]:
    started = Gateways()
    yield started
    started.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture
def database(cluster: str) -> str:
    """The store URL of an empty database."""
    return empty_database(cluster)


@pytest.fixture
def scene(tmp_path, gateways: Gateways) -> Iterator[Callable[..., Scene]]:
    """Sets a scene: scene() on SQLite, scene(url, workers) on PostgreSQL."""
    with contextlib.ExitStack() as end:

        def set_up(url: str = "", workers: int = 1, **settings: str) -> Scene:
            stage = Scene(tmp_path, end.enter_context(scripted_relay()), gateways, url, workers, settings)
            end.callback(lambda: [gateway.signal(signal.SIGKILL) for gateway in stage.running])
            return stage

        yield set_up
