"""Looking after rooms from the window: people's menus, settings, knocks, and what marks people."""

import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.client.model import EntryKind, Phase
from desktopchat.ui.chat.drawing import lock_of
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts import menu
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.ui.sheets.room_dialog import RoomDialog
from desktopchat.ui.sheets.room_settings import RoomSettings
from tests.ui.chatting import OURS, Wire
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

Hear = Callable[..., None]


@pytest.fixture
def wire() -> Wire:
    return Wire(OURS)


def sent(wire: Wire) -> list[str]:
    lines, wire.session.wire.out[:] = list(wire.session.wire.out), []
    return [line for line in lines if not line.startswith("WHO ")]


def offers(page: ChatPage, nick: str) -> list[str]:
    return menu.labels(page.menus.person_items(nick))


def choose(page: ChatPage, nick: str, label: str) -> None:
    menu.choose(page.menus.person_items(nick), label)


def settings_of(page: ChatPage) -> RoomSettings:
    page.rooms.show_settings()
    assert page.context.sheets.current is not None
    page.update()
    return page.context.sheets.current


def become(hear: Hear, wire: Wire, rank: str) -> None:
    hear(f":Grace!g@10.0.0.7 MODE #Lab-3 +{rank} Ada")
    sent(wire)


# the menu of a conversation


