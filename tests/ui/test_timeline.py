"""The timeline in a real window: what is live, what stays where it is, clicking and copying."""

import random
import subprocess
import tkinter as tk
from bisect import insort
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tkinter import ttk

import pytest

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Delivery,
    Entry,
    EntryKind,
    Member,
    Person,
)
from desktopchat.store.person.settings import Settings
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.palette import rgb
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import menu
from desktopchat.ui.timeline.acts import ScreenPoint
from desktopchat.ui.timeline.live import CHUNK, LIVE, number_of
from desktopchat.ui.timeline.row_source import RECENT
from desktopchat.ui.timeline.timeline import Timeline
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

BEGIN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
WIDE = LIVE + 2 * CHUNK


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    window.geometry("700x500+20+20")
    yield window
    window.destroy()


@pytest.fixture
def timeline(root: tk.Tk) -> Timeline:
    theme = Theme(root, Settings(theme="light", scale=1.0))
    made = Timeline(root, theme, Avatars(theme))
    made.pack(fill="both", expand=True)
    root.update()
    return made


def room(count: int, text: str = "Message {}") -> Conversation:
    made = Conversation("#lab", "#lab", ConversationKind.ROOM)
    made.members = {nick.casefold(): Member(Person(nick)) for nick in ("Ada", "Grace")}
    for _ in range(count):
        add(made, text.format(made.last_number + 1))
    return made


