"""MONITOR, and what extended-monitor tells of those watched."""

from desktopchat.host.limits import MONITOR_MAX
from tests.host.people import with_account
from tests.host.world import SERVER, World

CAPS = ["extended-monitor", "away-notify", "account-notify", "setname"]


def test_those_watched_are_told_as_here_or_not() -> None:
    world = World()
    ada = world.client("ada")
    world.client("Bo")
    assert ada.ask("MONITOR + bo,nobody,BO") == [
        f":{SERVER} 730 ada :Bo!Bo@10.0.0.7",
        f":{SERVER} 731 ada :nobody",
    ]
    assert ada.ask("MONITOR S") == [
        f":{SERVER} 730 ada :Bo!Bo@10.0.0.7",
        f":{SERVER} 731 ada :nobody",
    ]
    assert ada.ask("MONITOR l") == [
        f":{SERVER} 732 ada :bo,nobody",
        f":{SERVER} 733 ada :End of MONITOR list",
    ]


def test_coming_and_going_is_told_to_those_who_watch() -> None:
    world = World()
    ada = world.client("ada")
    ada.ask("MONITOR + bo,cy")
    bo = world.connect()
    bo.send("NICK Bo")
    assert ada.read() == []  # not in yet
    bo.send("USER bo 0 * :Bo")
    assert ada.read() == [f":{SERVER} 730 * :Bo!bo@10.0.0.7"]
    bo.send("NICK BO")
    assert ada.read() == []  # the same name
    bo.send("NICK cy")
    assert ada.read() == [f":{SERVER} 731 * :BO", f":{SERVER} 730 * :cy!bo@10.0.0.7"]
    bo.send("QUIT")
    assert ada.read() == [f":{SERVER} 731 * :cy"]


def test_nobody_is_told_of_those_they_watch_no_more() -> None:
    world = World()
    ada = world.client("ada")
    assert ada.ask("MONITOR + bo,cy,dee", "MONITOR - BO,unknown")[1:] == []
    world.client("bo")
    assert ada.ask("MONITOR L")[0] == f":{SERVER} 732 ada :cy,dee"
    assert ada.ask("MONITOR C", "MONITOR L") == [f":{SERVER} 733 ada :End of MONITOR list"]
    world.client("cy")
    assert ada.read() == []
    assert ada.ask("MONITOR S") == []


def test_the_list_has_an_end() -> None:
    world = World()
    ada = world.client("ada")
    ada.send(f"MONITOR + {','.join(f'n{i}' for i in range(MONITOR_MAX))}")
    ada.read()
    assert ada.ask("MONITOR + n1,x,y") == [
        f":{SERVER} 734 ada {MONITOR_MAX} x,y :Monitor list is full"
    ]
    ada.ask("MONITOR - n1")
    assert ada.ask("MONITOR + x") == [f":{SERVER} 731 ada :x"]
    listed = [m.params[-1] for m in ada.answers("MONITOR L") if m.command == "732"]
    assert len(",".join(listed).split(",")) == MONITOR_MAX


def test_masks_and_what_is_no_nick_are_not_watched() -> None:
    world = World()
    ada = world.client("ada")
    assert ada.ask("MONITOR + *!bo@*,b*,#a,,") == []
    world.client("bo")
    assert ada.ask("MONITOR L") == [f":{SERVER} 733 ada :End of MONITOR list"]
    assert ada.commands("MONITOR") == ["461"]
    assert ada.commands("MONITOR X bo") == ["FAIL"]


def test_a_watcher_who_leaves_is_forgotten() -> None:
    world = World()
    ada = world.client("ada")
    ada.ask("MONITOR + ada,bo")
    ada.send("QUIT")
    world.client("bo")
    world.client("ada").send("NICK other")
    assert list(world.core.monitors) == []


def test_changes_of_those_watched_are_told_without_a_shared_room() -> None:
    world = World()
    ada = world.client("ada", CAPS)
    few = world.client("few", ["extended-monitor"])
    without = world.client("without", CAPS[1:])
    for one in (ada, few, without):
        one.ask("MONITOR + bo")
    bo = with_account(world, "bo", account="robert")
    assert [m.command for m in ada.messages()] == ["730", "ACCOUNT"]
    bo.send("AWAY :tea", "SETNAME :Robert")
    assert ada.read() == [
        ":bo!bo@10.0.0.7 AWAY :tea",
        ":bo!bo@10.0.0.7 SETNAME :Robert",
    ]
    assert [m.command for m in few.messages()] == ["730"]
    assert [m.command for m in without.messages()] == ["730"]


def test_a_change_is_told_once_where_a_room_is_shared_too() -> None:
    world = World()
    ada = world.client("ada", CAPS, rooms=["#a"])
    bo = world.client("bo", CAPS, rooms=["#a"])
    ada.ask("MONITOR + bo")
    bo.send("MONITOR + bo")
    bo.read()
    bo.send("AWAY :tea")
    assert [m.command for m in ada.messages()] == ["AWAY"]
    assert [m.command for m in bo.messages()] == ["306"]
