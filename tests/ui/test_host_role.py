"""Who hosts a place, from its beginning until it goes on at another computer and comes back."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktopchat.client.model import Phase
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.client.session import Session
from desktopchat.hosting import sign
from desktopchat.hosting.own_host import HostState
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import words
from desktopchat.store.paths import host_dir
from desktopchat.ui.host_role import HostRole
from desktopchat.ui.start.page import JoinForm
from desktopchat.ui.start_request import HostOptions

MINE, THEIRS = "ab" * 32, "cd" * 32


class Process:
    """A host of this computer."""

    def __init__(self, key: str = MINE) -> None:
        self.key, self.did = words(key), list[str]()
        self.owner_password, self.over, self.has_gone_over = "tea", False, False
        self.goes = self.has_gone = False

    def is_at(self, fingerprint: str) -> bool:
        return words(fingerprint) == self.key

    def hand_over(self) -> None:
        self.did.append("hands over")
        self.goes = True

    def go(self) -> None:
        """Another computer carries on."""
        self.has_gone = self.over = True

    def give_up(self, *, end: bool) -> None:
        self.did.append("ends" if end else "goes on")

    def again(self, _options: HostOptions) -> "Process":
        self.did.append("starts again")
        return Process()


class Keeper:
    answer, rests = None, False

    def __init__(self, folder: Path) -> None:
        self.folder, self.did = folder, list[str]()
        self.became: object = None
        self.said: dict[str, str] | None = None

    def near(self) -> list[str]:
        return []

    def look(self, root: str, link: str, *, hosted: bool) -> object:
        self.did.append(f"looks at {root} by {link}")
        return self.became

    def running(self, _root: str) -> dict[str, str] | None:
        return self.said

    def take_in(self, root: str, folder: Path) -> bool:
        self.did.append(f"takes {folder.name} in as {root}")
        return True

    def rest(self) -> None:
        self.rests = True

    def wake(self) -> None:
        self.rests = False

    def set_aside(self) -> None:
        self.did.append("sets aside")

    def close(self) -> None:
        self.did.append("closes")


class Client:
    """Whoever is at the window; `owner` while the host takes them for its owner."""

    def __init__(self) -> None:
        self.phase, self.fingerprint, self.key_before = Phase.ONLINE, MINE, ""
        self.address, self.owner = Address("10.0.0.2", 6697, True), False
        model = SimpleNamespace(isupport=SimpleNamespace(network="Lab"))
        registration = Session("Ada").registration
        self.session = SimpleNamespace(admin=self, model=model, registration=registration)
        self.problem: Problem | None = None

    def log_in(self, *_as: str) -> None:
        self.owner = True

    def log_out(self) -> None:
        self.owner = False

    def use_password(self, password: str) -> None:
        self.session.registration.use_password(password)
        self.retry_now()

    def retry_now(self) -> None:
        self.phase = Phase.CONNECTING


def what_ran_here(key: str = MINE) -> Any:
    """What a copy has become."""
    did: list[str] = []
    return SimpleNamespace(
        addresses=[Address("0.0.0.0", 6698)],
        key=words(key),
        owner_password="tea",
        goes=False,
        state=HostState.RUNNING,
        poll=lambda: HostState.RUNNING,
        stop=lambda: did.append("ends"),
        let_go=lambda: did.append("goes on"),
        did=did,
    )


def role(tmp_path: Path, hosting: Process | None = None, client: Client | None = None) -> Any:
    trust = SimpleNamespace(root=lambda key: key)
    form = JoinForm("Ada", Address("10.0.0.2"), "")
    at: Any = client or Client()
    return HostRole(at, trust, form, hosting, Keeper(tmp_path))  # type: ignore[arg-type]


def test_who_has_handed_over_hosts_no_more_and_is_no_owner(tmp_path: Path) -> None:
    process = Process()
    one = role(tmp_path, process)
    assert one._client.owner
    one.hand_over()
    one.look_after_copy()
    assert (process.did, one.hands_over, one._client.owner) == (["hands over"], True, True)
    process.go()
    one.look_after_copy()
    assert (one.hosting, one.hands_over, one._client.owner) == (None, False, False)


def test_who_hands_over_hosts_still_where_nobody_carries_on(tmp_path: Path) -> None:
    process = Process()
    one = role(tmp_path, process)
    one.hand_over()
    process.goes = False
    one.look_after_copy()
    assert (one.hosting, one.hands_over, one._client.owner) == (process, False, True)


@pytest.mark.parametrize(("came_to", "hosts"), [(MINE, True), (THEIRS, False)])
def test_who_comes_to_another_computer_hosts_no_more(
    tmp_path: Path, came_to: str, hosts: bool
) -> None:
    one = role(tmp_path, Process())
    one._client.fingerprint = came_to
    one.follow()
    assert (one.hosting is not None, one._client.owner) == (hosts, hosts)


def test_no_copy_is_kept_of_an_own_host_nor_before_it_has_gone(tmp_path: Path) -> None:
    process = Process()
    one = role(tmp_path, process)
    one.look_after_copy()
    one.hand_over()
    one.look_after_copy()
    assert one.keeper.did == []
    process.go()
    one.look_after_copy()
    assert len(one.keeper.did) == 1


def test_a_window_that_closes_as_another_computer_carries_on_begins_no_copy(
    tmp_path: Path,
) -> None:
    process, waits = Process(), True
    one = role(tmp_path, process)
    one.hand_over(lambda: waits)
    process.go()
    one.look_after_copy()
    assert one.keeper.did == []
    waits = False  # the person stays after all
    one.look_after_copy()
    assert "looks at" in one.keeper.did[-1]


def test_a_copy_is_looked_after_though_nobody_hosts_the_place_any_more(tmp_path: Path) -> None:
    client = Client()
    client.phase, client.fingerprint, client.key_before = Phase.WAITING, "", THEIRS
    one = role(tmp_path, client=client)
    one.look_after_copy()
    link = f"ircs://10.0.0.2:6697?fingerprint={THEIRS}"
    assert one.keeper.did == [f"looks at {THEIRS} by {link}"]


@pytest.mark.parametrize("goes_over", [False, True])
def test_a_copy_that_became_the_host_is_hosted_here_and_set_aside_when_it_goes(
    tmp_path: Path, goes_over: bool
) -> None:
    """Not where both halves of a place became one: it is a copy then, and goes on from there."""
    one = role(tmp_path)
    one._client.fingerprint = THEIRS
    one.keeper.became = what_ran_here()
    one.look_after_copy()
    assert not one.hosting  # nobody has come to it yet
    one._client.fingerprint = MINE
    one.look_after_copy()
    assert (one.hosting.form.port, one.hosting.form.title) == (6698, "Lab")
    assert one.own is None  # it began elsewhere
    assert one._client.owner
    one.hosting = process = Process()
    one.hand_over()
    process.go()
    process.has_gone_over, one.keeper.became = goes_over, None
    one.look_after_copy()
    assert ("sets aside" in one.keeper.did) != goes_over
    assert "looks at" in one.keeper.did[-1]


def test_what_runs_here_is_hosted_only_while_the_client_is_at_it(tmp_path: Path) -> None:
    """Of two halves of a chat one may be here, and the person at the other one."""
    one = role(tmp_path)
    one._client.fingerprint = THEIRS
    one.keeper.became = half = what_ran_here()
    for at in (THEIRS, MINE, THEIRS, MINE, THEIRS):
        one._client.fingerprint = at
        for _ in range(2):
            one.look_after_copy()
            assert (one.hosting is not None) == (at == MINE)
    one.close(end_host=True)
    assert half.did == ["goes on"]  # for those who are at it


def test_what_runs_here_is_found_where_it_listens_now_and_nothing_else_is(tmp_path: Path) -> None:
    one = role(tmp_path)
    one._client.fingerprint = THEIRS
    one.keeper.became = half = what_ran_here()
    assert one.find(MINE) is None
    half.addresses = [Address("0.0.0.0", 39825, True)]
    one.look_after_copy()
    assert one.find(MINE) == [Address("127.0.0.1", 39825, True)]
    assert one.find(THEIRS) is None
    one._client.fingerprint = MINE
    one.follow()
    assert one.find(MINE) == [Address("127.0.0.1", 39825, True)]
    half.key = ""  # not told yet
    assert one.find(MINE) == []


@pytest.mark.parametrize(("gone_to", "taken"), [(MINE, True), (THEIRS, False)])
def test_what_has_gone_over_to_the_host_of_this_place_is_its_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone_to: str, taken: bool
) -> None:
    """A window finds it so when it comes back, too."""
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))
    host_dir().mkdir(parents=True)
    beside = sign.HostSign(host_dir(), {})
    one, told = role(tmp_path), list[str]()
    one._on_only_copy = lambda: told.append("a copy from now on")
    one.look_after_copy()
    beside.remove(goes_over_to=f"ircs://10.0.0.2:6697?fingerprint={gone_to}")
    one.look_after_copy()
    assert len(told) == taken
    assert [what for what in one.keeper.did if "takes" in what] == (
        [f"takes host in as {MINE}"] if taken else []
    )


def test_leaving_ends_what_hands_over(tmp_path: Path) -> None:
    process = Process()
    one = role(tmp_path, process)
    one.hand_over()
    one._client.fingerprint = THEIRS
    one.follow()
    one.close(end_host=False)
    assert process.did == ["hands over", "ends"]
    assert one.keeper.did == ["closes"]


def test_only_what_ran_here_is_started_again(tmp_path: Path) -> None:
    process = Process()
    assert not role(tmp_path).host_again(HostOptions())
    one = role(tmp_path, process)
    assert one.host_again(HostOptions())
    assert (process.did, one.hosting is process) == (["starts again"], False)
    assert one._client.phase is Phase.CONNECTING


@pytest.mark.parametrize("for_everyone", [True, False])
def test_what_was_ended_for_everyone_is_hosted_again_when_that_is_asked_for(
    tmp_path: Path, for_everyone: bool
) -> None:
    one = role(tmp_path)
    one._client.fingerprint, one.keeper.became = THEIRS, what_ran_here()
    one.look_after_copy()
    one._client.fingerprint = MINE
    one.look_after_copy()
    one.close(end_host=True, for_everyone=for_everyone)
    again = role(tmp_path)
    again.keeper.rests = one.keeper.rests
    assert again.rests == again.host_again(HostOptions()) == for_everyone
    assert not again.rests


def test_who_comes_back_to_a_chat_that_this_computer_hosts_types_no_password(
    tmp_path: Path,
) -> None:
    """Be it hosted before the window comes, or after it was refused elsewhere."""
    client, keeper = Client(), Keeper(tmp_path)
    client.phase, client.fingerprint, client.key_before = Phase.CONNECTING, "", MINE
    keeper.said = {sign.PASSWORD: "tea"}
    trust = SimpleNamespace(root=lambda key: key)
    form = JoinForm("Ada", Address("10.0.0.2"), "")
    at: Any = client
    one = HostRole(at, trust, form, None, keeper)  # type: ignore[arg-type]
    registration = client.session.registration
    assert registration.password == "tea"
    for said, used, phase in (
        (None, "tea", Phase.ENDED),
        ({sign.PASSWORD: "coffee"}, "coffee", Phase.CONNECTING),
        ({sign.PASSWORD: "coffee"}, "coffee", Phase.ENDED),  # which is not tried for ever
    ):
        keeper.said = said
        client.phase, client.problem = Phase.ENDED, Problem(ProblemKind.WRONG_PASSWORD)
        one.look_after_copy()
        assert (registration.password, client.phase) == (used, phase)


def test_what_a_copy_has_become_has_the_password_that_the_chat_has(tmp_path: Path) -> None:
    one = role(tmp_path)
    one._client.session.registration.use_password("tea")
    one.keeper.became, one.keeper.said = what_ran_here(), {sign.PASSWORD: "coffee"}
    one.look_after_copy()
    assert one._aside.form.password == "coffee"
