"""Several places in one window: hosts of ours and another IRC network, beside each other."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.client.test_real_servers import Server, which
from tests.e2e.conftest import Opener
from tests.e2e.test_failures import serving
from tests.e2e.test_two_windows import LISTEN, address_of
from tests.e2e.windows import HEARTBEAT_PORT, RealWindow
from tests.host.wire import Raw

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Starts a server that is none of ours."""
    if not which("inspircd"):
        pytest.skip("inspircd is not installed")
    started: list[Server] = []

    def start() -> Server:
        started.append(Server("inspircd", tmp_path))
        return started[-1]

    yield start
    for server in started:
        server.kill()


def add(window: RealWindow, address: str) -> None:
    """Join another place from within a chat."""
    window.press("ctrl+shift+n")
    join(window, address)


def join(window: RealWindow, address: str) -> None:
    """Join a place on the first page."""
    window.shows(
        "the first page, with the keyboard",
        lambda s: s["page"] == "start" and "!start" in s["focus"],
    )
    press_until(window, "!joincard.!field.")
    window.type(address)
    window.press("Return")


def press_until(window: RealWindow, name: str) -> None:
    """Tab until a widget of that name has the keyboard."""
    for _ in range(16):
        was = window.seen()["focus"]
        if name in was:
            return
        window.press("Tab")
        window.shows("the next field", lambda s, was=was: s["focus"] not in ("", was))
    raise AssertionError(f"Tab never reached {name}")


def states(window: RealWindow) -> list[str]:
    """How each place stands, in the strip's order."""
    return [words.split("\n")[1] for words in window.seen()["places"]]


def test_one_of_three_places_breaks_and_only_that_one_shows_it(
    open_window: Opener, tmp_path: Path, network: Callable[[], Server]
) -> None:
    net = network()
    with serving(0, tmp_path / "kitchen") as (_kitchen, kitchen_port):
        with serving(0, tmp_path / "lab") as (lab, lab_port):
            ada = open_window("join", f"127.0.0.1:{lab_port}", "--name", "Ada", "--room", "#lab")
            ada.in_chat()
            assert ada.seen()["places"] == []  # with one place there is nothing of a strip
            add(ada, f"127.0.0.1:{kitchen_port}")
            ada.shows("two places", lambda s: len(s["places"]) == 2 and s["page"] == "chat")
            add(ada, f"irc://{net.address.authority}/tea")
            ada.shows("the other network's room", lambda s: s.get("conversation") == "#tea")
            ada.shows("three places", lambda _: states(ada) == ["Connected"] * 3)
            lab.kill()
            lab.wait(15)
            ada.shows(
                "the first one away",
                lambda _: states(ada) == ["Reconnecting…", "Connected", "Connected"],
            )
            assert ada.seen()["status"] == ""
            ada.say("The kettle is on.")
            ada.reads("The kettle is on.")
            ada.press("ctrl+1")
            ada.shows("what broke", lambda s: "Reconnecting" in s.get("status", ""))
        with serving(lab_port, tmp_path / "lab"):
            ada.shows("all there again", lambda _: states(ada) == ["Connected"] * 3, 60)
            ada.shows("nothing amiss", lambda s: s["status"] == "")
    assert ada.output() == ""


def test_what_is_said_elsewhere_is_counted_and_gone_to(open_window: Opener, tmp_path: Path) -> None:
    with serving(0, tmp_path / "lab") as (_lab, port):
        ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Kitchen")
        ada.in_chat()
        add(ada, f"127.0.0.1:{port}/lab")
        ada.shows("the other place", lambda s: s.get("conversation") == "#lab")
        ada.press("ctrl+Tab")
        ada.shows("the own one", lambda s: s.get("conversation") == "#Kitchen")
        with Raw(port) as grace:
            grace.register("Grace", "#lab")
            grace.send("PRIVMSG #lab :anybody there?")
            ada.shows("one to read", lambda s: "1 new" in s["places"][1])
            ada.shows("it in the title", lambda s: s["title"].startswith("(1) "))
            ada.press("ctrl+2")
            ada.reads("anybody there?")
            ada.shows("nothing to read", lambda s: not s["title"].startswith("("))
            grace.send("PRIVMSG #lab :hello Ada")
            ada.reads("hello Ada")
            ada.press("ctrl+k")
            ada.shows("all places", lambda s: {"lab", "Kitchen"} <= set(s["sheet_rows"]))
            ada.type("kitch")
            ada.press("Return")
            ada.shows("the own room", lambda s: s.get("conversation") == "#Kitchen")
            grace.send("PRIVMSG #lab :one more")
            ada.shows("one to read", lambda s: "1 new" in s["places"][1])
            ada.press("ctrl+shift+a")
            ada.reads("one more")
            ada.press("ctrl+f")
            ada.shows("what is searched", lambda s: "All of" in s["sheet_words"])
            ada.press("Escape")
            ada.say("There is more tea.")
            ada.reads("There is more tea.")
            ada.press("ctrl+1")
            ada.shows("the own room", lambda s: s.get("conversation") == "#Kitchen")
            ada.say("The kettle has more.")
            ada.reads("The kettle has more.")
            ada.press("ctrl+f")
            ada.shows("the search", lambda s: "All places" in s["sheet_words"])
            ada.type("more")
            ada.shows("the own one's", lambda s: s["sheet_rows"] == ["Ada"])
            for _ in range(3):
                ada.press("Tab")
            ada.press("Return")  # "All places"
            ada.shows("what is in both", lambda s: s["sheet_rows"] == ["Ada", "Ada", "Grace"])
            ada.press("Down")
            ada.press("Return")
            ada.shows("its place", lambda s: s.get("conversation") == "#lab")
            was = ada.seen()["focus"]
            ada.press("ctrl+plus")  # the other page is built anew as soon as it is gone to
            ada.shows("this page anew", lambda s: s["focus"] != was and "composer" in s["focus"])
            ada.press("ctrl+k")
            ada.shows("where one can go", lambda s: {"lab", "Kitchen"} <= set(s["sheet_rows"]))
            ada.type("kitch")
            ada.shows("one of them", lambda s: s["sheet_rows"] == ["Kitchen"])
            ada.press("Return")
            ada.shows("the own room", lambda s: s.get("conversation") == "#Kitchen")


