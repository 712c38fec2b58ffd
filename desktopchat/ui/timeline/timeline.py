"""The conversation in the middle of the window: a windowed text over any length of entries.

At most some 200 rows are in the `tk.Text` at a time, however long `conversation.entries` is: a
`Text` slows with every line that it holds.

Its parts: `row_source` (what each row says), `live` (which rows are in the text, and where the view
is), `text` (the rows in Tk), `row_pictures` (shared pictures in them), `gutter` (avatars), `mouse`,
`keyboard` and `row_menu`, `seen_marks` (who has read how far). `Timeline` puts them together, and
is what the window sees of them.
"""

import itertools
import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.client.model import Conversation, Delivery, Entry
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.emoji import Emoji
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.look.voice_card import Part
from desktopchat.ui.timeline.acts import Acts, NoActs
from desktopchat.ui.timeline.clickable import Clickable
from desktopchat.ui.timeline.delete_question import DeleteQuestion
from desktopchat.ui.timeline.edge_buttons import EdgeButtons
from desktopchat.ui.timeline.fitting import Fitting, excerpt_width, quote_width
from desktopchat.ui.timeline.focus_ring import FocusRing
from desktopchat.ui.timeline.folds import FOLDED
from desktopchat.ui.timeline.gutter import Gutter
from desktopchat.ui.timeline.keyboard import Keyboard
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.mouse import Mouse
from desktopchat.ui.timeline.naming import Naming
from desktopchat.ui.timeline.picture_frames import PictureFrames
from desktopchat.ui.timeline.pieces import Shared
from desktopchat.ui.timeline.row_bar import RowBar
from desktopchat.ui.timeline.row_excerpts import RowExcerpts
from desktopchat.ui.timeline.row_focus import RowFocus
from desktopchat.ui.timeline.row_menu import RowMenu
from desktopchat.ui.timeline.row_pictures import RowPictures
from desktopchat.ui.timeline.row_source import RowSource
from desktopchat.ui.timeline.row_transfers import RowTransfers
from desktopchat.ui.timeline.rows import plain_text, said_line
from desktopchat.ui.timeline.scrollbar import EntriesScrollbar
from desktopchat.ui.timeline.seen_marks import SeenMarks
from desktopchat.ui.timeline.selection import Selection
from desktopchat.ui.timeline.spotlight import Spotlight
from desktopchat.ui.timeline.text import RowText
from desktopchat.ui.timeline.voice_cards import with_voices
from desktopchat.ui.timeline.way_to_newest import WayToNewest


def _nothing(*_: object) -> None:
    """What a callback does until someone sets it."""


