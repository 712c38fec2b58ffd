"""Recording a voice message: from the press of the button until it is sent or thrown away."""

from __future__ import annotations

import contextlib
import time
from enum import Enum, auto
from typing import TYPE_CHECKING

from desktopchat.irc.filehost import Voice
from desktopchat.ui.look.voice_card import State
from desktopchat.voice.protocol import MOST_SECONDS, Do, Order, Told, What
from desktopchat.words import tr, tr_noop
from desktopchat.words.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktopchat.client.model import Conversation
    from desktopchat.ui.chat.composer import Composer
    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.chat.voice_bar import VoiceBar
    from desktopchat.ui.chat.voice_playing import Playing
    from desktopchat.ui.look.voice_card import Part
    from desktopchat.voice.process import VoiceProcess

_HELD = 0.4  # seconds from which a press is one that is held, not a click
_UNDONE_WITHIN = 5000  # milliseconds
_SHORTEST = 0.4  # seconds of a message
_WRONG = {
    What.NOT_RECORDED: tr_noop(
        "No microphone can be heard. Plug one in, or let this program use it in the"
        " system's settings, and try again."
    ),
    What.NOT_KEPT: tr_noop("What you say can't be kept on this computer. Is its disk full?"),
}
_TOO_SHORT = tr_noop("That was too short. Hold the button, speak, and let go.")
_NO_FILES = tr_noop("This chat takes no files, and so no voice messages.")


class Step(Enum):
    NONE = auto()
    OPENING = auto()
    """The microphone is not heard yet."""
    RECORDING = auto()
    ENDING = auto()
    RECORDED = auto()
    """To be listened to, and sent or thrown away."""
    DISCARDED = auto()
    """That can be undone for a moment."""


