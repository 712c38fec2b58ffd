"""The host process that a window starts, with the real host and with false ones."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from desktopchat.client.client import Client
from desktopchat.client.model import Phase
from desktopchat.host.net.tls import load_key
from desktopchat.hosting import chosen, own_host, sign
from desktopchat.hosting.own_host import HostState, OwnHost
from desktopchat.hosting.protocol import IN_SYNC, Failure, Reason
from desktopchat.store.lock import LOCK, claim
from desktopchat.store.paths import KEY_FILE
from tests.client.scripted import until
from tests.host.wire import Raw
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


def python(code: str) -> OwnHost:
    """A host whose program is this code."""
    return OwnHost([sys.executable, "-c", code])


def ended(host: OwnHost) -> bool:
    return host.poll() not in (HostState.STARTING, HostState.RUNNING)


@pytest.fixture
def host() -> Iterator[OwnHost]:
    host = OwnHost()
    yield host
    host.stop()


def test_a_host_starts_lets_people_in_and_stops(host: OwnHost, tmp_path: Path) -> None:
    host.start("Lab 3", "#Lab-3", "open sesame", ["irc://127.0.0.1:0"], tmp_path / "data")
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    (address,) = host.addresses
    assert address.port > 0
    client = Client(address, "Ada", password="open sesame")
    client.connect()
    until(client, lambda: "#lab-3" in client.session.model.conversations)
    assert client.session.model.isupport.network == "Lab 3"
    host.stop()
    assert host.state is HostState.STOPPED
    until(client, lambda: client.phase is Phase.WAITING)
    client.quit(wait=0)


def test_a_taken_port_is_that_problem_with_its_address(host: OwnHost) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        host.start("Lab", listen=[f"irc://{place}"])
        wait_until(lambda: ended(host), 20)
    assert host.end is not None
    assert host.end.failure == Failure(Reason.PORT_TAKEN, place)


def test_a_host_that_ends_by_itself_is_told_with_its_last_words() -> None:
    host = python(
        "import sys; print('listening irc://127.0.0.1:1', flush=True); "
        "sys.exit('first\\nthe disk is full')"
    )
    host.start()
    wait_until(lambda: ended(host), 20)
    assert host.state is HostState.FAILED
    assert host.end is not None
    assert (host.end.failure, host.end.hosted) == (None, True)
    assert host.end.words == "the disk is full"


def test_a_host_that_ends_without_a_word_is_told_too() -> None:
    host = python("raise SystemExit(3)")
    host.start()
    wait_until(lambda: ended(host), 20)
    assert host.end is not None
    assert (host.end.exit_code, host.end.hosted, host.end.words) == (3, False, "")


def test_words_for_people_decide_nothing() -> None:
    host = python("import sys; sys.exit('Port 6697 is already taken, 127.0.0.1:6697 is in use')")
    host.start(listen=["irc://127.0.0.1:6697"])
    wait_until(lambda: ended(host), 20)
    assert host.end is not None
    assert host.end.failure is None


def test_a_failure_is_known_by_its_line_however_it_is_worded_for_people() -> None:
    host = python("import sys; print('failed port-taken [::1]:7000'); sys.exit('No luck today')")
    host.start()
    wait_until(lambda: ended(host), 20)
    assert host.end is not None
    assert host.end.failure == Failure(Reason.PORT_TAKEN, "[::1]:7000")


def test_a_program_that_is_not_there_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    host = OwnHost([str(tmp_path / "missing")])
    host.start()
    assert host.state is HostState.FAILED
    assert host.end is not None


def test_a_host_that_does_not_listen_to_stop_is_ended_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(own_host, "_STOP_WITHIN", 0.05)
    host = python("import time; print('listening irc://127.0.0.1:1', flush=True); time.sleep(60)")
    host.start()
    wait_until(lambda: host.poll() is HostState.RUNNING, 20)
    host.stop()
    assert host.state is HostState.STOPPED


def test_options_are_handed_on_as_serve_takes_them(tmp_path: Path) -> None:
    seen = tmp_path / "arguments"
    code = (
        "import os, sys; words = [*sys.argv[2:], os.environ['DESKTOPCHAT_PASSWORD']];"
        "open(sys.argv[1], 'w').write('|'.join(words))"
    )
    host = OwnHost([sys.executable, "-c", code, str(seen)])
    host.start("-Lab-", "#lab", "--pass", ["irc://[::1]:0"], tmp_path, ["--no-throttle"])
    wait_until(lambda: ended(host), 20)
    assert seen.read_text().split("|") == [
        "--attended",
        "--title=-Lab-",
        "--room=#lab",
        "--listen=irc://[::1]:0",
        f"--data={tmp_path}",
        "--no-throttle",
        "--pass",  # in the environment, where others on the computer can't read it
    ]


def test_a_host_that_is_let_go_ends_when_nobody_is_there(host: OwnHost) -> None:
    host.start("Lab", listen=["irc://127.0.0.1:0"])
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    process = host._process
    assert process is not None
    host.let_go()
    wait_until(lambda: process.poll() is not None, 20)
    host._clean_up()


def test_a_host_that_a_window_left_is_found_by_the_next_and_ended_by_it(
    host: OwnHost, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    host.start("Lab 3", "#Lab-3", "open sesame", ["irc://127.0.0.1:0"], data)
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    assert OwnHost().find(data) is None  # its window is still there
    process, (address,) = host._process, host.addresses
    assert process is not None
    guest = Client(address, "Grace", password="open sesame")
    guest.connect()
    until(guest, lambda: "#lab-3" in guest.session.model.conversations)
    host.let_go()

    later = OwnHost()
    said = wait_until(lambda: later.find(data), 20)
    assert later.state is HostState.RUNNING
    assert later.addresses == [address]
    assert later.owner_password == host.owner_password
    assert (said["title"], said["room"], said["password"]) == ("Lab 3", "#Lab-3", "open sesame")
    owner = Client(address, "Ada", password=said["password"])
    owner.session.admin.log_in("owner", later.owner_password)
    owner.connect()
    until(owner, lambda: owner.session.admin.runs_host)
    later.stop()
    assert later.state is HostState.STOPPED
    assert process.wait(20) == 0
    host._clean_up()
    assert OwnHost().find(data) is None
    assert not (data / "running.json").exists()
    for client in (guest, owner):
        client.quit(wait=0)


def test_a_found_host_that_ends_by_itself_is_noticed(host: OwnHost, tmp_path: Path) -> None:
    data = tmp_path / "data"
    host.start("Lab", listen=["irc://127.0.0.1:0"], data=data)
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    guest = Client(host.addresses[0], "Grace")
    guest.connect()
    until(guest, lambda: guest.phase is Phase.ONLINE)
    host.let_go()
    later = OwnHost()
    wait_until(lambda: later.find(data), 20)
    assert host._process is not None
    host._process.kill()
    host._process.wait()
    host._clean_up()
    wait_until(lambda: later.poll() is HostState.FAILED, 20)
    assert (data / "running.json").exists()  # which nobody takes for a host that runs
    assert OwnHost().find(data) is None
    guest.quit(wait=0)


def test_a_found_host_that_goes_over_to_another_is_no_failure(tmp_path: Path) -> None:
    runs = claim(tmp_path / LOCK)
    assert runs is not None
    beside = sign.HostSign(tmp_path, {sign.LISTENING: "ircs://127.0.0.1:7", sign.LEFT: "yes"})
    found = OwnHost()
    assert found.find(tmp_path)
    beside.remove(goes_over_to=f"ircs://10.0.0.2:6697?fingerprint={'ab' * 32}")
    wait_until(lambda: found.poll() and found.has_gone_over, 20)
    assert found.state is HostState.RUNNING  # until it has handed over
    runs.close()
    wait_until(lambda: found.poll() is HostState.STOPPED, 20)
    assert found.end is None
    there = sign.went_over(tmp_path)
    assert there is not None
    assert there.fingerprint == "ab" * 32
    sign.HostSign(tmp_path, {})
    assert sign.went_over(tmp_path) is None  # the one that runs there next


def test_the_page_for_browsers_is_opened_and_closed_while_the_host_runs(
    host: OwnHost, tmp_path: Path
) -> None:
    host.start("Lab", listen=["irc://127.0.0.1:0"], data=tmp_path / "data")
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    links = []
    for _ in range(2):
        host.switch_door(True)
        wait_until(lambda: host.poll() and host.door, 20, lambda: host.door_failure)
        links.append(host.door)
        url = urlsplit(host.door)
        with urlopen(url._replace(fragment="").geturl()) as page:
            assert b"app.js" in page.read()
        host.switch_door(False)
        wait_until(lambda: host.poll() and not host.door, 20)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((url.hostname, url.port))
    # Pages that are open find back: the secret stays.
    assert urlsplit(links[0]).fragment == urlsplit(links[1]).fragment
    assert host.poll() is HostState.RUNNING


def test_the_encrypted_page_is_opened_and_closed_beside_the_plain_one(
    host: OwnHost, tmp_path: Path
) -> None:
    host.start("Lab", listen=["irc://127.0.0.1:0"], data=tmp_path / "data")
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    host.switch_door(True, tls=True)
    wait_until(lambda: host.poll() and host.encrypted_door, 20, lambda: host.door_failure)
    assert host.encrypted_door.startswith("https://127.0.0.1:")
    assert not host.door
    with Raw(host.addresses[0]) as ada:
        ada.register("ada")
        host.let_go()
        found = OwnHost()
        wait_until(lambda: found.find(tmp_path / "data"), 20)
        assert found.encrypted_door == host.encrypted_door
        found.switch_door(True)
        wait_until(lambda: found.poll() and found.door, 20)
        found.switch_door(False, tls=True)
        wait_until(lambda: found.poll() and not found.encrypted_door, 20)
        assert found.door.startswith("http://")
        found.stop()
    assert host._process is not None
    assert host._process.wait(20) == 0
    host._clean_up()


def test_why_the_page_for_browsers_could_not_be_opened_is_said_until_it_can(
    host: OwnHost, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    host.start("Lab", listen=["irc://127.0.0.1:0"], data=data)
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    (data / "door-token").mkdir()
    host.switch_door(True)
    wait_until(lambda: host.poll() and host.door_failure, 20)
    assert host.door_failure is not None
    assert host.door_failure.reason is Reason.FILES
    (data / "door-token").rmdir()
    host.switch_door(True)
    wait_until(lambda: host.poll() and host.door, 20)
    assert host.door_failure is None
    with Raw(host.addresses[0]) as ada:
        ada.register("ada")
        host.let_go()
        found = OwnHost()
        wait_until(lambda: found.find(data), 20)
        assert found.door
        assert found.door_failure is None
        found.stop()
    assert host._process is not None
    assert host._process.wait(20) == 0
    host._clean_up()


def test_the_page_for_browsers_of_a_host_that_was_found_is_switched_too(
    host: OwnHost, tmp_path: Path
) -> None:
    host.start("Lab", listen=["irc://127.0.0.1:0"], data=tmp_path / "data")
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    with Raw(host.addresses[0]) as ada:
        ada.register("ada")
        host.let_go()
        found = OwnHost()
        wait_until(lambda: found.find(tmp_path / "data"), 20)
        found.switch_door(True)
        wait_until(lambda: found.poll() and found.door, 20)
        found.switch_door(False)
        wait_until(lambda: found.poll() and not found.door, 20)
        found.stop()
    assert host._process is not None
    assert host._process.wait(20) == 0
    host._clean_up()


def test_a_deputy_that_the_owner_chose_gets_in_step_and_carries_on(
    host: OwnHost, tmp_path: Path
) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    near = ["--no-discovery"]
    host.start("Lab 3", "#Lab-3", "", ["ircs://127.0.0.1:0"], data, ["--deputies=known", *near])
    wait_until(lambda: host.poll() is HostState.RUNNING and host.link and host.key, 20)
    (there,) = host.addresses
    link = replace(there, fingerprint=load_key(data).fingerprint)
    deputy = OwnHost()
    try:
        deputy.start(listen=["ircs://127.0.0.1:0"], data=copy, more=near, deputy_of=str(link))
        wait_until(lambda: ended(deputy), 20)
        assert deputy.end is not None
        assert deputy.end.failure is not None
        assert deputy.end.failure.reason is Reason.REFUSED
        chosen.add(data, deputy.key, "Grace")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        deputy = OwnHost()
        deputy.start(listen=[f"ircs://127.0.0.1:{port}"], data=copy, more=near, deputy_of=str(link))
        wait_until(lambda: deputy.poll() and deputy.standing == IN_SYNC, 20, lambda: deputy.end)
        wait_until(lambda: host.poll() and host.can_hand_over, 20)
        host.hand_over()
        wait_until(lambda: host.poll() is HostState.STOPPED, 20)
        wait_until(lambda: deputy.poll() is HostState.RUNNING, 20, lambda: deputy.end)
        assert [one.port for one in deputy.addresses] == [port]
    finally:
        deputy.stop()


@pytest.mark.skipif(os.name == "nt", reason="no process can be stopped there")
@pytest.mark.parametrize("vanished", [False, True])
def test_a_host_goes_on_that_is_to_hand_over_and_has_nobody_who_answers(
    host: OwnHost, tmp_path: Path, vanished: bool
) -> None:
    data, copy, near = tmp_path / "data", tmp_path / "copy", ["--no-discovery"]
    host.start("Lab", "#a", "", ["ircs://127.0.0.1:0"], data, ["--deputies=known", *near])
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    link = replace(host.addresses[0], fingerprint=load_key(data).fingerprint)
    copy.mkdir()
    chosen.add(data, load_key(copy).fingerprint, "Grace")
    guest = Client(link, "Ada")
    guest.connect()
    until(guest, lambda: guest.phase is Phase.ONLINE)
    deputy, own = OwnHost(), host
    try:
        deputy.start(listen=["ircs://127.0.0.1:0"], data=copy, more=near, deputy_of=str(link))
        wait_until(lambda: host.poll() and host.can_hand_over, 20)
        if vanished:
            host.let_go()
            own = OwnHost()
            wait_until(lambda: own.find(data), 20)
        assert deputy._process is not None
        os.kill(deputy._process.pid, signal.SIGSTOP)
        own.hand_over()
        assert own.goes
        wait_until(lambda: own.poll() is HostState.RUNNING and not own.goes, 20)
        assert not own.can_hand_over
        os.kill(deputy._process.pid, signal.SIGCONT)
        wait_until(lambda: own.poll() and own.can_hand_over, 20)
        until(guest, lambda: guest.phase is Phase.ONLINE)
        assert guest.fingerprint == link.fingerprint
        own.hand_over()
        wait_until(lambda: own.poll() is HostState.STOPPED, 20)
        wait_until(lambda: deputy.poll() is HostState.RUNNING, 20, lambda: deputy.end)
        assert host._process is not None
        host._process.wait(20)
    finally:
        if deputy._process is not None:
            os.kill(deputy._process.pid, signal.SIGCONT)
        guest.quit(wait=0)
        deputy.stop()
        own.stop()
        host._clean_up()


def test_a_window_that_finds_its_host_again_knows_of_the_copies_and_hands_over(
    host: OwnHost, tmp_path: Path
) -> None:
    data, copy, near = tmp_path / "data", tmp_path / "copy", ["--no-discovery"]
    host.start("Lab", "#a", "", ["ircs://127.0.0.1:0"], data, ["--deputies=known", *near])
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    link = replace(host.addresses[0], fingerprint=load_key(data).fingerprint)
    copy.mkdir()
    keeper = load_key(copy).fingerprint
    chosen.add(data, keeper, "Grace")
    guest = Client(link, "Ada")
    guest.connect()
    until(guest, lambda: guest.phase is Phase.ONLINE)
    deputy, found = OwnHost(), OwnHost()
    try:
        deputy.start(listen=["ircs://127.0.0.1:0"], data=copy, more=near, deputy_of=str(link))
        wait_until(lambda: host.poll() and host.can_hand_over and keeper in host.power, 20)
        host.let_go()
        wait_until(lambda: found.find(data), 20)
        assert found.deputies == {keeper: IN_SYNC}
        assert found.can_hand_over
        assert found.power == host.power
        found.hand_over()
        wait_until(lambda: found.poll() is HostState.STOPPED, 20)
        wait_until(lambda: deputy.poll() is HostState.RUNNING, 20, lambda: deputy.end)
        assert host._process is not None
        assert host._process.wait(20) == 0
        assert not (data / "running.json").exists()
    finally:
        guest.quit(wait=0)
        deputy.stop()
        found.stop()
        host._clean_up()


def test_who_has_carried_on_and_handed_over_may_keep_a_copy_again(
    host: OwnHost, tmp_path: Path
) -> None:
    near = ["--no-discovery", "--deputies=known"]
    data, folders = tmp_path / "data", [tmp_path / "grace", tmp_path / "linus"]
    host.start("Lab", "#a", "", ["ircs://127.0.0.1:0"], data, near)
    wait_until(lambda: host.poll() is HostState.RUNNING, 20, lambda: host.end)
    link = replace(host.addresses[0], fingerprint=load_key(data).fingerprint)
    grace, linus, again = OwnHost(), OwnHost(), OwnHost()
    try:
        for one, folder in zip((grace, linus), folders, strict=True):
            folder.mkdir()
            chosen.add(data, load_key(folder).fingerprint, folder.name)
            one.start(listen=["ircs://127.0.0.1:0"], data=folder, more=near, deputy_of=str(link))
            wait_until(lambda one=one: one.poll() and one.standing == IN_SYNC, 20)  # type: ignore[misc]
        wait_until(lambda: host.poll() and host.can_hand_over, 20)
        host.hand_over()
        wait_until(lambda: grace.poll() is HostState.RUNNING, 20, lambda: grace.end)
        wait_until(lambda: grace.poll() and grace.can_hand_over, 20, lambda: grace.deputies)
        grace.hand_over()
        wait_until(lambda: linus.poll() is HostState.RUNNING, 20, lambda: linus.end)
        wait_until(lambda: grace.poll() is HostState.STOPPED, 20)
        anew = tmp_path / "anew"
        anew.mkdir()
        (anew / KEY_FILE).write_bytes((folders[0] / KEY_FILE).read_bytes())
        there = replace(linus.addresses[0], fingerprint=load_key(folders[1]).fingerprint)
        again.start(listen=["ircs://127.0.0.1:0"], data=anew, more=near, deputy_of=str(there))
        wait_until(lambda: again.poll() and again.standing == IN_SYNC, 20, lambda: again.end)
    finally:
        for one in (grace, linus, again):
            one.stop()


def test_a_copy_ends_when_its_owner_takes_it_back(host: OwnHost, tmp_path: Path) -> None:
    data, near = tmp_path / "data", ["--no-discovery"]
    host.start("Lab", "#a", "", ["ircs://127.0.0.1:0"], data, ["--deputies=known", *near])
    wait_until(lambda: host.poll() is HostState.RUNNING, 20)
    link = replace(host.addresses[0], fingerprint=load_key(data).fingerprint)
    copy = tmp_path / "copy"
    copy.mkdir()
    chosen.add(data, load_key(copy).fingerprint, "")
    deputy = OwnHost()
    deputy.start(listen=["ircs://127.0.0.1:0"], data=copy, more=near, deputy_of=str(link))
    try:
        wait_until(lambda: deputy.poll() and deputy.standing == IN_SYNC, 20, lambda: deputy.end)
        chosen.remove(data, load_key(copy).fingerprint)
        wait_until(lambda: ended(deputy), 20)
        assert deputy.end is not None
        assert deputy.end.failure is not None
        assert deputy.end.failure.reason is Reason.REFUSED
    finally:
        deputy.stop()


def test_a_copy_in_a_folder_that_was_copied_says_that_the_other_one_is_there(
    host: OwnHost, tmp_path: Path
) -> None:
    data, near = tmp_path / "data", ["--no-discovery"]
    host.start("Lab", "#a", "", ["ircs://127.0.0.1:0"], data, ["--deputies=known", *near])
    wait_until(lambda: host.poll() is HostState.RUNNING, 20)
    link = replace(host.addresses[0], fingerprint=load_key(data).fingerprint)
    copies = [tmp_path / "copy", tmp_path / "twin"]
    for copy in copies:
        copy.mkdir()
    chosen.add(data, load_key(copies[0]).fingerprint, "")
    (copies[1] / KEY_FILE).write_bytes((copies[0] / KEY_FILE).read_bytes())
    first, second = OwnHost(), OwnHost()
    try:
        for one, copy in ((first, copies[0]), (second, copies[1])):
            one.start(listen=["ircs://127.0.0.1:0"], data=copy, more=near, deputy_of=str(link))
            wait_until(lambda: first.poll() and first.standing == IN_SYNC, 20, lambda: first.end)
        wait_until(lambda: ended(second), 20)
        assert second.end is not None
        assert second.end.failure is not None
        assert second.end.failure.reason is Reason.TWIN
    finally:
        for one in (first, second):
            one.stop()


def test_a_copy_ends_with_its_window(host: OwnHost, tmp_path: Path) -> None:
    nowhere = f"ircs://127.0.0.1:1?fingerprint={'ab' * 32}"
    host.start(listen=["ircs://127.0.0.1:0"], data=tmp_path, deputy_of=nowhere)
    wait_until(lambda: host.poll() and host.key, 20, lambda: host.end)
    process = host._process
    assert process is not None
    host.let_go()
    assert process.wait(20) == 0
    host._clean_up()
