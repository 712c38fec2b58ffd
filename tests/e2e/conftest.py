"""Windows of the program under test: from source, and of the built one where it is named."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.page import open_page
from tests.e2e.windows import RealWindow, windows
from tests.lan.networks import networks

__all__ = ["networks", "open_page"]

SOURCE = [sys.executable, "-m", "desktopchat"]

Opener = Callable[..., RealWindow]


@pytest.fixture(
    params=[
        pytest.param("source", marks=pytest.mark.gui),
        pytest.param("built", marks=[pytest.mark.built, pytest.mark.gui]),
    ]
)
def program(request: pytest.FixtureRequest) -> list[str]:
    """The command that starts the program."""
    if request.param == "source":
        return SOURCE
    return [str(Path(os.environ["DESKTOPCHAT_BUILT"]).absolute())]


@pytest.fixture
def open_window(program: list[str], display: str, tmp_path: Path) -> Iterator[Opener]:
    """Opens a window with the given arguments; all are ended after the test."""
    with windows(program, tmp_path) as open_one:
        yield open_one
