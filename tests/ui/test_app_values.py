"""What the window works out without a window: keys, places on the screen, words, orders."""

import itertools
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Entry,
    EntryKind,
    Member,
    Person,
    Phase,
)
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.hosting.own_host import HostEnd
from desktopchat.hosting.protocol import Failure, Reason
from desktopchat.ui import geometry, keys
from desktopchat.ui.chat import people, sidebar
from desktopchat.ui.chat.statusline import connection_words
from desktopchat.ui.chat.welcome import is_empty, words_for
from desktopchat.ui.sheets.jump import Goal, fitting
from desktopchat.ui.start.hosting import listen_urls, problem_of
from desktopchat.ui.start.page import another_name
from desktopchat.ui.start.place_rows import how_long_ago
from desktopchat.ui.start.user_name import system_name


def key(char: str, state: int = 0) -> SimpleNamespace:
    return SimpleNamespace(char=char, state=state)


def test_shortcuts_go_with_ctrl_and_on_macos_with_command() -> None:
    assert keys.sequences("jump", "linux") == ["<Control-Key-k>", "<Control-Key-K>"]
    assert keys.sequences("jump", "win32") == keys.sequences("jump", "linux")
    assert keys.sequences("jump", "darwin") == ["<Command-Key-k>", "<Command-Key-K>"]


def test_shortcuts_are_printed_as_each_system_prints_them() -> None:
    assert keys.label("unread", "linux") == "Ctrl+Shift+A"
    assert keys.label("unread", "darwin") == "⌘⇧A"
    assert keys.label("help", "darwin") == "F1"


def test_the_menu_of_a_thing_opens_by_each_systems_own_button_and_key() -> None:
    assert "<Menu>" in keys.menu_sequences("x11")
    assert "<App>" in keys.menu_sequences("win32")
    assert "<Button-2>" in keys.menu_sequences("aqua")


@pytest.mark.parametrize(
    ("char", "state", "platform", "types"),
    [
        ("a", 0, "linux", True),
        ("A", 0x1, "linux", True),
        ("é", 0x80, "linux", True),  # AltGr is Mod5
        ("\x0b", 0x4, "linux", False),  # Ctrl+K
        ("k", 0x8, "linux", False),  # Alt+K
        ("k", 0x8, "darwin", False),  # Cmd+K
        ("€", 0x20004, "win32", True),  # AltGr is Ctrl with Alt
        ("k", 0x20000, "win32", False),
        ("", 0, "linux", False),
        ("\r", 0, "linux", False),
    ],
)
def test_only_keys_that_write_count_as_typing(
    char: str, state: int, platform: str, types: bool
) -> None:
    assert keys.types_text(key(char, state), platform) is types  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "lies"),
    [
        ("", "1000x700"),
        ("nonsense", "1000x700"),
        ("900x600+10+20", "900x600+10+20"),
        ("3000x2000+0+0", "1280x800+0+0"),
        ("900x600+2000+50", "900x600+380+50"),
        ("900x600+-30+50", "900x600+0+50"),
        ("100x100+0+0", "640x480+0+0"),
    ],
)
def test_a_remembered_place_is_kept_on_the_screen(wanted: str, lies: str) -> None:
    assert geometry.clamped(wanted, (1280, 800), (640, 480), (1000, 700)) == lies


@pytest.mark.parametrize(
    ("said", "inside", "kept"),
    [
        ("900x600+100+90", (101, 110), "900x600+100+90"),
        ("900x600+-30+50", (-29, 70), "900x600+-30+50"),
        ("900x600+0+0", (1, 20), "900x600+0+0"),  # really in the corner
        ("900x600+0+0", (200, 157), "900x600"),  # the window manager has put it there
        ("1x1+0+0", (0, 0), "800x500+7+8"),  # it was never on the screen
    ],
)
def test_of_a_window_that_leaves_is_kept_what_the_next_one_can_use(
    said: str, inside: tuple[int, int], kept: str
) -> None:
    assert geometry.to_keep(said, inside, "800x500+7+8") == kept


@pytest.mark.parametrize(
    ("taken", "offered"),
    [("Ada", "Ada 2"), ("Ada 2", "Ada 3"), ("Ada_9", "Ada 10"), ("王伟", "王伟 2"), ("7", "7 2")],
)
def test_another_name_is_offered_for_a_taken_one(taken: str, offered: str) -> None:
    assert another_name(taken) == offered