def add(
    conversation: Conversation, text: str, kind: EntryKind = EntryKind.MESSAGE, **more: object
) -> Entry:
    number = conversation.last_number = conversation.last_number + 1
    sender = str(more.pop("sender", "Ada" if number // 4 % 2 else "Grace"))
    when = BEGIN + timedelta(minutes=number)
    made = Entry(number, kind, when, sender, text, **more)  # type: ignore[arg-type]
    conversation.entries.append(made)
    return made


def shown(timeline: Timeline) -> str:
    return timeline.text.plain("1.0", "end-1c")


def place_of(timeline: Timeline, number: int) -> int | None:
    """Pixels from the upper edge to a row."""
    timeline.update()
    return timeline.text.top_of(timeline.text.range_of(number)[0])


def place_of_first(timeline: Timeline) -> int | None:
    return place_of(timeline, 1) if timeline.text.holds(1) else None


def sees_the_end(timeline: Timeline) -> bool:
    return timeline.text.dlineinfo("end-2c") is not None


def is_live_right(timeline: Timeline, conversation: Conversation) -> bool:
    """The live rows are one unbroken piece of the entries, and the text has just them."""
    first, numbers = timeline.live.first, timeline.text.numbers
    entries = conversation.entries[first : first + len(numbers)]
    marked = [
        int(tag.removeprefix("row"))
        for tag in timeline.text.tag_names()
        if tag.startswith("row") and timeline.text.tag_ranges(tag)
    ]
    return numbers == [entry.number for entry in entries] == sorted(marked)


def test_a_long_room_opens_at_its_end_with_few_rows_live(timeline: Timeline) -> None:
    conversation = room(5000)
    timeline.show(conversation)
    wait_until(lambda: sees_the_end(timeline), step=timeline.update)
    assert "Message 5000" in shown(timeline)
    assert len(timeline.text.numbers) <= LIVE
    assert is_live_right(timeline, conversation)


def test_the_scroll_bar_is_about_the_whole_conversation(timeline: Timeline) -> None:
    timeline.show(room(5000))
    wait_until(lambda: sees_the_end(timeline), step=timeline.update)
    wait_until(lambda: timeline.bar.get()[1] == pytest.approx(1), step=timeline.update)
    assert timeline.bar.get()[0] > 0.98


def test_scrolling_up_reaches_the_first_message_and_down_the_last(timeline: Timeline) -> None:
    conversation = room(700)
    timeline.show(conversation)
    timeline.update()
    seen = set(timeline.text.visible())

    def paged(pages: int) -> bool:
        timeline.scroll_pages(pages)
        timeline.update()
        seen.update(timeline.text.visible())
        assert len(timeline.text.numbers) <= WIDE
        assert is_live_right(timeline, conversation)
        return timeline.at_end if pages > 0 else place_of_first(timeline) is not None

    wait_until(lambda: paged(-1), 30)
    assert seen == set(range(1, 701)), "no message was jumped over"
    wait_until(lambda: paged(1), 30)
    assert sees_the_end(timeline)


def test_the_view_follows_the_end(timeline: Timeline) -> None:
    conversation = room(30)
    timeline.show(conversation)
    for _ in range(LIVE + 3 * CHUNK):
        timeline.added(add(conversation, "one more"))
    timeline.update()
    assert sees_the_end(timeline)
    assert timeline.at_end
    assert len(timeline.text.numbers) <= WIDE
    assert is_live_right(timeline, conversation)


def test_several_messages_that_came_at_once_are_each_shown_once(timeline: Timeline) -> None:
    """The client tells of each only after all of them are among the entries."""
    conversation = room(10)
    timeline.show(conversation)
    for count in (3, 2 * LIVE, 4 * LIVE):
        for entry in [add(conversation, "at once") for _ in range(count)]:
            timeline.added(entry)
        timeline.update()
        assert is_live_right(timeline, conversation)
        assert timeline.text.numbers[-1] == conversation.last_number
        assert len(timeline.text.numbers) <= WIDE
        assert sees_the_end(timeline)


def test_what_became_of_entries_at_once_is_told_one_after_the_other(timeline: Timeline) -> None:
    """Another half's words come in, and lines far above go, before any of it is told."""
    conversation = room(300)
    missed = conversation.entries.pop(290)
    timeline.show(conversation)
    timeline.update()
    conversation.entries.insert(290, missed)
    gone = [conversation.entries.pop(2) for _ in range(2)]
    said = add(conversation, "40 messages came from the other half.", EntryKind.INFO)
    timeline.inserted([missed])
    for entry in gone:
        timeline.removed(entry)
    timeline.added(said)
    timeline.update()
    assert is_live_right(timeline, conversation)
    assert timeline.text.numbers[-1] == said.number
    assert shown(timeline).count("other half") == 1


@pytest.mark.parametrize("seed", range(2))
def test_whatever_becomes_of_entries_at_once_each_is_shown_once(
    timeline: Timeline, seed: int
) -> None:
    chance, conversation = random.Random(seed), room(300)
    out: list[Entry] = [conversation.entries.pop(chance.randrange(300 - n)) for n in range(100)]
    timeline.show(conversation)
    timeline.update()
    for _ in range(15):
        told: list[Callable[[], object]] = []
        for _ in range(chance.randrange(1, 5)):
            what = chance.choice(("add", "insert", "remove"))
            if what == "add":
                told.append(partial(timeline.added, add(conversation, "now")))
            elif what == "insert" and out:
                some = [out.pop() for _ in range(chance.randrange(1, min(len(out), 9) + 1))]
                for entry in some:
                    insort(conversation.entries, entry, key=number_of)
                told.append(partial(timeline.inserted, sorted(some, key=number_of)))
            elif what == "remove":
                out.append(conversation.entries.pop(chance.randrange(len(conversation.entries))))
                told.append(partial(timeline.removed, out[-1]))
        for tell in told:
            tell()
        if chance.random() < 0.3:
            timeline.text.yview_scroll(chance.choice((-3, 3)), "pages")
            timeline.live.moved()
        timeline.update()
        assert is_live_right(timeline, conversation)
        if timeline.at_end:
            assert timeline.text.numbers[-1] == conversation.entries[-1].number


def test_several_messages_that_came_at_once_do_not_move_who_reads_above(
    reading: tuple[Timeline, Conversation, int],
) -> None:
    timeline, conversation, row = reading
    before = place_of(timeline, row)
    for entry in [add(conversation, "at once") for _ in range(30)]:
        timeline.added(entry)
    assert place_of(timeline, row) == before
    assert "30 new messages" in timeline.edges.newest.cget("text")
    assert is_live_right(timeline, conversation)


def test_the_view_stays_at_the_end_when_the_window_changes_its_size(
    timeline: Timeline, root: tk.Tk
) -> None:
    timeline.show(room(300, "Message {} " + "with many words " * 9))
    wait_until(lambda: sees_the_end(timeline), step=root.update)
    for size in ("500x300", "900x640", "420x500"):
        root.geometry(size)
        width = int(size.split("x")[0])
        wait_until(lambda width=width: root.winfo_width() == width, step=root.update)  # type: ignore[misc]
        wait_until(lambda: sees_the_end(timeline), step=root.update)


@pytest.fixture
def reading(timeline: Timeline) -> tuple[Timeline, Conversation, int]:
    """Someone reads above the end: the row at the top of the view comes with it."""
    conversation = room(1000)
    timeline.show(conversation)
    timeline.update()
    for _ in range(4):
        timeline.scroll_pixels(-333)
        timeline.update()
    assert not timeline.at_end
    return timeline, conversation, list(timeline.text.visible())[2]


def test_the_view_does_not_move_when_something_comes_while_someone_reads_above(
    reading: tuple[Timeline, Conversation, int],
) -> None:
    timeline, conversation, row = reading
    before = place_of(timeline, row)
    for _ in range(500):
        timeline.added(add(conversation, "one more"))
    assert place_of(timeline, row) == before
    assert len(timeline.text.numbers) <= WIDE
    assert timeline.edges.newest.winfo_ismapped()
    assert "500 new messages" in timeline.edges.newest.cget("text")
    assert is_live_right(timeline, conversation)


def test_the_pill_leads_to_the_end_and_goes(reading: tuple[Timeline, Conversation, int]) -> None:
    timeline, conversation, _ = reading
    timeline.added(add(conversation, "the newest"))
    timeline.update()
    assert timeline.edges.newest.cget("text").endswith("1 new message")
    timeline.edges.newest.invoke()
    wait_until(lambda: sees_the_end(timeline), step=timeline.update)
    assert not timeline.edges.newest.winfo_ismapped()
    assert "the newest" in shown(timeline)
    assert timeline.at_end


def test_the_view_does_not_move_when_all_is_drawn_anew(
    reading: tuple[Timeline, Conversation, int], root: tk.Tk
) -> None:
    """Somebody has come in, or the window has another width; a part of the first row is seen."""
    timeline, conversation, number = reading
    for _ in range(3):
        timeline.text.yview_scroll(7, "pixels")
        before = place_of(timeline, number)
        timeline.names_changed()
        assert place_of(timeline, number) == before
        assert is_live_right(timeline, conversation)
    before = place_of(timeline, number)
    root.geometry("640x500")
    wait_until(lambda: root.winfo_width() == 640, step=root.update)
    assert place_of(timeline, number) == before


def test_what_one_has_jumped_to_stays_marked_when_it_is_drawn_anew(timeline: Timeline) -> None:
    conversation = room(100)
    timeline.show(conversation)
    timeline.jump_to(conversation.entries[20])
    marked = timeline.text.tag_ranges("found")
    assert marked
    timeline.names_changed()
    timeline.changed(conversation.entries[20])
    begin, end = (str(at) for at in timeline.text.tag_ranges("found"))
    assert timeline.text.range_of(conversation.entries[20].number) == (begin, end)
    wait_until(lambda: not timeline.text.tag_ranges("found"), step=timeline.update)


def test_the_view_does_not_move_when_rows_are_put_in_and_taken_out_around_it(
    reading: tuple[Timeline, Conversation, int],
) -> None:
    timeline, conversation, _ = reading
    for step in [-40] * 150 + [40] * 60:
        before = {row: place_of(timeline, row) for row in timeline.text.visible()}
        timeline.scroll_pixels(step)
        timeline.update()
        moved = {
            top - now
            for row, top in before.items()
            if timeline.text.holds(row)
            and top is not None
            and (now := place_of(timeline, row)) is not None
        }
        assert moved == {step}
    assert is_live_right(timeline, conversation)


def page_before(conversation: Conversation, count: int) -> list[Entry]:
    """What the host's log has before the first entry, put in its place."""
    first = conversation.entries[0].number
    older = [
        Entry(number, EntryKind.MESSAGE, BEGIN + timedelta(minutes=number), "Ada", f"Old {number}")
        for number in range(first - count, first)
    ]
    conversation.entries[:0] = older
    return older


def test_pages_of_the_log_above_do_not_move_the_view(
    reading: tuple[Timeline, Conversation, int],
) -> None:
    timeline, conversation, number = reading
    before = place_of(timeline, number)
    timeline.inserted(page_before(conversation, 100))
    assert place_of(timeline, number) == before
    assert is_live_right(timeline, conversation)


def test_a_page_of_the_log_in_the_middle_is_shown_where_it_belongs(timeline: Timeline) -> None:
    conversation = room(20)
    missed = conversation.entries.pop(10)
    timeline.show(conversation)
    conversation.entries.insert(10, missed)
    timeline.inserted([missed])
    timeline.update()
    assert is_live_right(timeline, conversation)
    assert sees_the_end(timeline)
    assert missed.text in shown(timeline)


def test_the_first_page_of_the_log_is_shown_in_an_empty_room(timeline: Timeline) -> None:
    conversation = room(0)
    timeline.show(conversation)
    come = [add(conversation, "One"), add(conversation, "Two")]
    timeline.inserted(come)
    timeline.update()
    assert is_live_right(timeline, conversation)
    assert "One" in shown(timeline)


def test_looking_at_the_first_entries_asks_for_what_was_before(timeline: Timeline) -> None:
    asked: list[int] = []
    timeline.on_older = lambda: asked.append(1)
    conversation = room(500)
    timeline.show(conversation)
    timeline.update()
    assert not asked
    timeline.scroll_to_start()
    wait_until(lambda: asked, step=timeline.update)


def test_a_change_above_the_view_does_not_move_it(
    reading: tuple[Timeline, Conversation, int],
) -> None:
    timeline, conversation, row = reading
    before = place_of(timeline, row)
    above = timeline.entry_of(row - 5)
    assert above is not None
    above.text = "long " * 300
    timeline.changed(above)
    assert place_of(timeline, row) == before
    conversation.entries.remove(above)
    timeline.removed(above)
    assert place_of(timeline, row) == before
    assert is_live_right(timeline, conversation)


def test_who_writes_is_brought_to_the_end(reading: tuple[Timeline, Conversation, int]) -> None:
    timeline, conversation, _ = reading
    timeline.added(add(conversation, "mine", own=True, delivery=Delivery.SENDING))
    wait_until(lambda: sees_the_end(timeline), step=timeline.update)
    assert "mine   sending…" in shown(timeline)


def test_a_room_is_found_again_where_it_was_left(
    reading: tuple[Timeline, Conversation, int],
) -> None:
    timeline, conversation, _ = reading
    top = next(timeline.text.visible())
    other = room(10)
    other.key = "#other"
    timeline.show(other)
    timeline.update()
    timeline.show(conversation)
    timeline.update()
    assert next(timeline.text.visible()) == top
    assert not timeline.at_end


def test_a_room_is_read_on_to_the_pixel_when_it_is_opened_again_or_the_page_is_made_anew(
    reading: tuple[Timeline, Conversation, int], root: tk.Tk
) -> None:
    timeline, conversation, number = reading
    other = room(10)
    other.key = "#other"
    for _ in range(2):
        timeline.text.yview_scroll(7, "pixels")
        before = place_of(timeline, number)
        timeline.show(other)
        timeline.update()
        timeline.show(conversation)
        assert place_of(timeline, number) == before
    theme = timeline._theme
    anew = Timeline(root, theme, Avatars(theme))
    timeline.pack_forget()
    anew.pack(fill="both", expand=True)
    anew.show(conversation)
    anew.take_over(timeline)
    timeline.destroy()
    assert place_of(anew, number) == before


def test_the_bar_and_the_way_to_the_newest_tell_where_long_messages_are_read(
    timeline: Timeline, root: tk.Tk
) -> None:
    root.geometry("420x260")
    root.update()
    conversation = room(120, "Message {} " + 30 * "and so on ")
    timeline.show(conversation)
    timeline.update()
    for number in (20, 79, 100):
        entry = timeline.entry_of(number)
        assert entry is not None
        timeline.live.open_at(number - 1)
        root.update()
        seen = list(timeline.text.visible())
        top, bottom = timeline.bar.get()
        assert top == pytest.approx((seen[0] - 1) / 120, abs=1 / 120)
        assert bottom == pytest.approx(seen[-1] / 120, abs=1 / 120)
        assert timeline.edges.newest.winfo_ismapped()
        timeline.bar.dragged("moveto", str(top))
        root.update()
        assert timeline.bar.get()[0] == pytest.approx(top, abs=0.2 / 120)


def test_dragging_the_bar_reaches_every_place(timeline: Timeline) -> None:
    conversation = room(5000)
    timeline.show(conversation)
    timeline.update()
    for part in (0.0, 0.5, 0.25, 0.9, 0.0):
        timeline.bar.dragged("moveto", str(part))
        timeline.update()
        wait_until(
            lambda part=part: abs(next(timeline.text.visible()) - part * 5000) < 20,  # type: ignore[misc]
            step=timeline.update,
        )
        assert is_live_right(timeline, conversation)
        assert timeline.bar.get()[0] == pytest.approx(part, abs=0.02)


def test_home_and_end_reach_the_first_and_the_last(timeline: Timeline) -> None:
    timeline.show(room(3000))
    timeline.update()
    timeline.scroll_to_start()
    wait_until(lambda: place_of(timeline, 1) is not None, step=timeline.update)
    timeline.scroll_to_end()
    wait_until(lambda: sees_the_end(timeline) and timeline.at_end, step=timeline.update)


def test_only_the_last_sent_message_has_a_tick(timeline: Timeline) -> None:
    conversation = room(3)
    timeline.show(conversation)
    for text in ("first", "second"):
        entry = add(conversation, text, own=True, delivery=Delivery.SENDING)
        timeline.added(entry)
        entry.delivery = Delivery.SENT
        timeline.changed(entry)
    timeline.update()
    assert shown(timeline).count("✓") == 1
    assert "second  ✓" in shown(timeline)
    assert "sending" not in shown(timeline)


def test_a_reaction_to_an_old_message_of_mine_brings_no_tick_to_it(timeline: Timeline) -> None:
    conversation = room(3)
    old = add(conversation, "old", own=True, delivery=Delivery.SENT)
    for number in range(RECENT + 50):
        add(conversation, f"later {number}")
    timeline.show(conversation)
    timeline.scroll_to_start()
    timeline.update()
    old.reactions = {"👍": ["Grace"]}
    timeline.changed(old)
    assert "old" in shown(timeline)
    assert "✓" not in shown(timeline)


def test_what_i_said_elsewhere_meanwhile_takes_the_tick(timeline: Timeline) -> None:
    conversation = room(3)
    add(conversation, "here", own=True, delivery=Delivery.SENT)
    timeline.show(conversation)
    elsewhere = add(conversation, "elsewhere", own=True, delivery=Delivery.SENT)
    timeline.inserted([elsewhere])
    timeline.update()
    assert shown(timeline).count("✓") == 1
    assert "elsewhere  ✓" in shown(timeline)


def test_taking_a_message_out_gives_the_next_one_its_head(timeline: Timeline) -> None:
    conversation = room(0)
    first = add(conversation, "wrong", sender="Ada")
    add(conversation, "right", sender="Ada")
    timeline.show(conversation)
    conversation.entries.remove(first)
    timeline.removed(first)
    timeline.update()
    assert "wrong" not in shown(timeline)
    assert "Ada" in shown(timeline).split("right")[0]


def test_what_is_unread_has_a_line_above_it(timeline: Timeline) -> None:
    conversation = room(20)
    conversation.unread = 3
    timeline.show(conversation)
    timeline.update()
    before, after = shown(timeline).split("New\n")
    assert "Message 17" in before
    assert "Message 18" in after


def test_nothing_is_shown_of_no_conversation(timeline: Timeline) -> None:
    timeline.show(room(5))
    timeline.show(None)
    timeline.update()
    assert shown(timeline) == ""
    assert timeline.all_text() == ""
    timeline.scroll_pages(-1)
    timeline.scroll_to_start()
    timeline.scroll_to_end()
    timeline.update()


def click(timeline: Timeline, tag: str, button: str = "1") -> None:
    """A real click on the first words that have a tag."""
    timeline.update()
    place = timeline.text.tag_nextrange(tag, "1.0")[0]
    x, y, width, height = timeline.text.bbox(place) or (0, 0, 0, 0)
    left, top = timeline.text.winfo_rootx(), timeline.text.winfo_rooty()
    at = (str(left + x + width // 2), str(top + y + height // 2))
    subprocess.run(["xdotool", "mousemove", *at, "click", button], check=True)


def test_a_click_on_a_link_opens_it(timeline: Timeline) -> None:
    opened: list[str] = []
    timeline.on_link = opened.append
    conversation = room(3)
    add(conversation, "see https://example.test/a?b=c, please")
    timeline.show(conversation)
    click(timeline, "link")
    wait_until(lambda: opened, step=timeline.update)
    assert opened == ["https://example.test/a?b=c"]


def test_a_shared_file_is_shown_by_its_name_and_a_click_is_for_its_link(
    timeline: Timeline,
) -> None:
    opened: list[str] = []
    timeline.on_link = opened.append
    conversation = room(3)
    links = [f"https://10.0.0.5:6697/files/{'A' * 21}{sign}/a%20b.txt" for sign in "XY"]
    add(conversation, f"{links[0]} and `{links[0]}` {links[1]}")
    timeline.show(conversation)
    assert "\N{PAPERCLIP} a b.txt and https" in shown(timeline)
    click(timeline, "file")
    wait_until(lambda: opened, step=timeline.update)
    second = timeline.text.tag_ranges("file")[2]
    assert [*opened, timeline.clickable.link(str(second))] == links


def test_hidden_words_are_shown_by_a_click_or_the_menu_and_for_this_visit_only(
    timeline: Timeline,
) -> None:
    conversation = room(3)
    first, second = add(conversation, "it was ||Ada||"), add(conversation, "or ||Bo||")
    timeline.show(conversation)
    assert "it was ▸ hidden\n" in shown(timeline)
    click(timeline, "hidden")
    wait_until(lambda: "it was Ada" in shown(timeline), step=timeline.update)
    assert "or ▸ hidden" in shown(timeline)
    items = timeline.menu.items(second.number, "", ScreenPoint(0, 0))
    show = dict(item for item in items if isinstance(item, tuple))["Show what is hidden"]
    show()
    assert "or Bo" in shown(timeline)
    names = [item[0] for item in timeline.menu.items(first.number, "", ScreenPoint(0, 0)) if item]
    assert "Show what is hidden" not in names
    timeline.show(room(1))
    timeline.show(conversation)
    assert "it was ▸ hidden\n" in shown(timeline)


@pytest.mark.parametrize("tag", ["retry", "discard"])
def test_a_failed_message_can_be_sent_again_or_deleted(timeline: Timeline, tag: str) -> None:
    asked: list[tuple[str, Entry]] = []
    timeline.on_retry = lambda entry: asked.append(("retry", entry))
    timeline.on_discard = lambda entry: asked.append(("discard", entry))
    conversation = room(3)
    failed = add(conversation, "lost", own=True, delivery=Delivery.FAILED, failure="No room.")
    timeline.show(conversation)
    click(timeline, tag)
    wait_until(lambda: asked, step=timeline.update)
    assert asked == [(tag, failed)]


def test_nothing_can_be_typed_into_it_but_goes_to_who_asks(timeline: Timeline, root: tk.Tk) -> None:
    typed: list[str] = []
    timeline.on_type = typed.append
    timeline.show(room(3))
    before = shown(timeline)
    timeline.text.focus_force()
    wait_until(lambda: root.focus_get() is timeline.text, step=root.update)
    subprocess.run(["xdotool", "key", "a", "BackSpace", "Delete", "exclam", "ctrl+v"], check=True)
    wait_until(lambda: typed == ["a", "!"], step=root.update)
    assert shown(timeline) == before


def edge_colour(timeline: Timeline, folder: Path) -> tuple[int, ...]:
    """The pixel at the upper edge, as it is really on the screen."""
    path = folder / "window.ppm"
    subprocess.run(["import", "-window", str(timeline.winfo_id()), str(path)], check=True)
    picture = tk.PhotoImage(master=timeline, file=str(path))
    return picture.get(200, 0)


def test_tab_shows_the_timeline_and_leaves_it(
    timeline: Timeline, root: tk.Tk, tmp_path: Path
) -> None:
    other = tk.Entry(root)
    other.pack()
    timeline.show(room(3))
    root.update()
    timeline.text.focus_force()
    wait_until(lambda: root.focus_get() is timeline.text, step=root.update)
    accent = rgb(timeline._theme.palette.accent)
    wait_until(lambda: edge_colour(timeline, tmp_path) == accent, step=root.update)
    subprocess.run(["xdotool", "key", "Tab"], check=True)
    wait_until(lambda: root.focus_get() is other, step=root.update)
    wait_until(lambda: edge_colour(timeline, tmp_path) != accent, step=root.update)


def test_enter_on_a_row_reached_by_the_arrows_sends_a_failed_message_again(
    timeline: Timeline, root: tk.Tk
) -> None:
    asked: list[Entry] = []
    timeline.on_retry = asked.append
    conversation = room(3)
    failed = add(conversation, "lost", own=True, delivery=Delivery.FAILED, failure="No room.")
    add(conversation, "later")
    timeline.show(conversation)
    root.update()
    timeline.text.focus_force()
    wait_until(lambda: root.focus_get() is timeline.text, step=root.update)
    subprocess.run(["xdotool", "key", "Up", "Up", "Return"], check=True)
    wait_until(lambda: asked == [failed], step=root.update)


def select(timeline: Timeline, begin: str, end: str) -> str:
    timeline.text.tag_add("sel", begin, end)
    timeline.selection.copy()
    return str(timeline.clipboard_get())


def test_copying_a_part_of_one_message_gives_just_that_with_its_emoji(timeline: Timeline) -> None:
    conversation = room(0)
    add(conversation, "abc 👍🏽 def 🇩🇪")
    timeline.show(conversation)
    timeline.update()
    body = timeline.text.tag_nextrange("body", "1.0")
    assert select(timeline, f"{body[0]}+2c", str(body[1])) == "c 👍🏽 def 🇩🇪"


def test_copying_several_messages_gives_lines_with_times_and_names(timeline: Timeline) -> None:
    conversation = room(0)
    add(conversation, "one", sender="Ada")
    add(conversation, "two 😀", sender="Ada")
    add(conversation, "", EntryKind.JOIN, sender="Grace")
    add(conversation, "waves", EntryKind.ACTION, sender="Grace", own=True)
    timeline.show(conversation)
    timeline.update()
    times = [f"{entry.time.astimezone():%H:%M}" for entry in conversation.entries]
    assert select(timeline, "1.0", "end").splitlines() == [
        f"[{times[0]}] Ada: one",
        f"[{times[1]}] Ada: two 😀",
        f"[{times[2]}] Grace joined",
        f"[{times[3]}] * Grace waves",
    ]
    assert timeline.all_text() == timeline.clipboard_get()


def test_the_menu_offers_what_the_row_allows(timeline: Timeline) -> None:
    conversation = room(1)
    failed = add(conversation, "lost", own=True, delivery=Delivery.FAILED, failure="No room.")
    timeline.show(conversation)
    timeline.update()

    def labels(number: int, link: str) -> list[str]:
        return menu.labels(timeline.menu.items(number, link, ScreenPoint(0, 0)))

    assert labels(1, "") == ["Copy message"]
    assert labels(1, "https://a.test") == ["Copy message", "Open link", "Copy link"]
    assert labels(failed.number, "") == ["Copy message", "Try again", "Delete"]


def test_the_menu_key_opens_the_menu_of_the_row_that_the_arrows_reached(
    timeline: Timeline, root: tk.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int | None] = []
    monkeypatch.setattr(timeline.menu, "open", lambda number, *_: opened.append(number))
    timeline.show(room(6))
    root.update()
    timeline.text.focus_force()
    wait_until(lambda: root.focus_get() is timeline.text, step=root.update)
    subprocess.run(["xdotool", "key", "Up", "Up", "Menu"], check=True)
    wait_until(lambda: opened == [5], step=root.update)


def test_light_and_dark_and_sizes_change_under_a_reader(
    reading: tuple[Timeline, Conversation, int],
) -> None:
    timeline, conversation, _ = reading
    top = next(timeline.text.visible())
    theme = timeline._theme
    for change in (lambda: theme.apply("dark"), lambda: theme.zoom(1)):
        change()
        timeline.update()
        assert abs(next(timeline.text.visible()) - top) <= 1
    assert timeline.text.cget("background") == theme.palette.page
    assert is_live_right(timeline, conversation)


def test_hovering_shows_the_time_of_a_message_without_a_head(timeline: Timeline) -> None:
    conversation = room(0)
    add(conversation, "one", sender="Ada")
    later = add(conversation, "two", sender="Ada")
    timeline.show(conversation)
    timeline.update()

    def times() -> list[str]:
        canvas = timeline.gutter
        return [
            canvas.itemcget(item, "text")
            for item in canvas.find_all()
            if canvas.type(item) == "text"
        ]

    assert times() == []
    timeline.gutter.hovered = later.number
    timeline.gutter.draw()
    assert times() == [f"{later.time.astimezone():%H:%M}"]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "\u202e abc", "x" * 20_000, "a\n" * 300, "𝓐😀𝓑👍🏽𝓒`x`"]
)
def test_strange_messages_are_rows_like_others(timeline: Timeline, text: str) -> None:
    conversation = room(2)
    entry = add(conversation, text)
    add(conversation, "after")
    timeline.show(conversation)
    timeline.update()
    assert is_live_right(timeline, conversation)
    begin, end = timeline.text.range_of(entry.number)
    assert "after" not in timeline.text.plain(begin, end)
    timeline.changed(entry)
    assert is_live_right(timeline, conversation)


def test_a_timeline_that_is_destroyed_leaves_nothing_behind(
    timeline: Timeline, root: tk.Tk, caplog: pytest.LogCaptureFixture
) -> None:
    theme = timeline._theme
    timeline.show(room(100))
    timeline.destroy()
    theme.apply("dark")
    root.update()
    assert not caplog.records


def test_what_a_reconnect_brings_is_counted_below_like_what_is_said(
    reading: tuple[Timeline, Conversation, int],
) -> None:
    timeline, conversation, _ = reading
    missed = [add(conversation, "Missed"), add(conversation, "Missed, too")]
    timeline.inserted(missed)
    timeline.added(add(conversation, "Said"))
    assert "3 new messages" in timeline.edges.newest.cget("text")
    timeline.inserted(page_before(conversation, 10))
    assert "3 new messages" in timeline.edges.newest.cget("text")


def test_far_from_the_newest_message_a_button_leads_to_it(timeline: Timeline, root: tk.Tk) -> None:
    timeline.show(room(WIDE))
    timeline.update()
    pill, text = timeline.edges.newest, timeline.text
    timeline.scroll_pages(-1)
    timeline.update()
    assert not pill.winfo_ismapped()
    text.yview_scroll(-5 * text.winfo_height(), "pixels")
    top, at = next(iter(text.visible())), text.top_of("@0,0")
    timeline.moved()
    timeline.update()
    assert pill.winfo_ismapped()
    assert pill.cget("text") == "↓  To the newest"
    assert (next(iter(text.visible())), text.top_of("@0,0")) == (top, at)
    assert pill.winfo_rooty() >= text.winfo_rooty() + text.winfo_height()
    while pill.winfo_ismapped():
        timeline.scroll_pages(0.5)
        timeline.update()
        assert not timeline.at_end
    for entry in (timeline.entry_of(1), timeline.entry_of(WIDE - 80)):
        assert entry is not None
        timeline.jump_to(entry)
        wait_until(pill.winfo_ismapped, step=root.update)
        assert timeline.text.holds(entry.number)
        pill.invoke()
        wait_until(lambda: not pill.winfo_ismapped(), step=root.update)
        assert timeline.at_end


def test_far_from_the_newest_message_the_button_counts_what_comes(
    timeline: Timeline, root: tk.Tk
) -> None:
    conversation = room(WIDE)
    timeline.show(conversation)
    timeline.update()
    timeline.scroll_to_start()
    wait_until(lambda: "newest" in timeline.edges.newest.cget("text"), step=root.update)
    timeline.added(add(conversation, "New"))
    assert timeline.edges.newest.cget("text") == "↓  1 new message"
    timeline.show(room(3))
    wait_until(lambda: not timeline.edges.newest.winfo_ismapped(), step=root.update)


def test_a_button_above_covers_no_words_and_moves_none(
    reading: tuple[Timeline, Conversation, int],
) -> None:
    timeline, _, number = reading

    def on_screen() -> int:
        timeline.update()
        top = timeline.text.top_of(timeline.text.range_of(number)[0])
        assert top is not None
        return timeline.text.winfo_rooty() + top

    before = on_screen()
    button = ttk.Button(timeline, text="Up")
    timeline.offer_above(button)
    assert on_screen() == before
    assert timeline.text.winfo_rooty() >= button.winfo_rooty() + button.winfo_height()
    assert timeline.gutter.winfo_rooty() == timeline.text.winfo_rooty()
    timeline.offer_above(None)
    assert on_screen() == before
    assert not button.winfo_ismapped()


def test_a_menu_that_is_left_by_escape_leaves_the_keyboard_where_it_was(
    root: tk.Tk, timeline: Timeline
) -> None:
    done: list[bool] = []
    root.focus_force()
    timeline.text.focus_set()
    wait_until(lambda: root.focus_get() is timeline.text, step=root.update)
    for key, expected in (("<Escape>", []), ("<Return>", [True])):
        shown = menu.post(
            timeline.text,
            timeline._theme,
            [("Copy", lambda: None)],
            root.winfo_rootx() + 200,
            root.winfo_rooty() + 200,
            lambda: done.append(True),
        )
        wait_until(shown.winfo_viewable, step=root.update)
        shown.activate(0)
        shown.event_generate(key)
        wait_until(lambda shown=shown: not shown.winfo_exists(), step=root.update)
        assert done == expected
        assert root.focus_get() is timeline.text
