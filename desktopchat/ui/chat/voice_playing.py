"""What is heard: one voice message at a time, wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.ui.look.voice_card import Part, Phase, State
from desktopchat.voice.protocol import Do, Order, Told, What
from desktopchat.words import tr, tr_noop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktopchat.voice.process import VoiceProcess

SPEEDS = (1.0, 1.5, 2.0)
_WRONG = {
    What.NOT_PLAYED: tr_noop("No loudspeaker was found. Save the file, and hear it elsewhere."),
    What.NOT_READ: tr_noop(
        "This is no sound that can be played. Save the file, and open it elsewhere."
    ),
}


class Playing:
    """warn: says what is wrong."""

    def __init__(self, process: VoiceProcess, warn: Callable[[str], object]) -> None:
        self._process, self._warn = process, warn
        self._show: Callable[[State], object] | None = None
        """Whoever shows what is played."""
        self._path: Path | None = None
        self._length = 0.0
        self._phase, self._at, self._speed = Phase.STILL, 0.0, SPEEDS[0]

    @property
    def busy(self) -> bool:
        return self._phase is not Phase.STILL

    def begin(self, show: Callable[[State], object], length: float, at: float) -> None:
        """Something is to be played from so many seconds on, as soon as its file is here (`play`);
        what was played stops. length: seconds of all."""
        self.stop()
        self._show, self._length, self._at = show, length, at
        self._tell(Phase.COMING)

    def play(self, path: Path) -> None:
        """The file of what was begun is here."""
        self._path = path
        self._process.order(Order(Do.PLAY, str(path), self._at, self._speed))
        self._tell(Phase.PLAYED)

    def stop(self) -> None:
        """Nothing is heard any more."""
        if self._phase in (Phase.PLAYED, Phase.PAUSED):
            self._process.order(Order(Do.SILENCE))
        self._end()

    def press(self, part: Part | float) -> None:
        """A click on what is played: pause or go on, another speed, another place (0 to 1)."""
        if self._phase is Phase.COMING:
            if part is Part.BUTTON:
                self.stop()
        elif part is Part.BUTTON:
            paused = self._phase is Phase.PAUSED
            self._process.order(Order(Do.GO if paused else Do.PAUSE))
            self._tell(Phase.PLAYED if paused else Phase.PAUSED)
        elif part is Part.SPEED:
            self._speed = SPEEDS[(SPEEDS.index(self._speed) + 1) % len(SPEEDS)]
            self._process.order(Order(Do.SPEED, speed=self._speed))
            self._tell(self._phase)
        else:
            self._at = part * self._length
            self._process.order(Order(Do.SEEK, seconds=self._at))
            self._tell(self._phase)

    def take(self, told: Told) -> None:
        """What the process told."""
        if self._phase not in (Phase.PLAYED, Phase.PAUSED) or told.file != str(self._path):
            return
        if told.what is What.POSITION:
            if self._phase is Phase.PLAYED:
                self._at = told.seconds
                self._tell(Phase.PLAYED)
        elif told.what is What.PLAYED:
            self._end()
        elif told.what in _WRONG:
            self._end()
            self._warn(tr(_WRONG[told.what]))

    def _end(self) -> None:
        self._at = 0.0
        self._tell(Phase.STILL)
        self._show = self._path = None

    def _tell(self, phase: Phase) -> None:
        self._phase = phase
        if self._show is not None:
            self._show(State(phase, self._at, self._speed))
