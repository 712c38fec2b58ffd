"""An icon in an X11 tray (freedesktop.org, System Tray Protocol 0.3, and XEMBED 0.5).

The tray is a window that owns a selection; it takes our window into its own. It draws nothing
itself, and no menu: all that happens comes to us as events.
"""

import contextlib
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Sequence
from enum import Enum, auto

from desktopchat.x11.connection import Connection, XError, display_name
from desktopchat.x11.shape import Rectangle

_CREATE_WINDOW, _CHANGE_ATTRIBUTES, _CHANGE_PROPERTY, _SEND_EVENT = 1, 2, 18, 25
_CREATE_CONTEXT, _PUT_IMAGE, _SHAPE_RECTANGLES = 55, 72, 1
_BUTTON_RELEASE, _EXPOSE, _DESTROYED, _REPARENTED, _CONFIGURED, _MESSAGE = 5, 12, 17, 21, 22, 33
_INPUT_OUTPUT, _EVENT_MASK, _STRUCTURE = 1, 0x800, 0x20000
_OURS = 0xC | 0x8000 | _STRUCTURE  # ButtonPress, ButtonRelease, Exposure, StructureNotify
_REPLACE, _PIXMAP, _DOCK, _MAPPED = 0, 2, 0, 1
_SECONDS = 5.0  # that the server may take for an answer
_LARGEST = 128  # pixels of width and height: an image is one request


class Happening(Enum):
    """What comes of an icon. PRESSED: by the first button; MENU: by the third."""

    DOCKED = auto()
    GONE = auto()
    EXPOSED = auto()
    PRESSED = auto()
    MENU = auto()
    WOKEN = auto()


class TrayIcon(Connection):
    """One thread's, but for `wake`. It goes where a tray is, and where one appears later.

    size: pixels of width and height, of use while `docked`. Raises XError as `Connection` does.
    """

    def __init__(self) -> None:
        super().__init__(display_name(), _SECONDS)
        self.size, self.docked = 0, False
        self._waking = threading.Lock()
        """Held while a byte is written, so that it goes into no other file of that number."""
        self._pipe: tuple[int, int] | None = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        if self.depth not in (24, 32):
            self.close()
            raise XError("the screen has too few colours")
        self._tray = self._window = self._context = 0
        self._wide = self._high = 0
        self._made = 0  # how many numbers are taken
        self._selection, self._opcode, self._info, self._manager = self.atoms(
            "_NET_SYSTEM_TRAY_S0", "_NET_SYSTEM_TRAY_OPCODE", "_XEMBED_INFO", "MANAGER"
        )
        self._shape = self.extension("SHAPE")
        self._listen(self.root)  # a new tray tells it there
        self._ask_for_place()

    def close(self) -> None:
        super().close()
        with self._waking:
            pipe, self._pipe = self._pipe, None
        for end in pipe or ():
            os.close(end)

    def wake(self) -> None:
        """Have `next` return; called from any thread."""
        with self._waking, contextlib.suppress(OSError):  # full: then it is about to wake
            if self._pipe is not None:
                os.write(self._pipe[1], b"!")

    def next(self) -> Happening:
        """Wait for what happens, however long that takes."""
        while True:
            if not self._events:
                if self._pipe is None:
                    raise XError("it is closed")
                waiting: list[socket.socket | int] = [self._socket, self._pipe[0]]
                ready, _, _ = select.select(waiting, [], [])
                if self._pipe[0] in ready:
                    os.read(self._pipe[0], 4096)
                    return Happening.WOKEN
            self.deadline = time.monotonic() + _SECONDS
            if (happened := self._happened(self.event())) is not None:
                return happened

    def draw(self, pixels: bytes, shown: Sequence[Rectangle]) -> None:
        """pixels: of `size` x `size`, each blue, green, red and a spare byte. shown: what is not
        transparent of that."""
        self.deadline = time.monotonic() + _SECONDS
        size, x, y = self.size, (self._wide - self.size) // 2, (self._high - self.size) // 2
        parts = b"".join(struct.pack("<hhHH", *one) for one in shown)
        shape = struct.pack("<BBBxIhh", 0, 0, 0, self._window, x, y)
        self._request(self._shape, _SHAPE_RECTANGLES, shape + parts)
        head = struct.pack("<IIHHhhBBxx", self._window, self._context, size, size, x, y, 0,
                           self.depth)  # fmt: skip
        self._request(_PUT_IMAGE, _PIXMAP, head + pixels)

    # inside

    def _number(self) -> int:
        self._made += 1
        return self._base + self._made

    def _listen(self, window: int) -> None:
        body = struct.pack("<III", window, _EVENT_MASK, _STRUCTURE)
        self._request(_CHANGE_ATTRIBUTES, 0, body)

    def _ask_for_place(self) -> None:
        """Offer a new window to the tray, where there is one."""
        self._tray = self.selection_owner(self._selection)
        if not self._tray:
            return
        self._listen(self._tray)
        self._window, self._context = self._number(), self._number()
        body = struct.pack("<IIhhHHHHIII", self._window, self.root, -1, -1, 1, 1, 0,
                           _INPUT_OUTPUT, 0, _EVENT_MASK, _OURS)  # fmt: skip
        self._request(_CREATE_WINDOW, 0, body)
        self._request(_CREATE_CONTEXT, 0, struct.pack("<III", self._context, self._window, 0))
        info = struct.pack("<IIIB3xIII", self._window, self._info, self._info, 32, 2, 0, _MAPPED)
        self._request(_CHANGE_PROPERTY, _REPLACE, info)
        message = struct.pack("<BBHIIIIIII", _MESSAGE, 32, 0, self._tray, self._opcode, 0, _DOCK,
                              self._window, 0, 0)  # fmt: skip
        self._request(_SEND_EVENT, 0, struct.pack("<II", self._tray, 0) + message)

    def _happened(self, event: bytes) -> Happening | None:
        kind = event[0] & 0x7F
        window = struct.unpack_from("<I", event, 4 if kind in (_EXPOSE, _MESSAGE) else 8)[0]
        if kind == _BUTTON_RELEASE:
            return {1: Happening.PRESSED, 3: Happening.MENU}.get(event[1])
        if kind == _EXPOSE:
            return Happening.EXPOSED if self.docked else None
        if kind == _CONFIGURED and window == self._window:
            self._wide, self._high = struct.unpack_from("<HH", event, 20)
            self.size = min(self._wide, self._high, _LARGEST)
            return Happening.EXPOSED if self.docked else None
        if kind == _REPARENTED and window == self._window:
            return self._moved(struct.unpack_from("<I", event, 12)[0] != self.root)
        if kind == _DESTROYED and window in (self._window, self._tray):
            return self._moved(False)
        if kind == _MESSAGE:
            name, _time, selection = struct.unpack_from("<III", event, 8)
            if (name, selection) == (self._manager, self._selection) and not self.docked:
                self._ask_for_place()
        return None

    def _moved(self, docked: bool) -> Happening | None:
        if docked == self.docked:
            return None
        self.docked = docked
        return Happening.DOCKED if docked else Happening.GONE
