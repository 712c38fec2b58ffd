"""The page for browsers goes to the computer that carries the chat on, with all that was typed."""

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from desktopchat.host.net.tls import load_key
from desktopchat.irc.address import Address, parse_address
from tests.e2e.page import Page
from tests.host.places import free_port
from tests.host.wire import Process, Raw
from tests.waiting import wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

HERE, THERE = "127.0.0.2", "127.0.0.1"  # a deputy calls from 127.0.0.1, and is known by that


@dataclass
class Place:
    """A host with a page for browsers, and a deputy at another address."""

    host: Process
    heir: Process
    link: str
    host_plain: Address
    heir_plain: Address
    """Where tests come in, at the heir once that hosts."""
    folder: Path
    """Where the host keeps `host`, the heir `copy`."""

    @property
    def heirs_link(self) -> str:
        return self.link.replace(HERE, THERE)

    def says(self, text: str) -> Raw:
        """Somebody else, once the heir hosts, who has said that there."""
        wait_until(lambda: self.heir.told("listening"), 40, lambda: self.heir.out)
        raw = Raw(self.heir_plain).register("cy", "#lab")
        raw.send(f"PRIVMSG #lab :{text}")
        return raw


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Its door is encrypted where that is asked for."""
    tls = getattr(request, "param", False)
    door = ("--door=encrypted", "--door-tls-port") if tls else ("--door=plain", "--door-port")
    common = ("--no-throttle", "--no-discovery")
    with ExitStack() as undo:
        host = undo.enter_context(
            Process(
                "serve",
                *common,
                "--deputies=any",
                "--room=#lab",
                f"--listen=ircs://{HERE}:0",
                f"--listen={(host_plain := Address(HERE, free_port()))}",
                f"--data={tmp_path / 'host'}",
                door[0],
                f"{door[1]}={free_port()}",
            )
        )
        wait_until(lambda: host.told("door"), 40, lambda: host.err)
        link = host.told("door")[0]
        listening = parse_address(host.told("listening")[0])
        key = load_key(tmp_path / "host").fingerprint
        there = Address(HERE, listening.port, True, "", key)
        plain = Address(THERE, free_port())
        heir = undo.enter_context(
            Process(
                "serve",
                *common,
                f"--deputy-of={there}",
                f"--data={tmp_path / 'copy'}",
                f"--listen=ircs://{THERE}:{free_port()}",
                f"--listen={plain}",
            )
        )
        wait_until(lambda: "in-sync" in heir.told("standing"), 40, lambda: (heir.out, heir.err))
        yield Place(host, heir, link, host_plain, plain, tmp_path)


def at(page: Page) -> str:
    return page.driver.current_url


def ask_whether_the_host_is_there(page: Page) -> None:
    """As the page does when the phone says that it has a network again."""
    page.driver.execute_script("dispatchEvent(new Event('online'))")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=["leaves", "dies"])
@pytest.mark.parametrize("place", [False, True], indirect=True, ids=["plain", "encrypted"])
def test_a_page_goes_along_and_nothing_is_lost_or_doubled(
    place: Place, open_page: Callable[..., Page], end: signal.Signals
) -> None:
    page = open_page()
    page.join_by(place.link, "王伟")
    page.say("before")
    page.until(lambda: page.said == ["before"])
    place.host.signal(end)
    # At once: the page goes within half a second.
    page.one("#text").send_keys("meanwhile", Keys.ENTER, "half a ")
    page.until(lambda: at(page) == place.heirs_link)
    page.until(lambda: page.said == ["before", "meanwhile"])
    assert page.texts("#state") == [""]
    with place.says("welcome"):
        page.until(lambda: page.said == ["before", "meanwhile", "welcome"])
        page.say("sentence")
        page.until(lambda: page.said[-1] == "half a sentence")
    # As any page, it comes back where it is now.
    page.driver.refresh()
    page.until(lambda: page.said == ["before", "meanwhile", "welcome", "half a sentence"])


# The driver itself waits while a page goes.
TYPE_ON_THE_WAY = """
    const ask = window.fetch, text = document.querySelector("#text"), [sent] = arguments;
    const type = () => {
        text.value = "on the way ";
        if (sent) document.querySelector("#composer").requestSubmit();
        else text.dispatchEvent(new Event("input"));
    };
    window.fetch = async (there) => {
        const answer = await ask(there);
        if (answer.ok) setTimeout(type);
        return answer;
    };
