"""The copy of somebody else's chat on this computer: agreed to, kept, taken back."""

import time
from pathlib import Path

import pytest

from desktopchat.hosting import sign
from desktopchat.hosting.own_host import HostEnd, HostState
from desktopchat.hosting.protocol import BEHIND, IN_SYNC, Failure, Reason
from desktopchat.irc import fingerprint
from desktopchat.irc.address import parse_address
from desktopchat.store.lock import LOCK, claim
from desktopchat.store.paths import KEY_FILE
from desktopchat.store.place.host_store import DATABASE
from desktopchat.ui import copy_keeper
from desktopchat.ui.copy_keeper import CopyKeeper

ROOT, LINK, KEY = "ab" * 32, "ircs://10.0.0.2:6697", "lusab-babad-gutih-tugad-bihod"


class FakeHost:
    """A process that does what a test says."""

    def __init__(self) -> None:
        self.state = HostState.IDLE
        self.key = self.standing = self.link = ""
        self.end: HostEnd | None = None
        self.folder = Path()
        self.listen: list[str] = []
        self.told_to_end = self.left = False
        made.append(self)

    def find(self, _data: Path) -> None:
        return None

    def start(self, *, data: Path, deputy_of: str, listen: list[str], **_more: object) -> None:
        self.state, self.folder, self.link = HostState.STARTING, data, deputy_of
        self.listen = listen
        data.mkdir(parents=True, exist_ok=True)

    def poll(self) -> HostState:
        return self.state

    def end_soon(self) -> None:
        self.told_to_end = True

    def let_go(self) -> None:
        self.left = True


made: list[FakeHost] = []


@pytest.fixture
def answers() -> dict[str, bool]:
    made.clear()
    return {}


