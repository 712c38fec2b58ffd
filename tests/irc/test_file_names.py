"""Names of files that came from others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.file_names import BYTES_MAX, UNNAMED, clean_name, extension
from desktopchat.irc.filehost import (
    file_path,
    is_picture,
    names_in,
    parse_link,
    size_in,
    token_of,
    tokens_in,
    with_size,
)

TOKEN = "AbCdEfGhIjKlMnOpQrStUv"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("holiday.jpg", "holiday.jpg"),
        ("Grüße 你好.txt", "Grüße 你好.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\ada\\x.txt", "x.txt"),
        ("C:x.txt", "C_x.txt"),
        ("/", UNNAMED),
        ("..", UNNAMED),
        ("", UNNAMED),
        (" . . ", UNNAMED),
        (".bashrc", "bashrc"),
        ("a\0b\nc.txt", "abc.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("NUL", "_NUL"),
        ("con.txt", "_con.txt"),
        ("COM1.tar.gz", "_COM1.tar.gz"),
        ("com10", "com10"),
        ("what?*<>|.md", "what_____.md"),
        ("end. . ", "end"),
        ("family 👩\u200d👧.png", "family 👩\u200d👧.png"),
        ("x" * 4000 + ".png", "x" * (BYTES_MAX - 4) + ".png"),
        ("\ud800.txt", "txt"),
    ],
)
def test_clean_names(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text())
def test_any_name_becomes_one_that_stays(name: str) -> None:
    clean = clean_name(name)
    assert clean
    assert len(clean.encode()) <= BYTES_MAX
    assert not set(clean) & set('/\\:*?"<>|\0\n')
    assert clean not in (".", "..")
    assert clean_name(clean) == clean
    assert token_of(file_path(TOKEN, clean)) == TOKEN
    assert parse_link(f"https://10.0.0.5:6697{file_path(TOKEN, clean)}") == (TOKEN, clean)


def test_extensions() -> None:
    assert extension("a.TAR.GZ") == "gz"
    assert extension("none") == ""
    assert extension(".hidden") == ""
    assert extension("x." + "y" * 30) == ""


def test_tokens_in_a_message() -> None:
    link = f"https://[fe80::1]:6697/files/{TOKEN}/a.png"
    assert tokens_in(f"look {link}, and /files/short or https://x/{TOKEN}") == {TOKEN}
    assert tokens_in(f"/files/{TOKEN}more") == set()
    assert parse_link(f"see {link}") is None


def test_a_link_may_tell_the_pixels_of_its_picture() -> None:
    plain = f"https://10.0.0.5:6697{file_path(TOKEN, 'Sea & sky.png')}"
    link = with_size(plain, (640, 480))
    assert link == f"{plain}#640x480"
    assert with_size(plain, None) == plain
    assert size_in(link) == (640, 480)
    assert size_in(plain) is None
    assert parse_link(link) == parse_link(plain) == (TOKEN, "Sea & sky.png")
    assert tokens_in(link) == {TOKEN}
    assert names_in(f"{link} and {plain}") == ["Sea & sky.png"] * 2


@pytest.mark.parametrize("size", ["0x480", "640", "640x", "-6x4", "640x480x2", "123456x1", "a"])
def test_what_is_no_size_is_none(size: str) -> None:
    link = f"https://10.0.0.5:6697{file_path(TOKEN, 'a.png')}#{size}"
    assert size_in(link) is None


def test_pictures_are_known_by_their_names() -> None:
    assert is_picture("Sea.JPEG")
    assert not is_picture("png")
    assert not is_picture("sea.svg")
    assert not is_picture("sea.png.exe")
