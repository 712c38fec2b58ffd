"""Being told of new messages: what is said, when, and where."""

import io
import tkinter as tk
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.choices import SMALL, RoomChoices
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.notices import notifier as notifier_module
from desktopchat.ui.notices.notice import Notice, gathered, quiet
from desktopchat.ui.notices.notifier import Notifier
from desktopchat.ui.notices.sound import chime
from tests.ui.notification_server import NotificationServer, bus
from tests.waiting import wait_until


def notice(key: str = "#lab", words: str = "hello", where: str = "Lab", **more: object) -> Notice:
    place = str(more.pop("place", ""))
    return Notice(key, place, where, "Ada", "ada", words, **more)  # type: ignore[arg-type]


def test_one_message_is_told_by_who_said_it_and_where() -> None:
    told = gathered([notice()])
    assert (told.title, told.words) == ("Ada in Lab", "hello")
    told = gathered([notice("ada", where="")])
    assert (told.title, told.words) == ("Ada", "hello")


def test_many_are_told_as_one() -> None:
    several = notice(words="last").after(notice(words="first"))
    told = gathered([several])
    assert (told.title, told.words) == ("2 new messages in Lab", "Ada: last")
    told = gathered([several, notice("ada", where="", count=3)])
    assert (told.title, told.words, told.alone) == ("5 new messages", "Ada, Lab", False)
    assert gathered([notice("ada", where="", count=3)]).title == "3 new messages from Ada"


def test_the_place_is_named_where_there_are_several() -> None:
    there = notice(place="School")
    assert gathered([there]).title == "Ada in Lab · School"
    assert gathered([notice("ada", where="", place="School")]).title == "Ada · School"
    assert gathered([there.after(there)]).title == "2 new messages in Lab · School"
    assert gathered([there, notice(place="Club", where="Pub")]).words == "Pub · Club, Lab · School"


@pytest.mark.parametrize(
    ("hours", "hour", "is_quiet"),
    [("", 3, False), ("22-7", 22, True), ("22-7", 6, True), ("22-7", 7, False),
     ("22-7", 12, False), ("9-17", 9, True), ("9-17", 17, False)],
)  # fmt: skip
def test_quiet_hours_go_over_midnight(hours: str, hour: int, is_quiet: bool) -> None:
    assert quiet(hours, datetime(2026, 11, 29, hour, tzinfo=UTC)) is is_quiet


def test_the_sound_is_short_and_within_what_a_file_may_hold() -> None:
    with wave.open(io.BytesIO(chime())) as file:
        assert 0.1 < file.getnframes() / file.getframerate() < 0.6
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
    assert max(samples) > 3000
    assert abs(samples[0]) < 100  # it begins without a click
    assert abs(samples[-1]) < 1000


def room(people: int) -> Conversation:
    made = Conversation("#lab", "#lab", ConversationKind.ROOM, joined=True)
    made.members = dict.fromkeys(map(str, range(people)))  # type: ignore[assignment]
    return made


def test_a_small_room_tells_all_and_a_large_one_what_names_me() -> None:
    choices, small, large = RoomChoices.none(), room(SMALL), room(SMALL + 1)
    assert choices.tells(small, names_me=False)
    assert not choices.tells(large, names_me=False)
    assert choices.tells(large, names_me=True)
    choices.choose_notices(large, "all")
    assert choices.tells(large, names_me=False)
    choices.choose_notices(small, "mentions")
    assert not choices.tells(small, names_me=False)
    choices.choose_notices(small, "nothing")
    assert not choices.tells(small, names_me=True)


def test_a_muted_conversation_tells_what_names_me_and_a_muted_person_nothing() -> None:
    choices, lab = RoomChoices.none(), room(3)
    choices.mute(lab, None)
    assert not choices.tells(lab, names_me=False)
    assert choices.tells(lab, names_me=True)
    ada = Conversation("ada", "ada", ConversationKind.DIRECT)
    assert choices.tells(ada, names_me=True)
    choices.mute(ada, None)
    assert not choices.tells(ada, names_me=True)


# In a window


@dataclass
class Desk:
    """looked_at: whether the person looks at the window. heard: how often it was to be heard."""

    root: tk.Tk
    settings: Settings
    notifier: Notifier
    avatars: Avatars
    looked_at: bool = True
    heard: int = 0
    now: datetime = datetime(2026, 11, 29, 12, tzinfo=UTC)

    def tell(self, one: Notice) -> None:
        self.notifier.add(one, self.avatars)

    def until(self, done: Callable[[], object]) -> None:
        def turn() -> None:
            self.root.update()
            self.notifier.take()

        wait_until(done, 20, step=turn)

    @property
    def toast(self) -> str:
        told = self.notifier.toasts.told
        return told.title if told is not None else ""