class VoiceRecording:
    """send(conversation, data, voice): gives what is wrong, or "". place(name): where a file is
    kept for as long as the page is there."""

    def __init__(
        self,
        context: Context,
        composer: Composer,
        bar: VoiceBar,
        process: VoiceProcess,
        playing: Playing,
        send: Callable[[Conversation, bytes, Voice], str],
        place: Callable[[str], Path],
    ) -> None:
        self._context, self._composer, self._bar = context, composer, bar
        self._process, self._playing, self._send, self._place = process, playing, send, place
        self.step = Step.NONE
        self._conversation: Conversation | None = None
        """Where it goes: where it was begun."""
        self._path: Path | None = None
        self._voice: Voice | None = None
        self._forgetting: str | None = None
        """The timer at whose end nothing can be undone any more."""
        self._pressed = 0.0
        """When the button went down, while that may be the beginning of a press that is held
        (time.monotonic)."""
        bar.done_button.configure(command=self.end)
        bar.send_button.configure(command=self.send)
        bar.discard_button.configure(command=self.discard)
        bar.undo_button.configure(command=self.undo)
        bar.on_card = self._heard

    @property
    def busy(self) -> bool:
        return self.step in (Step.OPENING, Step.RECORDING, Step.ENDING)

    @property
    def is_unsent(self) -> bool:
        """Whether something was said that is not sent."""
        return self.step in (Step.RECORDING, Step.ENDING, Step.RECORDED)

    def offer(self) -> None:
        """There is a microphone."""
        self._composer.offer_microphone()
        self._composer.microphone.bind("<ButtonPress-1>", lambda _event: self._down())
        self._composer.microphone.bind("<ButtonRelease-1>", lambda _event: self._up())
        self._context.on_key("voice", self._key)

    # what the person does

    def _down(self) -> None:
        begins = self.step in (Step.NONE, Step.DISCARDED)
        self.toggle()
        self._pressed = time.monotonic() if begins and self.busy else 0.0

    def _up(self) -> None:
        pressed, self._pressed = self._pressed, 0.0
        held = bool(pressed) and time.monotonic() - pressed >= _HELD
        if held and self.step is Step.RECORDING:  # else nothing was recorded yet: as a click
            self.end()

    def _key(self) -> None:
        self.toggle()
        self._bar.focus_button()

    def toggle(self) -> None:
        """Begin, or end what was begun. What was recorded before has to be dealt with first."""
        if self.step in (Step.OPENING, Step.RECORDING):
            self.end()
        elif self.step in (Step.NONE, Step.DISCARDED):
            self._clear()
            self.begin()
        else:
            self._bar.focus_button()

    def begin(self) -> None:
        context = self._context
        if context.active is None or not context.session.filehost.takes_files:
            context.warn(tr(_NO_FILES))
            return
        try:
            self._path = self._place("recording.ogg")
        except OSError:
            context.warn(tr(_WRONG[What.NOT_KEPT]))
            return
        context.warn("")
        self._playing.stop()  # it would be recorded too
        self._conversation = context.active
        self._process.order(Order(Do.RECORD, str(self._path)))
        self._go(Step.OPENING)

    def end(self) -> None:
        """All is said."""
        if self.step is Step.OPENING:
            self.discard()
        elif self.step is Step.RECORDING:
            self._process.order(Order(Do.STOP))
            self._go(Step.ENDING)

    def discard(self) -> None:
        """It is not to be sent. What is recorded whole can be had back for a moment."""
        if self.step is Step.RECORDED:
            self._stop_playing()
            self._go(Step.DISCARDED)
            self._forgetting = self._bar.after(_UNDONE_WITHIN, self._clear)
        else:
            if self.busy:
                self._process.order(Order(Do.DROP))
            self._clear()
        self._context.focus()

    def undo(self) -> None:
        """It is not to be thrown away after all."""
        if self.step is Step.DISCARDED:
            self._keep()
            self._go(Step.RECORDED)
            self._bar.focus_button()

    def send(self) -> None:
        """It goes where it was begun."""
        if self.step is not Step.RECORDED:
            return
        assert self._path is not None
        assert self._voice is not None
        assert self._conversation is not None
        try:
            wrong = self._send(self._conversation, self._path.read_bytes(), self._voice)
        except OSError as error:
            wrong = tr("The recording can't be read: {why}.", why=reason(error))
        self._context.warn(wrong)
        if not wrong:
            self._clear()
            self._context.focus()

    def _heard(self, part: Part | float) -> None:
        """A click on the card of what was recorded."""
        if self._path is None or self._voice is None:
            return
        if self._bar.heard != State():
            self._playing.press(part)
            return
        at = part * self._voice.seconds if isinstance(part, float) else 0.0
        self._playing.begin(self._bar.show_card, self._voice.seconds, at)
        self._playing.play(self._path)

    # what the process tells

    def take(self, told: Told) -> None:
        if not self.busy:
            return
        if told.what is What.LEVEL:
            if self.step is Step.OPENING:
                self._go(Step.RECORDING)
            self._bar.show_level(told.level, told.seconds, MOST_SECONDS)
        elif told.what is What.RECORDED:
            self._recorded(Voice.told(told.seconds, told.peaks))
        elif told.what in _WRONG:
            self._clear()
            self._context.warn(tr(_WRONG[told.what]))

    def _recorded(self, voice: Voice) -> None:
        if voice.seconds < _SHORTEST:
            self._clear()
            self._context.warn(tr(_TOO_SHORT))
            return
        self._voice = voice
        self._go(Step.RECORDED)
        self._bar.focus_button()

    def broken(self) -> None:
        """The process has ended by itself."""
        if self.busy:
            self._clear()

    # inside

    def take_over(self, other: VoiceRecording) -> None:
        """What another page's has recorded is still to be sent."""
        if other.step is Step.RECORDED:
            self._conversation, self._path, self._voice = (
                other._conversation,
                other._path,
                other._voice,
            )
            self._go(Step.RECORDED)

    def close(self) -> None:
        """The page goes."""
        self._keep()

    def _keep(self) -> None:
        if self._forgetting is not None:
            self._bar.after_cancel(self._forgetting)
            self._forgetting = None

    def _stop_playing(self) -> None:
        if self._bar.heard != State():
            self._playing.stop()

    def _clear(self) -> None:
        self._keep()
        self._stop_playing()
        if self._path is not None and self.step in (Step.RECORDED, Step.DISCARDED):
            with contextlib.suppress(OSError):
                self._path.unlink()
        self._conversation = self._path = self._voice = None
        self._go(Step.NONE)

    def _go(self, step: Step) -> None:
        self.step = step
        self.show()

    def show(self) -> None:
        """Let the bar say how it stands."""
        bar, to = self._bar, self._conversation.title if self._conversation is not None else ""
        match self.step:
            case Step.NONE:
                bar.hide()
            case Step.OPENING:
                bar.show_opening()
            case Step.RECORDING | Step.ENDING:
                bar.show_recording(to)
            case Step.RECORDED:
                bar.show_recorded(to, self._voice)
            case Step.DISCARDED:
                bar.show_discarded()
