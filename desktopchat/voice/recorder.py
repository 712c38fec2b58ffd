"""A recording on its way from the microphone into a file: Opus in Ogg (RFC 7845)."""

import contextlib
from array import array
from collections.abc import Callable, Generator

import miniaudio
import soundfile

from desktopchat.irc.filehost import Voice
from desktopchat.voice.devices import BACKENDS, BUFFER, NAME
from desktopchat.voice.waveform import loudness, peaks

RATE = 24_000
"""Samples a second, one channel: all that a voice has."""


class CannotRecordError(Exception):
    """There is no microphone that can be listened to."""


class CannotKeepError(Exception):
    """The file can't be written."""


class Recorder:
    """Records from the moment that it is made. on_sound gets the samples as they come, on a thread
    of the sound card's: they are for `take`. Raises CannotRecordError and CannotKeepError."""

    def __init__(self, path: str, on_sound: Callable[[bytes], object]) -> None:
        self._samples = 0
        self._levels: list[float] = []
        try:
            self._file = soundfile.SoundFile(
                path, "w", samplerate=RATE, channels=1, format="OGG", subtype="OPUS"
            )
        except (OSError, soundfile.SoundFileError) as error:
            raise CannotKeepError from error
        try:
            self._device = miniaudio.CaptureDevice(
                miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=RATE,
                buffersize_msec=BUFFER,
                backends=BACKENDS,
                app_name=NAME,
            )
            listening = _hand_on(on_sound)
            next(listening)
            self._device.start(listening)
        except miniaudio.MiniaudioError as error:
            self._file.close()
            raise CannotRecordError from error

    @property
    def seconds(self) -> float:
        """What was recorded."""
        return self._samples / RATE

    def take(self, data: bytes) -> float:
        """Write samples down; how loud they are, 0 to 1. Raises CannotKeepError."""
        samples = array("h")
        samples.frombytes(data)
        try:
            self._file.buffer_write(data, dtype="int16")
        except (OSError, soundfile.SoundFileError) as error:
            raise CannotKeepError from error
        self._samples += len(samples)
        self._levels.append(loudness(samples))
        return self._levels[-1]

    def end(self) -> Voice:
        """End it; what was recorded. Raises CannotKeepError."""
        self._device.close()
        try:
            self._file.close()
        except (OSError, soundfile.SoundFileError) as error:
            raise CannotKeepError from error
        return Voice(self.seconds, peaks(self._levels))

    def drop(self) -> None:
        """End it; what it wrote is of no use."""
        with contextlib.suppress(CannotKeepError):
            self.end()


def _hand_on(on_sound: Callable[[bytes], object]) -> Generator[None, bytearray, None]:
    while True:
        data = yield
        on_sound(bytes(data))
