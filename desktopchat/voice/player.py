"""A file on its way to the loudspeaker. What it decodes lies in memory: two bytes a sample."""

import threading
from array import array
from collections.abc import Generator

import miniaudio
import soundfile

from desktopchat.voice.devices import BACKENDS, BUFFER, NAME
from desktopchat.voice.stretch import Stretch

_LONGEST = 1200  # seconds of a file that are played: one of some kilobytes may hold hours
_CHANNELS_MOST = 8


class CannotReadError(Exception):
    """The file is none that can be played."""


class CannotPlayError(Exception):
    """There is no loudspeaker."""


class Player:
    """Plays from the moment that it is made. length: seconds of the file. Raises CannotReadError
    and CannotPlayError."""

    def __init__(self, path: str, seconds: float, speed: float) -> None:
        self.path = path
        try:
            self._file = soundfile.SoundFile(path)
        except (OSError, soundfile.SoundFileError) as error:
            raise CannotReadError from error
        self._rate, channels = int(self._file.samplerate), int(self._file.channels)
        self._most = min(int(self._file.frames), _LONGEST * self._rate)
        self.length = self._most / self._rate
        self._samples: array[int] = array("h")
        self._lock = threading.Lock()
        """Guards the place that is played, which the sound card's thread moves on."""
        self._stretch = Stretch(self._samples, self._rate)
        self._stretch.speed = speed
        self._stretch.seek(round(seconds * self._rate))
        self.paused = False
        self._ending = threading.Event()
        self._decoding = threading.Thread(target=self._decode, name="decoding", daemon=True)
        if not 0 < channels <= _CHANNELS_MOST or not self._most:
            self._file.close()
            raise CannotReadError
        try:
            self._device = miniaudio.PlaybackDevice(
                miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=self._rate,
                buffersize_msec=BUFFER,
                backends=BACKENDS,
                app_name=NAME,
            )
            self._decoding.start()
            feeding = self._feed()
            next(feeding)
            self._device.start(feeding)
        except miniaudio.MiniaudioError as error:
            self.close()
            raise CannotPlayError from error

    @property
    def seconds(self) -> float:
        """What of it was heard."""
        return min(self._stretch.at / self._rate, self.length)

    @property
    def ended(self) -> bool:
        """Whether all was heard."""
        whole = not self._decoding.is_alive()
        return whole and self._stretch.at >= len(self._samples)

    def seek(self, seconds: float) -> None:
        with self._lock:
            self._stretch.seek(round(seconds * self._rate))

    def go_at(self, speed: float) -> None:
        """Play so many times as fast, at the pitch that it has."""
        with self._lock:
            self._stretch.speed = speed

    def close(self) -> None:
        self._ending.set()
        if hasattr(self, "_device"):
            self._device.close()
        if self._decoding.ident is not None:
            self._decoding.join()
        self._file.close()

    def _decode(self) -> None:
        """On a thread of its own: ten minutes take a second."""
        left, channels = self._most, self._file.channels
        while left > 0 and not self._ending.is_set():
            try:
                block = bytes(self._file.buffer_read(min(self._rate, left), dtype="int16"))
            except (OSError, soundfile.SoundFileError):
                return  # damaged: what came before is played
            if not block:
                return
            samples = array("h")
            samples.frombytes(block)
            self._samples.extend(samples[::channels])
            left -= len(samples) // channels

    def _feed(self) -> Generator[bytes, int, None]:
        """What the sound card asks for, as it asks for it; silence where there is none."""
        count = yield b""
        while True:
            with self._lock:
                samples = array("h") if self.paused else self._stretch.take(count)
            count = yield samples.tobytes() + bytes(2 * (count - len(samples)))
