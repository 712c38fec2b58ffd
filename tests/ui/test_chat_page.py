"""The conversation's page with a real session, fed with what a host would say."""

import tkinter as tk
from collections.abc import Callable
from time import monotonic
from tkinter import ttk

import pytest

from desktopchat.client.model import Delivery, Phase
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.ui.chat import passing
from desktopchat.ui.chat.drawing import may_set_topic
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts import menu
from desktopchat.ui.sheets.room_dialog import RoomDialog
from desktopchat.ui.timeline.acts import Act, ScreenPoint
from tests.ui.chatting import Wire
from tests.waiting import texts, wait_until

pytestmark = pytest.mark.gui


def rooms(page: ChatPage) -> list[str]:
    return [row.text for row in page.sidebar.list.rows if not row.heading]


def people(page: ChatPage) -> list[str]:
    return [row.text for row in page.people.list.rows if not row.heading]


def badge(page: ChatPage, title: str) -> str:
    return next(row.badge for row in page.sidebar.list.rows if row.text == title)


def test_the_first_room_is_open_with_the_cursor_in_the_composer(
    root: tk.Tk, page: ChatPage
) -> None:
    assert page.active is not None
    assert page.active.name == "#Lab-3"
    assert rooms(page) == ["Lab-3"]
    assert people(page) == ["Grace", "Ada (you)", "Linus"]
    root.focus_force()
    page.focus_composer()
    wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)


def test_what_is_said_appears_and_the_welcome_goes(
    page: ChatPage, hear: Callable[..., None]
) -> None:
    assert "Say hello" in page.welcome.words
    hear(":Grace!g@host PRIVMSG #Lab-3 :Good morning")
    assert "Good morning" in page.timeline.all_text()
    assert page.welcome.words == ""


def test_the_welcome_to_a_room_with_a_long_name_stays_in_the_timeline(
    root: tk.Tk, page: ChatPage, wire: Wire
) -> None:
    name = "#" + "Wide-" * 30
    page.handle(wire.enter(name, "Ada"))
    page.open(wire.session.model.conversations[name.lower()])
    page.draw()
    for wide in (1000, 480, 1400):
        root.geometry(f"{wide}x600")
        root.update()
        wait_until(lambda wide=wide: root.winfo_width() == wide, step=root.update)
        root.update()
        welcome, timeline = page.welcome, page.timeline
        assert "Wide-" in welcome.words
        assert welcome.winfo_x() >= 0
        assert welcome.winfo_x() + welcome.winfo_width() <= timeline.winfo_width()


def test_the_title_stays_in_a_small_window_with_the_rooms_open(
    root: tk.Tk, page: ChatPage, wire: Wire
) -> None:
    page.handle(wire.hear(":Grace!g@host TOPIC #Lab-3 :What we measure this week"))
    header = page.header

    def title() -> str:
        page.draw()
        root.update()
        return str(header._title.cget("text"))

    for wide in (480, 1000):
        root.geometry(f"{wide}x600")
        wait_until(lambda wide=wide: root.winfo_width() == wide, step=root.update)
        if not page.sidebar.winfo_ismapped():
            page.columns.toggle_sidebar()
        wait_until(page.sidebar.winfo_ismapped, step=root.update)
        wait_until(lambda: title() == "Lab-3")
        right = header.winfo_rootx() + header.winfo_width()
        assert header.people.winfo_rootx() + header.people.winfo_width() <= right
    assert header.settings.winfo_ismapped()
    assert header.search.winfo_ismapped()
    assert "What we" in str(header._topic.cget("text"))


def test_page_up_reads_on_while_one_writes(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(*(f":Grace!g@host PRIVMSG #Lab-3 :line {number}" for number in range(200)))
    root.update()
    assert page.timeline.at_end
    root.focus_force()
    page.focus_composer()
    wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)
    page.composer.text.event_generate("<Prior>")
    wait_until(lambda: not page.timeline.at_end, step=root.update)
    page.composer.text.event_generate("<Next>")
    wait_until(lambda: page.timeline.at_end, step=root.update)


