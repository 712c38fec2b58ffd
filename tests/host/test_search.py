"""SEARCH (desktopchat/search): page by page, and only what may be read."""

import pytest

from desktopchat.irc import timestamps
from tests.host.world import MOMENT, Client, World

CAPS = ["batch", "message-tags", "server-time", "desktopchat/search"]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ada(world: World) -> Client:
    """In a room in which "tea 0" to "tea 9" were said, a second after the other."""
    ada = world.client("ada", CAPS, ["#lab"])
    bo = world.client("bo", [], ["#lab"])
    for second in range(10):
        world.now = MOMENT + second * 1000
        bo.send(f"PRIVMSG #lab :tea {second}")
    ada.read()
    return ada


def found(client: Client, asked: str) -> tuple[str, str]:
    """The numbers that were found, and the msgid of the last."""
    rows = [m for m in client.answers(asked) if m.command == "PRIVMSG"]
    return "".join(m.params[1][-1] for m in rows), rows[-1].tags["msgid"] if rows else ""


@pytest.mark.parametrize("where", ["#lab", "*"])
def test_it_goes_on_before_the_last_message_of_a_page(ada: Client, where: str) -> None:
    pages, bound = [], ""
    while True:
        page, last = found(ada, f"SEARCH {where} 4 {bound} :tea".replace("  ", " "))
        if not page:
            break
        pages.append(page)
        bound = f"msgid={last}"
    assert pages == ["9876", "5432", "10"]


def test_it_begins_before_a_moment(ada: Client) -> None:
    assert found(ada, f"SEARCH #lab 2 timestamp={timestamps.write(MOMENT + 3000)} :tea")[0] == "21"


def test_what_is_no_bound_is_refused(ada: Client) -> None:
    (refused,) = ada.answers("SEARCH #lab 4 soon :tea")
    assert refused.params[:3] == ["SEARCH", "INVALID_PARAMS", "#lab"]
