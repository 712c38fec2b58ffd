"""The voice process: does what its window orders, one line each, and tells how that goes."""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from desktopchat.voice.protocol import MOST_SECONDS, Do, Order, Told, What, order_in

if TYPE_CHECKING:
    from desktopchat.voice.player import Player
    from desktopchat.voice.recorder import Recorder

_TICK = 0.05  # seconds between two words about what is played


class Worker:
    """orders: the lines of the window, whose end is the process's. tell: says something to it."""

    def __init__(self, orders: Iterable[str], tell: Callable[[Told], object]) -> None:
        self._orders, self._tell = orders, tell
        self._inbox: SimpleQueue[Order | tuple[object, bytes] | None] = SimpleQueue()
        """Orders, the sound of a recording, and None at the end."""
        self._recorder: Recorder | None = None
        self._sound_of = object()
        """What the sound of that recording comes with."""
        self._player: Player | None = None
        self._do: dict[Do, Callable[[Order], None]] = {
            Do.LOOK: self._look,
            Do.RECORD: self._record,
            Do.STOP: self._stop,
            Do.DROP: self._drop,
            Do.PLAY: self._play,
            Do.PAUSE: partial(self._pause, True),
            Do.GO: partial(self._pause, False),
            Do.SEEK: self._seek,
            Do.SPEED: self._speed,
            Do.SILENCE: self._silence,
        }

    def run(self) -> None:
        """Until the window has no more orders."""
        threading.Thread(target=self._read, name="orders", daemon=True).start()
        try:
            while self._turn():
                self._tell_position()
        finally:
            self._end_recording()
            self._end_playing()

    def _read(self) -> None:
        for line in self._orders:
            order = order_in(line)
            if order is not None:
                self._inbox.put(order)
        self._inbox.put(None)

    def _turn(self) -> bool:
        """Take one thing in; False at the end."""
        busy = self._player is not None or self._recorder is not None
        try:
            came = self._inbox.get(timeout=_TICK if busy else None)
        except Empty:
            return True
        if came is None:
            return False
        if isinstance(came, Order):
            self._do[came.do](came)
        elif self._recorder is not None and came[0] is self._sound_of:
            self._take(self._recorder, came[1])
        return True

    def _look(self, _order: Order) -> None:
        from desktopchat.voice.devices import count

        microphones, speakers = count()
        self._tell(Told(What.DEVICES, microphones=microphones, speakers=speakers))

    # recording

    def _record(self, order: Order) -> None:
        from desktopchat.voice.recorder import CannotKeepError, CannotRecordError, Recorder

        self._end_recording()
        mark = self._sound_of = object()  # what comes late of an earlier one is known by its own
        try:
            self._recorder = Recorder(order.file, lambda data: self._inbox.put((mark, data)))
        except CannotKeepError:
            self._tell(Told(What.NOT_KEPT))
        except CannotRecordError:
            self._tell(Told(What.NOT_RECORDED))

    def _take(self, recorder: "Recorder", data: bytes) -> None:
        from desktopchat.voice.recorder import CannotKeepError

        try:
            level = recorder.take(data)
        except CannotKeepError:
            self._end_recording()
            self._tell(Told(What.NOT_KEPT))
            return
        self._tell(Told(What.LEVEL, seconds=recorder.seconds, level=level))
        if recorder.seconds >= MOST_SECONDS:
            self._stop(Order(Do.STOP))

    def _stop(self, _order: Order) -> None:
        from desktopchat.voice.recorder import CannotKeepError

        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        try:
            voice = recorder.end()
        except CannotKeepError:
            self._tell(Told(What.NOT_KEPT))
        else:
            self._tell(Told(What.RECORDED, seconds=voice.seconds, peaks=voice.digits))

    def _drop(self, _order: Order) -> None:
        self._end_recording()

    def _end_recording(self) -> None:
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.drop()

    # playing

    def _play(self, order: Order) -> None:
        from desktopchat.voice.player import CannotPlayError, CannotReadError, Player

        self._end_playing()
        try:
            self._player = Player(order.file, order.seconds, order.speed)
        except CannotReadError:
            self._tell(Told(What.NOT_READ, file=order.file))
        except CannotPlayError:
            self._tell(Told(What.NOT_PLAYED, file=order.file))

    def _pause(self, on: bool, _order: Order) -> None:
        if self._player is not None:
            self._player.paused = on

    def _seek(self, order: Order) -> None:
        if self._player is not None:
            self._player.seek(order.seconds)

    def _speed(self, order: Order) -> None:
        if self._player is not None:
            self._player.go_at(order.speed)

    def _silence(self, _order: Order) -> None:
        self._end_playing()

    def _end_playing(self) -> None:
        player, self._player = self._player, None
        if player is not None:
            player.close()

    def _tell_position(self) -> None:
        player = self._player
        if player is None:
            return
        if player.ended:
            self._end_playing()
            self._tell(Told(What.PLAYED, length=player.length, file=player.path))
        elif not player.paused:
            at, length = player.seconds, player.length
            self._tell(Told(What.POSITION, seconds=at, length=length, file=player.path))
