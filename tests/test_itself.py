"""How the program starts another process of itself."""

import subprocess
import sys

import pytest

from desktopchat import itself


def test_a_built_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert itself.command("serve") == [sys.executable, "-m", "desktopchat", "serve"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert itself.command("serve") == [sys.executable, "serve"]


def test_no_console_window_opens_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x08000000, raising=False)
    assert itself.creation_flags() == 0x08000000
