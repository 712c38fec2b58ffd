"""Pictures fetched from a real host to be shown, by a maker that takes any bytes but some."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktopchat.client.files import bringing
from desktopchat.client.files import pictures as pictures_module
from desktopchat.client.files.pictures import Pictures, Shown, Size, Wanted
from desktopchat.client.files.web import Web
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.irc.filehost import token_of
from desktopchat.store.person.pictures import NO_PICTURE, KeptPictures
from tests.host.filehost import Web as Other
from tests.host.filehost import sharing
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

BROKEN = b"no picture"


class Maker:
    """The first bytes stand for a small copy, and the colour wanted for how it is set."""

    def small(self, data: bytes) -> tuple[bytes, Size]:
        if data == BROKEN:
            raise ValueError
        return data[:10], (len(data), 1)

    def shown(self, copy: bytes, size: Size, wanted: Wanted) -> bytes:
        return copy + wanted.ground.encode()

    def moves(self, copy: bytes) -> bool:
        return copy == b"moves"


@pytest.fixture
def other() -> Iterator[tuple[Host, Other]]:
    with sharing() as (host, _, other):
        yield host, other


@pytest.fixture
def opened() -> Iterator[list[Pictures]]:
    made: list[Pictures] = []
    yield made
    for one in made:
        one.close()
    wait_until(lambda: not any(one.name == "pictures" for one in threading.enumerate()), 30)


@pytest.fixture
def begin(tmp_path: Path, opened: list[Pictures]) -> Callable[..., Pictures]:
    def start(place: str = "here") -> Pictures:
        kept = KeptPictures(tmp_path / "kept")
        opened.append(Pictures(Maker(), kept, place, lambda: None))
        return opened[-1]

    return start


def where(host: Host) -> tuple[Address, str]:
    assert host.key is not None
    return host.listeners[1].address, host.key.fingerprint


def put(other: Other, data: bytes) -> str:
    answer = other.post("a.png", data)
    assert answer.status == 201
    token = token_of(answer.path)
    assert token is not None
    return token


def want(token: str, ground: str = "white") -> Wanted:
    return Wanted(token, (360, 240), 1.0, ground)


def come(pictures: Pictures, count: int = 1) -> list[Shown]:
    came: list[Shown] = []

    def enough() -> bool:
        came.extend(pictures.take())
        return len(came) >= count

    wait_until(enough, 30)
    return came


def test_a_picture_is_fetched_once_and_is_there_after_a_restart_without_a_host(
    other: tuple[Host, Other], begin: Callable[..., Pictures]
) -> None:
    token = put(other[1], b"x" * 50_000)
    pictures = begin()
    pictures.want([want(token)])
    assert pictures.take() == []
    pictures.go_on(where(other[0]))
    assert come(pictures) == [Shown(want(token), (50_000, 1), b"x" * 10 + b"white")]
    again = begin()
    assert again.size(token) == (50_000, 1)
    again.want([want(token, "black")])
    assert come(again) == [Shown(want(token, "black"), (50_000, 1), b"x" * 10 + b"black")]
    assert begin("another place").size(token) is None


def test_what_is_no_picture_or_too_large_or_gone_is_never_tried_again(
    other: tuple[Host, Other],
    begin: Callable[..., Pictures],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures_module, "BYTES_MOST", 1000)
    tokens = [put(other[1], BROKEN), put(other[1], b"x" * 1001), "A" * 22]
    pictures = begin()
    pictures.go_on(where(other[0]))
    pictures.want([want(token) for token in tokens])
    assert {(one.size, one.ppm) for one in come(pictures, 3)} == {(NO_PICTURE, b"")}
    assert [begin().size(token) for token in tokens] == [NO_PICTURE] * 3


def test_a_host_that_is_not_reached_is_asked_again_after_the_next_connecting(
    other: tuple[Host, Other], begin: Callable[..., Pictures], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = put(other[1], b"picture")
    tried: list[int] = []

    class Unreached(Web):
        def open(self) -> None:  # type: ignore[override]
            tried.append(1)
            raise OSError

    pictures = begin()
    with monkeypatch.context() as patched:
        patched.setattr(bringing, "Web", Unreached)
        pictures.go_on(where(other[0]))
        for _ in range(3):
            pictures.want([want(token)])
            wait_until(lambda: not any(one.name == "pictures" for one in threading.enumerate()), 30)
        assert tried == [1]
    pictures.go_on(None)
    pictures.want([want(token)])
    pictures.go_on(where(other[0]))
    assert come(pictures)[0].ppm == b"picturewhite"


def test_a_host_with_another_key_is_told_nothing(
    other: tuple[Host, Other], begin: Callable[..., Pictures]
) -> None:
    token = put(other[1], b"picture")
    address, fingerprint = where(other[0])
    pictures = begin()
    pictures.go_on((address, fingerprint[::-1]))
    pictures.want([want(token)])
    wait_until(lambda: not any(one.name == "pictures" for one in threading.enumerate()), 30)
    assert pictures.take() == []
    assert pictures.size(token) is None


def test_what_is_no_more_wanted_is_not_fetched(
    other: tuple[Host, Other], begin: Callable[..., Pictures]
) -> None:
    tokens = [put(other[1], f"picture {number}".encode()) for number in range(4)]
    pictures = begin()
    pictures.want([want(token) for token in tokens])
    pictures.want([want(tokens[3])])
    pictures.go_on(where(other[0]))
    assert [one.wanted.token for one in come(pictures)] == [tokens[3]]
    assert [pictures.size(token) for token in tokens[:3]] == [None] * 3


def test_what_is_forgotten_is_kept_again_where_another_message_shows_it(
    other: tuple[Host, Other], begin: Callable[..., Pictures]
) -> None:
    token = put(other[1], b"picture")
    pictures = begin()
    pictures.go_on(where(other[0]))
    pictures.want([want(token)])
    come(pictures)
    pictures.forget(token)
    assert pictures.size(token) is None
    assert begin().size(token) is None
    pictures.want([want(token)])
    come(pictures)
    assert pictures.size(token) == begin().size(token) == (7, 1)
