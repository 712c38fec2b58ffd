"""A file from one window to another."""

import hashlib
import io
import random
import re
import signal
from pathlib import Path

import pytest
from PIL import Image

from desktopchat.irc.address import parse_address
from desktopchat.store.place.blobs import FOLDER, Blobs
from tests.client.cutting import cable
from tests.dragging import dragged
from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN, address_of
from tests.e2e.windows import RealWindow
from tests.host.places import deputy, free_port, hosting
from tests.host.test_stuck_deputies import ROOMY, may_write, on_linux
from tests.waiting import wait_until

SIZE = 100_000_000

pytestmark = pytest.mark.timeout(240)


def test_a_file_that_is_chosen_is_seen_by_its_name(open_window: Opener, tmp_path: Path) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    notes = tmp_path / "notes.txt"
    notes.write_text("These are the notes.\n" * 10_000)
    choose(grace, notes)
    ada.shows("the file by its name", lambda s: "\N{PAPERCLIP} notes.txt" in s["timeline"])
    grace.shows("it there too", lambda s: "notes.txt" in s["timeline"] and not s["files"])
    assert "/files/" not in ada.seen()["timeline"]
    assert ada.output() == grace.output() == ""


@on_linux
def test_a_file_is_given_again_to_a_host_that_lacks_it(open_window: Opener, tmp_path: Path) -> None:
    film = tmp_path / "film.bin"
    film.write_bytes(random.Random(5).randbytes(9_000_000))
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", free_port()) as heir,
    ):
        may_write(heir, 4_000_000)  # the chat, and not the film
        grace = open_window("join", str(there), "--name", "Grace")
        grace.in_chat()
        choose(grace, film)
        grace.shows("the file", lambda s: "film.bin" in s["timeline"] and not s["files"])
        wait_until(lambda: any("not copied for now" in line for line in heir.err), 30)
        may_write(heir, ROOMY)
        host.signal(signal.SIGKILL)
        host.wait()
        copied = Blobs(tmp_path / "copy" / FOLDER)
        digest = hashlib.sha256(film.read_bytes()).hexdigest()
        wait_until(copied.path(digest).exists, 60, lambda: (grace.seen(), heir.out, heir.err))
        assert grace.output() == ""


def test_a_picture_is_seen_at_both_sides(open_window: Opener, tmp_path: Path) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    for name, data in (("text.png", b"no picture"), ("sea.png", png())):
        (tmp_path / name).write_bytes(data)
        choose(grace, tmp_path / name)
        ada.shows("the name", lambda s, name=name: f"\N{PAPERCLIP} {name}" in s["timeline"])
    for window in (ada, grace):
        window.shows("the picture", lambda s: s["pictures"] == 1)
    assert ada.output() == grace.output() == ""


def test_what_is_dropped_is_looked_at_and_then_seen_by_all(
    open_window: Opener, tmp_path: Path
) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    folder = tmp_path / "holiday"
    folder.mkdir()
    (folder / "sea.png").write_bytes(png())
    grace.to_front()
    x, y, width, height = grace.place()
    with dragged(folder.as_uri().encode()) as drag:
        assert drag.over(x + width // 2, y + height // 2)
        grace.shows("the hint", lambda s: s["drop"] == "Drop here to share in Lab-3")
        assert drag.drop()
    grace.shows("the sheet", lambda s: "holiday.zip" in s["sheet_words"] and not s["drop"])
    grace.type("All of it", front=False)
    grace.press("Return", front=False)
    for window in (ada, grace):
        window.reads("All of it \N{PAPERCLIP} holiday.zip")
    assert ada.output() == grace.output() == ""


def test_pictures_that_are_sent_together_are_one_message(
    open_window: Opener, tmp_path: Path
) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    paths = [tmp_path / f"{number}.png" for number in range(4)]
    for path in paths:
        path.write_bytes(png())
    drop(grace, *paths)
    grace.shows("the sheet", lambda s: "3.png" in s["sheet_words"])
    grace.type("The sea", front=False)
    grace.press("Return", front=False)
    for window in (ada, grace):
        window.shows("the grid", lambda s: s["pictures"] == 4)
        window.reads("The sea   4 pictures")
        assert "0.png" not in window.seen()["timeline"]
    assert ada.output() == grace.output() == ""


def test_what_a_killed_window_was_sending_goes_on_after_the_next_start(
    open_window: Opener, tmp_path: Path
) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    whole = random.Random(5).randbytes(SIZE)
    film = tmp_path / "film.mov"
    film.write_bytes(whole)
    folder = tmp_path / "holiday"
    folder.mkdir()
    (folder / "sea.bin").write_bytes(whole[: SIZE // 2])
    with cable(parse_address(address_of(ada))) as way:
        way.holds_at = SIZE // 2
        start = ("join", str(way.address), "--name", "Grace")
        grace = open_window(*start, home="grace")
        grace.in_chat()
        drop(grace, film, folder)
        grace.shows("the sheet", lambda s: "holiday.zip" in s["sheet_words"])
        grace.type("From the walk", front=False)
        grace.press("Return", front=False)
        wait_until(lambda: way.sent > SIZE // 2, 60.0, lambda: str(grace.seen()))
        wait_until(lambda: [*(tmp_path / "grace" / "data" / "sending").glob("*/1/whole.zip")], 60.0)
        grace.process.kill()
        grace.process.wait()
        way.holds_at = None
        way.going.set()
        again = open_window(*start, home="grace")
        again.in_chat()
        for window in (ada, again):
            window.shows(
                "both files",
                lambda s: "film.mov" in s["timeline"] and "holiday.zip" in s["timeline"],
                90.0,
            )
            assert window.seen()["timeline"].count("From the walk") == 1
        again.shows("nothing on its way", lambda s: not s["files"])
        assert way.sent < 1.02 * 1.5 * SIZE
    assert not [*(tmp_path / "grace" / "data" / "sending").iterdir()]
    digest = hashlib.sha256(whole).digest()
    kept = (path for path in (tmp_path / "window-0").rglob("*") if path.is_file())
    assert digest in {
        hashlib.sha256(path.read_bytes()).digest() for path in kept if path.stat().st_size == SIZE
    }
    assert ada.output() == again.output() == ""


def drop(window: RealWindow, *paths: Path) -> None:
    """Drag files from elsewhere to the conversation."""
    window.to_front()
    x, y, width, height = window.place()
    with dragged("\r\n".join(path.as_uri() for path in paths).encode()) as drag:
        assert drag.over(x + width // 2, y + height // 2)
        assert drag.drop()


def choose(window: RealWindow, path: Path) -> None:
    """Share a file by the dialog, in which its name is typed."""
    window.press("ctrl+o")
    window.shows("the field of the dialog", lambda s: re.search(r"filedialog.*\.ent$", s["focus"]))
    window.type(str(path), front=False)
    window.press("Return", front=False)
    window.shows("the sheet", lambda s: s["sheet"] == "SendFiles" and path.name in s["sheet_words"])
    window.press("Return")
    window.shows("the button", lambda s: "button" in s["focus"])
    window.press("Return")
    window.shows("no sheet", lambda s: not s["sheet"])


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(file, "PNG")
    return file.getvalue()
