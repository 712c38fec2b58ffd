"""Sound played faster at the pitch that it has: pieces of 20 milliseconds are taken from places
further apart, each where it fits best to the one before, and faded into each other (waveform
similarity overlap-add: Verhelst and Roelands, 1993). Pure."""

from array import array
from operator import sub

_PIECE = 0.02  # seconds


class Stretch:
    """samples: 16 bits, one channel; more may be added behind while they are played. rate: samples
    a second. at: the next one to be heard."""

    def __init__(self, samples: "array[int]", rate: int) -> None:
        self._samples = samples
        self._piece = max(4, round(rate * _PIECE))
        self._step = max(1, rate // 6000)
        """Between samples that are compared: a voice has little above 3 kHz."""
        self.at = 0
        self.speed = 1.0
        self._tail: array[int] = array("h")
        """What would have come next: faded out under the next piece."""
        self._ready: array[int] = array("h")

    def seek(self, at: int) -> None:
        """Go on from another place."""
        self.at = max(0, at)
        self._tail = array("h")
        self._ready = array("h")

    def take(self, count: int) -> "array[int]":
        """The next samples, fewer where there are none left."""
        while len(self._ready) < count and self.at < len(self._samples):
            self._ready.extend(self._next())
        out, self._ready = self._ready[:count], self._ready[count:]
        return out

    def _next(self) -> "array[int]":
        piece, samples = self._piece, self._samples
        begin = self.at
        if self.speed != 1.0 and len(self._tail) == piece:
            begin += self._best_fit(begin)
        new = samples[begin : begin + piece]
        if self.speed != 1.0 and len(self._tail) == len(new) == piece:
            mixed = (
                (old * (piece - at) + one * at) // piece
                for at, (old, one) in enumerate(zip(self._tail, new, strict=True))
            )
            new = array("h", mixed)
        self._tail = samples[begin + piece : begin + 2 * piece]
        self.at = min(self.at + round(len(new) * self.speed), len(samples))
        return new

    def _best_fit(self, begin: int) -> int:
        """How far from there the sound is most like what would have come next."""
        piece, step, samples = self._piece, self._step, self._samples
        tail = self._tail[::step]
        reach = range(-min(piece // 2, begin), piece // 2 + 1, step)

        def unlike(by: int) -> int:
            here = samples[begin + by : begin + by + piece : step]
            return sum(map(abs, map(sub, tail, here))) if len(here) == len(tail) else 1 << 40

        return min(reach, key=unlike)