"""


@pytest.mark.parametrize("sent", [False, True], ids=["begun", "sent"])
def test_what_is_typed_while_the_page_goes_comes_along(
    place: Place, open_page: Callable[..., Page], *, sent: bool
) -> None:
    page = open_page()
    page.join_by(place.link, "ada")
    page.say("before")
    page.until(lambda: page.said == ["before"])
    page.driver.execute_script(TYPE_ON_THE_WAY, sent)
    place.host.signal(signal.SIGTERM)
    page.until(lambda: at(page) == place.heirs_link)
    page.until(lambda: page.said[:1] == ["before"])
    if sent:
        page.until(lambda: page.said[1:] == ["on the way"])
    page.say("there")
    page.until(lambda: page.said[1:] == (["on the way", "there"] if sent else ["on the way there"]))


class SlowDoor(BaseHTTPRequestHandler):
    """Of somebody who carries on, whose page comes only when several have asked for the key."""

    asked = 0

    def do_GET(self) -> None:
        if self.path.startswith("/key"):
            SlowDoor.asked += 1
        elif self.path == "/":
            soon = SlowDoor.asked + 3
            wait_until(lambda: SlowDoor.asked >= soon)
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_page_gets_there_where_the_network_is_slow(
    place: Place, open_page: Callable[..., Page]
) -> None:
    """It asks each second who carries on: the answers begin nothing anew."""
    page = open_page()
    page.join_by(place.link, "ada")
    for process in (place.heir, place.host):
        process.signal(signal.SIGKILL)
    port = urlsplit(place.link).port
    assert port
    with ThreadingHTTPServer((THERE, port), SlowDoor) as door:
        thread = Thread(target=door.serve_forever)
        thread.start()
        page.until(lambda: urlsplit(at(page)).hostname == THERE)
        door.shutdown()
        thread.join()


def test_a_host_that_is_only_slow_is_waited_for(
    place: Place, open_page: Callable[..., Page]
) -> None:
    """Who waits has no page, and another host's is none of this chat."""
    page = open_page()
    page.join_by(place.link, "bo")
    place.host.signal(signal.SIGSTOP)
    place.heir.signal(signal.SIGSTOP)
    page.say("meanwhile")
    ask_whether_the_host_is_there(page)
    page.until(lambda: page.texts("#state")[0].startswith("Reconnecting…"))
    for process in (place.host, place.heir):
        process.signal(signal.SIGCONT)
    page.until(lambda: page.said == ["meanwhile"])


def test_what_was_said_in_the_other_half_comes_to_a_page_that_stays(
    place: Place, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.join_by(place.link, "ada")
    page.say("before")
    page.until(lambda: page.said == ["before"])
    with Raw(place.host_plain).register("bo", "#lab") as bo:
        place.host.signal(signal.SIGSTOP)
        ask_whether_the_host_is_there(page)
        page.until(lambda: at(page) == place.heirs_link)
        page.say("here")
        page.until(lambda: page.said == ["before", "here"])
        bo.send("PRIVMSG #lab :at the other half")
        place.host.signal(signal.SIGCONT)
        page.until(lambda: page.said == ["before", "here", "at the other half"])
    page.say("after")
    page.until(lambda: page.said == ["before", "here", "at the other half", "after"])


def go_on_after_the_warning(page: Page) -> None:
    """Chromium's own page."""
    page.until(lambda: page.driver.find_elements(By.ID, "details-button"))
    page.one("#details-button").click()
    page.one("#proceed-link").click()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=["leaves", "dies"])
@pytest.mark.parametrize("place", [True], indirect=True, ids=["encrypted"])
def test_where_the_browser_has_to_warn_of_the_other_computer_its_person_goes_there(
    place: Place, open_page: Callable[..., Page], end: signal.Signals
) -> None:
    page = open_page(trusting=False)
    page.driver.get(place.link)
    go_on_after_the_warning(page)
    page.until(lambda: page.one("#joining button").text)
    page.one("#name").send_keys("王伟", Keys.ENTER)
    page.until(lambda: page.one("#text").is_displayed())
    page.say("before")
    page.until(lambda: page.said == ["before"])
    assert page.texts("#heirs button") == []
    place.host.signal(end)
    page.say("meanwhile")
    page.one("#text").send_keys("half a ")
    page.until(lambda: page.texts("#heirs button"))
    key = load_key(place.folder / "copy").fingerprint[:10].upper()
    assert page.texts("#heirs button") == [f"Go on at {THERE}{':'.join(re.findall('..', key))}"]
    wait_until(lambda: place.heir.told("listening"), 40, lambda: place.heir.out)
    page.one("#heirs button").click()
    go_on_after_the_warning(page)
    page.until(lambda: at(page) == place.heirs_link)
    page.until(lambda: page.said == ["before", "meanwhile"])
    page.say("sentence")
    page.until(lambda: page.said == ["before", "meanwhile", "half a sentence"])
    assert page.texts("#heirs button") == []
