"""A notification server of the test's own, on a bus of its own (Desktop Notifications
Specification 1.2): it shows nothing, remembers all, and does what people would do."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, method, signal

from tests.waiting import wait_until

_NAME, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"


@dataclass
class Notification:
    number: int
    app: str
    title: str
    words: str
    actions: dict[str, str]
    """What can be done, by its key: what the button says."""


class _Interface(ServiceInterface):
    """The names are those of the specification; the annotations are D-Bus signatures."""

    def __init__(self, server: "NotificationServer") -> None:
        super().__init__(_NAME)
        self._server = server

    @method()
    def GetServerInformation(self) -> "ssss":  # type: ignore[name-defined] # noqa: N802, F821
        return ["tests", "tests", "1", "1.2"]

    @method()
    def GetCapabilities(self) -> "as":  # type: ignore[valid-type] # noqa: N802, F722
        return ["body", "actions", "inline-reply"]

    @method()
    def Notify(  # noqa: N802
        self,
        app: "s",  # type: ignore[name-defined] # noqa: F821
        _replaces: "u",  # type: ignore[name-defined] # noqa: F821
        _icon: "s",  # type: ignore[name-defined] # noqa: F821
        title: "s",  # type: ignore[name-defined] # noqa: F821
        words: "s",  # type: ignore[name-defined] # noqa: F821
        actions: "as",  # type: ignore[valid-type] # noqa: F722
        _hints: "a{sv}",  # type: ignore[valid-type] # noqa: F722
        _timeout: "i",  # type: ignore[name-defined] # noqa: F821
    ) -> "u":  # type: ignore[name-defined] # noqa: F821
        self._server.numbers += 1
        offered = dict(zip(actions[::2], actions[1::2], strict=True))
        one = Notification(self._server.numbers, app, title, words, offered)
        self._server.shown.append(one)
        return one.number

    @method()
    def CloseNotification(self, number: "u") -> None:  # type: ignore[name-defined] # noqa: N802, F821
        self._server.shown[:] = [one for one in self._server.shown if one.number != number]
        self.NotificationClosed(number, 3)

    @signal()
    def NotificationClosed(self, number, reason) -> "uu":  # type: ignore[no-untyped-def, name-defined] # noqa: N802, F821
        return [number, reason]

    @signal()
    def ActionInvoked(self, number, key) -> "us":  # type: ignore[no-untyped-def, name-defined] # noqa: N802, F821
        return [number, key]

    @signal()
    def NotificationReplied(self, number, words) -> "us":  # type: ignore[no-untyped-def, name-defined] # noqa: N802, F821
        return [number, words]


@dataclass
class NotificationServer:
    """shown: what is on the screen, the oldest first."""

    address: str
    shown: list[Notification] = field(default_factory=list)
    numbers: int = 0

    def __post_init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop
        self._end: asyncio.Event
        self._interface = _Interface(self)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notification server")
        self._thread.start()
        assert self._ready.wait(20)

    def click(self, one: Notification) -> None:
        self._do(self._interface.ActionInvoked, one.number, "default")

    def press(self, one: Notification, button: str) -> None:
        key = next(key for key, words in one.actions.items() if words == button)
        self._do(self._interface.ActionInvoked, one.number, key)

    def answer(self, one: Notification, words: str) -> None:
        self._do(self._interface.NotificationReplied, one.number, words)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _do(self, act: object, *what: object) -> None:
        self._loop.call_soon_threadsafe(act, *what)  # type: ignore[arg-type]

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        bus = await MessageBus(self.address).connect()
        bus.export(_PATH, self._interface)
        await bus.request_name(_NAME)
        self._ready.set()
        await self._end.wait()
        bus.disconnect()
        await bus.wait_for_disconnect()


def _listens(file: Path) -> bool:
    """The file is there a moment before somebody listens at it."""
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect_ex(str(file)) == 0


@contextlib.contextmanager
def bus(folder: Path) -> Iterator[str]:
    """The address of a bus that nobody else is on."""
    address = f"unix:path={folder}/bus"
    process = subprocess.Popen(
        [shutil.which("dbus-daemon") or "", "--session", "--nofork", f"--address={address}"],
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _listens(folder / "bus"), 20)
        yield address
    finally:
        process.terminate()
        process.wait()
