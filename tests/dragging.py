"""A program that drags something over windows, as a file manager does: the source's side of XDND 5
(freedesktop.org, "Drag-and-Drop Protocol for the X Window System")."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol.event import ClientMessage, SelectionNotify

VERSION = 5
SECONDS = 30.0


class Drag:
    """What is dragged is `data`, as `target`. Each call waits for the other program's answer."""

    def __init__(self, data: bytes, target: str) -> None:
        self._display = Display()
        self._root = self._display.screen().root
        self._window = self._root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        self._data, self._target = data, self._atom(target)
        self._selection = self._atom("XdndSelection")
        self._window.set_selection_owner(self._selection, X.CurrentTime)
        self._over = 0

    def close(self) -> None:
        self._display.close()

    def over(self, x: int, y: int) -> bool:
        """Be over a place of the screen; whether it may be dropped there."""
        there = self._aware_at(x, y)
        if there != self._over:
            self.leave()
            self._over = there
            self._send("XdndEnter", VERSION << 24, self._target, 0, 0)
        self._send("XdndPosition", 0, x << 16 | y, X.CurrentTime, self._atom("XdndActionCopy"))
        return bool(self._answer("XdndStatus")[1] & 1)

    def leave(self) -> None:
        if self._over:
            self._send("XdndLeave", 0, 0, 0, 0)
        self._over = 0

    def drop(self) -> bool:
        """Let go; whether it was taken."""
        self._send("XdndDrop", 0, X.CurrentTime, 0, 0)
        # The action that was done; tkdnd sets another bit than the one that says it was done.
        taken = bool(self._answer("XdndFinished")[2])
        self._over = 0
        return taken

    def _atom(self, name: str) -> int:
        return int(self._display.intern_atom(name))

    def _aware_at(self, x: int, y: int) -> int:
        """The outermost window at a place that takes part."""
        window = self._root
        while True:
            child = window.translate_coords(self._root, x, y).child
            assert child, f"no window that takes drops at {x}, {y}"
            if child.get_full_property(self._atom("XdndAware"), Xatom.ATOM) is not None:
                return int(child.id)
            window = child

    def _send(self, kind: str, *words: int) -> None:
        target = self._display.create_resource_object("window", self._over)
        data = (32, [self._window.id, *words])
        target.send_event(ClientMessage(window=target, client_type=self._atom(kind), data=data))
        self._display.flush()

    def _answer(self, kind: str) -> list[int]:
        """The words of the answer; meanwhile what is dragged is handed out."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            if not self._display.pending_events():
                select.select([self._display], [], [], 0.2)
                continue
            event = self._display.next_event()
            if event.type == X.SelectionRequest:
                self._hand_out(event)
            elif event.type == X.ClientMessage and event.client_type == self._atom(kind):
                return list(event.data[1])
        raise AssertionError(f"no {kind}")

    def _hand_out(self, asked: object) -> None:
        requestor, into = asked.requestor, asked.property  # type: ignore[attr-defined]
        requestor.change_property(into, self._target, 8, self._data)
        requestor.send_event(
            SelectionNotify(
                time=asked.time,  # type: ignore[attr-defined]
                requestor=requestor,
                selection=self._selection,
                target=self._target,
                property=into,
            )
        )
        self._display.flush()


@contextmanager
def dragged(data: bytes, target: str = "text/uri-list") -> Iterator[Drag]:
    """Something that is being dragged, until the end."""
    drag = Drag(data, target)
    try:
        yield drag
    finally:
        drag.close()
