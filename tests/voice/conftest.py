"""Sound without a sound card."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sound import SERVER, Sound


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sound]:
    """A microphone and a loudspeaker for what this process starts."""
    with tempfile.TemporaryDirectory() as folder:
        made = Sound(Path(folder))
        monkeypatch.setenv(SERVER, made.server)
        yield made
        made.close()
