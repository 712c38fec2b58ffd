"""Shared pictures in a real timeline: their place before they come, and what stays where it is."""

import io
import tkinter as tk
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import cast

import pytest
from PIL import Image

from desktopchat.client.files.pictures import Pictures, Shown, Size, Wanted
from desktopchat.client.model import Conversation
from desktopchat.irc.filehost import file_path, with_size
from desktopchat.store.person.pictures import NO_PICTURE, KeptPictures
from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline import row_pictures
from desktopchat.ui.timeline.markup import album, picture_links
from desktopchat.ui.timeline.picture_frames import Frame
from desktopchat.ui.timeline.row_pictures import PictureMaker
from desktopchat.ui.timeline.timeline import Timeline
from tests.ui.chatting import Wire
from tests.ui.test_timeline import add, place_of, room, sees_the_end
from tests.waiting import wait_until

FULL = (720, 480)


def token(number: int) -> str:
    return f"{number:022}"


def link(number: int, size: Size | None = FULL, name: str = "Sea.png") -> str:
    return with_size(f"https://10.0.0.5:6697{file_path(token(number), name)}", size)


def test_pictures_are_found_where_they_are_shown_by_name() -> None:
    text = f"{link(1)} `{link(2)}` ||{link(3)}|| {link(4, name='notes.txt')} {link(1)}"
    assert [*picture_links(text, looked=False)] == [token(1)]
    assert [*picture_links(text, looked=True)] == [token(1), token(3)]
    assert picture_links(f"\x02{link(1)}", looked=True) == {}


def test_an_album_is_what_a_message_ends_in() -> None:
    text = f"The sea\nat {link(1)} and {link(2)} {link(3, None)}\n{link(4)} "
    assert album(text) == (
        f"The sea\nat {link(1)} and",
        {token(2): link(2), token(3): link(3, None), token(4): link(4)},
    )
    assert album(link(1)) == ("", {token(1): link(1)})
    assert album(f"{link(1)} {link(2, name='notes.txt')}") == (
        f"{link(1)} {link(2, name='notes.txt')}",
        {},
    )


@lru_cache
def red(size: Size) -> bytes:
    """The small copy of a red picture."""
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, "PNG")
    return PictureMaker().small(file.getvalue())[0]


