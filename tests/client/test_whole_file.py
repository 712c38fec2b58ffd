"""A picture fetched whole from a real host, to be looked at."""

import threading
from collections.abc import Callable, Iterator

import pytest

from desktopchat.client.files import whole_file
from desktopchat.client.files.whole_file import Came, WholeFile
from desktopchat.host.server import Host
from tests.client.test_pictures import put, where
from tests.host.filehost import Web as Other
from tests.host.filehost import sharing
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


def opened(data: bytes) -> str:
    if data == b"none":
        raise ValueError("It is no picture.")
    return data.decode()


@pytest.fixture
def other() -> Iterator[tuple[Host, Other]]:
    with sharing() as (host, _, other):
        yield host, other


@pytest.fixture
def source() -> Iterator[WholeFile[str]]:
    made = WholeFile(opened, lambda: None)
    yield made
    made.close()
    wait_until(lambda: not any("whole" in one.name for one in threading.enumerate()), 30)


@pytest.fixture
def come(source: WholeFile[str]) -> Callable[[], Came[str]]:
    def wait() -> Came[str]:
        came: list[Came[str]] = []
        wait_until(lambda: bool(came.extend(filter(None, [source.take()])) or came), 30)
        return came[0]

    return wait


def test_it_comes_as_the_window_shows_it(
    other: tuple[Host, Other], source: WholeFile[str], come: Callable[[], Came[str]]
) -> None:
    token = put(other[1], b"a sea")
    source.want(where(other[0]), token)
    assert come() == (token, "a sea", "")
    assert source.take() is None


def test_only_the_last_one_that_was_wanted_comes(
    other: tuple[Host, Other], source: WholeFile[str], come: Callable[[], Came[str]]
) -> None:
    tokens = [put(other[1], word) for word in (b"one", b"two", b"three")]
    for token in tokens:
        source.want(where(other[0]), token)
    assert come().opened == "three"
    wait_until(lambda: not any("whole" in one.name for one in threading.enumerate()), 30)
    assert source.take() is None


def test_what_can_not_be_shown_says_why(
    other: tuple[Host, Other],
    source: WholeFile[str],
    come: Callable[[], Came[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source.want(where(other[0]), put(other[1], b"none"))
    assert come().why == "It is no picture."
    source.want(where(other[0]), "A" * 22)
    assert come().why == "There is no such file here any more."
    source.want(None, "A" * 22)
    assert "away" in come().why
    monkeypatch.setattr(whole_file, "BYTES_MOST", 3)
    source.want(where(other[0]), put(other[1], b"larger"))
    assert "too large" in come().why
    other[0].stop()
    source.want(where(other[0]), "A" * 22)
    assert "did not come whole" in come().why
