"""Somebody with the page for browsers: `python -m benchmarks.outliving.pages FOLDER LINK NAME`.

A real page in a browser without a screen, into whose field is typed, key by key, and whose log is
read as it stands there. Takes the orders of `members` and answers them in the same way.

What a page does not promise is not asked of it. It goes to another computer with the last messages
alone: so it scrolls up, as a person does, to what it showed when the round began. What it said can
be changed only until it goes: so it changes nothing. A browser asks nobody whose key it does not
know: so the door is one without encryption.
"""

import re
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from typing import Any
from urllib.parse import urlsplit

from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.common.keys import Keys

from tests.e2e.page import opened

from .talk import EVERY, LIKE, Changed, Said, Told, line, parse, read_orders, words

_LOOK = 0.1  # seconds from one look at the page to the next
_SCROLLING = 10.0  # seconds, at most
_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 10.77.*, EXCLUDE 127.0.0.*"
"""Of `tests.lan.networks`."""

_LINE = re.compile(r"(\w+) (\d+) (\d+\.\d{4})(?: (\d+))?(?: \(edited\))?")

_READ = """
    const shown = (css) => document.querySelector(css)?.textContent ?? "";
    return {
        there: document.querySelector("#chat")?.hidden === false && shown("#log") !== "",
        state: shown("#state"),
        rows: [...document.querySelectorAll("#log .row")].slice(arguments[0]).map((row) => [
            row.querySelector(".said").textContent,
            row.className.match(/waiting|failed|$/)[0],
            row.querySelector(".reactions")?.textContent ?? "",
        ]),
    };
"""
_SCROLL = """
    const log = document.querySelector("#scroll");
    log.scrollTop = arguments[0] ? 0 : log.scrollHeight;
"""
_RECENT = -40  # rows, the last


class Visitor:
    """Somebody with a page, who talks unless told to be silent."""

    def __init__(self, folder: Path, link: str, name: str) -> None:
        self._page = opened(folder, 1280, 800, more=(_NETWORK,), patient=False)
        self._told = Told(name)
        self._random = Random(name)
        self._text = ""
        """What was typed last."""
        self._next = 0.0
        self._talks = False
        self._event = 0.0
        try:
            self._page.join_by(link, name)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._page.driver.quit()

    def live(self) -> None:
        """A moment of theirs."""
        told = self._told
        told.at = ""
        # What the driver can't do: the page is just going elsewhere.
        with suppress(WebDriverException):
            there, now = self._look(), time.monotonic()
            if self._talks and now >= self._next and there:  # also while it has no host
                self._next = now + self._random.uniform(0.5, 1.5) * EVERY
                try:
                    self._say(now)
                except StaleElementReferenceException:  # the field was gone before the first key
                    told.unsure.remove(told.said)
                    told.said -= 1

    def _look(self) -> bool:
        """Whether it shows the chat."""
        told = self._told
        found = self._read(_RECENT)
        told.trouble = f"{found['state']} {self._page.driver.current_url.partition('&')[0]}"
        rows = [(one, row) for row in found["rows"] if (one := _said(row[0])) is not None]
        told.waiting = sum(row[1] == "waiting" for _, row in rows)
        if found["there"] and not found["state"].startswith("Reconnecting"):
            told.at = str(urlsplit(self._page.driver.current_url).hostname)
        for (said, moment), _ in rows if told.at else ():
            if moment >= self._event and said.sender != told.name:
                told.back.setdefault(told.at, time.monotonic())
        return bool(found["there"])

    def _read(self, first: int) -> dict[str, Any]:
        found: dict[str, Any] = self._page.driver.execute_script(_READ, first)
        return found

    def _say(self, now: float) -> None:
        """Type it, and look whether it stands in the log. Where the page went away under it, nobody
        knows: that is left open."""
        told, field = self._told, self._page.one("#text")
        told.said += 1
        told.unsure.append(told.said)
        left = field.get_property("value")
        if left and left == self._text:  # its Enter came while the page went away
            field.send_keys(Keys.ENTER)
        elif left:
            field.send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.BACKSPACE)
        text = self._text = words(told.name, told.said, now)
        field.send_keys(text, Keys.ENTER)
        if any(row[0] == text for row in self._read(_RECENT)["rows"]):
            told.unsure.remove(told.said)

    def take(self, order: str) -> None:
        told = self._told
        if order.startswith("event "):
            self._event = float(order.partition(" ")[2])
            told.back = {}
        elif order == "hush":
            self._talks = False
            self.live()
        elif order == "talk":
            self._talks = True
            told.since = told.view[-1] if told.view else None

    def tell(self, *, whole: bool) -> Told:
        """whole: with what its log shows from the beginning of the round on."""
        if whole:
            with suppress(WebDriverException):
                self._tell_all()
        return self._told

    def _tell_all(self) -> None:
        told = self._told
        until = time.monotonic() + _SCROLLING
        rows = self._rows()
        while told.since not in (None, *(said for said, _ in rows)) and time.monotonic() < until:
            self._page.driver.execute_script(_SCROLL, True)
            rows = self._rows()
        self._page.driver.execute_script(_SCROLL, False)
        shown = [said for said, _ in rows]
        first = shown.index(told.since) if told.since in shown else 0
        told.view, told.changed = shown[first:], []
        for said, (text, status, reactions) in rows[first:]:
            match = _LINE.fullmatch(text)
            times, liked = int((match and match[4]) or 0), LIKE in reactions
            if times or liked:
                told.changed.append(Changed(*said, times, liked))
            if said.sender == told.name and not status and said.number not in told.confirmed:
                told.confirmed.append(said.number)

    def _rows(self) -> list[tuple[Said, list[str]]]:
        rows = self._read(0)["rows"]
        return [(said[0], row) for row in rows if (said := _said(row[0])) is not None]


def _said(text: str) -> tuple[Said, float] | None:
    return parse(text.removesuffix(" (edited)"))


def main() -> None:
    folder, link, name = sys.argv[1:]
    with closing(Visitor(Path(folder), link, name)) as visitor:
        orders: SimpleQueue[str | None] = SimpleQueue()
        threading.Thread(target=read_orders, args=(orders,), daemon=True).start()
        next_look = 0.0
        while True:
            if (now := time.monotonic()) >= next_look:
                next_look = now + _LOOK
                visitor.live()
            try:
                order = orders.get(timeout=_LOOK)
            except Empty:
                continue
            if order is None:
                break
            visitor.take(order)
            if order in ("short", "tell"):
                told = visitor.tell(whole=order == "tell")
                print(line(people=[told.json()]), flush=True)


if __name__ == "__main__":
    main()