class Source:
    """Pictures that come when the test says so."""

    def __init__(self) -> None:
        self.sizes: dict[str, Size] = {}
        self.wanted: Sequence[Wanted] = ()
        self.came: list[Shown] = []
        self.closed = False

    def size(self, token: str) -> Size | None:
        return self.sizes.get(token)

    def want(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = wanted

    def take(self) -> list[Shown]:
        came, self.came = self.came, []
        return came

    def close(self) -> None:
        self.closed = True

    def bring(self, size: Size = FULL, only: Callable[[str], bool] = bool) -> list[str]:
        """What is wanted comes; its tokens."""
        maker, copy = PictureMaker(), red(size)
        brought = [one for one in self.wanted if only(one.token)]
        for one in brought:
            self.sizes[one.token] = size
            self.came.append(Shown(one, size, maker.shown(copy, size, one)))
        return [one.token for one in brought]


pytestmark = pytest.mark.gui


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    window.geometry("700x500+20+20")
    yield window
    window.destroy()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def timeline(root: tk.Tk, source: Source) -> Timeline:
    theme = Theme(root, Settings(theme="light", scale=1.0))
    made = Timeline(root, theme, Avatars(theme))
    made.pack(fill="both", expand=True)
    root.update()
    made.pictures.show_from(cast("Pictures", source))
    return made


def place(timeline: Timeline, number: int) -> Size:
    """Pixels that the picture of link(number) takes; (0, 0) where it is not shown."""
    return timeline.text.shared.places(token(number)).get(Frame(token(number)), (0, 0))


def take(timeline: Timeline) -> None:
    timeline.pictures.take()
    timeline.update()


def open_with(timeline: Timeline, conversation: Conversation) -> None:
    timeline.show(conversation)
    wait_until(lambda: not timeline.live.settling, step=timeline.update)
    timeline.update()


def test_a_picture_has_its_place_before_it_comes(timeline: Timeline, source: Source) -> None:
    conversation = room(3)
    add(conversation, f"Look {link(1)}")
    add(conversation, "below")
    open_with(timeline, conversation)
    text = timeline.text
    assert place(timeline, 1) == (360, 240)
    assert "plate" in text.tag_names(f"shared.{token(1)}")
    before = [place_of(timeline, number) for number in (4, 5)]
    assert source.bring() == [token(1)]
    take(timeline)
    assert timeline.text.shared.count == 1
    assert [place_of(timeline, number) for number in (4, 5)] == before
    assert not source.wanted or not timeline.pictures.follow()
    assert source.wanted == []


def test_one_whose_size_is_not_told_moves_nothing_that_is_read(
    timeline: Timeline, source: Source
) -> None:
    conversation = room(20)
    add(conversation, link(1, None))
    for _ in range(60):
        add(conversation, "after it")
    open_with(timeline, conversation)
    timeline.scroll_to_start()
    timeline.live.open_at(timeline.live.place_of(24))
    timeline.update()
    assert place(timeline, 1) == (0, 0)
    before = place_of(timeline, 26)
    assert before is not None
    assert source.bring() == [token(1)]
    take(timeline)
    assert place(timeline, 1) == (360, 240)
    assert timeline.text.shared.count == 1
    assert place_of(timeline, 26) == before


def shown_words(timeline: Timeline, number: int) -> str:
    return timeline.text.plain(*timeline.text.range_of(number))


@pytest.mark.parametrize(("many", "columns"), [(2, {2}), (3, {3}), (5, {2, 3}), (10, {3, 4})])
def test_several_of_one_message_are_a_grid_that_nothing_moves(
    timeline: Timeline, source: Source, many: int, columns: set[int]
) -> None:
    conversation = room(3)
    add(conversation, f"The sea {' '.join(map(link, range(1, many + 1)))}")
    add(conversation, "below")
    open_with(timeline, conversation)
    timeline.update()
    text = timeline.text
    before = place_of(timeline, 5)
    said = shown_words(timeline, 4)
    assert "The sea" in said
    assert f"{many} pictures" in said
    assert "Sea.png" not in said
    frames = [one for n in range(1, many + 1) for one in text.shared.places(token(n))]
    assert {frame.columns for frame in frames} == columns
    source.bring()
    for _ in frames:
        take(timeline)
    assert text.shared.count == many
    assert place_of(timeline, 5) == before
    # Each row of tiles is one line, and all end at the same edge.
    edges: dict[int, int] = {}
    for frame in frames:
        box = text.bbox(f"shared.{frame.name}")
        if box is not None:
            edges[box[1] + box[3]] = max(edges.get(box[1] + box[3], 0), box[0] + box[2])
    assert edges
    (edge,) = set(edges.values())
    assert edge <= text.winfo_width()


def test_the_last_tile_of_many_says_how_many_there_are(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    add(conversation, "\n".join(map(link, range(14))))
    open_with(timeline, conversation)
    assert [one.token for one in source.wanted] == [token(n) for n in range(10)]
    assert [one.more for one in source.wanted] == [0] * 9 + [5]
    assert "14 pictures" in shown_words(timeline, 2)
    last, before = source.wanted[-1], source.wanted[-2]._replace(token=token(9))
    maker = PictureMaker()
    assert maker.shown(red(FULL), FULL, last) != maker.shown(red(FULL), FULL, before)


def test_what_is_gone_from_the_host_leaves_the_grid_and_is_a_name_again(
    timeline: Timeline, source: Source
) -> None:
    conversation = room(1)
    add(conversation, " ".join(map(link, range(1, 4))))
    open_with(timeline, conversation)
    wanted = next(one for one in source.wanted if one.token == token(3))
    source.sizes[token(3)] = NO_PICTURE
    source.came.append(Shown(wanted, NO_PICTURE, b""))
    take(timeline)
    assert timeline.text.shared.places(token(3)) == {}
    assert {one.columns for one in timeline.text.shared.places(token(1))} == {2}
    assert "pictures" not in shown_words(timeline, 2)
    assert "Sea.png" in shown_words(timeline, 2)


def test_those_whose_size_is_told_by_none_join_the_grid_as_they_come(
    timeline: Timeline, source: Source
) -> None:
    conversation = room(1)
    add(conversation, " ".join(link(number, None) for number in (1, 2)))
    open_with(timeline, conversation)
    for _ in range(4):
        source.bring()
        take(timeline)
        timeline.pictures.follow()
    assert timeline.text.shared.count == 2
    assert "2 pictures" in shown_words(timeline, 2)


def test_one_that_can_not_be_shown_is_a_link_only(timeline: Timeline, source: Source) -> None:
    conversation = room(3)
    add(conversation, link(1))
    open_with(timeline, conversation)
    (wanted,) = source.wanted
    source.sizes[token(1)] = NO_PICTURE
    source.came.append(Shown(wanted, NO_PICTURE, b""))
    take(timeline)
    assert place(timeline, 1) == (0, 0)
    assert timeline.text.image_names() == tuple(
        name for name in timeline.text.image_names() if not name.startswith("shared.")
    )
    timeline.pictures.follow()
    assert source.wanted == []


def test_a_click_opens_it_and_copying_gives_its_link(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    entry = add(conversation, f"Two: {link(1)} {link(2)}")
    open_with(timeline, conversation)
    source.bring()
    take(timeline)
    opened: list[str] = []
    tile = lambda number: f"shared.{Frame(token(number), 2).name}"  # noqa: E731
    timeline.on_picture = lambda _entry, token: opened.append(token)
    text = timeline.text
    for number in (1, 2):
        left, top, wide, high = text.bbox(tile(number))  # type: ignore[misc]
        for x in (left + 10, left + wide - 10):
            at = {"x": x, "y": top + high // 2}
            text.event_generate("<Button-1>", **at)
            text.event_generate("<ButtonRelease-1>", **at)
            timeline.update()
    assert opened == [token(1), token(1), token(2), token(2)]
    text.tag_add("sel", tile(2))
    assert timeline.selection.words() == link(2)
    text.tag_remove("sel", "1.0", "end")
    text.tag_add("sel", *text.range_of(entry.number))
    assert link(1) in timeline.selection.words()
    assert link(2) in timeline.selection.words()


def test_below_words_from_right_to_left_too(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    shared = link(1, name="\u05d9\u05dd.png")
    add(conversation, f"\u05e9\u05dc\u05d5\u05dd {shared}")
    open_with(timeline, conversation)
    source.bring()
    take(timeline)
    assert timeline.text.shared.count == 1
    text = timeline.text
    assert timeline.clickable.link(f"shared.{token(1)}") == shared
    name = text.tag_nextrange("file", "1.0")
    assert timeline.clickable.link(str(name[0])) == shared


def test_hidden_ones_come_when_they_are_looked_at(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    entry = add(conversation, f"||{link(1)}||")
    open_with(timeline, conversation)
    assert source.wanted == []
    timeline.reveal(entry)
    wait_until(lambda: len(source.wanted) == 1, step=timeline.update)
    assert source.bring() == [token(1)]
    take(timeline)
    assert timeline.text.shared.count == 1


def test_another_size_and_other_colours_want_them_anew(
    timeline: Timeline, source: Source, root: tk.Tk
) -> None:
    conversation = room(1)
    add(conversation, link(1))
    open_with(timeline, conversation)
    source.bring()
    take(timeline)
    root.geometry("1200x700+20+20")
    theme = timeline._theme
    theme.zoom(1)
    wait_until(lambda: [one.scale > 1 for one in source.wanted] == [True], step=timeline.update)
    source.bring()
    take(timeline)
    assert timeline.text.shared.count == 1
    assert place(timeline, 1)[0] > 360
    before = source.sizes.copy()
    theme.apply("dark")
    wait_until(lambda: len(source.wanted) == 1, step=timeline.update)
    assert source.wanted[0].ground == theme.palette.page
    assert source.sizes == before


def test_in_a_narrow_window_it_is_narrower(timeline: Timeline, source: Source, root: tk.Tk) -> None:
    conversation = room(1)
    add(conversation, link(1))
    open_with(timeline, conversation)
    source.bring()
    take(timeline)
    root.geometry("340x500")
    wait_until(lambda: len(source.wanted) == 1, 20, step=timeline.update)
    source.bring()
    take(timeline)
    wide, _ = place(timeline, 1)
    assert wide <= timeline.text.winfo_width() < 360
    assert timeline.text.shared.count == 1


def test_only_what_is_near_is_wanted_and_what_is_far_is_let_go(
    timeline: Timeline, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_pictures, "PIXELS_KEPT", 4 * 360 * 240)
    conversation = room(0)
    for number in range(60):
        add(conversation, link(number))
    open_with(timeline, conversation)
    for _ in range(200):
        assert len(source.wanted) <= 2 * row_pictures.NEAR + 6
        source.bring()
        take(timeline)
        held = timeline.pictures._frames.images
        assert len(held) <= 2 * row_pictures.NEAR + 6
        assert len(timeline.text.image_names()) < 400
        if timeline.live.first == 0 and timeline.text.yview()[0] <= 0.0:
            break
        timeline.scroll_pixels(-600)
        timeline.update()
    assert len(source.sizes) == 60
    assert timeline.text.numbers[0] == 1


def test_none_are_shown_where_nobody_wants_them(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    add(conversation, link(1))
    open_with(timeline, conversation)
    assert place(timeline, 1) == (360, 240)
    timeline.pictures.show_from(None)
    assert source.closed
    assert place(timeline, 1) == (0, 0)


def test_what_was_seen_is_known_again_while_the_host_is_away(
    wire: Wire, page: ChatPage, settings: Settings
) -> None:
    def kept_by() -> str:
        for settings.pictures in (False, True):
            page.context.setting_changed("pictures")
        pictures = page.pictures._pictures
        assert pictures is not None
        return pictures._key(token(1))

    wire.fingerprint = "12ab"
    online = kept_by()
    wire.fingerprint, wire.key_before = "", "12ab"
    assert kept_by() == online
    wire.key_before = "34cd"
    assert kept_by() != online


def test_the_small_copy_of_a_deleted_picture_goes(
    wire: Wire, another_page: Callable[[], ChatPage]
) -> None:
    wire.fingerprint = "ab" * 32
    kept = KeptPictures()
    pictures = Pictures(PictureMaker(), kept, wire.fingerprint, lambda: None)
    for number in (1, 2):
        kept.put(pictures._key(token(number)), FULL, b"small")
    another_page().handle(
        wire.hear(
            f"@msgid=m1 :Grace!g@h PRIVMSG #Lab-3 :look {link(1)}",
            f"@msgid=m2 :Grace!g@h PRIVMSG #Lab-3 :and {link(2)}",
            ":Grace!g@h REDACT #Lab-3 m1",
        )
    )
    again = Pictures(PictureMaker(), KeptPictures(), wire.fingerprint, lambda: None)
    assert again.size(token(1)) is None
    assert again.size(token(2)) == FULL


def test_asking_whether_an_album_is_deleted_leaves_the_view_at_the_end(
    timeline: Timeline, source: Source
) -> None:
    conversation = room(20)
    asked = add(conversation, f"The sea {' '.join(map(link, range(1, 11)))}")
    for _ in range(12):
        add(conversation, "below")
    open_with(timeline, conversation)
    source.bring()
    take(timeline)
    timeline.question.ask(asked)
    timeline.update()
    assert timeline.at_end
    timeline.question.answer(True)
    assert timeline.at_end
    timeline.update()
    assert sees_the_end(timeline)
