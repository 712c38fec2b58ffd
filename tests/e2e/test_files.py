"""A file from one window to another."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN, address_of

pytestmark = pytest.mark.timeout(240)


def test_a_file_that_is_chosen_is_seen_by_its_name(open_window: Opener, tmp_path: Path) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    notes = tmp_path / "notes.txt"
    notes.write_text("These are the notes.\n" * 10_000)
    grace.press("ctrl+o")
    grace.shows("the choice of files", lambda s: "filedialog" in s["focus"])
    grace.type(str(notes), front=False)
    grace.press("Return", front=False)
    ada.shows("the file by its name", lambda s: "\N{PAPERCLIP} notes.txt" in s["timeline"])
    grace.shows("it there too", lambda s: "notes.txt" in s["timeline"] and not s["files"])
    assert "/files/" not in ada.seen()["timeline"]
    assert ada.output() == grace.output() == ""