def test_the_system_gives_a_name_on_every_system() -> None:
    for platform in ("linux", "darwin", "win32"):
        assert system_name(platform)
    assert system_name(sys.platform).lower() != "root"


def test_jumping_finds_names_whatever_their_case_and_accents() -> None:
    goals = [
        Goal("#lab-3", "Lab-3"),
        Goal("lukasz", "Łukasz", "Łukasz"),
        Goal("mia", "Mía Núñez", "Mía_Núñez"),
        Goal("#collab", "Collab"),
    ]
    assert [goal.key for goal in fitting(goals, "LAB")] == ["#lab-3", "#collab"]
    assert [goal.key for goal in fitting(goals, "luk")] == ["lukasz"]
    assert [goal.key for goal in fitting(goals, "nunez")] == ["mia"]
    assert fitting(goals, "nobody") == []


def test_jumping_offers_what_is_unread_first() -> None:
    goals = [Goal("a", "Alpha"), Goal("b", "Beta", unread=2)]
    assert [goal.key for goal in fitting(goals, "")] == ["b", "a"]


def test_nothing_is_said_of_a_connection_that_works() -> None:
    assert connection_words(Phase.ONLINE, None, 0, None) == ""


def test_nothing_alarms_while_the_chat_goes_over_to_another_computer() -> None:
    moved = Problem(ProblemKind.MOVED, "The chat goes on at another computer")
    for phase in (Phase.WAITING, Phase.CONNECTING, Phase.REGISTERING):
        assert connection_words(phase, 0.3, 1, moved) == ""
    assert "another computer. Try again" in connection_words(Phase.ENDED, None, 0, moved)
    assert connection_words(Phase.WAITING, 0.3, 0, moved, "The disk is full.")


def test_of_a_chat_that_was_ended_it_is_said_what_one_can_do() -> None:
    ended = Problem(ProblemKind.ENDED)
    for phase in (Phase.WAITING, Phase.CONNECTING, Phase.REGISTERING, Phase.ENDED):
        assert connection_words(phase, 4.0, 0, ended) == (
            "Whoever hosted this chat has ended it. Ask them when they host it again:"
            " you are back in it by yourself then."
        )


def test_where_this_window_offers_to_host_nothing_is_said_to_be_on_its_way() -> None:
    for problem in (None, Problem(ProblemKind.NOBODY_ANSWERS), Problem(ProblemKind.ENDED)):
        for phase in (Phase.WAITING, Phase.CONNECTING):
            assert connection_words(phase, 4.0, 2, problem, unhosted=True) == (
                "Nobody hosts this chat now. Once somebody does, you are back in it by yourself."
                " Your messages are kept (2 waiting)."
            )
    assert not connection_words(Phase.ONLINE, None, 0, None, unhosted=True)


def test_a_lost_connection_says_when_it_is_tried_and_what_is_kept() -> None:
    words = connection_words(Phase.WAITING, 3.6, 2, None)
    assert "Reconnecting in 4 s…" in words
    assert "(2 waiting)" in words


def test_kept_is_said_of_nothing_that_is_not() -> None:
    full = "The disk is full."
    assert connection_words(Phase.ONLINE, None, 0, None, full) == (
        "Nothing is kept on this computer just now. The disk is full."
    )
    for phase, waiting in itertools.product((Phase.WAITING, Phase.ENDED), range(3)):
        words = connection_words(phase, 1.0, waiting, None, full)
        assert words.endswith(f"in this window only{': leave it open' * bool(waiting)}. {full}")
        assert "kept" not in words


def test_tries_in_quick_succession_are_told_in_words_that_stand_still() -> None:
    problem = Problem(ProblemKind.LOST, "", "lab-pc")
    told = {
        connection_words(phase, retry_in, 2, problem)
        for phase, retry_in in (
            (Phase.WAITING, 1.9),
            (Phase.CONNECTING, None),
            (Phase.REGISTERING, None),
        )
    }
    assert told == {
        "The connection to lab-pc was lost. Reconnecting… Your messages are kept (2 waiting)."
    }


def test_places_say_when_they_were_last_used() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert how_long_ago(datetime(2026, 11, 23, 11, tzinfo=UTC), now) == "today"
    assert how_long_ago(datetime(2026, 11, 22, 12, tzinfo=UTC), now) == "yesterday"
    assert how_long_ago(datetime(2026, 11, 18, 12, tzinfo=UTC), now) == "5 days ago"
    assert how_long_ago(datetime(2026, 3, 1, 12, tzinfo=UTC), now) == "1 March 2026"


