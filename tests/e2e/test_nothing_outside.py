"""What is outside of the program (other programs, fonts) does not stop its window."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.clipboard import held, stop
from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN
from tests.e2e.windows import START, TURN
from tests.ui.test_clipboard import picture

pytestmark = pytest.mark.timeout(240)


def test_a_program_that_hangs_with_the_clipboard_does_not_stop_the_window(
    open_window: Opener,
) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.shows("the room", lambda s: s.get("conversation") == "#Lab-3", START)
    with held(b"words") as owner:
        stop(owner)
        ada.press("ctrl+v")
        ada.shows("why nothing is pasted", lambda s: "does not answer" in s["note"])
        ada.say("still here")
        ada.reads("still here")
        ada.press("ctrl+v")
        ada.process.send_signal(signal.SIGTERM)
        assert ada.process.wait(TURN) == 0
    assert ada.output() == ""


def test_a_pasted_picture_is_looked_at_and_then_seen_by_all(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.shows("the room", lambda s: s.get("conversation") == "#Lab-3", START)
    with held(picture(), "image/png"):
        ada.press("ctrl+v")
        ada.shows("the sheet", lambda s: "40 × 20 pixels" in s["sheet_words"])
        ada.press("Escape")
        ada.shows("no sheet", lambda s: not s["sheet"])
        ada.press("ctrl+v")
        ada.shows("the sheet", lambda s: s["sheet"] == "SendFiles")
        ada.type("Look")
        ada.press("Return")
        ada.shows("no sheet", lambda s: not s["sheet"])
    seen = ada.shows("the picture", lambda s: "\N{PAPERCLIP} Picture" in s["timeline"])
    assert seen["timeline"].count("\N{PAPERCLIP}") == 1
    assert "Look \N{PAPERCLIP} Picture" in seen["timeline"]
    assert ada.output() == ""


def test_long_text_goes_as_a_file(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.shows("the room", lambda s: s.get("conversation") == "#Lab-3", START)
    with held(b"x" * 300_000):
        ada.press("ctrl+v")
        ada.shows("the question", lambda s: "300,000" in s["long"])
        ada.press("shift+Tab", "shift+Tab", "shift+Tab", "Return")
        ada.shows("the file", lambda s: "\N{PAPERCLIP} Pasted text" in s["timeline"])
    assert ada.seen()["composer"] == ""
    assert ada.output() == ""


def test_a_screen_without_fonts_gets_one_sentence(
    program: list[str], display: str, tmp_path: Path
) -> None:
    (tmp_path / "none").mkdir()
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{tmp_path}/none</dir></fontconfig>")
    ended = subprocess.run(
        program,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "There are no fonts" in ended.stderr
