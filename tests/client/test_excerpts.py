"""The first lines of shared texts: what is made of any bytes, and fetched from a real host."""

import threading
from collections.abc import Callable, Iterator

import pytest

from desktopchat.client.files import excerpts as excerpts_module
from desktopchat.client.files import fetching
from desktopchat.client.files.excerpts import (
    BYTES_MOST,
    LETTERS_MOST,
    LINES_MOST,
    NO_TEXT,
    Excerpt,
    Excerpts,
    excerpt,
)
from desktopchat.host.server import Host
from desktopchat.irc.file_names import is_text
from desktopchat.irc.filehost import token_of
from tests.client.test_pictures import where
from tests.host.filehost import Web as Other
from tests.host.filehost import sharing
from tests.waiting import wait_until


@pytest.mark.parametrize(
    ("data", "lines", "goes_on"),
    [
        (b"one\r\ntwo\n", ("one", "two"), False),
        (b"\xef\xbb\xbfname;size\n", ("name;size",), False),
        ("für Łukasz 王伟".encode(), ("für Łukasz 王伟",), False),
        ("f\u00fcr".encode("latin-1"), ("f\u00fcr",), False),
        (b"\x1b[31mred\x1b[0m\n", ("red",), False),
        (b"if a:\n\tb()\n", ("if a:", "    b()"), False),
        (b"1\n2\n3\n4\n5\n6\n7\n", ("1", "2", "3", "4", "5", "6"), True),
        (b"1\n2\n3\n4\n5\n6\n\n\n", ("1", "2", "3", "4", "5", "6"), False),
    ],
)
def test_the_first_lines_are_shown_as_they_are_written(
    data: bytes, lines: tuple[str, ...], goes_on: bool
) -> None:
    assert excerpt(data, goes_on=False) == Excerpt(lines, goes_on)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n \n\t\n",
        bytes(2048),
        b"text\0text",
        "two bytes a letter".encode("utf-16"),
        b"\x7fELF\x02\x01\x01",
        b"\x81\x8d\x8f\x90",
        "\u202e\u2066\ufeff".encode(),
        b"\x1b\x07\x08",
    ],
)
def test_what_nobody_can_read_is_no_text(data: bytes) -> None:
    assert excerpt(data, goes_on=True) == NO_TEXT


@pytest.mark.parametrize(
    "text",
    [
        "x" * 4000,
        "Z" + "\u0315\u0358\u0321\u0489" * 500,
        "\u202egpj.exe\u2066 never closed\u2067\u2068",
        "\x1b[31mred\x1b[0m \x07\x08\x9b2J",
        "a\u2028b\u2029c\x0bd\x0ce\x85f\rg" * 50,
        "\t" * 3000 + "x",
        "😀" * 1000,
        "\ufff9\U000e0001\ud7ff\uffff",
    ],
)
def test_text_that_is_made_to_do_harm_is_tame(text: str) -> None:
    lines, _ = excerpt(text.encode()[:BYTES_MOST], goes_on=True)
    assert len(lines) <= LINES_MOST
    assert all(len(line) <= LETTERS_MOST for line in lines)
    assert not set("".join(lines)) & set("\0\x07\x08\x1b\x9b\u202e\u2066\u2067\u2068\u2028\r\n\t")
    assert "\u0489\u0315" * 2 not in "".join(lines)


def test_a_letter_that_is_cut_in_two_is_left_out() -> None:
    assert excerpt("für 王".encode()[:-1], goes_on=True) == Excerpt(("für",), True)


def test_kinds_are_told_by_their_names() -> None:
    assert all(map(is_text, ("a.txt", "B.MD", "x.tar.json", "main.c", "übung.py")))
    assert not any(map(is_text, ("a.zip", "a.txt.exe", "txt", ".txt", "a.png", "page.pdf")))


@pytest.fixture
def other() -> Iterator[tuple[Host, Other]]:
    with sharing() as (host, _, other):
        yield host, other


@pytest.fixture
def source(other: tuple[Host, Other]) -> Iterator[Excerpts]:
    made = Excerpts(lambda: None)
    made.go_on(where(other[0]))
    yield made
    made.close()
    wait_until(lambda: not any(one.name == "excerpts" for one in threading.enumerate()), 30)


def put(other: Other, data: bytes) -> str:
    token = token_of(other.post("a.txt", data).path)
    assert token is not None
    return token


@pytest.fixture
def come(source: Excerpts) -> Callable[[list[str]], list[Excerpt | None]]:
    def wait(tokens: list[str]) -> list[Excerpt | None]:
        source.want(tokens)
        came: list[str] = []
        wait_until(lambda: came.extend(source.take()) or len(came) >= len(tokens), 30)
        return [source.known(token) for token in tokens]

    return wait


@pytest.mark.sockets
def test_no_more_than_the_beginning_is_fetched(
    other: tuple[Host, Other],
    source: Excerpts,
    come: Callable[[list[str]], list[Excerpt | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    fetch = fetching.fetch_beginning

    def counted(*args: object) -> bytes:
        data = fetch(*args)  # type: ignore[arg-type]
        asked.append(len(data))
        return data

    monkeypatch.setattr(excerpts_module, "fetch_beginning", counted)
    data = [b"short\n", b"x" * 5_000_000, b"", b"y" * BYTES_MOST, b"\0" * 50]
    short, endless, empty, full, zeros = come([put(other[1], one) for one in data])
    assert short == Excerpt(("short",), False)
    assert endless == Excerpt((f"{'x' * (LETTERS_MOST - 1)}…",), True)
    assert empty == zeros == NO_TEXT
    assert full == Excerpt((f"{'y' * (LETTERS_MOST - 1)}…",), False)
    assert sorted(asked) == [6, 50, BYTES_MOST, BYTES_MOST + 1]
    assert come(["A" * 22]) == [NO_TEXT]


@pytest.mark.sockets
def test_only_so_many_are_kept(
    other: tuple[Host, Other],
    source: Excerpts,
    come: Callable[[list[str]], list[Excerpt | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(excerpts_module, "_KEPT", 2)
    tokens = [put(other[1], f"{number}".encode()) for number in range(3)]
    assert come(tokens[:2]) == [Excerpt(("0",), False), Excerpt(("1",), False)]
    come(tokens[2:])
    assert source.known(tokens[0]) is None
    source.forget(tokens[2])
    assert source.known(tokens[2]) is None
