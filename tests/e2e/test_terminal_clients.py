"""People with the IRC clients of the terminal talk with people at the window."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import address_of
from tests.e2e.windows import RealWindow
from tests.tmux import Terminal, irssi, weechat

pytestmark = pytest.mark.timeout(240)

Client = Callable[[int, str, Path], AbstractContextManager[Terminal]]

PLAIN = ("--listen", "irc://127.0.0.1:0")

CLIENTS = [pytest.param(irssi, id="irssi"), pytest.param(weechat, id="weechat")]


def port_of(window: RealWindow) -> int:
    return int(re.sub(r".*:", "", address_of(window)))


@pytest.mark.parametrize("client", CLIENTS)
def test_a_terminal_client_and_the_window_talk_both_ways(
    open_window: Opener, tmp_path: Path, client: Client
) -> None:
    ada = open_window("host", *PLAIN, "--name", "Ada Lovelace", "--title", "Lab 3")
    ada.in_chat()
    with client(port_of(ada), "bo", tmp_path) as terminal:
        terminal.shows("Welcome to Lab 3")
        terminal.enter("/join #Lab-3")
        terminal.shows("Ada_Lovelace")
        ada.shows("bo among the people", lambda s: "bo" in s["people"])

        terminal.enter("Hello from the terminal, 你好")
        ada.reads("Hello from the terminal, 你好")
        ada.say("Hello from the window")
        terminal.shows("Hello from the window")
        ada.say("你好，终端")
        terminal.shows("你好，终端")
        terminal.enter("/me waves")
        ada.reads("bo waves")

        terminal.enter("/nick bobby")
        ada.shows("bobby among the people", lambda s: "bobby" in s["people"])
        ada.say("/mode -t")
        terminal.shows("[-t]")
        terminal.enter("/topic Tea at four")
        ada.shows("the topic", lambda s: "Tea at four" in str(s["header"]))
        terminal.enter("/part gone for tea")
        ada.shows("bobby no more among the people", lambda s: "bobby" not in s["people"])
        terminal.enter("/join #Lab-3")
        ada.shows("bobby again", lambda s: "bobby" in s["people"])

        terminal.enter("/quit see you")
        ada.shows("nobody more among the people", lambda s: "bobby" not in s["people"])