class Timeline(ttk.Frame):
    """Set the callbacks and `me` after making it.

    on_link(url), on_picture(entry, token), on_retry(entry), on_discard(entry): a click.
    on_voice(link, part): one on the card of a sound, in what `VoiceCards.part` says. on_film(link):
    one on that of a film.
    on_type(characters): someone typed while the timeline had the focus; "" for Enter.
    on_older(): what was said before is wanted. acts: what may be done to a message.
    me: my nick and name, to be marked in messages.
    naming: how people are called.
    """

    def __init__(self, parent: tk.Misc, theme: Theme, avatars: Avatars) -> None:
        super().__init__(parent)
        self.on_link: Callable[[str], object] = _nothing
        self.on_picture: Callable[[Entry, str], object] = _nothing
        self.on_voice: Callable[[str, Part | float], object] = _nothing
        self.on_film: Callable[[str], object] = _nothing
        self.on_retry: Callable[[Entry], object] = _nothing
        self.on_discard: Callable[[Entry], object] = _nothing
        self.on_type: Callable[[str], object] = _nothing
        self.on_older: Callable[[], object] = _nothing
        self.acts: Acts = NoActs()
        self.conversation: Conversation | None = None
        self._theme = theme
        self._reading: dict[str, tuple[int, float]] = {}
        """Of rooms left while reading above: the row at the top, and the part of it above that."""
        self._placing: str | None = None  # the idle callback that goes on reading there
        self._folding: str | None = None  # the idle callback that draws a run's line again
        self._following: str | None = None  # the idle callback that draws avatars and scroll bar

        self._ring = FocusRing(self, theme)
        self.naming = Naming(theme)
        frames = self._frames = PictureFrames(theme)
        self.text = RowText(self._ring, theme, Emoji(theme.root), frames)
        self._source = RowSource(
            self.naming.names(), lambda: quote_width(self.text, theme), self._shared
        )
        self.live = LiveRows(self.text, self._source, self._follow, self._load_older)
        looked = lambda number: number in self._source.revealed  # noqa: E731
        self.pictures = RowPictures(self.live, frames, looked)
        self.excerpts = RowExcerpts(self.live, lambda: excerpt_width(self.text, theme), looked)
        self.transfers = RowTransfers(self.live, theme)
        self._fitting = Fitting(
            self.live,
            theme,
            frames,
            self._follow,
            lambda entry: bool(entry.reply_to or self.excerpts.links(entry)),
        )
        self.bar = EntriesScrollbar(
            self, theme, self.live, self.scroll_pixels, self.scroll_pages, self.moved
        )
        self.gutter = Gutter(self._ring, theme, avatars, self.text, self.entry_of, self.name_of)
        self.edges = EdgeButtons(self, theme, (self.gutter, self.text), self.scroll_to_end)
        self._newest = WayToNewest(self.live, self.bar, self.edges)
        self.question = DeleteQuestion(self, self._source.beside)
        self._spotlight = Spotlight(self.text)
        self.clickable = Clickable(self.text, self.entry_of, self.excerpts.links)
        self.selection = Selection(self.text, self.entry_of, self.name_of)
        self.seen = SeenMarks(self._ring, theme, avatars, self.text, self.live, self.name_of)
        self.menu = RowMenu(self, self.text, self.selection, theme, self.seen.words_of)
        self.row_bar = RowBar(self._ring, theme, self.text, self, self.menu, self.seen.width_at)
        self._focus = RowFocus(self.text, self.gutter, self.row_bar, self.entry_of, self._is_folded)
        self.mouse = Mouse(
            self, self.text, self.gutter, self.row_bar,
            self._focus, self.clickable, self.menu, theme,
        )  # fmt: skip
        self.seen.on_made = self.transfers.on_made = self.mouse.take_wheel
        Keyboard(self, self.text, self._focus, self.clickable, self.menu, self.selection, theme)
        self._ring.pack(side="left", fill="both", expand=True)
        self.bar.pack(side="right", fill="y")
        self.gutter.pack(side="left", fill="y")
        self.text.pack(side="left", fill="both", expand=True, padx=(0, theme.px(12)))
        self.text.configure(yscrollcommand=self._scrolled)
        self.text.bind("<FocusIn>", self._focused, add=True)
        self.text.bind("<FocusOut>", self._focused, add=True)
        self.bind("<Destroy>", self._gone, add=True)
        self._forget_theme = theme.on_change(self._restyle)
        self._restyle()

    # What the owner calls

    def show(self, conversation: Conversation | None) -> None:
        """Show this conversation, where it was left when it was left above the end; None for none.

        What is unread in it (`Conversation.unread`) gets a line above it.
        """
        self._remember()
        self.conversation = self.naming.conversation = conversation
        self._source.show(conversation)
        self._newest.unseen = 0
        self._take_names()
        self._focus.forget()
        reading = self._reading.pop(conversation.key, None) if conversation else None
        if reading is None:
            self.live.open_end()
        else:
            self._read_on(*reading)
        self._newest.offer()

    def _read_on(self, number: int, part: float) -> None:
        """Have a row at the upper edge, and so much of it above that."""
        self._placing = None
        if self.text.winfo_width() > 1:
            self.live.open_at(self.live.place_of(number))
            self.live.go_to(self.live.place_of(number) + part)
            self.live.moved()
            self._newest.offer()
        else:  # nothing has its place while there is no room for it
            self._placing = self.after_idle(self._read_on, number, part)

    def added(self, entry: Entry) -> None:
        """The conversation shown has a new entry."""
        if entry.own and entry.delivery is not Delivery.RECEIVED and not self.at_end:
            self.scroll_to_end()  # who writes wants to see it
            return
        self.live.come(entry)
        if entry.kind in FOLDED and self._folding is None:
            self._folding = self.after_idle(self._fold_again)
        if entry.delivery is Delivery.SENT:
            self._move_tick()
        if not self.at_end:
            self._newest.came([entry])
            self._follow()

    def inserted(self, entries: Sequence[Entry]) -> None:
        """Entries of the log were put into the conversation shown, wherever they belong."""
        self._source.folds.forget()
        self.live.inserted(entries)
        self._quote_again(entries)
        self._move_tick()
        came = set(entries)
        newest = itertools.takewhile(came.__contains__, reversed(self._source.entries))
        self._newest.came(list(newest))
        self._follow()

    def changed(self, entry: Entry) -> None:
        """An entry of the conversation shown says something else, or came further."""
        self._quote_again((entry,))
        if entry is self.row_bar.entry:
            self.row_bar.show(entry)
        self.live.redraw([entry.number])
        if entry.delivery is Delivery.SENT:
            self._move_tick()

    def removed(self, entry: Entry) -> None:
        """An entry was taken out of the conversation shown."""
        self._source.folds.forget()
        self.live.gone(entry)
        self._move_tick()
        self._follow()

    def take_over(self, other: "Timeline") -> None:
        """Read on where another one was, which goes."""
        other._remember()
        self._reading = other._reading
        if self.conversation is not None and self.conversation is other.conversation:
            self.show(self.conversation)
            self._source.revealed = other._source.revealed
            self._source.folds = other._source.folds
            self.live.show_again()
            self.mark_new(other.new_from)
            self._newest.unseen = other._newest.unseen
            self._newest.offer()

    def scroll_to_end(self) -> None:
        self.live.to_end()
        self._newest.offer()

    def scroll_to_start(self) -> None:
        if self.live.first == 0:
            self.text.yview_moveto(0)
            self.moved()
        else:
            self.live.open_at(0)

    @property
    def new_from(self) -> int | None:
        """The number of the entry with the line above it; None for no line."""
        return self._source.new_from

    def mark_new(self, number: int | None) -> None:
        """Put the line above that entry, or nowhere."""
        before, self._source.new_from = self._source.new_from, number
        if before != number:
            self.live.redraw(one for one in (before, number) if one is not None)

    def new_line_at(self) -> str:
        """Where the line is: "seen", "above" or "below" the view, "" for nowhere or unknown."""
        if self.live.settling:
            return ""
        number = self.new_from
        top = self.text.number_at("@0,0") if number is not None else None
        if number is None or top is None:
            return ""
        if number < top:
            return "above"
        return "seen" if number in self.text.visible() else "below"

    def offer_above(self, button: ttk.Button | None) -> None:
        """Show a button above the words, which begin below it; None for none."""
        lower = self.edges.offer_above(button)
        if not self.at_end:  # what is seen stays where it is on the screen
            self.text.yview_scroll(lower, "pixels")

    def scroll_pages(self, pages: float) -> None:
        """Up (below 0) or down by so many views, less a line to find the place again."""
        page = self.text.winfo_height() - 2 * self._theme.font("body").metrics("linespace")
        self.scroll_pixels(round(pages * max(1, page)))

    def scroll_pixels(self, pixels: int) -> None:
        if pixels:
            self.text.yview_scroll(pixels, "pixels")
            self.moved()

    def jump_to(self, entry: Entry) -> None:
        """Show an entry of the conversation shown, and mark it for a moment."""
        text = self.text
        if not text.holds(entry.number) or text.top_of(text.range_of(entry.number)[0]) is None:
            self.live.open_at(self.live.place_of(entry.number))
            self.update_idletasks()
            self.scroll_pixels(-text.winfo_height() // 3)
        self._spotlight.show(entry.number)

    def go_to(self, entry: Entry) -> None:
        """Jump to an entry, and let the keyboard go on from there."""
        self.jump_to(entry)
        if self.text.holds(entry.number):
            self._take_keyboard(entry)

    def go_to_end_of(self, entry: Entry) -> None:
        """Bring the last line of an entry into view, and the keyboard to it."""
        text = self.text
        if text.holds(entry.number) and not self.at_end:  # there the end comes into view
            text.see(f"{text.range_of(entry.number)[1]}-1c")
            self.moved()
        self._take_keyboard(entry)

    def reveal(self, entry: Entry) -> None:
        """Show what is hidden in a message, until the conversation is left."""
        self._source.revealed.add(entry.number)
        self.live.redraw([entry.number])

    def fold(self, entry: Entry) -> None:
        """Show the entries of a run, which begins with this one, or one line for all of them."""
        self._source.folds.opened ^= {entry.number}
        self.live.stick = False  # the line stays where it was pressed
        self.live.redraw(self._source.run(self.live.place_of(entry.number)))
        self.moved()

    def jump_to_original(self, entry: Entry) -> None:
        """Show what an entry answers; what is not here is looked for."""
        original = self._source.beside.original(entry)
        if original is not None:
            self.jump_to(original)
        else:
            self.acts.find(entry.reply_to)

    @property
    def at_end(self) -> bool:
        """Whether the newest message is seen, and the view follows what comes."""
        return self.live.stick

    def all_text(self) -> str:
        """What copying the whole conversation gives, a line an entry."""
        return plain_text(self._source.entries, self.name_of)

    @property
    def me(self) -> tuple[str, ...]:
        """My nick and name; messages that come from now on are looked through for them."""
        return self.naming.mine

    @me.setter
    def me(self, names: tuple[str, ...]) -> None:
        if names != self.naming.mine:
            self.naming.mine = names
            self._take_names()

    def names_changed(self) -> None:
        """Someone has another name, or came in: draw what is shown anew."""
        if self.conversation is not None:
            self._take_names()
            self.live.show_again()

    def people_changed(self) -> None:
        """Somebody has another picture beside their name, or has read on."""
        self._follow()

    # What the parts ask

    def entry_of(self, number: int) -> Entry | None:
        """The entry of this number; None when there is none."""
        return self.live.entry_of(number)

    def name_of(self, nick: str) -> str:
        """The name to show for a nick."""
        return self.naming.name_of(nick)

    @property
    def current(self) -> Entry | None:
        """The entry that the keyboard is on."""
        return self._focus.entry

    def words_of(self, entry: Entry) -> str:
        """An entry as it is read out, when it is new: who said what."""
        return said_line(entry, self.name_of)

    def is_me(self, nick: str) -> bool:
        return self._source.beside.is_me(nick)

    def shows_picture(self, entry: Entry, token: str) -> bool:
        """Whether a shared picture is shown below an entry, and not only its link."""
        return token in self.pictures.links(entry)

    def voice_plays(self, link: str) -> bool | None:
        """Whether the voice message of a link is played now; None where the link is of none."""
        return self.text.voices.plays(link)

    def point(self, x: int, y: int) -> None:
        """The pointer is at so many pixels from the upper left corner of the text."""
        self.pictures.moving.point(self.text.shared.frame_at(x, y))

    def moved(self) -> None:
        """The view was moved by hand: find out whether it is at the end."""
        self.live.moved()
        self._newest.offer()

    def _load_older(self) -> None:
        self.on_older()

    def _is_folded(self, number: int) -> bool:
        return self._source.is_folded(self.live.place_of(number))

    # What rows show

    def _shared(self, entry: Entry, looked: bool) -> Shared:
        """What an entry says and shows of what was shared."""
        shared = self.excerpts.added(entry, looked, self._frames.shared(entry, looked))
        return self.transfers.added(entry, with_voices(entry, looked, shared))

    def _take_names(self) -> None:
        self._source.beside.names = self.naming.names()

    def _take_keyboard(self, entry: Entry) -> None:
        self.gutter.current = entry.number
        self.text.focus_set()
        self.gutter.draw()

    def _move_tick(self) -> None:
        self.live.redraw(self._source.move_tick())

    def _fold_again(self) -> None:
        """Somebody came or went: the line for the newest run says so."""
        self._folding = None
        self.live.redraw(self._source.newest_run()[:1])

    def _quote_again(self, changed: Sequence[Entry]) -> None:
        """Draw the answers anew that quote one of these."""
        self.live.redraw(self._source.beside.quoting(changed, self.live.shown))

    # The view

    def _follow(self) -> None:
        """Let the avatars and the scroll bar follow the text, once for all that changes now."""
        if self._following is None:
            self._following = self.after_idle(self._followed)

    def _followed(self) -> None:
        self._following = None
        self.gutter.draw()
        self.seen.draw()
        self.row_bar.follow()
        self.pictures.follow()
        self.excerpts.follow()
        self.bar.follow()
        self._newest.offer()

    def _scrolled(self, _first: float, _last: float) -> None:
        """Tk tells that the text was scrolled, or has another height."""
        self._follow()
        if not self.live.stick:
            self.live.load_soon()

    def _remember(self) -> None:
        """Where this conversation was read, for when it is opened again."""
        if self.conversation is not None and self.text.numbers and not self.live.stick:
            top = self.text.number_at("@0,0")
            if top is not None:
                self._reading[self.conversation.key] = top, self.text.part_hidden(top)

    def _focused(self, event: "tk.Event[tk.Misc]") -> None:
        came = event.type is tk.EventType.FocusIn
        own = str(self.tk.call("focus")) == str(self.text)  # and not that of a widget in a row
        self._ring.show(came and own and not self.mouse.pressing)

    def _restyle(self) -> None:
        self._ring.restyle()
        self.text.restyle()
        self.text.pack_configure(padx=(0, self._theme.px(12)))
        self.gutter.restyle()
        self.pictures.restyle()
        self.text.voices.restyle()
        self.names_changed()

    def _gone(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self:
            self._forget_theme()
            self.conversation = None
            self._source.show(None)
            self.live.stop()
            self.bar.stop()
            self._fitting.stop()
            self._spotlight.stop()
            self.pictures.stop()
            self.excerpts.stop()
            for waiting in (self._following, self._folding, self._placing):
                if waiting is not None:
                    self.after_cancel(waiting)