def test_the_menu_of_a_room_goes_by_whether_one_is_in_it(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    room = page.active
    assert room is not None
    common = ["Open", "Mark as read", "Favourite"]
    told = ("What suits the room ✓", "Every message", "What names me", "Nothing")
    common += [f"Tell me of > {one}" for one in told]
    common += [f"Mute > {span}" for span in ("For an hour", "Until tomorrow", "Always")]
    labels = menu.labels(page.menus.conversation_items(room))
    assert labels == [*common, "Room settings…", "Files, pictures and links", "Leave the room"]
    menu.choose(page.menus.conversation_items(room), "Room settings…")
    assert isinstance(page.context.sheets.current, RoomSettings)
    page.context.sheets.close()
    hear(":Grace!g@10.0.0.7 KICK #Lab-3 Ada :out")
    labels = menu.labels(page.menus.conversation_items(room))
    assert labels == [*common, "Files, pictures and links", "Join again", "Close"]


def test_the_menu_of_a_direct_message_has_nothing_of_a_room(page: ChatPage, wire: Wire) -> None:
    labels = menu.labels(page.menus.conversation_items(wire.session.open_direct("Grace")))
    assert labels[:3] == ["Open", "Who is this?", "Mark as read"]
    assert labels[-1] == "Close"
    assert not {"Room settings…", "Leave the room"} & set(labels)


# the menu of a person


def test_who_has_no_rank_is_offered_no_power(page: ChatPage) -> None:
    assert offers(page, "Linus") == ["Linus", "Message", "Mention", "Who is this?"]
    assert offers(page, "Ada") == ["Ada · from host", "Who is this?"]


def test_an_operator_is_offered_what_operators_may(page: ChatPage, wire: Wire, hear: Hear) -> None:
    become(hear, wire, "o")
    hear(":Linus!l@10.0.0.9 PRIVMSG #Lab-3 :hi", ":host 005 Ada :are supported")
    offered = offers(page, "Linus")
    assert "Role > Make operator" in offered
    assert "Role > Make owner" not in offered
    assert {"Mute", "Put out of the room", "Ban from the room > By name"} <= set(offered)
    assert "Role > No longer operator" in offers(page, "Grace")


def test_an_operator_can_do_nothing_to_an_owner(page: ChatPage, wire: Wire, hear: Hear) -> None:
    hear(":host MODE #Lab-3 +q Grace")
    become(hear, wire, "o")
    assert not {"Mute", "Put out of the room", "Ban from the room > By name"} & set(
        offers(page, "Grace")
    )
    become(hear, wire, "q")
    assert "Role > No longer owner" in offers(page, "Grace")
    assert "Put out of the room" in offers(page, "Grace")


def test_the_menu_says_and_does_what_it_says(page: ChatPage, wire: Wire, hear: Hear) -> None:
    become(hear, wire, "o")
    choose(page, "Linus", "Role > Make operator")
    choose(page, "Grace", "Role > No longer operator")
    choose(page, "Linus", "Role > Give a voice")
    choose(page, "Linus", "Mute")
    choose(page, "Linus", "Put out of the room")
    choose(page, "Linus", "Ban from the room > By name")
    assert [line.split(" ", 2)[2] for line in sent(wire)] == [
        "+o Linus",
        "-o Grace",
        "+v Linus",
        "+b m:Linus!*@*",
        "Linus",
        "+b Linus!*@*",
        "Linus",
    ]


def test_who_is_muted_can_be_let_write_again(page: ChatPage, wire: Wire, hear: Hear) -> None:
    become(hear, wire, "o")
    hear(":Grace!g@host MODE #Lab-3 +b m:Linus!*@*")
    assert sent(wire) == ["MODE #Lab-3 +b"]
    hear(":host 367 Ada #Lab-3 m:Linus!*@* Grace 1764000000", ":host 368 Ada #Lab-3 :End")
    choose(page, "Linus", "Let write again")
    assert sent(wire) == ["MODE #Lab-3 -b m:Linus!*@*"]


def test_people_are_invited_to_rooms_that_they_are_not_in(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    page.handle(wire.enter("#Kitchen", "Ada"))
    sent(wire)
    choose(page, "Linus", "Invite to > Kitchen")
    assert sent(wire) == ["INVITE Linus #Kitchen"]
    hear(":host MODE #Kitchen +i")
    assert "Invite to > Kitchen" not in offers(page, "Linus")


def test_who_runs_the_host_is_asked_before_someone_is_banned_from_it(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    hear(":host 381 Ada :You are an operator")
    sent(wire)
    choose(page, "Linus", "Ban from this host…")
    question = page.context.sheets.current
    assert isinstance(question, QuestionSheet)
    assert not any(line.startswith("KLINE") for line in sent(wire))
    question.buttons[0].invoke()
    assert [line for line in sent(wire) if line.startswith("KLINE")] == [
        "KLINE Linus :No reason given"
    ]


def test_the_menu_opens_by_a_key_where_the_row_is(
    root: tk.Tk, page: ChatPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(page.people.list, "_on_menu", lambda nick, _x, _y: opened.append(nick))
    root.focus_force()
    page.people.list.take_focus()
    wait_until(lambda: root.focus_get() is page.people.list.canvas, step=root.update)
    page.people.list.canvas.event_generate("<Shift-F10>")
    root.update()
    assert opened == ["Grace"]


# the settings of a room


def test_only_what_was_changed_is_sent(page: ChatPage, wire: Wire, hear: Hear) -> None:
    become(hear, wire, "o")
    hear(":host 324 Ada #Lab-3 +ntl 20", ":host 332 Ada #Lab-3 :Protocols")
    sheet = settings_of(page)
    sent(wire)
    assert sheet.topic.text == "Protocols"
    assert sheet.limit.text == "20"
    sheet.flags["i"].set(True)
    sheet.flags["t"].set(False)
    sheet.key.text = "secret"
    sheet.limit.text = ""
    assert sheet.slow is not None
    assert sheet.history is not None
    sheet.slow.buttons[30].invoke()
    sheet.history.buttons["joined"].invoke()
    sheet.button.invoke()
    assert sent(wire) == [
        "MODE #Lab-3 +i",
        "MODE #Lab-3 -t",
        "MODE #Lab-3 +k secret",
        "MODE #Lab-3 -l",
        "MODE #Lab-3 +f 30",
        "MODE #Lab-3 +H joined",
    ]
    assert page.context.sheets.current is None


def test_what_can_not_be_is_said_where_it_stands(page: ChatPage, wire: Wire, hear: Hear) -> None:
    become(hear, wire, "o")
    sheet = settings_of(page)
    sent(wire)
    sheet.limit.text = "many"
    sheet.button.invoke()
    assert "number" in sheet.limit.wrong
    sheet.limit.text = ""
    sheet.key.text = "two words"
    sheet.button.invoke()
    assert "spaces" in sheet.key.wrong
    assert sent(wire) == []


def test_who_may_not_change_a_room_can_read_its_settings(page: ChatPage, wire: Wire) -> None:
    sheet = settings_of(page)
    sent(wire)
    assert list(sheet.tabs.buttons) == ["room"]
    assert sheet.topic.entry.instate(["disabled"])
    sheet.save()
    assert sent(wire) == []
    assert page.context.sheets.current is sheet


def test_bans_and_mutes_are_listed_and_taken_off(page: ChatPage, wire: Wire, hear: Hear) -> None:
    become(hear, wire, "o")
    sheet = settings_of(page)
    assert sent(wire) == ["MODE #Lab-3 +b", "MODE #Lab-3 +e", "MODE #Lab-3 +I"]
    hear(
        ":host 367 Ada #Lab-3 Bo!*@* Grace 1764000000",
        ":host 367 Ada #Lab-3 m:Eve!*@* Grace 1764000000",
        ":host 368 Ada #Lab-3 :End",
    )
    assert [(row.text, row.note) for row in sheet.kept_out.picks.list.rows] == [
        ("Bo", "banned"),
        ("Eve", "muted"),
    ]
    assert sheet.kept_out.picks.buttons[0].instate(["disabled"])
    sheet.kept_out.picks.pick("muted m:Eve!*@*")
    sheet.kept_out.picks.buttons[0].invoke()
    assert sent(wire) == ["MODE #Lab-3 -b m:Eve!*@*", "MODE #Lab-3 +b"]
    sheet.kept_out.who.text = "Mallory"
    sheet.kept_out.adds[0].invoke()
    assert sent(wire) == ["MODE #Lab-3 +b Mallory!*@*", "MODE #Lab-3 +b"]


def test_who_is_let_in_all_the_same_is_listed_added_and_taken_off(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    become(hear, wire, "o")
    sheet = settings_of(page)
    assert sheet.let_in is not None
    sent(wire)
    hear(
        ":host 348 Ada #Lab-3 Bo!*@* Grace 1764000000",
        ":host 349 Ada #Lab-3 :End",
        ":host 346 Ada #Lab-3 Bo!*@* Grace 1764000000",
        ":host 347 Ada #Lab-3 :End",
    )
    picks = sheet.let_in.picks
    assert [(row.text, row.note) for row in picks.list.rows] == [
        ("Bo", "in spite of bans"),
        ("Bo", "without an invitation"),
    ]
    assert str(sheet.tabs.buttons["in"].cget("text")) == "Let in (2)"
    picks.pick("without an invitation Bo!*@*")
    picks.buttons[0].invoke()
    assert sent(wire) == ["MODE #Lab-3 -I Bo!*@*", "MODE #Lab-3 +I"]
    sheet.let_in.adds[0].invoke()
    assert "Write a name" in sheet.let_in.who.wrong
    sheet.let_in.who.text = "Eve"
    sheet.let_in.adds[0].invoke()
    assert sent(wire) == ["MODE #Lab-3 +e Eve!*@*", "MODE #Lab-3 +e"]
    assert sheet.let_in.who.text == ""


def test_a_room_gets_another_name_after_all_else(page: ChatPage, wire: Wire, hear: Hear) -> None:
    become(hear, wire, "o")
    assert settings_of(page).name is None  # this host can't
    page.context.sheets.current.close()
    hear(":host CAP Ada NEW :draft/channel-rename", ":host CAP Ada ACK :draft/channel-rename")
    sheet = settings_of(page)
    assert sheet.name is not None
    assert sheet.name.text == "Lab-3"
    sent(wire)
    sheet.name.text = " , "
    sheet.button.invoke()
    assert "letter" in sheet.name.wrong
    sheet.name.text = "Cellar"
    sheet.topic.text = "Protocols"
    sheet.button.invoke()
    assert sent(wire) == ["TOPIC #Lab-3 Protocols", "RENAME #Lab-3 #Cellar :"]


# knocking


def test_who_knocks_is_admitted_from_the_bar(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear
) -> None:
    become(hear, wire, "o")
    hear(":host 710 Ada #Lab-3 Bo!bo@10.0.0.8 :let me in please")
    assert page.knocks.winfo_ismapped()
    assert page.knocks.words == "Bo asks to come into Lab-3: “let me in please”"
    page.knocks.admit.invoke()
    root.update()
    assert sent(wire) == ["INVITE Bo #Lab-3"]
    assert not page.knocks.winfo_ismapped()


def test_who_is_refused_is_forgotten_and_the_next_is_shown(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    become(hear, wire, "o")
    hear(":host 710 Ada #Lab-3 Bo!bo@h :a", ":host 710 Ada #Lab-3 Cy!cy@h :b")
    assert page.knocks.words.endswith("(and 1 more)")
    page.knocks.refuse.invoke()
    assert "Cy asks" in page.knocks.words
    assert sent(wire) == []


def test_who_came_in_meanwhile_knocks_no_longer(page: ChatPage, hear: Hear) -> None:
    hear(":host 710 Ada #Lab-3 Bo!bo@h :a")
    assert page.knocks.waiting
    hear(":Bo!bo@h JOIN #Lab-3")
    assert not page.knocks.waiting


def test_the_settings_list_who_knocks_and_answer_them(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    become(hear, wire, "o")
    sheet = settings_of(page)
    sent(wire)
    hear(":host 710 Ada #Lab-3 Bo!bo@h :hello")
    assert [(row.text, row.detail) for row in sheet.door.list.rows] == [("Bo", "hello")]
    sheet.door.pick("Bo")
    sheet.door.buttons[0].invoke()
    assert sent(wire) == ["INVITE Bo #Lab-3"]
    assert not sheet.door.list.rows
    assert not page.knocks.waiting


def test_a_closed_room_offers_to_ask_for_entry(page: ChatPage, wire: Wire, hear: Hear) -> None:
    page.navigation.join("#Vault")
    sent(wire)
    hear(":host 473 Ada #Vault :Cannot join channel (+i)")
    question = page.context.sheets.current
    assert isinstance(question, QuestionSheet)
    assert [str(button.cget("text")) for button in question.buttons] == ["Ask to be let in"]
    question.buttons[0].invoke()
    assert sent(wire) == ["KNOCK #Vault"]
    hear(":host 711 Ada #Vault :Your knock has been delivered")
    assert "You knocked at #Vault" in page.composer.said
    hear(":Bo!bo@h INVITE Ada #Vault")
    assert sent(wire) == ["JOIN #Vault"]
    assert not page.composer.said
    assert not page.knocks.waiting


def test_who_is_called_into_a_room_goes_in_by_the_bar(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear
) -> None:
    sent(wire)
    hear(":Grace!g@h INVITE Ada #Kitchen")
    assert page.knocks.words == "Grace invites you to Kitchen"
    assert not page.composer.said  # once is enough
    assert str(page.knocks.admit.cget("text")) == "Go in"
    assert sent(wire) == []
    page.knocks.admit.invoke()
    assert sent(wire) == ["JOIN #Kitchen"]
    root.update()
    assert not page.knocks.winfo_ismapped()


def test_an_invitation_is_forgotten_once_one_is_there(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    hear(":Grace!g@h INVITE Ada #Kitchen")
    assert page.knocks.waiting
    page.handle(wire.enter("#Kitchen", "Ada Grace"))
    assert not page.knocks.waiting
    hear(":Grace!g@h INVITE Ada #Kitchen")
    assert not page.knocks.waiting


def test_a_wrong_password_asks_for_the_right_one(page: ChatPage, wire: Wire, hear: Hear) -> None:
    page.navigation.join("#Vault", "guess")
    sent(wire)
    hear(":host 475 Ada #Vault :Cannot join channel (+k)")
    dialog = page.context.sheets.current
    assert isinstance(dialog, RoomDialog)
    assert dialog.field.text == "Vault"
    assert "password" in dialog.password.wrong
    dialog.password.text = "right"
    dialog.button.invoke()
    assert "JOIN #Vault right" in sent(wire)


# what marks people, the host and messages


def test_a_name_that_looks_like_anothers_is_marked(page: ChatPage, wire: Wire, hear: Hear) -> None:
    hear("@desktopchat/lookalike=Grace :Gracе!x@h JOIN #Lab-3")
    page.people_list.draw_soon()
    page.mark("people")
    page.draw()
    row = next(row for row in page.people.list.rows if row.text == "Gracе")
    assert row.note == "⚠"
    assert "looks like Grace" in row.tip
    hear(":Gracе!x@h PRIVMSG #Lab-3 :hello")
    assert "⚠ looks like Grace" in page.timeline.text.get("1.0", "end")
    assert any("looks like Grace" in words for words in offers(page, "Gracе"))


def test_the_mark_stays_by_what_they_said_after_they_left(page: ChatPage, hear: Hear) -> None:
    hear(
        "@desktopchat/lookalike=Grace :Gracе!x@h JOIN #Lab-3",
        ":Gracе!x@h PRIVMSG #Lab-3 :send me the key",
        ":Gracе!x@h PRIVMSG #Lab-3 :\x01ACTION waits\x01",
        ":Gracе!x@h QUIT :bye",
    )
    page.timeline.names_changed()
    shown = page.timeline.text.get("1.0", "end")
    assert "Gracе (⚠ looks like Grace) joined" in shown
    assert "Gracе  ⚠ looks like Grace" in shown
    assert "* Gracе (⚠ looks like Grace) waits" in shown
    assert "Gracе (⚠ looks like Grace) went offline" in shown
    hear(":Gracе!x@h JOIN #Lab-3")  # nobody else is called so any more
    page.timeline.names_changed()
    assert "Gracе  ⚠ looks like Grace" in page.timeline.text.get("1.0", "end")


def test_who_takes_a_name_like_anothers_is_marked_at_once(page: ChatPage, hear: Hear) -> None:
    hear(
        "@desktopchat/lookalike=Grace :Linus!l@h NICK Gracе",
        ":Grace!g@h MODE #Lab-3 +v Gracе",
    )
    shown = page.timeline.text.get("1.0", "end")
    assert "Linus is now called Gracе (⚠ looks like Grace)" in shown
    assert "Grace gave Gracе (⚠ looks like Grace) a voice" in shown


def test_what_was_said_before_they_were_found_out_is_marked_too(page: ChatPage, hear: Hear) -> None:
    hear(":Linus!l@h PRIVMSG #Lab-3 :hello")
    assert "⚠" not in page.timeline.text.get("1.0", "end")
    hear(":host NOTE * LOOKALIKE Linus Iinus :Linus looks like Iinus, who is somebody else")
    assert "Linus  ⚠ looks like Iinus" in page.timeline.text.get("1.0", "end")


def test_a_direct_conversation_is_marked_at_the_left_and_at_the_top(
    page: ChatPage, hear: Hear
) -> None:
    hear("@desktopchat/lookalike=Grace :Gracе!x@h JOIN #Lab-3", ":Gracе!x@h PRIVMSG Ada :hello")
    talk = page.session.model.conversation("Gracе")
    assert talk is not None
    for _ in range(2):
        row = next(row for row in page.sidebar.list.rows if row.key == talk.key)
        assert row.note == "⚠"
        assert "looks like Grace, and is somebody else" in row.tip
        hear(":Gracе!x@h QUIT :bye")
    page.open(talk)
    page.draw()
    assert page.header._topic_text.startswith("⚠ looks like Grace")


def test_somebody_who_calls_me_into_a_room_is_marked(page: ChatPage, hear: Hear) -> None:
    hear("@desktopchat/lookalike=Grace :Gracе!x@h JOIN #Lab-3", ":Gracе!x@h INVITE Ada #Kitchen")
    assert page.knocks.words == "Gracе (⚠ looks like Grace) invites you to Kitchen"


def test_a_newcomer_is_told_who_looks_like_another(page: ChatPage, hear: Hear) -> None:
    hear(":host NOTE * LOOKALIKE Linus Iinus :Linus looks like Iinus, who is somebody else")
    assert page.session.model.people["linus"].lookalike_of == "Iinus"
    assert page.composer.said == ""


def test_the_lock_says_whether_others_can_read_along(page: ChatPage, wire: Wire) -> None:
    assert page.sidebar.lock == "unlocked"
    wire.fingerprint = "ab" * 32
    page.mark("side")
    page.draw()
    assert page.sidebar.lock == "lock"


def test_the_lock_stays_while_the_place_is_not_connected(page: ChatPage, wire: Wire) -> None:
    wire.key_before = "ab" * 32
    for wire.phase in (Phase.WAITING, Phase.CONNECTING, Phase.ENDED):
        page.mark("side")
        page.draw()
        assert page.sidebar.lock == "lock"
        assert lock_of(wire)[1].startswith("Not connected just now.")  # type: ignore[arg-type]
    wire.phase = Phase.REGISTERING  # unencrypted
    assert lock_of(wire)[0] == "unlocked"  # type: ignore[arg-type]
    wire.phase, wire.key_before = Phase.WAITING, "abcdef012"  # by a code, and never met
    assert lock_of(wire)[0] == "unlocked"  # type: ignore[arg-type]


def test_deleted_and_edited_messages_say_so(page: ChatPage, wire: Wire, hear: Hear) -> None:
    hear(
        ":Grace!g@h PRIVMSG #Lab-3 :first",
        ":Grace!g@h PRIVMSG #Lab-3 :second",
    )
    assert page.active is not None
    first, second = [e for e in page.active.entries if e.kind is EntryKind.MESSAGE]
    first.text, first.redacted = "", True
    second.text, second.edited = "second thought", True
    page.timeline.changed(first)
    page.timeline.changed(second)
    shown = page.timeline.text.get("1.0", "end")
    assert "Message deleted" in shown
    assert "second thought  (edited)" in shown
    assert "Grace: Message deleted" in page.timeline.all_text()


def test_a_room_that_refuses_who_comes_back_says_so_in_its_place(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    wire.session.disconnected()
    wire.session.connected()
    hear(":host 001 Ada :Welcome", ":host 422 Ada :No message of the day")
    hear(":host 475 Ada #Lab-3 :Cannot join channel (+k)")
    assert page.context.sheets.current is None
    page.navigation.join_again()
    hear(":host 475 Ada #Lab-3 :Cannot join channel (+k)")
    assert page.context.sheets.current is not None


# what was changed in the settings stays until it is saved or given up


def click_beside(sheet: RoomSettings) -> None:
    sheet.event_generate("<Button-1>", x=-5, y=-5)
    sheet.update()


def test_a_click_beside_the_settings_loses_nothing_that_was_changed(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    become(hear, wire, "o")
    sheet = settings_of(page)
    sheet.topic.text = "Tea at four"
    click_beside(sheet)
    page.rooms.show_settings()
    assert page.context.sheets.current is sheet
    assert sheet.topic.text == "Tea at four"
    sheet.topic.text = sheet.conversation.topic
    click_beside(sheet)
    assert page.context.sheets.current is None


def test_a_room_gets_a_name_with_spaces_as_a_new_one_does(
    page: ChatPage, wire: Wire, hear: Hear
) -> None:
    become(hear, wire, "o")
    wire.session.wire.caps.enabled.add("draft/channel-rename")
    sheet = settings_of(page)
    assert sheet.name is not None
    sent(wire)
    sheet.name.text = "Quiet  Kitchen"
    sheet.save()
    assert any(line.startswith("RENAME #Lab-3 #Quiet-Kitchen") for line in sent(wire))


def test_enter_saves_from_a_box_that_was_ticked(page: ChatPage, wire: Wire, hear: Hear) -> None:
    become(hear, wire, "o")
    sheet = settings_of(page)
    sent(wire)
    box = next(one for one in sheet._controls if one.winfo_class() == "TCheckbutton")
    box.focus_force()
    sheet.flags["i"].set(True)
    box.event_generate("<Return>")
    page.update()
    assert any("+i" in line for line in sent(wire))
