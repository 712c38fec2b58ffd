"""A short sound of our own, played by whatever the system has for that."""

import array
import io
import math
import shutil
import subprocess
import sys
import tempfile
import threading
import wave
from pathlib import Path

_RATE = 22_050
_TONES = ((659.3, 0.0), (987.8, 0.09))  # hertz, and seconds from the beginning: a fifth upwards
_SECONDS, _FADES = 0.45, 9.0
_LOUD = 0.28
_PLAYERS = (
    ("pw-play",), ("paplay",), ("aplay", "-q"), ("ffplay", "-nodisp", "-autoexit", "-v", "quiet"),
)  # fmt: skip
_LONGEST = 5.0  # seconds that a player may take


def chime() -> bytes:
    """The sound, as a WAV file."""
    samples = array.array("h")
    for number in range(int(_RATE * _SECONDS)):
        now, level = number / _RATE, 0.0
        for hertz, begin in _TONES:
            if now >= begin:
                age = now - begin
                rise = min(1.0, age / 0.004)  # without it one hears a click
                level += rise * math.exp(-_FADES * age) * math.sin(2 * math.pi * hertz * age)
        samples.append(round(32767 * _LOUD * level))
    if sys.byteorder == "big":
        samples.byteswap()
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


class Sound:
    """Plays it, and not again while it is heard."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    @property
    def possible(self) -> bool:
        """Whether this system has something to play it with."""
        return sys.platform == "win32" or bool(_player())

    def play(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=_play, name="sound", daemon=True)
            self._thread.start()


def _player() -> tuple[str, ...]:
    if sys.platform == "darwin":
        return ("afplay",)
    return next((words for words in _PLAYERS if shutil.which(words[0])), ())


def _play() -> None:
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(chime(), winsound.SND_MEMORY)
        return
    with tempfile.TemporaryDirectory(prefix="desktopchat-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "notice.wav"
        try:
            file.write_bytes(chime())
            subprocess.run(
                [*_player(), str(file)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_LONGEST,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return  # without a sound there is still what is seen
