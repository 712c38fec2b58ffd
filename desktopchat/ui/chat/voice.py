"""Voice messages of the page: the process that records and plays, and who hears of it."""

from __future__ import annotations

import contextlib
import math
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.ui.chat.voice_bar import VoiceBar
from desktopchat.ui.chat.voice_heard import VoiceHeard
from desktopchat.ui.chat.voice_playing import Playing
from desktopchat.ui.chat.voice_recording import VoiceRecording
from desktopchat.voice.process import VoiceProcess, can_be
from desktopchat.voice.protocol import Do, Order, Told, What
from desktopchat.words import tr, tr_noop

if TYPE_CHECKING:
    import tkinter as tk

    from desktopchat.ui.chat.composer import Composer
    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.chat.sharing import Sharing
    from desktopchat.ui.timeline.timeline import Timeline

_LOOK_AFTER = 2000
"""Milliseconds after one came in: then the window has nothing more urgent to do."""
_LOOK_AGAIN = 30.0  # seconds between two looks for a microphone that may have been plugged in
_RESTS_AFTER = 60.0  # seconds with nothing to do after which the process ends
_BROKEN = tr_noop("What records and plays has ended by itself. Try it once more.")


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
        self._looked = self._busy = -math.inf
        """When it was looked for last, and when something was recorded or played
        (time.monotonic)."""
        self.playing = Playing(self._process, context.warn)
        self.heard = VoiceHeard(context, timeline, self.playing, self.place)

    def build(self, parent: tk.Misc) -> VoiceBar:
        """The bar above the composer."""
        self.bar = VoiceBar(parent, self._context.theme, self._context.focus)
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
        if can_be() and not self._found and self._looking is None:
            self._looking = self.bar.after(_LOOK_AFTER, self._look)

    def _look(self) -> None:
        self._looking, self._looked = None, time.monotonic()
        self._process.order(Order(Do.LOOK))

    def look_again(self) -> None:
        """The window has the focus again: a microphone may have been plugged in meanwhile."""
        if -math.inf < self._looked < time.monotonic() - _LOOK_AGAIN and not self._found:
            self.look_soon()

    def draw(self) -> None:
        """Take in what the process told, and let it end where it has nothing to do. Called
        often."""
        self.heard.draw()
        for told in self._process.take():
            self._take(told)
        now = time.monotonic()
        if self.recording.busy or self.playing.busy:
            self._busy = now
        elif now - self._busy > _RESTS_AFTER:
            self._process.rest()

    def _take(self, told: Told) -> None:
        if told.what is What.DEVICES:
            self._offer(told.microphones > 0)
        elif told.what is What.BROKEN:
            if self.recording.busy or self.playing.busy:
                self._context.warn(tr(_BROKEN))
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
        other.close_process()  # which says before its end what it has recorded
        other.draw()
        other.recording.close()
        self._folder, other._folder = other._folder, None
        self._offer(other._found)
        self.recording.take_over(other.recording)

    def stop_looking(self) -> None:
        if self._looking is not None:
            self.bar.after_cancel(self._looking)
            self._looking = None

    def close_process(self) -> None:
        """Nothing is fetched, played or recorded any more."""
        self.heard.close()
        self._process.close()

    def close(self) -> None:
        self.stop_looking()
        self.recording.close()
        self.close_process()
        if self._folder is not None:
            with contextlib.suppress(OSError):
                shutil.rmtree(self._folder)
