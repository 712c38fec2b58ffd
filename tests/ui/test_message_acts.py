"""What one does to a message in the window: answers, reactions, edits, deletions."""

import subprocess
import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.client.model import Conversation, Entry
from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.emoji_names import USUAL
from desktopchat.ui.parts import menu
from desktopchat.ui.timeline.acts import Act, ScreenPoint
from desktopchat.ui.timeline.row_bar import Quick
from tests.client.talking import OWN_CAPS
from tests.ui.chatting import Wire
from tests.ui.test_timeline import click, shown
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

Hear = Callable[..., None]
HERE = ScreenPoint(0, 0)


@pytest.fixture
def wire() -> Wire:
    return Wire(caps=OWN_CAPS)


@pytest.fixture
def room(page: ChatPage) -> Conversation:
    assert page.active is not None
    return page.active


def said(hear: Hear, room: Conversation, nick: str, text: str, msgid: str, tags: str = "") -> Entry:
    hear(f"@msgid={msgid}{tags} :{nick}!x@h PRIVMSG #Lab-3 :{text}")
    return room.by_msgid[msgid]


def react(hear: Hear, nick: str, msgid: str, sign: str, tag: str = "+draft/react") -> None:
    hear(f"@{tag}={sign};+draft/reply={msgid} :{nick}!x@h TAGMSG #Lab-3")


def sent(wire: Wire) -> str:
    """The last line sent, without what stands before the command but its tags of ours."""
    return wire.session.wire.out[-1]


def offered(page: ChatPage, entry: Entry) -> list[str]:
    return menu.labels(page.timeline.menu.items(entry.number, "", HERE))


def press(root: tk.Tk, *keys: str) -> None:
    root.update()
    subprocess.run(["xdotool", "key", *keys], check=True)


def test_an_answer_shows_what_it_answers_and_a_click_goes_there(
    root: tk.Tk, page: ChatPage, room: Conversation, hear: Hear
) -> None:
    first = said(hear, room, "Grace", "Is the `kettle`\ton?", "m1")
    hear(*(f"@msgid=x{number} :Linus!x@h PRIVMSG #Lab-3 :line {number}" for number in range(150)))
    said(hear, room, "Linus", "It is", "m2", ";+draft/reply=m1")
    root.update()
    assert "Grace  Is the kettle on?\nIt is" in shown(page.timeline)
    click(page.timeline, "quote")
    text = page.timeline.text
    wait_until(lambda: text.holds(first.number) and text.tag_ranges("found"), step=root.update)
    assert text.top_of(text.range_of(first.number)[0]) is not None
    assert not page.timeline.at_end


def test_a_quote_follows_what_becomes_of_the_message(
    page: ChatPage, room: Conversation, hear: Hear
) -> None:
    said(hear, room, "Linus", "It is", "m2", ";+draft/reply=m1")
    assert "An earlier message\nIt is" in shown(page.timeline)
    hear(
        ":h BATCH +p chathistory #Lab-3",
        "@batch=p;msgid=m1;time=2020-01-01T00:00:00.000Z :Grace!x@h PRIVMSG #Lab-3 :tea?",
        ":h BATCH -p",
    )
    assert "Grace  tea?\nIt is" in shown(page.timeline)
    hear("@+desktopchat/edit=m1 :Grace!x@h PRIVMSG #Lab-3 :coffee?")
    assert "Grace  coffee?\nIt is" in shown(page.timeline)
    hear(":Grace!x@h REDACT #Lab-3 m1")
    assert "Grace  Message deleted\nIt is" in shown(page.timeline)