@pytest.fixture
def keeper(answers: dict[str, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CopyKeeper:
    monkeypatch.setattr(copy_keeper, "data_dir", lambda: tmp_path)
    keeper = CopyKeeper(answers, lambda: None, list, FakeHost)  # type: ignore[arg-type]
    keeper.look(ROOT, LINK)
    return keeper


def test_nothing_is_kept_before_the_person_agrees(keeper: CopyKeeper) -> None:
    assert keeper.answer is None
    keeper.look(ROOT, LINK)
    keeper.refuse()
    keeper.look(ROOT, LINK)
    assert keeper.answer is False
    assert not made


def test_who_agrees_keeps_a_copy_and_tells_its_key_once(
    keeper: CopyKeeper, answers: dict[str, bool], tmp_path: Path
) -> None:
    told: list[str] = []
    keeper.agree(told.append)
    keeper.look(ROOT, LINK)
    (host,) = made
    assert (host.link, host.folder) == (LINK, tmp_path / "copies" / ROOT)
    host.key = KEY
    for _ in range(2):
        keeper.look(ROOT, LINK)
    assert told == [KEY]
    assert {parse_address(one).port for one in host.listen} == {keeper.port}
    assert answers == {ROOT: True}


def test_it_is_kept_again_when_the_person_comes_back(
    keeper: CopyKeeper, answers: dict[str, bool]
) -> None:
    answers[ROOT] = True
    keeper.look(ROOT, LINK)
    keeper.close()
    assert made[0].left
    assert made[0].folder.exists()


@pytest.mark.parametrize("why", [Reason.REFUSED, Reason.TWIN])
def test_what_ends_by_itself_is_started_again_but_soon_no_more_where_it_is_refused(
    keeper: CopyKeeper, monkeypatch: pytest.MonkeyPatch, why: Reason
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    keeper.agree(lambda _key: None)
    pauses = []
    for _ in range(5):
        keeper.look(ROOT, LINK)
        host = made[-1]
        host.state, host.end = HostState.FAILED, HostEnd(Failure(why))
        keeper.look(ROOT, LINK)
        began, count = now, len(made)
        while len(made) == count:
            now += 0.5
            keeper.look(ROOT, LINK)
        pauses.append(now - began)
    assert pauses == [0.5, 1.0, 2.0, 30.0, 30.0]
    made[-1].state, made[-1].end = HostState.FAILED, HostEnd(Failure(why))
    keeper.look(ROOT, LINK)
    assert (keeper.is_refused, keeper.is_twin) == (True, why is Reason.TWIN)


@pytest.mark.parametrize("act", [CopyKeeper.refuse, CopyKeeper.forget])
def test_a_copy_that_is_taken_back_goes(keeper: CopyKeeper, act: object) -> None:
    keeper.agree(lambda _key: None)
    keeper.look(ROOT, LINK)
    (host,) = made
    act(keeper)  # type: ignore[operator]
    keeper.look(ROOT, LINK)
    assert host.told_to_end
    assert host.folder.exists()  # until the process has let go of it
    host.state = HostState.STOPPED
    keeper.look(ROOT, LINK)
    assert not host.folder.exists()
    assert not keeper.answer


@pytest.mark.parametrize("act", [CopyKeeper.refuse, CopyKeeper.forget])
def test_a_copy_that_no_process_keeps_just_now_goes_at_once(
    keeper: CopyKeeper, act: object
) -> None:
    """Of an earlier window, while its host refuses another one, say."""
    keeper.folder.mkdir(parents=True)
    keeper.set_aside()
    keeper.folder.mkdir()
    other = keeper.folder.with_name("cd" * 32)
    other.mkdir()
    act(keeper)  # type: ignore[operator]
    assert list(other.parent.iterdir()) == [other]
    assert not keeper.is_deleting
    assert not made


def test_a_copy_goes_once_the_process_of_a_window_before_has_let_go_of_it(
    keeper: CopyKeeper,
) -> None:
    keeper.folder.mkdir(parents=True)
    lock = claim(keeper.folder / LOCK)
    assert lock is not None
    keeper.refuse()
    assert keeper.folder.exists()
    assert keeper.is_deleting
    lock.close()
    keeper.look(ROOT, LINK)
    assert not keeper.folder.exists()
    assert not keeper.is_deleting


def test_a_copy_whose_host_hands_over_is_a_host_and_no_copy_any_more(keeper: CopyKeeper) -> None:
    keeper.agree(lambda _key: None)
    keeper.look(ROOT, LINK)
    (host,) = made
    host.state = HostState.RUNNING
    assert keeper.look(ROOT, LINK) is host  # type: ignore[comparison-overlap]
    keeper.close()
    assert not host.left


def test_it_goes_along_to_the_computer_where_the_place_goes_on(
    keeper: CopyKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    keeper.agree(lambda _key: None)
    keeper.look(ROOT, LINK)
    made[0].standing = IN_SYNC
    there = "ircs://10.0.0.3:6697"
    keeper.look(ROOT, there)
    assert made[0].left
    now += 10
    keeper.look(ROOT, there)
    assert made[1].link == there


def test_it_stays_where_it_has_just_become_the_host_itself(keeper: CopyKeeper) -> None:
    keeper.agree(lambda _key: None)
    keeper.look(ROOT, LINK)
    key = "cd" * 32
    made[0].key = fingerprint.words(key)
    keeper.look(ROOT, f"ircs://10.0.0.3:6697?fingerprint={key}")
    assert not made[0].left


def test_what_has_handed_over_makes_room_for_a_new_copy_and_the_last_one_stays(
    keeper: CopyKeeper,
) -> None:
    other = keeper.folder.with_name(f"{'cd' * 32}-1")  # of another place
    other.mkdir(parents=True)
    for said in ("first", "second", "third"):
        keeper.folder.mkdir(parents=True)
        (keeper.folder / "host.db").write_text(said)
        keeper.set_aside()
        assert not keeper.folder.exists()
        (left,) = keeper.folder.parent.glob(f"{ROOT}-*")
        assert (left / "host.db").read_text() == said
    assert other.exists()


def test_the_next_copy_has_the_key_of_what_handed_over(keeper: CopyKeeper) -> None:
    keeper.folder.mkdir(parents=True)
    (keeper.folder / KEY_FILE).write_text("a key")
    keeper.set_aside()
    assert [one.name for one in keeper.folder.iterdir()] == [KEY_FILE]
    assert (keeper.folder / KEY_FILE).read_text() == "a key"


def test_what_was_hosted_here_is_the_copy_once_it_has_gone_over_and_ended(
    keeper: CopyKeeper, answers: dict[str, bool], tmp_path: Path
) -> None:
    hosted = tmp_path / "host"
    hosted.mkdir()
    (hosted / "host.db").write_text("hosted")
    keeper.folder.mkdir(parents=True)
    (keeper.folder / "host.db").write_text("an earlier copy")
    runs = claim(hosted / LOCK)
    assert runs is not None
    assert not keeper.take_in(ROOT, hosted)
    assert keeper.answer is None
    runs.close()
    assert keeper.take_in(ROOT, hosted)
    assert answers == {ROOT: True}
    assert (keeper.folder / "host.db").read_text() == "hosted"
    assert not hosted.exists()
    (aside,) = keeper.folder.parent.glob(f"{ROOT}-*")
    assert (aside / "host.db").read_text() == "an earlier copy"
    keeper.look(ROOT, LINK)
    assert [one.folder for one in made] == [keeper.folder]


def test_who_wants_no_copy_gets_none_of_what_was_hosted_here(
    keeper: CopyKeeper, tmp_path: Path
) -> None:
    hosted = tmp_path / "host"
    hosted.mkdir()
    keeper.refuse()
    assert not keeper.take_in(ROOT, hosted)
    assert hosted.exists()
    assert keeper.answer is False


def test_it_is_apart_only_after_a_while_and_not_where_it_became_the_host(
    keeper: CopyKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    keeper.agree(lambda _key: None)
    keeper.look(ROOT, LINK)
    assert not keeper.is_apart
    made[0].standing = IN_SYNC
    now += 3600
    keeper.look(ROOT, LINK)
    made[0].standing = ""
    assert not keeper.is_apart
    now += 11
    assert keeper.is_apart
    made[0].state = HostState.RUNNING
    keeper.look(ROOT, LINK)
    now += 3600
    keeper.look(ROOT, LINK)  # which keeps one again, of another's host
    assert not keeper.is_apart


def test_there_is_a_copy_once_the_first_has_come_whole(keeper: CopyKeeper) -> None:
    keeper.agree(lambda _key: None)
    keeper.look(ROOT, LINK)
    (keeper.folder / KEY_FILE).touch()
    (keeper.folder / "copy-coming.db").touch()
    assert not keeper.has_copy
    (keeper.folder / DATABASE).touch()
    assert keeper.has_copy


def test_a_copy_is_whole_while_its_host_is_silent_for_a_moment(
    keeper: CopyKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    keeper.agree(lambda _key: None)
    keeper.look(ROOT, LINK)
    assert not keeper.is_whole
    for standing, whole in ((BEHIND, False), (IN_SYNC, True), ("", True), (BEHIND, False)):
        made[0].standing = standing
        keeper.look(ROOT, LINK)
        assert keeper.is_whole == whole
    made[0].standing = ""
    now += 11
    assert not keeper.is_whole
    keeper.forget()
    keeper.agree(lambda _key: None)
    assert not keeper.is_whole


def test_a_copy_rests_after_its_chat_was_ended_here_until_it_is_woken_or_hosted(
    keeper: CopyKeeper,
) -> None:
    keeper.agree(lambda _key: None)
    keeper.look(ROOT, LINK)
    made[0].state = HostState.RUNNING
    assert keeper.look(ROOT, LINK) is not None
    for wake in (keeper.wake, lambda: keeper.look(ROOT, LINK, hosted=True)):
        keeper.rest()
        begun = len(made)
        keeper.look(ROOT, LINK, hosted=False)
        assert (keeper.rests, len(made)) == (True, begun)
        wake()
        keeper.look(ROOT, LINK, hosted=False)
        assert (keeper.rests, len(made)) == (False, begun + 1)
        made[-1].state = HostState.RUNNING
        keeper.look(ROOT, LINK)


def test_another_host_is_asked_at_once_where_the_one_before_gave_none(
    keeper: CopyKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    keeper.agree(lambda _key: None)
    while not keeper.is_refused:
        count = len(made)
        keeper.look(ROOT, LINK)
        if len(made) > count:
            made[-1].state = HostState.FAILED
            made[-1].end = HostEnd(Failure(Reason.REFUSED))
        now += 0.5
    count = len(made)
    keeper.look(ROOT, LINK)
    assert len(made) == count
    keeper.look(ROOT, "ircs://10.0.0.3:6697")
    assert len(made) == count + 1
    assert not keeper.is_refused


def test_with_a_copy_that_is_taken_back_goes_what_was_set_aside(keeper: CopyKeeper) -> None:
    """Also where the place is at a host just then that nobody has introduced."""
    keeper.folder.mkdir(parents=True)
    keeper.set_aside()
    keeper.agree(lambda _key: None)
    keeper.look(ROOT, LINK)
    other = keeper.folder.with_name("cd" * 32)
    other.mkdir()
    keeper.forget()
    made[0].state = HostState.STOPPED
    keeper.look(other.name, LINK)
    assert list(other.parent.iterdir()) == [other]


def test_a_copy_that_hosts_is_left_to_its_window_and_found_once_that_is_gone(
    keeper: CopyKeeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {sign.KEY: KEY}
    monkeypatch.setattr(FakeHost, "find", lambda _host, data: sign.left_running(data))
    keeper.agree(lambda _key: None)
    folder = tmp_path / "copies" / ROOT
    folder.mkdir(parents=True)
    lock = claim(folder / LOCK)
    assert lock is not None
    with lock:
        beside = sign.HostSign(folder, found)
        keeper.look(ROOT, LINK)
        assert (keeper.hosts, keeper.key, made) == (True, KEY, [])
        keeper._again_at = time.monotonic() + 30  # after some tries
        beside.say(sign.LEFT, "yes")
        keeper.look(ROOT, LINK)
        (host,) = made
        assert host.link == ""  # found, not started
        beside.remove()
    host.state = HostState.FAILED
    keeper.look(ROOT, LINK)
    keeper.look(ROOT, LINK)
    assert not keeper.hosts