def test_who_comes_and_goes_is_listed(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(":Zoe!z@host JOIN #Lab-3")

    def drawn() -> bool:
        page.draw()
        return "Zoe" in people(page)

    wait_until(drawn, step=root.update)
    hear(":Zoe!z@host QUIT :bye")

    def gone() -> bool:
        page.draw()
        return "Zoe" not in people(page)

    wait_until(gone, step=root.update)


def test_unread_words_elsewhere_are_counted_and_opening_the_room_reads_them(
    page: ChatPage, wire: Wire, hear: Callable[..., None]
) -> None:
    page.handle(wire.enter("#Kitchen", "Ada Grace"))
    hear(":Grace!g@host PRIVMSG #Kitchen :Tea?", ":Grace!g@host PRIVMSG #Kitchen :Hurry")
    assert badge(page, "Kitchen") == "2"
    assert page.unread == 2
    page.navigation.next_unread()
    page.draw()
    assert page.active is not None
    assert page.active.name == "#Kitchen"
    assert page.unread == 0
    assert badge(page, "Kitchen") == ""


def test_a_room_that_is_open_collects_unread_words_while_the_window_is_behind(
    page: ChatPage, hear: Callable[..., None]
) -> None:
    page.focused(False)
    hear(":Grace!g@host PRIVMSG #Lab-3 :Are you there?")
    assert page.unread == 1
    page.focused(True)
    assert page.unread == 0


def test_a_direct_message_gets_a_row_and_does_not_take_the_page_away(
    page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(":Grace!g@host PRIVMSG Ada :psst")
    assert rooms(page) == ["Lab-3", "Grace"]
    assert badge(page, "Grace") == "1"
    assert page.active is not None
    assert page.active.name == "#Lab-3"


def test_a_click_on_a_person_opens_a_direct_message(page: ChatPage) -> None:
    page.navigation.message("Grace")
    assert page.active is not None
    assert page.active.name == "Grace"


def test_a_room_that_was_asked_for_is_shown_when_it_opens(page: ChatPage, wire: Wire) -> None:
    page.navigation.join("#Garden")
    assert wire.session.wire.out[-1].endswith("JOIN #Garden")
    page.handle(wire.enter("#Garden", "Ada"))
    assert page.active is not None
    assert page.active.name == "#Garden"


def test_what_is_sent_goes_out_and_shows_as_sending(page: ChatPage, wire: Wire) -> None:
    page.composer.insert("Hello all")
    page.composer.submit()
    assert any("PRIVMSG #Lab-3 :Hello all" in line for line in wire.session.wire.out)
    assert page.active is not None
    assert page.active.entries[-1].delivery is Delivery.SENDING


def test_an_unknown_command_is_explained_above_the_composer_and_kept(page: ChatPage) -> None:
    page.composer.insert("/fly away")
    page.composer.submit()
    assert "/fly" in page.composer.said
    assert page.composer.content == "/fly away"


@pytest.mark.parametrize("how", ["Esc", "a while"])
def test_what_is_said_in_passing_goes_by_esc_and_after_a_while(
    root: tk.Tk, page: ChatPage, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    page.context.say("Something went wrong.")
    page.context.warn("No loudspeaker was found.")
    page.draw_status()
    assert page.status.words == "Something went wrong."
    assert page.composer.said
    if how == "Esc":
        root.focus_force()
        page.focus_composer()
        wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)
        page.composer.text.event_generate("<Escape>")
    else:
        later = monotonic() + 60
        monkeypatch.setattr(passing, "monotonic", lambda: later)
        page.draw_status()
    root.update()
    assert page.status.words == ""
    assert not page.status.winfo_viewable()
    assert page.composer.said == ""


def test_many_lines_are_asked_about_again_when_the_question_is_gone(
    page: ChatPage, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.composer.insert("\n".join(f"line {n}" for n in range(30)))
    page.composer.submit()
    later = monotonic() + 60
    monkeypatch.setattr(passing, "monotonic", lambda: later)
    page.draw_status()
    page.composer.submit()
    assert "Press Enter again" in page.composer.said
    assert not any("line 29" in line for line in wire.session.wire.out)
    page.composer.submit()
    assert any("line 29" in line for line in wire.session.wire.out)


def test_two_slashes_send_one(page: ChatPage, wire: Wire) -> None:
    page.composer.insert("//etc/hosts")
    page.composer.submit()
    sent = next(line for line in wire.session.wire.out if line.startswith("PRIVMSG"))
    assert sent.endswith(("#Lab-3 /etc/hosts", "#Lab-3 :/etc/hosts"))


def test_what_nobody_hosts_is_not_said_to_be_on_its_way(
    root: tk.Tk, page: ChatPage, wire: Wire
) -> None:
    wire.phase = Phase.WAITING
    page.handle(wire.session.disconnected())
    page.offer_hosting("You have ended this chat.")
    page.draw()
    root.update()
    assert page.hosting.again.winfo_ismapped()
    assert page.status.words.startswith("Nobody hosts this chat now.")
    assert page.sidebar._presence.cget("text") == "not connected"
    page.show_hosting("Lab 3", "", "")
    page.draw()
    assert "Reconnecting" in page.status.words


def test_a_broken_connection_is_said_with_what_waits_and_tried_now(
    root: tk.Tk, page: ChatPage, wire: Wire
) -> None:
    wire.phase, wire.retry_in = Phase.WAITING, 4.0
    page.handle(wire.session.disconnected())
    page.composer.insert("Kept")
    page.composer.submit()
    page.draw_status()
    root.update()
    assert page.status.winfo_ismapped()
    assert "Reconnecting in 4 s…" in page.status.words
    assert "(1 waiting)" in page.status.words
    page.status.button.invoke()
    assert wire.retried == 1
    wire.phase = Phase.ONLINE
    page.draw_status()
    root.update()
    assert not page.status.winfo_ismapped()


def test_only_operators_edit_a_protected_topic(page: ChatPage, hear: Callable[..., None]) -> None:
    hear(":Grace!g@host MODE #Lab-3 +t")
    assert page.active is not None
    assert not may_set_topic(page.context, page.active)
    hear(":Grace!g@host MODE #Lab-3 +o Ada")
    assert may_set_topic(page.context, page.active)


def test_no_topic_is_offered_where_nobody_has_said_yet_whether_it_is_protected(
    page: ChatPage, hear: Callable[..., None]
) -> None:
    """As in a window that is started while nobody hosts."""
    hear(":h MODE #lab -t")
    assert page.active is not None
    assert may_set_topic(page.context, page.active)
    page.active.members.clear()
    assert not may_set_topic(page.context, page.active)


def test_in_a_narrow_window_the_people_go_under_the_rooms(root: tk.Tk, page: ChatPage) -> None:
    wide = page.people.winfo_rootx() > page.middle.winfo_rootx()
    root.geometry("700x600")
    wait_until(lambda: page.people.winfo_rootx() < page.middle.winfo_rootx(), step=root.update)
    assert wide
    page.columns.toggle_people()
    wait_until(lambda: not page.people.winfo_ismapped(), step=root.update)


def test_the_panes_are_gone_round_with_one_key(root: tk.Tk, page: ChatPage) -> None:
    root.focus_force()
    page.focus_composer()
    wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)
    order = [page.sidebar.list.canvas, page.people.list.canvas, page.timeline.text]
    for widget in [*order, page.composer.text]:
        page.columns.next_pane(1)
        wait_until(lambda widget=widget: root.focus_get() is widget, step=root.update)


def test_rooms_of_the_host_are_listed_to_join(page: ChatPage, hear: Callable[..., None]) -> None:
    page.rooms.ask_room()
    hear(
        ":host 321 Ada Channel :Users",
        ":host 322 Ada #Lab-3 3 :Protocols",
        ":host 322 Ada #Kitchen 7 :",
        ":host 323 Ada :End",
    )
    dialog = page.context.sheets.current
    assert isinstance(dialog, RoomDialog)
    shown = [(row.text, row.note) for row in dialog.list.rows]
    assert shown == [("Kitchen", "7 people"), ("Lab-3", "3 people")]


def test_losing_the_last_room_says_where_to_go(page: ChatPage, wire: Wire) -> None:
    assert page.active is not None
    wire.session.close(page.active)
    page.handle(wire.hear(":Ada!ada@host PART #Lab-3"))
    page.handle(wire.session.model.take_events())
    page.draw()
    assert page.active is None
    assert "no room" in page.welcome.words


def test_on_a_server_that_knows_none_of_it_a_message_can_only_be_copied(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Callable[..., None]
) -> None:
    hear(":Grace!g@host PRIVMSG #Lab-3 :plain", ":Ada!a@host PRIVMSG #Lab-3 :mine")
    assert page.active is not None
    mine = page.active.entries[-1]
    assert menu.labels(page.timeline.menu.items(mine.number, "", ScreenPoint(0, 0))) == [
        "Copy message"
    ]
    page.timeline.row_bar.show(mine)
    root.update()
    assert not page.timeline.row_bar.winfo_ismapped()
    wire.session.wire.out.clear()
    for act in Act:
        page.acts.toggle(mine, "👍")
        assert act not in page.acts.can(mine)
    assert wire.session.wire.out == []
    assert page.editing.neighbour(page.active, None, 1) is None


def test_why_the_own_host_ended_is_cut_with_a_sign_where_there_is_no_room(
    root: tk.Tk, page: ChatPage
) -> None:
    page.hosting.say("The chat could not be hosted. " + "It said why, at length. " * 20)
    root.update()
    label = page.hosting._label
    assert str(label.cget("text")).endswith("…")
    assert "at length" in page.hosting.words


def test_what_became_of_the_own_host_is_said_short_where_there_is_little_room(
    root: tk.Tk, page: ChatPage
) -> None:
    page.hosting.say("The chat has ended.", "Host it again. " + "What was said is kept. " * 20)
    root.update()
    assert page.hosting._label.cget("text") == "The chat has ended."
    assert "is kept" in page.hosting.words


def test_in_a_narrow_window_the_code_makes_room_for_what_one_does_with_it(
    root: tk.Tk, page: ChatPage
) -> None:
    bar = page.hosting
    bar.show("Lab 3", 2, "fizub-babab-dasot-lusuj-sobol", "ircs://lab-pc/")
    bar.allow(True)
    wait_until(bar._code.winfo_ismapped, step=root.update)
    root.geometry("280x600")
    wait_until(lambda: bar.winfo_width() <= 280, step=root.update)
    wait_until(lambda: not bar._code.winfo_ismapped(), step=root.update)
    assert bar.manage.winfo_x() + bar.manage.winfo_width() <= bar.winfo_width()
    root.geometry("1000x700")
    wait_until(bar._code.winfo_ismapped, step=root.update)


def test_tab_stops_only_where_the_keyboard_can_do_something(root: tk.Tk, page: ChatPage) -> None:
    root.focus_force()
    page.focus_composer()
    root.update()
    stops, at = [], page.composer.text.tk_focusNext()
    while at is not None and at is not page.composer.text:
        stops.append(at)
        at = at.tk_focusNext()
    assert len(stops) > 3
    assert not [stop for stop in stops if isinstance(stop, tk.Label | ttk.Label)]


def test_outside_a_room_the_way_back_in_stands_where_one_writes(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Callable[..., None]
) -> None:
    composer = page.composer
    root.focus_force()
    page.focus_composer()
    composer.insert("half a thought")
    assert composer.text.winfo_viewable()
    hear(":Ada!ada@host PART #Lab-3 :bye")
    assert not composer.text.winfo_viewable()
    assert "not in this room" in texts(composer)
    wait_until(lambda: root.focus_get() is composer.outside.button, step=root.update)
    page.timeline.on_type("x")  # goes nowhere: there is nothing to write to
    composer.outside.button.event_generate("<Return>")
    assert wire.session.wire.out[-1].endswith("JOIN #Lab-3")
    page.draw()
    root.update()
    assert composer.content == "half a thought"
    assert composer.text.winfo_viewable()
    hear(":host 474 Ada #Lab-3 :Cannot join channel (+b)")
    assert not composer.text.winfo_viewable()
    page.handle(wire.enter("#Lab-3", "Ada @Grace"))
    page.draw()
    root.update()
    assert composer.text.winfo_viewable()
    wait_until(lambda: root.focus_get() is composer.text, step=root.update)
    hear(":Grace!g@host KICK #Lab-3 Ada :out")
    assert not composer.text.winfo_viewable()


def test_rooms_are_narrowed_down_by_what_is_pasted_as_by_what_is_typed(
    page: ChatPage, hear: Callable[..., None]
) -> None:
    page.rooms.ask_room()
    hear(":host 321 Ada Channel :Users", ":host 322 Ada #Kitchen 7 :", ":host 323 Ada :End")
    dialog = page.context.sheets.current
    assert isinstance(dialog, RoomDialog)
    dialog.field.entry.insert(0, "Garden")  # no key was pressed
    assert dialog.list.rows == []
    assert dialog.button.instate(["!disabled"])
    assert str(dialog.button.cget("text")) == "Create room"


def test_a_command_that_leads_elsewhere_is_no_draft_and_takes_none(
    page: ChatPage, wire: Wire
) -> None:
    room = page.active
    assert room is not None
    page.open(wire.session.open_direct("Grace"))
    page.composer.type("for later")
    page.open(room)
    page.composer.type("/query Grace")
    page.composer.submit()
    assert page.active is not None
    assert (page.active.name, page.composer.content) == ("Grace", "for later")
    page.open(room)
    assert page.composer.content == ""


def test_where_one_writes_the_password_is_asked_for_until_it_is_the_right_one(
    root: tk.Tk, page: ChatPage, wire: Wire
) -> None:
    composer, bar = page.composer, page.composer.password
    root.focus_force()
    page.focus_composer()
    composer.insert("half a thought")

    def stands(phase: Phase, kind: ProblemKind | None = None) -> None:
        wire.phase, wire.problem = phase, Problem(kind) if kind is not None else None
        page.draw_status()
        root.update()

    def types(password: str) -> None:
        bar.field.entry.insert("end", password)
        bar.field.entry.event_generate("<Return>")

    stands(Phase.ENDED, ProblemKind.WRONG_PASSWORD)
    wait_until(lambda: root.focus_get() is bar.field.entry, step=root.update)
    assert bar.words == "This chat has a password. Ask the person who hosts it."
    assert (page.status.words, composer.text.winfo_viewable()) == ("", False)
    types("")
    assert wire.retried == 0
    types("te")
    assert (wire.retried, wire.session.registration.password) == (1, "te")
    stands(Phase.REGISTERING)
    assert bar.button.instate(["disabled"])
    types("a")  # what is typed meanwhile is not tried
    assert (wire.retried, wire.session.registration.password) == (1, "te")
    stands(Phase.ENDED, ProblemKind.WRONG_PASSWORD)
    assert bar.words.endswith("hosts it. This is not the password.")
    page.timeline.on_type("t")  # typed elsewhere in the window
    page.context.mention("Grace")  # is no part of it
    types("ea")
    assert wire.session.registration.password == "tea"
    stands(Phase.REGISTERING)
    stands(Phase.ONLINE)
    wait_until(lambda: root.focus_get() is composer.text, step=root.update)
    assert (composer.content, bar.field.text) == ("half a thought", "")


def test_another_password_than_the_one_that_was_right_is_told(
    page: ChatPage, wire: Wire, root: tk.Tk
) -> None:
    registration = wire.session.registration
    registration.use_password("tea")
    registration.end()
    wire.phase, wire.problem = Phase.ENDED, Problem(ProblemKind.WRONG_PASSWORD)
    page.draw_status()
    assert page.composer.password.words.startswith("This chat has another password now.")
