"""Who goes along to who carries a chat on has never left it."""

import contextlib
import os
import signal
import time
from pathlib import Path

import pytest

from desktopchat.host.state.followers import WITHIN
from desktopchat.irc.tags import STAYED
from desktopchat.store.events import Event
from desktopchat.store.lock import LOCK
from desktopchat.store.place.host_store import HostStore
from tests.host.wire import Raw, Serve
from tests.host.world import World
from tests.waiting import wait_until


def heir(before: World) -> World:
    """Who carries on with what that host has kept."""
    world = World()
    with before.kept.reading() as reader:
        world.core.carry_on(reader)
    return world


def joined(world: World) -> list[str]:
    """Who came into rooms, as the log has it."""
    with world.kept.reading() as reader:
        return [one.source.partition("!")[0] for one in reader.log.comings() if one.kind == "JOIN"]


@pytest.fixture
def before() -> World:
    """A host at which Ada and Bo were in a room, Cy had left it, and Di had become Dido."""
    world = World()
    for name in ("ada", "bo", "cy", "di"):
        world.client(name, rooms=["#lab"])
    people = {one.nick: one for one in world.core.connections}
    world.core.receive(people["cy"], b"PART #lab")
    world.core.receive(people["di"], b"NICK dido")
    return world


def test_who_was_there_is_marked_and_not_written_down_again(before: World) -> None:
    world = heir(before)
    ada = world.client("ada", caps=["message-tags"])
    ada.send("JOIN #lab")
    ada.read()
    for name in ("Bo", "dido"):
        world.client(name).send("JOIN #lab")
        (line,) = ada.read()
        assert STAYED in line.partition(" ")[0].split(";")
        assert "JOIN #lab" in line
    assert joined(world) == []


def test_who_was_in_the_room_at_the_other_half_is_marked_too(before: World) -> None:
    """But not who has left this half meanwhile, of which people here were told, nor who is here."""
    with before.kept.reading() as reader:
        comings = reader.log.comings()
    world = heir(before)
    ada = world.client("ada", caps=["message-tags"], rooms=["#lab"])
    bo = world.client("bo", rooms=["#lab"])
    bo.send("QUIT")
    eve = world.client("eve", rooms=["#lab"])
    theirs = Event("~", 1, "#lab", "JOIN", "Eve!e@h"), Event("~", 1, "#lab", "JOIN", "Fay!f@h")
    with world.kept.reading() as reader:
        world.core.expect((*comings, *theirs), reader, "")
    eve.send("PART #lab")
    ada.read()
    for name, stayed in (("dido", True), ("fay", True), ("bo", False), ("eve2", False)):
        world.client(name).send("JOIN #lab")
        assert (STAYED in ada.read()[0]) is stayed, name
    eve.send("JOIN #lab")
    assert STAYED not in ada.read()[0]


def test_who_had_left_or_was_never_there_has_come(before: World) -> None:
    world = heir(before)
    ada = world.client("ada", caps=["message-tags"])
    ada.send("JOIN #lab")
    ada.read()
    for name in ("cy", "di", "eve"):
        world.client(name).send("JOIN #lab")
        assert STAYED not in ada.read()[0]
    world.client("bo", rooms=["#another"])
    assert joined(world) == ["cy", "di", "eve", "bo"]


def test_who_goes_and_comes_again_has_come(before: World) -> None:
    world = heir(before)
    ada = world.client("ada", rooms=["#lab"])
    ada.send("PART #lab", "JOIN #lab")
    assert joined(world) == ["ada"]


@pytest.mark.sockets
@pytest.mark.parametrize(("away", "came"), [(0, ["ada"]), (2 * WITHIN, ["ada", "ada"])])
def test_who_was_at_a_host_that_is_back_soon_after_its_death_has_not_come(
    tmp_path: Path, away: int, came: list[str]
) -> None:
    for _ in range(2):
        with Serve(f"--data={tmp_path}", "--no-discovery") as host, Raw(host.address) as ada:
            ada.register("ada", "#lab")
            host.signal(signal.SIGKILL)
            wait_until(lambda: not host.alive)
        late = time.time() - away / 1000
        os.utime(tmp_path / LOCK, (late, late))
    with contextlib.closing(HostStore(tmp_path)) as kept, kept.reading() as reader:
        joins = [one for one in reader.log.comings() if one.kind == "JOIN"]
    assert [one.source.partition("!")[0] for one in joins if one.target == "#lab"] == came


def test_who_takes_longer_was_away(before: World) -> None:
    world = heir(before)
    world.now += WITHIN
    world.client("ada", rooms=["#lab"])
    assert joined(world) == ["ada"]


def test_who_was_put_out_or_quit_has_come(before: World) -> None:
    people = {one.nick: one for one in before.core.connections}
    before.core.receive(people["ada"], b"KICK #lab bo :shoo")
    before.core.receive(people["dido"], b"QUIT")
    world = heir(before)
    for name in ("ada", "bo", "dido"):
        world.client(name, rooms=["#lab"])
    assert joined(world) == ["bo", "dido"]
