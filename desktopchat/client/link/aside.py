"""Slow work for a session, beside the thread that owns it."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Threaded:
    """A thread for each piece of work. on_news: called there when `take` has something to do."""

    def __init__(self, on_news: Callable[[], object]) -> None:
        self._on_news = on_news
        self._done: SimpleQueue[Callable[[], object]] = SimpleQueue()
        """From the threads to the owner."""

    def __call__(self, work: Callable[[], T], then: Callable[[T], object]) -> None:
        def run() -> None:
            outcome = work()
            self._done.put(lambda: then(outcome))
            self._on_news()

        threading.Thread(target=run, name="aside", daemon=True).start()

    def take(self) -> None:
        """Go on with what is done. Never waits."""
        try:
            while True:
                self._done.get_nowait()()
        except Empty:
            pass
