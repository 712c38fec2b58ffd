"""Voice messages of the page: the process that records and plays, and who hears of it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.ui.chat.voice_bar import VoiceBar
from desktopchat.ui.chat.voice_heard import VoiceHeard
from desktopchat.ui.chat.voice_playing import Playing
from desktopchat.ui.chat.voice_recording import VoiceRecording
from desktopchat.voice.process import VoiceProcess, can_be
from desktopchat.voice.protocol import Do, Order, Told, What

if TYPE_CHECKING:
    import tkinter as tk

    from desktopchat.ui.chat.composer import Composer
    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.chat.sharing import Sharing
    from desktopchat.ui.timeline.timeline import Timeline

_LOOK_AFTER = 2000
"""Milliseconds after one came in: then the window has nothing more urgent to do."""
_BROKEN = "What records and plays has ended by itself. Try it once more."


class Voice:
    """Starts the process when it is first wanted. What it needs as files lies in a folder of its
    own until `close`."""

    def __init__(
        self, context: Context, timeline: Timeline, composer: Composer, sharing: Sharing
    ) -> None:
        self._context, self._composer, self._sharing = context, composer, sharing
        self._process = VoiceProcess(context.window.news)
        self._folder: Path | None = None
        self._found = False
        """Whether there is a microphone."""
        self._looking: str | None = None
        self.playing = Playing(self._process, context.warn)
        self.heard = VoiceHeard(context, timeline, self.playing, self.place)

    def build(self, parent: tk.Misc) -> VoiceBar:
        """The bar above the composer."""
        self.bar = VoiceBar(parent, self._context.theme)
        self.recording = VoiceRecording(
            self._context,
            self._composer,
            self.bar,
            self._process,
            self.playing,
            self._sharing.send_voice,
            self.place,
        )
        return self.bar

    def show_bar(self) -> None:
        """Place the bar, or take it away, as the recording stands."""
        self.recording.show()

    def place(self, name: str) -> Path:
        """Where a file of this name is kept for as long as the page is there. Raises OSError."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="desktopchat-voice-"))
        return self._folder / name

    # what the window calls

    def look_soon(self) -> None:
        """Find out whether there is a microphone, when the window has nothing else to do."""
        if can_be() and not self._found:
            self._looking = self.bar.after(_LOOK_AFTER, self._look)

    def _look(self) -> None:
        self._looking = None
        self._process.order(Order(Do.LOOK))

    def draw(self) -> None:
        """Take in what the process told. Called often."""
        self.heard.draw()
        for told in self._process.take():
            self._take(told)

    def _take(self, told: Told) -> None:
        if told.what is What.DEVICES:
            if not self.recording.busy and not self.playing.busy:
                self._process.rest()
            self._offer(told.microphones > 0)
        elif told.what is What.BROKEN:
            if self.recording.busy or self.playing.busy:
                self._context.warn(_BROKEN)
            self.recording.broken()
            self.playing.stop()
        else:
            self.recording.take(told)
            self.playing.take(told)

    def _offer(self, found: bool) -> None:
        self._found = found
        if found:
            self.recording.offer()

    def take_over(self, other: Voice) -> None:
        """Go on where another page was, which goes: what was recorded is still to be sent."""
        other.stop_looking()
        other.playing.stop()
        other.recording.end()
        self._folder, other._folder = other._folder, None
        self._offer(other._found)
        self.recording.take_over(other.recording)
        other._process.close()

    def stop_looking(self) -> None:
        if self._looking is not None:
            self.bar.after_cancel(self._looking)
            self._looking = None

    def close(self) -> None:
        self.stop_looking()
        self.heard.close()
        self._process.close()
        if self._folder is not None:
            with contextlib.suppress(OSError):
                shutil.rmtree(self._folder)
