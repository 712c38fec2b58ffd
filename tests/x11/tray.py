"""An X11 tray of the test's own (freedesktop.org, System Tray Protocol): a window that takes in the
icons that ask for it, on a connection and in a thread of its own."""

import contextlib
import threading
from collections.abc import Iterator

from PIL import Image
from Xlib import X, display
from Xlib.protocol import event

SIZE = 24  # pixels of an icon
_DOCK = 0


class X11Tray:
    """It stands at the top left of the screen. icons: the icons' windows, the oldest first."""

    def __init__(self) -> None:
        self.icons: list[int] = []
        self._x = display.Display()
        self._ends = self._x.intern_atom("_DESKTOPCHAT_TRAY_ENDS")
        self._opcode = self._x.intern_atom("_NET_SYSTEM_TRAY_OPCODE")
        selection = self._x.intern_atom("_NET_SYSTEM_TRAY_S0")
        screen = self._x.screen()
        self._window = screen.root.create_window(
            0, 0, 8 * SIZE, SIZE, 0, screen.root_depth, background_pixel=screen.white_pixel,
            override_redirect=True, event_mask=X.StructureNotifyMask | X.SubstructureNotifyMask,
        )  # fmt: skip
        self._window.map()
        self._window.set_selection_owner(selection, X.CurrentTime)
        told = [X.CurrentTime, selection, self._window.id, 0, 0]
        manager = self._x.intern_atom("MANAGER")
        self._send(self._x, screen.root, manager, told, X.StructureNotifyMask)
        self._thread = threading.Thread(target=self._serve, name="X11 tray")
        self._thread.start()

    def picture(self) -> Image.Image:
        """What is seen of the first icon's place."""
        x = display.Display()
        try:
            raw = x.screen().root.get_image(0, 0, SIZE, SIZE, X.ZPixmap, 0xFFFFFFFF)
            return Image.frombytes("RGB", (SIZE, SIZE), raw.data, "raw", "BGRX")
        finally:
            x.close()

    def stop(self) -> None:
        x = display.Display()
        self._send(x, x.create_resource_object("window", self._window.id), self._ends, [0] * 5, 0)
        x.close()
        self._thread.join()

    def _send(self, x: display.Display, to: object, name: int, words: list[int], mask: int) -> None:
        message = event.ClientMessage(window=to, client_type=name, data=(32, words))
        to.send_event(message, event_mask=mask)  # type: ignore[attr-defined]
        x.sync()

    def _serve(self) -> None:
        while True:
            came = self._x.next_event()
            if came.type == X.ClientMessage and came.client_type == self._ends:
                break
            if came.type == X.ClientMessage and came.client_type == self._opcode:
                self._dock(came.data[1][2])
            elif came.type == X.DestroyNotify and came.window.id in self.icons:
                self.icons.remove(came.window.id)
        self._x.close()

    def _dock(self, number: int) -> None:
        icon = self._x.create_resource_object("window", number)
        icon.reparent(self._window, SIZE * len(self.icons), 0)
        icon.configure(width=SIZE, height=SIZE)
        icon.map()
        self._x.sync()
        self.icons.append(number)


@contextlib.contextmanager
def x11_tray() -> Iterator[X11Tray]:
    made = X11Tray()
    try:
        yield made
    finally:
        made.stop()