def test_reactions_are_counted_and_a_click_gives_mine_or_takes_it_back(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    entry = said(hear, room, "Grace", "done", "m1")
    react(hear, "Grace", "m1", "👍")
    react(hear, "Linus", "m1", "👍")
    react(hear, "Linus", "m1", "hm")
    assert "done\n👍 2 hm 1 " in shown(page.timeline)
    wire.session.wire.out.clear()
    click(page.timeline, "react")
    wait_until(lambda: wire.session.wire.out, step=root.update)
    assert "+draft/react=👍" in sent(wire)
    assert sent(wire).endswith("TAGMSG #Lab-3")
    react(hear, "Ada", "m1", "👍")
    assert "👍 3" in shown(page.timeline)
    assert page.timeline.text.tag_ranges("mine")
    page.acts.toggle(entry, "👍")
    assert "+draft/unreact=👍" in sent(wire)
    react(hear, "Ada", "m1", "👍", "+draft/unreact")
    assert "👍 2" in shown(page.timeline)
    assert not page.timeline.text.tag_ranges("mine")


def test_resting_on_a_counter_tells_who(
    root: tk.Tk, page: ChatPage, room: Conversation, hear: Hear
) -> None:
    said(hear, room, "Grace", "done", "m1")
    for nick in ("Grace", "Ada"):
        react(hear, nick, "m1", "👍")
    root.update()
    text = page.timeline.text
    x, y, *_ = text.bbox(text.tag_nextrange("react", "1.0")[0]) or (0, 0)
    at = (str(text.winfo_rootx() + x + 8), str(text.winfo_rooty() + y + 8))
    subprocess.run(["xdotool", "mousemove", *at], check=True)
    wait_until(lambda: page.timeline.mouse.tip == "You and Grace: thumbs up sign", step=root.update)


def test_the_menu_offers_what_the_host_and_i_may(
    page: ChatPage, room: Conversation, hear: Hear
) -> None:
    mine = said(hear, room, "Ada", "mine", "m1")
    hers = said(hear, room, "Grace", "hers", "m2")
    both = {"Reply", "Copy message"}
    assert set(offered(page, hers)) - {"React…", "About Grace"} == both
    assert set(offered(page, mine)) - {"React…"} == both | {"Edit", "Delete for everyone…"}
    hear(":Ada!x@h REDACT #Lab-3 m1")
    assert offered(page, mine) == ["Copy message"]


def test_a_server_that_knows_none_of_it_is_offered_none(root: tk.Tk) -> None:
    assert root
    wire = Wire()
    wire.hear(":Ada!x@h PRIVMSG #Lab-3 :plain")
    session = wire.session
    (room,) = session.model.conversations.values()
    entry = room.entries[-1]
    for may in (
        session.messages.may_reply,
        session.messages.may_react,
        session.messages.may_edit,
        session.messages.may_redact,
    ):
        assert not may(room, entry)


def test_an_answer_is_written_under_a_bar_that_says_to_whom(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    entry = said(hear, room, "Grace", "tea?", "m1")
    page.acts.do(Act.REPLY, entry, HERE)
    root.update()
    assert page.composer.bar.winfo_ismapped()
    assert page.composer.bar.words == "Replying to Grace: tea?"
    page.composer.insert("Yes")
    page.composer.submit()
    assert sent(wire).endswith("PRIVMSG #Lab-3 Yes")
    assert "+draft/reply=m1" in sent(wire)
    root.update()
    assert not page.composer.bar.winfo_ismapped()


def test_an_answer_waits_in_its_room_while_one_looks_elsewhere(
    page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    entry = said(hear, room, "Grace", "tea?", "m1")
    page.acts.do(Act.REPLY, entry, HERE)
    page.composer.insert("Ye")
    page.handle(wire.enter("#Kitchen", "Ada"))
    page.navigation.open_key("#kitchen")
    assert page.composer.doing is None
    page.navigation.open_key(room.key)
    assert page.composer.content == "Ye"
    assert page.composer.doing is not None
    assert page.composer.doing.entry is entry


def test_an_edit_leaves_the_files_of_a_message_with_it(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    links = [f"https://h/files/{number:022}/{number}.png#640x480" for number in range(3)]
    said(hear, room, "Ada", f"The see {' '.join(links)}", "m1")
    page.acts.do(Act.EDIT, room.by_msgid["m1"], HERE)
    assert page.composer.content == "The see"
    assert page.composer.bar.words == "Editing your message: The see · 3 pictures"
    page.composer.text.delete("1.0", "end")
    page.composer.insert("The sea")
    page.composer.focus_text()
    press(root, "Return")
    wait_until(lambda: not page.composer.content, step=root.update)
    assert f"The sea {' '.join(links)}" in sent(wire)
    said(hear, room, "Ada", " ".join(links), "m2")
    page.acts.do(Act.EDIT, room.by_msgid["m2"], HERE)
    assert page.composer.content == ""
    page.composer.insert("Words")
    press(root, "Return")
    wait_until(lambda: not page.composer.content, step=root.update)
    assert f":Words {' '.join(links)}" in sent(wire)


def test_an_edit_begins_with_the_words_that_are_on_their_way(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    said(hear, room, "Ada", "secnd", "m2")
    said(hear, room, "Ada", "\x01ACTION wavs\x01", "m3")
    for entry, new in ((room.by_msgid["m2"], "second"), (room.by_msgid["m3"], "waves")):
        assert page.session.messages.edit(room, entry, new)
        page.acts.do(Act.EDIT, entry, HERE)
        assert page.composer.content == new
        assert page.composer.bar.words.endswith(new)
        page.composer.cancel()
    page.acts.do(Act.EDIT, room.by_msgid["m2"], HERE)
    sent(wire)
    page.composer.text.delete("1.0", "end")
    page.composer.insert("secnd")  # as it is still, for the others
    page.composer.focus_text()
    press(root, "Return")
    wait_until(lambda: not page.composer.content, step=root.update)
    assert sent(wire).endswith("secnd")


def test_up_edits_my_last_message_and_escape_brings_the_draft_back(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    said(hear, room, "Ada", "first", "m1")
    said(hear, room, "Ada", "secnd", "m2")
    root.focus_force()
    page.focus_composer()
    wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)
    press(root, "Up")
    wait_until(lambda: page.composer.content == "secnd", step=root.update)
    assert page.composer.bar.words == "Editing your message: secnd"
    press(root, "Up")
    wait_until(lambda: page.composer.content == "first", step=root.update)
    press(root, "Down")
    wait_until(lambda: page.composer.content == "secnd", step=root.update)
    page.composer.text.delete("1.0", "end")
    page.composer.insert("second")
    press(root, "Return")
    wait_until(lambda: not page.composer.content, step=root.update)
    assert "+desktopchat/edit=m2" in sent(wire)
    hear("@msgid=m3;+desktopchat/edit=m2 :Ada!x@h PRIVMSG #Lab-3 :second")
    assert "second  (edited)" in shown(page.timeline)
    page.composer.insert("a draft")
    page.acts.do(Act.EDIT, room.by_msgid["m1"], HERE)
    assert page.composer.content == "first"
    page.composer.focus_text()
    press(root, "Escape")
    wait_until(lambda: page.composer.content == "a draft", step=root.update)
    assert page.composer.doing is None


def test_deleting_asks_in_the_row_and_only_yes_does_it(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    entry = said(hear, room, "Ada", "oops", "m1")
    wire.session.wire.out.clear()
    page.acts.do(Act.DELETE, entry, HERE)
    assert "Delete this message for everyone?" in shown(page.timeline)
    click(page.timeline, "keep")
    wait_until(lambda: "for everyone" not in shown(page.timeline), step=root.update)
    assert not wire.session.wire.out
    page.acts.do(Act.DELETE, entry, HERE)
    click(page.timeline, "really")
    wait_until(lambda: wire.session.wire.out, step=root.update)
    assert sent(wire).endswith("REDACT #Lab-3 m1")
    hear(":Ada!x@h REDACT #Lab-3 m1")
    assert "Message deleted" in shown(page.timeline)
    assert "oops" not in shown(page.timeline)


def test_a_held_delete_key_is_no_answer_and_somebody_else_may_be_faster(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    entry = said(hear, room, "Ada", "oops", "m1")
    root.focus_force()
    page.acts.do(Act.DELETE, entry, HERE)
    wait_until(lambda: root.focus_get() is page.timeline.text, step=root.update)
    wire.session.wire.out.clear()
    press(root, "Delete", "Delete", "Down")
    root.update()
    assert page.timeline.question.about is entry
    assert wire.session.wire.out == []
    hear(":Grace!x@h REDACT #Lab-3 m1")
    assert page.timeline.question.about is None
    assert "for everyone" not in shown(page.timeline)


def test_what_an_operator_deleted_says_who(page: ChatPage, room: Conversation, hear: Hear) -> None:
    said(hear, room, "Linus", "rude", "m1")
    hear(":Grace!x@h REDACT #Lab-3 m1")
    assert "Message deleted by Grace" in shown(page.timeline)


def test_keys_act_on_the_row_that_the_arrows_reached(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    said(hear, room, "Ada", "mine", "m1")
    said(hear, room, "Grace", "hers", "m2")
    root.focus_force()
    page.timeline.text.focus_set()
    wait_until(lambda: root.focus_get() is page.timeline.text, step=root.update)
    press(root, "Up", "r")
    wait_until(lambda: page.composer.bar.words == "Replying to Grace: hers", step=root.update)
    press(root, "Escape")
    wait_until(lambda: page.composer.doing is None, step=root.update)
    page.timeline.text.focus_set()
    wait_until(lambda: root.focus_get() is page.timeline.text, step=root.update)
    press(root, "Up", "Up", "e")
    wait_until(lambda: page.composer.content == "mine", step=root.update)
    press(root, "Escape")
    wait_until(lambda: not page.composer.content, step=root.update)
    page.timeline.text.focus_set()
    wait_until(lambda: root.focus_get() is page.timeline.text, step=root.update)
    wire.session.wire.out.clear()
    press(root, "Up", "Up", "Delete")
    wait_until(lambda: "for everyone" in shown(page.timeline), step=root.update)
    press(root, "Return")
    wait_until(lambda: wire.session.wire.out, step=root.update)
    assert sent(wire).endswith("REDACT #Lab-3 m1")
    wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)


def test_buttons_stand_at_the_row_under_the_pointer(
    root: tk.Tk, page: ChatPage, room: Conversation, hear: Hear
) -> None:
    entry = said(hear, room, "Grace", "hers", "m1")
    root.update()
    text, bar = page.timeline.text, page.timeline.row_bar
    x, y, *_ = text.bbox(text.tag_nextrange("body", "1.0")[0]) or (0, 0)
    at = (str(text.winfo_rootx() + x + 4), str(text.winfo_rooty() + y + 4))
    subprocess.run(["xdotool", "mousemove", *at], check=True)
    wait_until(lambda: bar.entry is entry and bar.winfo_ismapped(), step=root.update)
    place = bar.buttons.index(Act.REPLY)
    over = (
        str(bar.winfo_rootx() + bar.winfo_width() * (2 * place + 1) // (2 * len(bar.buttons))),
        str(bar.winfo_rooty() + bar.winfo_height() // 2),
    )
    subprocess.run(["xdotool", "mousemove", *over, "click", "1"], check=True)
    wait_until(lambda: page.composer.bar.words == "Replying to Grace: hers", step=root.update)
    away = (str(page.composer.winfo_rootx() + 9), str(page.composer.winfo_rooty() + 9))
    subprocess.run(["xdotool", "mousemove", *away], check=True)
    wait_until(lambda: not bar.winfo_ismapped(), step=root.update)


def test_under_the_pointer_the_buttons_offer_what_is_given_most_and_a_click_gives_it(
    root: tk.Tk, page: ChatPage, room: Conversation, wire: Wire, hear: Hear
) -> None:
    entry = said(hear, room, "Grace", "hers", "m1")
    for nick in ("Grace", "Linus"):
        react(hear, nick, "m1", "🐛")
    bar = page.timeline.row_bar
    bar.show(entry)
    root.update()
    right, buttons = bar.winfo_rootx() + bar.winfo_width(), list(bar.buttons)
    bar.event_generate("<Motion>", x=2, y=4)
    root.update()
    assert bar.buttons == [*map(Quick, ("🐛", *USUAL[:3])), *buttons]
    assert bar.winfo_rootx() + bar.winfo_width() == right  # what was there stays there
    wire.session.wire.out.clear()
    bar.event_generate("<ButtonRelease-1>", x=4, y=4)
    assert "+draft/react=🐛" in sent(wire)
    bar.event_generate("<Leave>", x=-5, y=4)
    assert bar.buttons == buttons


def test_the_quick_ones_are_in_my_tone_of_skin_but_those_given_stay_as_they_are(
    page: ChatPage, room: Conversation, hear: Hear, settings: Settings
) -> None:
    settings.skin_tone, settings.recent_emoji = 1, ["🙏"]
    entry = said(hear, room, "Grace", "hers", "m1")
    assert page.acts.quick(entry)[:2] == ["🙏🏻", "👍🏻"]
    react(hear, "Grace", "m1", "👍")
    assert page.acts.quick(entry)[:3] == ["👍", "🙏🏻", "❤️"]


def test_buttons_stand_at_every_row_of_a_group(
    root: tk.Tk, page: ChatPage, room: Conversation, hear: Hear
) -> None:
    entries = [said(hear, room, "Grace", f"line {n}", f"m{n}") for n in range(3)]
    root.update()
    timeline = page.timeline
    text, bar = timeline.text, timeline.row_bar
    for entry in entries:
        bar.show(entry)
        root.update()
        assert bar.winfo_ismapped()
        line = text.dlineinfo(text.search(entry.text, "1.0"))
        assert line is not None
        top = bar.winfo_rooty() - text.winfo_rooty()
        if entry is entries[0]:
            assert top < line[1]  # beside the name
        else:  # beside its own words, over none of the next or the last row
            assert abs(top - line[1]) <= 1
            assert abs(bar.winfo_height() - line[3]) <= 1


def test_what_is_edited_and_taken_away_by_another_device_stays_in_the_composer(
    root: tk.Tk, page: ChatPage, room: Conversation, hear: Hear
) -> None:
    entry = said(hear, room, "Ada", "mine", "m1")
    page.acts.do(Act.EDIT, entry, HERE)
    page.composer.insert(" indeed")
    root.update()
    hear(":Ada!x@h REDACT #Lab-3 m1")
    assert page.composer.doing is None
    assert page.composer.content == "mine indeed"
    assert "deleted meanwhile" in page.composer.said


def test_nothing_moves_while_one_reads_above_whatever_becomes_of_messages(
    root: tk.Tk, page: ChatPage, room: Conversation, hear: Hear
) -> None:
    senders = ("Grace", "Linus")
    hear(*(f"@msgid=m{n} :{senders[n // 3 % 2]}!x@h PRIVMSG #Lab-3 :line {n}" for n in range(120)))
    said(hear, room, "Ada", "an answer", "a", ";+draft/reply=m3")
    root.update()
    timeline, text = page.timeline, page.timeline.text
    timeline.jump_to(room.by_msgid["m60"])
    root.update()
    seen = text.number_at("@0,200")
    assert seen is not None

    def place() -> int | None:
        root.update()
        return text.top_of(text.range_of(seen)[0])

    before = place()
    shown_now = [entry for entry in room.entries if entry.number in set(text.visible())]
    first, last = shown_now[0].msgid, shown_now[-1].msgid
    for msgid in ("m40", "m3", last, first):  # the last is at the edge: what is below it may go
        react(hear, "Linus", msgid, "👍")
        hear(f"@+desktopchat/edit={msgid} :Grace!x@h PRIVMSG #Lab-3 :{'longer ' * 60}")
        hear(f"@+desktopchat/edit={msgid} :Linus!x@h PRIVMSG #Lab-3 :{'longer ' * 60}")
        assert msgid == first or place() == before
    before = place()
    for msgid in ("m40", last, "m100"):
        hear(f":Grace!x@h REDACT #Lab-3 {msgid}")
        react(hear, "Grace", "m100", "🎉")
    said(hear, room, "Linus", "one more", "z", ";+draft/reply=m40")
    assert place() == before
    assert not timeline.at_end


def test_while_a_deletion_is_asked_about_at_the_end_the_end_stays_in_view(
    root: tk.Tk, page: ChatPage, room: Conversation, hear: Hear
) -> None:
    hear(*(f"@msgid=m{number} :Grace!x@h PRIVMSG #Lab-3 :line {number}" for number in range(60)))
    entry = said(hear, room, "Ada", "oops", "a")
    page.acts.do(Act.DELETE, entry, HERE)
    root.update()
    assert page.timeline.at_end
    assert page.timeline.text.dlineinfo("end-2c") is not None
    page.timeline.question.answer(False)
    said(hear, room, "Grace", "next", "b")
    root.update()
    assert page.timeline.at_end
    assert page.timeline.text.dlineinfo("end-2c") is not None


def test_what_is_answered_is_looked_for_in_the_history(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    hear(":h BATCH +l chathistory #Lab-3", ":h BATCH -l")
    room.has_older = True
    said(hear, room, "Grace", "a late answer", "m9", ";+draft/reply=m1")
    page.acts.find("m1")
    assert any("CHATHISTORY BEFORE" in line for line in wire.session.wire.out)
    old = [
        f"@batch=p;msgid=m{number};time=2020-01-01T00:00:0{number}.000Z"
        f" :Linus!x@h PRIVMSG #Lab-3 :old {number}"
        for number in range(3)
    ]
    hear(":h BATCH +p chathistory #Lab-3", *old, ":h BATCH -p")
    wait_until(lambda: page.timeline.text.tag_ranges("found"), step=root.update)
    assert "Linus  old 1\na late answer" in shown(page.timeline)
    said(hear, room, "Grace", "lost", "m10", ";+draft/reply=gone")
    page.acts.find("gone")
    assert "no longer there" in page.connection.notice


def test_a_quote_fills_its_line_when_the_window_grows(
    root: tk.Tk, page: ChatPage, room: Conversation, hear: Hear
) -> None:
    root.geometry("660x600")
    root.update()
    said(hear, room, "Grace", "word " * 30, "m1")
    said(hear, room, "Linus", "indeed", "m2", ";+draft/reply=m1")
    text = page.timeline.text

    def quoted() -> str:
        return text.plain(*map(str, text.tag_nextrange("quote", "1.0")))

    before = quoted()
    root.geometry("1200x600")
    wait_until(lambda: len(quoted()) > len(before) + 10, step=root.update)


def test_what_i_do_to_a_message_is_on_its_way_until_the_host_has_it(
    page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    entry = said(hear, room, "Grace", "done", "m1")
    assert "sending" not in shown(page.timeline)
    page.acts.toggle(entry, "👍")
    hear("PING :now")
    assert "done   sending…" in shown(page.timeline)
    label = next(line for line in wire.session.wire.out if "TAGMSG" in line).split(";")[0]
    hear(f"{label};+draft/react=👍;+draft/reply=m1 :Ada!x@h TAGMSG #Lab-3")
    assert "done\n👍 1" in shown(page.timeline)
