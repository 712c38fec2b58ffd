"""The icon where a desktop shows StatusNotifierItems, with its menu (com.canonical.dbusmenu 3).

Both are spoken over dbus-fast, which desktop-notifier brings along: pystray does it only by GTK's
`gi`, which no package index has for every system.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

from dbus_fast import DBusError, Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import (
    DBusBool,
    DBusInt32,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
    DBusUInt32,
    DBusVariant,
)
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal
from PIL import Image

from desktopchat.ui.tray.picture import picture
from desktopchat.ui.tray.state import TrayState, Word

_WATCHER, _WATCHER_PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
_BUS, _BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
_ITEM_PATH, _MENU_PATH = "/StatusNotifierItem", "/MenuBar"
_SIZES = (24, 48)  # pixels; the desktop scales the one that fits best
_SECONDS = 5.0  # for an answer
_NEWS = ("NameOwnerChanged", "StatusNotifierHostRegistered", "StatusNotifierHostUnregistered")

_Pixmaps = Annotated[list[list[Any]], DBusSignature("a(iiay)")]
_Tip = Annotated[list[Any], DBusSignature("(sa(iiay)ss)")]
_Numbers = Annotated[list[int], DBusSignature("ai")]
_Strings = Annotated[list[str], DBusSignature("as")]
_Layout = Annotated[list[Any], DBusSignature("u(ia{sv}av)")]
_Group = Annotated[list[list[Any]], DBusSignature("a(ia{sv})")]
_Events = Annotated[list[list[Any]], DBusSignature("a(isvu)")]
_TwoLists = Annotated[list[list[int]], DBusSignature("aiai")]
_Updated = Annotated[list[int], DBusSignature("ui")]

Say = Callable[[Word], object]


class NotifierItem:
    """An `Icon`. Its thread runs a loop of asyncio, which waits for the bus."""

    def __init__(self) -> None:
        self._state = TrayState()
        self._loop = asyncio.new_event_loop()
        self._closed = asyncio.Event()
        self._item: _Item | None = None
        self._menu: _Menu | None = None
        self._there: bool | None = None
        """Whether a tray is there; None before that is known."""

    def run(self, say: Say) -> None:
        try:
            self._loop.run_until_complete(self._serve(say))
        finally:
            self._loop.close()

    def show(self, state: TrayState) -> None:
        self._soon(self._show, state)

    def close(self) -> None:
        self._soon(self._closed.set)

    def _soon(self, act: Callable[..., object], *what: object) -> None:
        with suppress(RuntimeError):  # the loop has ended, with the bus
            self._loop.call_soon_threadsafe(act, *what)

    # the loop's

    def _show(self, state: TrayState) -> None:
        self._state = state
        if self._item is not None and self._menu is not None:
            self._item.show(state)
            self._menu.show(state)

    async def _serve(self, say: Say) -> None:
        bus = await MessageBus().connect()
        gone = asyncio.ensure_future(_gone(bus))
        try:
            name = f"org.kde.StatusNotifierItem-{os.getpid()}-1"
            self._item, self._menu = _Item(self._state, say), _Menu(self._state, say)
            bus.export(_ITEM_PATH, self._item)
            bus.export(_MENU_PATH, self._menu)
            await bus.request_name(name)
            await self._watch(bus, name, gone, say)
        finally:
            bus.disconnect()
            await gone

    async def _watch(
        self, bus: MessageBus, name: str, gone: "asyncio.Future[None]", say: Say
    ) -> None:
        """Be where a tray is, for as long as it is there. gone: done once the bus has gone."""
        changed = asyncio.Event()
        changed.set()

        def heard(message: Message) -> None:
            if message.message_type is MessageType.SIGNAL and message.member in _NEWS:
                changed.set()

        bus.add_message_handler(heard)
        for rule in (
            f"type='signal',sender='{_BUS}',member='NameOwnerChanged',arg0='{_WATCHER}'",
            f"type='signal',sender='{_WATCHER}',path='{_WATCHER_PATH}'",
        ):
            await _call(bus, _BUS, _BUS_PATH, _BUS, "AddMatch", "s", [rule])
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            while not closed.done() and not gone.done():
                if changed.is_set():
                    changed.clear()
                    await self._be_there(bus, name, say)
                news = asyncio.ensure_future(changed.wait())
                waiting: list[asyncio.Future[Any]] = [news, closed, gone]
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
        finally:
            closed.cancel()

    async def _be_there(self, bus: MessageBus, name: str, say: Say) -> None:
        try:
            there = await _host_registered(bus)
            if there:
                await _call(bus, _WATCHER, _WATCHER_PATH, _WATCHER,
                            "RegisterStatusNotifierItem", "s", [name])  # fmt: skip
        except (DBusError, TimeoutError):
            there = False
        if there != self._there:
            self._there = there
            say(Word.THERE if there else Word.GONE)


async def _host_registered(bus: MessageBus) -> bool:
    """Whether something draws the icons: a watcher alone only knows of them. None is started for
    being asked."""
    owned = await _call(bus, _BUS, _BUS_PATH, _BUS, "NameHasOwner", "s", [_WATCHER])
    if not owned[0]:
        return False
    got = await _call(bus, _WATCHER, _WATCHER_PATH, "org.freedesktop.DBus.Properties", "Get", "ss",
                      [_WATCHER, "IsStatusNotifierHostRegistered"])  # fmt: skip
    return got[0].value is True


async def _call(
    bus: MessageBus,
    to: str,
    path: str,
    interface: str,
    member: str,
    signature: str,
    body: list[Any],
) -> list[Any]:
    """Raises DBusError, TimeoutError."""
    message = Message(destination=to, path=path, interface=interface, member=member,
                      signature=signature, body=body)  # fmt: skip
    answer = await asyncio.wait_for(bus.call(message), _SECONDS)
    if answer.message_type is MessageType.ERROR:
        raise DBusError("org.freedesktop.DBus.Error.Failed", str(answer.body))
    return answer.body


async def _gone(bus: MessageBus) -> None:
    with suppress(Exception):  # whatever the bus died of
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


class _Item(ServiceInterface):
    """org.kde.StatusNotifierItem."""

    def __init__(self, state: TrayState, say: Say) -> None:
        super().__init__("org.kde.StatusNotifierItem")
        self._state, self._say = state, say

    def show(self, state: TrayState) -> None:
        self._state = state
        self.NewIcon()
        self.NewToolTip()

    def _pixmaps(self) -> list[list[Any]]:
        """In each size: width, height, and ARGB with the highest byte first."""
        made: list[list[Any]] = []
        for size in _SIZES:
            red, green, blue, alpha = picture(self._state.unread, size).split()
            made.append([size, size, Image.merge("RGBA", (alpha, red, green, blue)).tobytes()])
        return made

    @dbus_property(PropertyAccess.READ)
    def Category(self) -> DBusStr:
        return "Communications"

    @dbus_property(PropertyAccess.READ)
    def Id(self) -> DBusStr:
        return "desktopchat"

    @dbus_property(PropertyAccess.READ)
    def Title(self) -> DBusStr:
        return "DesktopChat"

    @dbus_property(PropertyAccess.READ)
    def Status(self) -> DBusStr:
        return "Active"

    @dbus_property(PropertyAccess.READ)
    def IconName(self) -> DBusStr:
        return ""

    @dbus_property(PropertyAccess.READ)
    def IconPixmap(self) -> _Pixmaps:
        return self._pixmaps()

    @dbus_property(PropertyAccess.READ)
    def ToolTip(self) -> _Tip:
        return ["", [], self._state.tip, ""]

    @dbus_property(PropertyAccess.READ)
    def ItemIsMenu(self) -> DBusBool:
        return False

    @dbus_property(PropertyAccess.READ)
    def Menu(self) -> DBusObjectPath:
        return _MENU_PATH

    @dbus_method()
    def Activate(self, _x: DBusInt32, _y: DBusInt32) -> None:
        self._say(Word.SHOW)

    @dbus_method()
    def SecondaryActivate(self, _x: DBusInt32, _y: DBusInt32) -> None:
        self._say(Word.SHOW)

    @dbus_method()
    def ContextMenu(self, _x: DBusInt32, _y: DBusInt32) -> None:
        """Only a tray that draws no menu itself asks for that."""
        self._say(Word.MENU)

    @dbus_method()
    def Scroll(self, _delta: DBusInt32, _orientation: DBusStr) -> None:
        """Nothing is done by the wheel; trays send it all the same."""

    @dbus_signal()
    def NewIcon(self) -> None:
        """IconPixmap is another one."""

    @dbus_signal()
    def NewToolTip(self) -> None:
        """ToolTip is another one."""


class _Menu(ServiceInterface):
    """com.canonical.dbusmenu. An item's number is its `Word`'s; 0 is the menu itself."""

    def __init__(self, state: TrayState, say: Say) -> None:
        super().__init__("com.canonical.dbusmenu")
        self._items, self._say, self._revision = state.items, say, 1

    def show(self, state: TrayState) -> None:
        if state.items != self._items:
            self._items = state.items
            self._revision += 1
            self.LayoutUpdated()

    def _properties(self, number: int) -> dict[str, Variant]:
        if number == 0:
            return {"children-display": Variant("s", "submenu")}
        # A single underscore would make the next letter one to press.
        label = self._items[Word(number)].replace("_", "__")
        return {"label": Variant("s", label)}

    @property
    def _numbers(self) -> list[int]:
        return [0, *(word.value for word in self._items)]

    @dbus_property(PropertyAccess.READ)
    def Version(self) -> DBusUInt32:
        return 3

    @dbus_property(PropertyAccess.READ)
    def TextDirection(self) -> DBusStr:
        return "ltr"

    @dbus_property(PropertyAccess.READ)
    def Status(self) -> DBusStr:
        return "normal"

    @dbus_property(PropertyAccess.READ)
    def IconThemePath(self) -> _Strings:
        return []

    @dbus_method()
    def GetLayout(self, parent: DBusInt32, depth: DBusInt32, _names: _Strings) -> _Layout:
        if parent not in self._numbers:
            raise DBusError("com.canonical.dbusmenu.Error", "There is no such item.")
        items = self._numbers[1:] if parent == 0 and depth != 0 else []
        inner = [Variant("(ia{sv}av)", [one, self._properties(one), []]) for one in items]
        return [self._revision, [parent, self._properties(parent), inner]]

    @dbus_method()
    def GetGroupProperties(self, numbers: _Numbers, _names: _Strings) -> _Group:
        asked = [one for one in numbers if one in self._numbers] if numbers else self._numbers
        return [[one, self._properties(one)] for one in asked]

    @dbus_method()
    def GetProperty(self, number: DBusInt32, name: DBusStr) -> DBusVariant:
        found = self._properties(number).get(name) if number in self._numbers else None
        if found is None:
            raise DBusError("com.canonical.dbusmenu.Error", "There is no such property.")
        return found

    @dbus_method()
    def Event(
        self, number: DBusInt32, kind: DBusStr, _data: DBusVariant, _time: DBusUInt32
    ) -> None:
        self._happened(number, kind)

    @dbus_method()
    def EventGroup(self, events: _Events) -> _Numbers:
        for number, kind, _data, _time in events:
            self._happened(number, kind)
        return [number for number, *_rest in events if number not in self._numbers]

    @dbus_method()
    def AboutToShow(self, _number: DBusInt32) -> DBusBool:
        return False  # it is up to date

    @dbus_method()
    def AboutToShowGroup(self, numbers: _Numbers) -> _TwoLists:
        return [[], [one for one in numbers if one not in self._numbers]]

    @dbus_signal()
    def LayoutUpdated(self) -> _Updated:
        return [self._revision, 0]

    def _happened(self, number: int, kind: str) -> None:
        if kind == "clicked" and number in self._numbers[1:]:
            self._say(Word(number))
