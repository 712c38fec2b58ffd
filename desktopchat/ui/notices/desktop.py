"""Notifications of the system, by a thread with the loop that `desktop-notifier` wants."""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from desktopchat.ui.notices.notice import Told
from desktopchat.words import tr

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

_APP = "DesktopChat"
_SECONDS = 5.0  # in which one has to be shown


class DesktopNotices:
    """Called by the window's thread; what people do to a notification is taken there by `take`.
    on_news: called from any thread when there is something to take, or one could not be shown.
    """

    def __init__(self, on_news: Callable[[], object]) -> None:
        self._on_news = on_news
        self._done: deque[Callable[[], object]] = deque()
        self._shown: dict[str, str] = {}
        """The identifiers of those that are shown, by conversation; the loop's."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._notifier: DesktopNotifier | None = None
        self.possible = _has_server()
        """Whether the system shows any; False from the first that it did not show."""

    def show(self, told: Told, otherwise: Callable[[], object]) -> None:
        """Show one, in place of an older one of the conversation. otherwise: what is done (`take`)
        where it can't be shown."""
        self._run(self._show(told, otherwise))

    def withdraw(self, key: str) -> None:
        """What it told of was read."""
        if self._loop is not None:
            self._run(self._withdraw(key))

    def take(self) -> None:
        """Do what people asked for since the last time."""
        while self._done:
            self._done.popleft()()

    def close(self) -> None:
        """Take all away and end the thread."""
        if self._loop is not None:
            with contextlib.suppress(Exception):  # whatever became of the server
                asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(1.0)
            self._loop.call_soon_threadsafe(self._loop.stop)
            if self._thread is not None:
                self._thread.join(1.0)
            self._loop = None

    def _run(self, work: Any) -> None:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(
                target=_run_loop, args=(self._loop,), name="notifications", daemon=True
            )
            self._thread.start()
        asyncio.run_coroutine_threadsafe(work, self._loop)

    # the loop's

    async def _show(self, told: Told, otherwise: Callable[[], object]) -> None:
        try:
            await asyncio.wait_for(self._send(told), _SECONDS)
        except Exception:
            logging.getLogger(__name__).info("No notifications here", exc_info=True)
            self.possible = False
            self._will_do(otherwise)

    async def _send(self, told: Told) -> None:
        # Imported here: it takes 50 ms, and many never need it.
        from desktop_notifier import Button, DesktopNotifier, Notification, ReplyField

        if self._notifier is None:
            self._notifier = DesktopNotifier(app_name=_APP)
            # What can't be shown is told otherwise; a traceback for it would help nobody.
            logging.getLogger("desktop_notifier").setLevel(logging.CRITICAL)
        await self._withdraw(told.notice.key)
        notice, do = told.notice, self._will_do
        shown: list[bool] = []
        one = Notification(
            told.title,
            html.escape(told.words, quote=False) if sys.platform == "linux" else told.words,
            buttons=(Button(tr("Mark as read"), partial(do, notice.read)),) if told.alone else (),
            reply_field=ReplyField(
                on_replied=lambda words: do(partial(notice.answer, words)),
            )
            if told.alone
            else None,
            on_dispatched=partial(shown.append, True),
            on_clicked=partial(do, notice.show),
            thread=notice.key,
        )
        await self._notifier.send_notification(one)
        if not shown:
            raise OSError(tr("It was not shown."))
        self._shown[notice.key] = one.identifier

    async def _withdraw(self, key: str) -> None:
        identifier = self._shown.pop(key, "")
        if identifier and self._notifier is not None:
            with contextlib.suppress(Exception):  # gone already
                await self._notifier.clear(identifier)

    async def _end(self) -> None:
        for key in list(self._shown):
            await self._withdraw(key)
        # The library knows no end: on Linux its connection to the bus stays open.
        bus = getattr(getattr(self._notifier, "_backend", None), "bus", None)
        if bus is not None:
            bus.disconnect()
            await bus.wait_for_disconnect()

    def _will_do(self, act: Callable[[], object]) -> None:
        self._done.append(act)
        self._on_news()


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()


def _has_server() -> bool:
    """Whether it makes sense to try. On Linux a session without a bus has none, and asking for one
    could start a bus that nobody listens to."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS"))
