"""A shared file that somebody looks at or hears now, fetched whole: it is not kept."""

import threading
from collections.abc import Callable
from http.client import HTTPException
from typing import Generic, NamedTuple, TypeVar

from desktopchat.client.files.fetching import fetch
from desktopchat.client.files.web import ConnectionBroken, FileError, StoppedError, Web
from desktopchat.irc.address import Address
from desktopchat.words import tr, tr_noop

BYTES_MOST = 100_000_000


class Words(NamedTuple):
    """What people read where nothing came; looked up when it is shown."""

    away: str = tr_noop("The host is away. It shows the picture when it is back.")
    broken: str = tr_noop("The picture did not come whole. Look at it again.")


Opened = TypeVar("Opened")


class Came(NamedTuple, Generic[Opened]):
    """What came of a file: what it holds, or why there is nothing, in words for people."""

    token: str
    opened: Opened | None
    why: str = ""


class _Fetching:
    """One that is under way."""

    def __init__(self, host: tuple[Address, str], token: str) -> None:
        self.web, self.token = Web(*host), token
        self.stopped = threading.Event()

    def stop(self) -> None:
        self.stopped.set()
        self.web.break_off()


class WholeFile(Generic[Opened]):
    """One at a time, by a thread. opened: makes of a file's bytes what the window shows; it raises
    ValueError with words for people. on_news: called from a thread when something came.
    """

    def __init__(
        self,
        opened: Callable[[bytes], Opened],
        on_news: Callable[[], object],
        words: Words = Words(),  # noqa: B008  # it never changes
    ) -> None:
        self._opened, self._on_news, self._words = opened, on_news, words
        self._lock = threading.Lock()
        """Guards what follows."""
        self._going: _Fetching | None = None
        self._came: Came[Opened] | None = None

    def want(self, host: tuple[Address, str] | None, token: str) -> None:
        """This one is wanted now, and no other. host: where it is, and the fingerprint of its key;
        None while it is away."""
        self.close()
        if host is None:
            self._came = Came(token, None, tr(self._words.away))
            self._on_news()
            return
        going = self._going = _Fetching(host, token)
        threading.Thread(target=self._run, args=(going,), name="whole file", daemon=True).start()

    def take(self) -> Came[Opened] | None:
        """What came since the last time."""
        with self._lock:
            came, self._came = self._came, None
            return came

    def close(self) -> None:
        """Nothing is wanted any more."""
        with self._lock:
            going, self._going, self._came = self._going, None, None
        if going is not None:
            going.stop()

    def _run(self, going: _Fetching) -> None:
        came = self._made(going)
        with self._lock:
            if self._going is not going:
                return
            self._going, self._came = None, came
        self._on_news()

    def _made(self, going: _Fetching) -> Came[Opened]:
        try:
            data = fetch(going.web, going.token, BYTES_MOST, going.stopped.is_set)
            return Came(going.token, self._opened(data))
        except (ValueError, FileError) as error:
            return Came(going.token, None, str(error))
        except (OSError, HTTPException, ConnectionBroken, StoppedError):
            return Came(going.token, None, tr(self._words.broken))