def room(name: str, *nicks: str) -> Conversation:
    conversation = Conversation(name.lower(), name, ConversationKind.ROOM, joined=True)
    for nick in nicks:
        prefixes = nick[:1] if nick[:1] in "@+" else ""
        bare = nick.removeprefix(prefixes)
        conversation.members[bare.lower()] = Member(Person(bare), prefixes)
    return conversation


def test_people_are_listed_by_role_and_the_absent_last() -> None:
    lab = room("#lab", "zoe", "@ada", "bob")
    lab.members["bob"].person.away = "lunch"
    rows = people.rows_of(lab.members.values(), "zoe")
    assert [row.text for row in rows] == ["OPERATORS — 1", "ada", "PEOPLE — 2", "zoe (you)", "bob"]
    assert [row.note for row in rows if row.note] == ["away"]
    assert "lunch" in rows[-1].tip


def test_the_sidebar_shows_unread_in_bold_and_mentions_in_the_accent() -> None:
    quiet, busy, calling = room("#a"), room("#b"), room("#c")
    busy.unread, calling.unread, calling.mentions = 120, 5, 1
    rows = {row.text: row for row in sidebar.rows_of([quiet, busy, calling], {}, None)}
    assert list(rows) == ["ROOMS", "a", "b", "c"]
    assert (rows["a"].strong, rows["a"].badge) == (False, "")
    assert (rows["b"].strong, rows["b"].badge, rows["b"].alert) == (True, "99+", False)
    assert (rows["c"].badge, rows["c"].alert) == ("1", True)


def test_the_open_conversation_has_no_unread_badge() -> None:
    lab = room("#lab")
    lab.unread = 3
    assert [row.badge for row in sidebar.rows_of([lab], {}, lab)] == ["", ""]


def test_an_empty_room_says_how_to_bring_others() -> None:
    words = words_for(room("#lab", "ada"), "ada", "192.168.1.20:6667")
    assert words.code == "192.168.1.20:6667"
    words = words_for(room("#lab", "ada", "bob", "cleo"), "ada", "192.168.1.20:6667")
    assert words.words.startswith("bob and cleo are here.")
    assert words.code == ""


def test_a_room_is_empty_until_somebody_speaks() -> None:
    lab = room("#lab")
    now = datetime.now(UTC)
    lab.entries.append(Entry(1, EntryKind.JOIN, now, "ada", ""))
    assert is_empty(lab)
    lab.entries.append(Entry(2, EntryKind.MESSAGE, now, "ada", "hello"))
    assert not is_empty(lab)


@pytest.mark.parametrize(
    ("end", "kind", "said"),
    [
        (HostEnd(Failure(Reason.PORT_TAKEN, "[::1]:80")), ProblemKind.PORT_TAKEN, "[::1]:80"),
        (HostEnd(Failure(Reason.PORT_REFUSED, "[::1]:80")), ProblemKind.PORT_REFUSED, "[::1]:80"),
        (
            HostEnd(Failure(Reason.NOT_AN_ADDRESS, "[::1]:80")),
            ProblemKind.NOT_MY_ADDRESS,
            "[::1]:80",
        ),
        (HostEnd(Failure(Reason.FILES, words="No room.")), ProblemKind.HOST_FAILED, "No room."),
        (HostEnd(hosted=True, words="No room"), ProblemKind.HOST_ENDED, "No room."),
        (HostEnd(exit_code=3), ProblemKind.HOST_FAILED, "exit code 3"),
        (HostEnd(late=True), ProblemKind.HOST_FAILED, "in time"),
    ],
)
def test_why_there_is_no_host_is_told_in_the_window(
    end: HostEnd, kind: ProblemKind, said: str
) -> None:
    problem = problem_of(end)
    assert problem.kind is kind
    assert said in problem.what


def test_hosting_on_another_port_leaves_no_two_listeners_on_it() -> None:
    asked = ["ircs://127.0.0.1:6697", "irc://127.0.0.1:6667"]
    assert listen_urls(asked, None) == asked
    assert listen_urls(asked, 7000) == ["ircs://127.0.0.1:7000", "irc://127.0.0.1:6667"]
    assert listen_urls([], 7000) == ["ircs://0.0.0.0:7000"]