@pytest.fixture
def desk(display: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setattr(notifier_module, "GATHERED", 30)
    yield from made()


def made() -> Iterator[Desk]:
    root = tk.Tk()
    root.geometry("800x600+10+10")
    settings = Settings(theme="light", scale=1.0)
    theme = Theme(root, settings)
    desk: Desk

    class Silent:
        possible = True

        def play(self) -> None:
            desk.heard += 1

    notifier = Notifier(
        root,
        theme,
        settings,
        looked_at=lambda: desk.looked_at,
        on_news=lambda: None,
        now=lambda: desk.now,
    )
    notifier.sound = Silent()  # type: ignore[assignment]
    desk = Desk(root, settings, notifier, Avatars(theme))
    root.update()
    yield desk
    notifier.close()
    root.destroy()


@pytest.mark.gui
def test_what_comes_in_one_moment_is_one_toast_and_one_sound(desk: Desk) -> None:
    went: list[str] = []
    desk.tell(notice(words="first", show=lambda: went.append("first")))
    desk.tell(notice(words="second", show=lambda: went.append("second")))
    desk.until(lambda: desk.toast)
    assert desk.toast == "2 new messages in Lab"
    assert desk.heard == 1
    card = desk.root.winfo_children()[-1]
    inner = next(one for one in card.winfo_children() if one.winfo_class() == "Frame")
    inner.event_generate("<ButtonRelease-1>", x=4, y=4)
    assert went == ["second"]
    assert desk.toast == ""


@pytest.mark.gui
def test_what_was_read_meanwhile_is_told_no_more(desk: Desk) -> None:
    desk.tell(notice())
    desk.notifier.withdraw("#lab")
    desk.tell(notice("ada", where=""))
    desk.until(lambda: desk.toast == "Ada")
    desk.notifier.withdraw("ada")
    assert desk.toast == ""


@pytest.mark.gui
@pytest.mark.parametrize("why", ["do_not_disturb", "quiet_hours"])
def test_who_is_not_to_be_disturbed_hears_and_sees_nothing(desk: Desk, why: str) -> None:
    setattr(desk.settings, why, "9-17" if why == "quiet_hours" else True)
    desk.tell(notice())
    desk.until(lambda: not desk.notifier._timer)
    assert (desk.toast, desk.heard) == ("", 0)


@pytest.mark.gui
def test_without_a_bus_the_toast_waits_in_the_window(desk: Desk) -> None:
    desk.looked_at = False
    desk.settings.sounds = False
    desk.tell(notice())
    desk.until(lambda: desk.toast)
    assert desk.heard == 0


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NotificationServer]:
    with bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        server = NotificationServer(address)
        yield server
        server.stop()


@pytest.fixture
def far_desk(
    display: str, server: NotificationServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Of a person who looks elsewhere, where the system shows notifications."""
    monkeypatch.setattr(notifier_module, "GATHERED", 30)
    for desk in made():
        desk.looked_at = False
        yield desk


@pytest.mark.gui
def test_a_notification_leads_to_the_message_and_is_answered_and_marked_as_read(
    far_desk: Desk, server: NotificationServer
) -> None:
    did: list[str] = []
    one = notice(
        words="a < b & c",
        show=lambda: did.append("show"),
        read=lambda: did.append("read"),
        answer=did.append,
    )
    for act, expected in (
        (server.click, "show"),
        (lambda shown: server.press(shown, "Mark as read"), "read"),
        (lambda shown: server.answer(shown, "on my way"), "on my way"),
    ):
        server.shown.clear()
        far_desk.tell(one)
        # Nobody is as fast as a test: the answer of the server has to have come, too.
        far_desk.until(lambda: server.shown and far_desk.notifier.desktop._shown)
        shown = server.shown[0]
        assert (shown.app, shown.title) == ("DesktopChat", "Ada in Lab")
        assert shown.words == "a &lt; b &amp; c"  # there words are markup
        act(shown)
        far_desk.until(lambda: did)
        assert did == [expected]
        did.clear()
    assert far_desk.toast == ""


@pytest.mark.gui
def test_one_conversation_has_one_notification_which_goes_when_it_was_read(
    far_desk: Desk, server: NotificationServer
) -> None:
    for words in ("first", "second"):
        far_desk.tell(notice(words=words))
        far_desk.until(lambda words=words: [one.words for one in server.shown] == [words])
    far_desk.tell(notice("ada", where=""))
    far_desk.until(lambda: len(server.shown) == 2)
    far_desk.notifier.withdraw("#lab")
    far_desk.until(lambda: [one.title for one in server.shown] == ["Ada"])
    far_desk.notifier.close()
    assert server.shown == []


@pytest.mark.gui
def test_a_server_that_is_gone_leaves_the_toast(far_desk: Desk, server: NotificationServer) -> None:
    far_desk.tell(notice())
    far_desk.until(lambda: server.shown)
    server.stop()
    far_desk.tell(notice("ada", where=""))
    far_desk.until(lambda: far_desk.toast == "Ada")
    server.__post_init__()
