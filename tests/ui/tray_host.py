"""A desktop's tray of the test's own, on a bus of its own: a StatusNotifierWatcher with a host or
without one, which asks the items what a desktop asks, and does what people would do."""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from typing import Any

from dbus_fast import Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusInt32, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

_NAME, _PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
_ITEM, _MENU = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu"
_ITEM_PATH = "/StatusNotifierItem"


class _Watcher(ServiceInterface):
    """The names are those of the specification."""

    def __init__(self, host: bool) -> None:
        super().__init__(_NAME)
        self.host = host
        self.items: list[str] = []

    @dbus_method()
    def RegisterStatusNotifierItem(self, name: DBusStr) -> None:
        if name not in self.items:
            self.items.append(name)

    @dbus_property(PropertyAccess.READ)
    def IsStatusNotifierHostRegistered(self) -> DBusBool:
        return self.host

    @dbus_property(PropertyAccess.READ)
    def ProtocolVersion(self) -> DBusInt32:
        return 0

    @dbus_signal()
    def StatusNotifierHostRegistered(self) -> None:
        """Something draws the icons now."""

    @dbus_signal()
    def StatusNotifierHostUnregistered(self) -> None:
        """Nothing draws the icons any more."""


class TrayHost:
    """items: the names of those that registered. heard: the signals that they sent."""

    def __init__(self, address: str, *, host: bool) -> None:
        self.heard: list[str] = []
        self._address, self._watcher = address, _Watcher(host)
        self._loop = asyncio.new_event_loop()
        self._bus: MessageBus
        self._thread = threading.Thread(target=self._loop.run_forever, name="tray host")
        self._thread.start()
        self._wait(self._begin())

    @property
    def items(self) -> list[str]:
        return self._watcher.items

    def turn(self, host: bool) -> None:
        """Begin or stop to draw the icons."""

        async def turn() -> None:
            self._watcher.host = host
            if host:
                self._watcher.StatusNotifierHostRegistered()
            else:
                self._watcher.StatusNotifierHostUnregistered()

        self._wait(turn())

    def read(self, name: str) -> Any:
        """A property of the first item."""
        return self._ask(_ITEM_PATH, "org.freedesktop.DBus.Properties", "Get", "ss",
                         [_ITEM, name])[0].value  # fmt: skip

    def click(self) -> None:
        self._ask(_ITEM_PATH, _ITEM, "Activate", "ii", [0, 0])

    @property
    def menu(self) -> dict[str, int]:
        """What the first item offers, with the number of each."""
        _revision, layout = self._ask(self.read("Menu"), _MENU, "GetLayout", "iias", [0, -1, []])
        children = [one.value for one in layout[2]]
        return {properties["label"].value: number for number, properties, _ in children}

    def choose(self, words: str) -> None:
        """Choose something of the menu."""
        self._ask(self.read("Menu"), _MENU, "Event", "isvu",
                  [self.menu[words], "clicked", Variant("i", 0), 0])  # fmt: skip

    def stop(self) -> None:
        async def end() -> None:
            self._bus.disconnect()
            await self._bus.wait_for_disconnect()

        self._wait(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _ask(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> Any:
        async def ask() -> Any:
            answer = await self._bus.call(
                Message(
                    destination=self.items[0],
                    path=path,
                    interface=interface,
                    member=member,
                    signature=signature,
                    body=body,
                )
            )
            assert answer is not None
            assert answer.message_type is not MessageType.ERROR, answer.body
            return answer.body

        return self._wait(ask())

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _begin(self) -> None:
        self._bus = await MessageBus(self._address).connect()
        self._bus.add_message_handler(self._hear)
        self._bus.export(_PATH, self._watcher)
        for interface in (_ITEM, _MENU):
            await self._bus.call(
                Message(
                    destination="org.freedesktop.DBus",
                    path="/org/freedesktop/DBus",
                    interface="org.freedesktop.DBus",
                    member="AddMatch",
                    signature="s",
                    body=[f"type='signal',interface='{interface}'"],
                )
            )
        await self._bus.request_name(_NAME)

    def _hear(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL and message.interface in (_ITEM, _MENU):
            self.heard.append(message.member or "")


@contextlib.contextmanager
def tray_host(address: str, *, host: bool = True) -> Iterator[TrayHost]:
    made = TrayHost(address, host=host)
    try:
        yield made
    finally:
        made.stop()
