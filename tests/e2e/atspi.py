"""A program that listens as a screen reader does: by AT-SPI, on a session bus of the test's own."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from tests.waiting import wait_until

_A11Y, _A11Y_PATH = "org.a11y.Bus", "/org/a11y/bus"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_PROPERTIES = "org.freedesktop.DBus.Properties"

DIALOG, LIST_ITEM, BUTTON, LOG = 16, 32, 43, 111  # of AtspiRole

Object = tuple[str, str]
"""Who has it, and its path there."""


class Listener:
    """focused: the names of what got the focus, in order. said: what was announced. written: what
    came into fields. One thread of its own; the lists are read from any."""

    def __init__(self, session: str) -> None:
        self.focused: list[str] = []
        self.said: list[str] = []
        self.written: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="listener")
        self._thread.start()
        self._session, self._bus = self._run(self._connect(session))
        self._tasks: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        self._run(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def tree(self) -> list[tuple[int, str]]:
        """The role, as libatspi numbers them, and the name of all that is on the bus."""
        found: list[tuple[int, str]] = self._run(self._under(_ROOT))
        return found

    def press(self, name: str) -> None:
        """Do what a button does."""
        self._run(self._press(name))

    def hears(self, heard: list[str], words: str) -> None:
        wait_until(lambda: any(words in one for one in heard), 30, lambda: f"{words} in {heard}")

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _connect(self, address: str) -> tuple[MessageBus, MessageBus]:
        session = await MessageBus(address).connect()
        there = (_A11Y, _A11Y_PATH)
        [a11y] = await _ask(session, there, _A11Y, "GetAddress")
        on = ["org.a11y.Status", "IsEnabled", Variant("b", True)]
        await _ask(session, there, _PROPERTIES, "Set", "ssv", on)
        bus = await MessageBus(a11y).connect()
        bus.add_message_handler(self._heard)
        daemon = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
        rule = ["type='signal',interface='org.a11y.atspi.Event.Object'"]
        await _ask(bus, daemon, daemon[0], "AddMatch", "s", rule)
        return session, bus

    async def _leave(self) -> None:
        for bus in (self._bus, self._session):
            bus.disconnect()
            await bus.wait_for_disconnect()

    def _heard(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL or len(message.body) < 4:
            return
        what, first, _second, data = message.body[:4]
        if message.member == "Announcement":
            self.said.append(data.value)
        elif message.member == "TextChanged" and what.startswith("insert"):
            self.written.append(data.value)
        elif message.member == "StateChanged" and what == "focused" and first:
            task = self._loop.create_task(self._name_focused((message.sender, message.path)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _name_focused(self, one: Object) -> None:
        self.focused.append(await self._name(one))

    async def _name(self, one: Object) -> str:
        found = await _ask(self._bus, one, _PROPERTIES, "Get", "ss", [_ACCESSIBLE, "Name"])
        return str(found[0].value) if found else ""

    async def _objects(self, one: Object) -> list[Object]:
        found = await _ask(self._bus, one, _ACCESSIBLE, "GetChildren")
        objects = [(sender, path) for sender, path in found[0]] if found else []
        return objects + [deeper for child in objects for deeper in await self._objects(child)]

    async def _under(self, one: Object) -> list[tuple[int, str]]:
        told = []
        for each in await self._objects(one):
            role = await _ask(self._bus, each, _ACCESSIBLE, "GetRole")
            told.append((role[0] if role else 0, await self._name(each)))
        return told

    async def _press(self, name: str) -> None:
        for each in await self._objects(_ROOT):
            if await self._name(each) == name:
                await _ask(self._bus, each, "org.a11y.atspi.Action", "DoAction", "i", [0])


async def _ask(
    bus: MessageBus, one: Object, interface: str, member: str, signature: str = "", body: Any = ()
) -> list[Any]:
    """The answer; [] for what has gone meanwhile."""
    answer = await bus.call(
        Message(
            destination=one[0],
            path=one[1],
            interface=interface,
            member=member,
            signature=signature,
            body=list(body),
        )
    )
    return (
        answer.body
        if answer is not None and answer.message_type is MessageType.METHOD_RETURN
        else []
    )