def test_one_place_is_left_and_the_others_stay(open_window: Opener, tmp_path: Path) -> None:
    with serving(0, tmp_path / "lab") as (_lab, port):
        ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Kitchen")
        ada.in_chat()
        add(ada, "127.0.0.1:1")
        ada.shows("why not", lambda s: s["page"] == "start" and s["words"]["address"])
        ada.press("Escape")
        ada.shows("the way back", lambda s: s.get("conversation") == "#Kitchen")
        add(ada, address_of(ada).replace("127.0.0.1", "localhost"))
        ada.shows(
            "the same chat", lambda s: s.get("conversation") == "#Kitchen" and not s["places"]
        )
        add(ada, f"127.0.0.1:{port}/lab")
        ada.shows("the other place", lambda s: s.get("conversation") == "#lab")
        with Raw(port) as grace:
            grace.register("Grace", "#lab")
            ada.type("/quit")
            ada.press("Return")
            ada.shows("the own one", lambda s: s.get("conversation") == "#Kitchen")
            assert ada.seen()["places"] == []
            grace.until("QUIT")
        ada.say("Still here.")
        ada.reads("Still here.")
    assert ada.output() == ""


def test_the_window_comes_back_with_all_its_places_also_those_that_are_away(
    open_window: Opener, tmp_path: Path
) -> None:
    with serving(0, tmp_path / "lab") as (_lab, lab_port):
        with serving(0, tmp_path / "kitchen") as (_kitchen, kitchen_port):
            ada = open_window("--name", "Ada", home="ada")
            join(ada, f"127.0.0.1:{kitchen_port}/tea")
            ada.shows("the first place", lambda s: s.get("conversation") == "#tea")
            ada.say("Biscuits are in the tin.")
            add(ada, f"127.0.0.1:{lab_port}/lab")
            ada.shows("the second place", lambda s: s.get("conversation") == "#lab")
            ada.say("Lamp is broken.")
            ada.shows("both there", lambda _: states(ada) == ["Connected"] * 2)
            ada.press("ctrl+q")
            assert ada.process.wait(15) == 0
        again = open_window(home="ada")
        again.shows("the place that was seen last", lambda s: s.get("conversation") == "#lab", 30)
        again.reads("Lamp is broken.")
        again.shows("one of them away", lambda _: states(again) == ["Reconnecting…", "Connected"])
        again.press("ctrl+1")
        again.reads("Biscuits are in the tin.")
        beside = open_window(home="ada", probe="beside.json")
        beside.shows("no second one in the same places", lambda s: s["page"] == "start", 30)
        beside.press("ctrl+q")
        assert beside.process.wait(15) == 0
        again.shows("that it is away", lambda s: "Reconnecting" in s["status"])
        with serving(kitchen_port, tmp_path / "kitchen"):
            again.shows("both there", lambda _: states(again) == ["Connected"] * 2, 60)
            again.type("/quit")
            again.press("Return")
            again.shows("the other one alone", lambda s: s.get("conversation") == "#lab")
            again.press("ctrl+q")
            assert again.process.wait(15) == 0
        third = open_window(home="ada")
        third.shows("the one that was not left", lambda s: s.get("conversation") == "#lab", 30)
        assert third.seen()["places"] == []
    assert third.output() == ""


def test_the_own_host_comes_back_as_an_offer_beside_the_others(
    open_window: Opener, tmp_path: Path
) -> None:
    with socket.create_server(("0.0.0.0", 0)) as free:  # others here may have the usual one
        last = {"title": "Kitchen", "port": free.getsockname()[1]}
    settings = tmp_path / "ada" / "config" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"heartbeat_port": HEARTBEAT_PORT, "last_host": last}))
    with serving(0, tmp_path / "lab") as (_lab, port):
        ada = open_window("--name", "Ada", home="ada")
        join(ada, f"127.0.0.1:{port}/lab")
        ada.shows("the first place", lambda s: s.get("conversation") == "#lab")
        ada.press("ctrl+shift+n")
        ada.shows("the first page", lambda s: s["page"] == "start" and "!start" in s["focus"])
        press_until(ada, "!hostcard.!button2")
        ada.press("Return")
        ada.shows("the own host", lambda s: "Hosting" in s.get("hosting", ""), 30)
        ada.press("ctrl+q")
        assert ada.process.wait(15) == 0
        again = open_window(home="ada")
        again.shows("the other place", lambda s: s.get("conversation") == "#lab", 30)
        again.shows("the offer", lambda _: states(again)[1:] == ["Hosted here, not running now"])
        again.press("ctrl+2")
        again.shows("the first page", lambda s: "!hostcard.!button" in s["focus"])
        again.press("Return")
        again.shows("the own host again", lambda s: "Hosting" in s.get("hosting", ""), 30)
        again.shows("both there", lambda _: states(again) == ["Connected"] * 2)
    assert again.output() == ""
