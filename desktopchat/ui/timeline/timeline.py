"""The conversation in the middle of the window: a windowed text over any length of entries.

At most some 200 rows are in the `tk.Text` at a time, however long `conversation.entries` is: a
`Text` slows with every line that it holds.

The rooms: `live` (which rows are in, and where the view is), `rows` (what an
entry says), `text` (rows in the Text), `gutter` (avatars), `hands`
(mouse and keys); here: what the window sees of it, and what stands around the text.
"""

import itertools
import tkinter as tk
from bisect import bisect_left
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.client.model import Conversation, Delivery, Entry
from desktopchat.irc.names import display_name
from desktopchat.ui.look.avatars import Avatars, place
from desktopchat.ui.look.emoji import Emoji
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.acts import Act, Acts, NoActs, Place
from desktopchat.ui.timeline.around import Around
from desktopchat.ui.timeline.folds import FOLDED, Folds, summary
from desktopchat.ui.timeline.gutter import Gutter
from desktopchat.ui.timeline.hands import Hands
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.markup import Names
from desktopchat.ui.timeline.question import Question
from desktopchat.ui.timeline.row_bar import MORE, RowBar
from desktopchat.ui.timeline.rows import SAID, plain_text, row
from desktopchat.ui.timeline.spotlight import Spotlight
from desktopchat.ui.timeline.text import Row, RowText

FITTED_AFTER = 150  # ms without a change of width until quotes are fitted to it
RECENT = 200  # entries that are looked through for what I said last
FAR = 2  # views below the one that is seen: then a way to the newest message is offered
_AROUND_PILL = 8  # pixels at 100 % above and below the way to the newest message


def _nothing(*_: object) -> None:
    """What a callback does until someone sets it."""


def _nobody(_nick: str) -> str:
    return ""


class Timeline(ttk.Frame):
    """Set the callbacks and `me` after making it.

    on_link(url), on_retry(entry), on_discard(entry): a click. on_type(characters): someone typed
    while the timeline had the focus; "" for Enter.
    on_older(): what was said before is wanted. acts: what may be done to a message.
    me: my nick and name, to be marked in messages.
    find_name(nick): the name to show; by default the members' names.
    find_like(nick): whose name theirs looks like, "" for nobody's.
    """

    def __init__(self, parent: tk.Misc, theme: Theme, avatars: Avatars) -> None:
        super().__init__(parent)
        self.on_link: Callable[[str], object] = _nothing
        self.on_retry: Callable[[Entry], object] = _nothing
        self.on_discard: Callable[[Entry], object] = _nothing
        self.on_type: Callable[[str], object] = _nothing
        self.on_older: Callable[[], object] = _nothing
        self.acts: Acts = NoActs()
        self._mine: tuple[str, ...] = ()
        self.find_name: Callable[[str], str] | None = None
        self.find_like: Callable[[str], str] = _nobody
        self.conversation: Conversation | None = None
        self._theme = theme
        self._unseen = 0  # what was said below the view since it left the end
        self._new_from: int | None = None  # the number of the first entry not read before
        self._tick: int | None = None  # the number of the last own entry that was sent
        self._reading: dict[str, int] = {}  # the row at the top, of rooms left while reading above
        self._names = Names(self.name_of, len)
        self._around = Around(self._names, self._quote_room)
        self._looked: set[int] = set()  # the numbers of entries whose hidden words are shown
        self._folds = Folds()
        self._folding: str | None = None  # the idle callback that draws a run's line again
        # The timer until quotes and words from right to left are fitted to a new width.
        self._fitting: str | None = None
        self._fitted = 0  # the width that they were fitted to
        self._following: str | None = None  # the idle callback that draws avatars and scroll bar
        self._jumping: str | None = None  # the idle callback that goes where the bar was dragged
        self._target = 0  # that place in entries
        self._above: ttk.Button | None = None  # what is offered above the words
        self._high = 0  # pixels that it takes

        self._ring = tk.Frame(self)
        self.text = RowText(self._ring, theme, Emoji(theme.root))
        self._live = LiveRows(self.text, self._row, self._follow, self._near_start)
        self.gutter = Gutter(self._ring, theme, avatars, self.text, self.entry_of, self.name_of)
        self.bar = ttk.Scrollbar(self, orient="vertical", command=self._dragged, takefocus=False)
        self.pill = ttk.Button(
            self, style="Accent.TButton", command=self.scroll_to_end, takefocus=True
        )
        self.question = Question(self, self._around)
        self._spotlight = Spotlight(self.text)
        self.row_bar = RowBar(self._ring, theme, self.text, self._can, self._pressed)
        self.gutter.on_avatar = self._show_person
        self.hands = Hands(self, self.text, self.gutter, self.row_bar, theme)
        self._ring.pack(side="left", fill="both", expand=True)
        self.bar.pack(side="right", fill="y")
        self.gutter.pack(side="left", fill="y")
        self.text.pack(side="left", fill="both", expand=True, padx=(0, theme.px(12)))
        self.text.configure(yscrollcommand=self._scrolled)
        self.text.bind("<Configure>", self._resized, add=True)
        self.text.bind("<FocusIn>", self._focused, add=True)
        self.text.bind("<FocusOut>", self._focused, add=True)
        self.bind("<Destroy>", self._gone, add=True)
        self._forget_theme = theme.on_change(self._restyle)
        self._restyle()

    def _show_person(self, entry: Entry, at: Place) -> None:
        self.acts.person(entry, at)

    # What the owner calls

    def show(self, conversation: Conversation | None) -> None:
        """Show this conversation, where it was left when it was left above the end; None for none.

        What is unread in it (`Conversation.unread`) gets a line above it.
        """
        self._remember()
        self.conversation = self._around.conversation = conversation
        self._around.asking = None
        self._live.entries = conversation.entries if conversation else []
        self._looked.clear()
        self._folds = Folds()
        self._unseen = 0
        self._new_from = _first_unread(conversation) if conversation else None
        self._tick = _last_sent(conversation.entries) if conversation else None
        self._take_names()
        self.gutter.hovered = self.gutter.current = None
        self.row_bar.show(None)
        number = self._reading.pop(conversation.key, None) if conversation else None
        if number is None:
            self._live.open_end()
        else:
            self._live.open_at(self._live.place_of(number))
        self._offer_end()

    def added(self, entry: Entry) -> None:
        """The conversation shown has a new entry."""
        if entry.own and entry.delivery is not Delivery.RECEIVED and not self.at_end:
            self.scroll_to_end()  # who writes wants to see it
            return
        self._live.come(entry)
        if entry.kind in FOLDED and self._folding is None:
            self._folding = self.after_idle(self._fold_again)
        if entry.delivery is Delivery.SENT:
            self._move_tick()
        if not self.at_end:
            self._count_unseen([entry])
            self._follow()

    def inserted(self, entries: Sequence[Entry]) -> None:
        """Entries of the log were put into the conversation shown, wherever they belong."""
        self._folds.forget()
        self._live.inserted(entries)
        self._quote_again(entries)
        self._move_tick()
        came = set(entries)
        newest = itertools.takewhile(came.__contains__, reversed(self._entries))
        self._count_unseen(list(newest))
        self._follow()

    def _count_unseen(self, entries: Sequence[Entry]) -> None:
        """These were said below the view."""
        if not self.at_end:
            self._unseen += sum(entry.kind in SAID and not entry.own for entry in entries)
            self._offer_end()

    def _near_start(self) -> None:
        self.on_older()

    def changed(self, entry: Entry) -> None:
        """An entry of the conversation shown says something else, or came further."""
        self._quote_again((entry,))
        if entry is self.row_bar.entry:
            self.row_bar.show(entry)
        if self.text.holds(entry.number):
            with self._live.view_kept():
                self._live.draw_again(entry.number)
        if entry.delivery is Delivery.SENT:
            self._move_tick()

    def _quote_again(self, changed: Sequence[Entry]) -> None:
        """Answers to these show something else."""
        live = self._entries[self._live.first : self._live.end]
        numbers = self._around.touched(changed, live)
        if numbers:
            with self._live.view_kept():
                for number in numbers:
                    self._live.draw_again(number)

    def _can(self, entry: Entry) -> frozenset[Act]:
        return self.acts.can(entry)

    def _pressed(self, what: Act | str, entry: Entry, place: Place) -> None:
        """A button at the right edge of a row."""
        if isinstance(what, Act):
            self.acts.do(what, entry, place)
        elif what == MORE:
            self.hands.open_menu(entry.number, "", *place)

    def take_over(self, other: "Timeline") -> None:
        """Read on where another one was, which goes."""
        other._remember()
        self._reading = other._reading
        if self.conversation is not None and self.conversation is other.conversation:
            self.show(self.conversation)
            self._looked, self._folds = other._looked, other._folds
            self._live.show_again()
            self.mark_new(other.new_from)
            self._unseen = other._unseen
            self._offer_end()

    def removed(self, entry: Entry) -> None:
        """An entry was taken out of the conversation shown."""
        self._folds.forget()
        self._live.gone(entry)
        self._move_tick()
        self._follow()

    def scroll_to_end(self) -> None:
        self._live.to_end()
        self._offer_end()

    def scroll_to_start(self) -> None:
        if self._live.first == 0:
            self.text.yview_moveto(0)
            self.moved()
        else:
            self._live.open_at(0)

    @property
    def new_from(self) -> int | None:
        """The number of the entry with the line above it; None for no line."""
        return self._new_from

    def mark_new(self, number: int | None) -> None:
        """Put the line above that entry, or nowhere."""
        before, self._new_from = self._new_from, number
        for one in {before, number}:
            if one is not None and before != number and self.text.holds(one):
                with self._live.view_kept():
                    self._live.draw_again(one)

    def new_line_at(self) -> str:
        """Where the line is: "seen", "above" or "below" the view, "" for nowhere or unknown."""
        if self._live.settling:
            return ""
        number = self._new_from
        top = self.text.number_at("@0,0") if number is not None else None
        if number is None or top is None:
            return ""
        if number < top:
            return "above"
        return "seen" if number in self.text.visible() else "below"

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
            self._live.open_at(self._live.place_of(entry.number))
            self.update_idletasks()
            self.scroll_pixels(-text.winfo_height() // 3)
        self._spotlight.show(entry.number)

    def go_to(self, entry: Entry) -> None:
        """Jump to an entry, and let the keyboard go on from there."""
        self.jump_to(entry)
        if self.text.holds(entry.number):
            self.gutter.current = entry.number
            self.text.focus_set()
            self.gutter.draw()

    def look(self, entry: Entry) -> None:
        """Show what is hidden in a message, until the conversation is left."""
        self._looked.add(entry.number)
        with self._live.view_kept():
            self._live.draw_again(entry.number)

    def fold(self, entry: Entry) -> None:
        """Show the entries of a run, which begins with this one, or one line for all of them."""
        self._folds.opened ^= {entry.number}
        self._live.stick = False  # the line stays where it was pressed
        self._draw_run(self._live.place_of(entry.number))
        self.moved()

    def _fold_again(self) -> None:
        """Somebody came or went: the line for the newest run says so."""
        self._folding = None
        if self._entries:
            self._draw_run(self._folds.first(self._entries, len(self._entries) - 1), 1)

    def _draw_run(self, at: int, most: int | None = None) -> None:
        numbers = [self._entries[place].number for place in self._folds.run(self._entries, at)]
        with self._live.view_kept():
            for number in numbers[:most]:
                if self.text.holds(number):
                    self._live.draw_again(number)

    def jump_to_original(self, entry: Entry) -> None:
        """Show what an entry answers; what is not here is looked for."""
        original = self._around.original(entry)
        if original is not None:
            self.jump_to(original)
        else:
            self.acts.find(entry.reply_to)

    @property
    def at_end(self) -> bool:
        """Whether the newest message is seen, and the view follows what comes."""
        return self._live.stick

    def copy(self) -> bool:
        """Copy what is selected in the timeline; False when nothing is."""
        return self.hands.copy()

    def all_text(self) -> str:
        """What copying the whole conversation gives, a line an entry."""
        return plain_text(self._entries, self.name_of)

    @property
    def me(self) -> tuple[str, ...]:
        """My nick and name; messages that come from now on are looked through for them."""
        return self._mine

    @me.setter
    def me(self, names: tuple[str, ...]) -> None:
        if names != self._mine:
            self._mine = names
            self._take_names()

    def names_changed(self) -> None:
        """Someone has another name, or came in: draw what is shown anew."""
        if self.conversation is not None:
            self._take_names()
            self._live.show_again()

    # What the hands and the gutter ask

    def entry_of(self, number: int) -> Entry | None:
        """The entry of this number; None when there is none."""
        at = self._live.place_of(number)
        if at < len(self._entries) and self._entries[at].number == number:
            return self._entries[at]
        return None

    def name_of(self, nick: str) -> str:
        """The name to show for a nick."""
        if self.find_name is not None:
            return self.find_name(nick)
        members = self.conversation.members if self.conversation else {}
        member = members.get(nick.casefold())
        return member.person.name if member else display_name(nick, "")

    def is_me(self, nick: str) -> bool:
        return self._around.is_me(nick)

    def moved(self) -> None:
        """The view was moved by hand: find out whether it is at the end."""
        self._live.moved()
        self._offer_end()

    def step_row(self, step: int) -> None:
        """Move the keyboard's row up (-1) or down (1), and the view with it."""
        numbers = self.text.numbers
        if not numbers:
            return
        current = self.gutter.current
        if current is None or not self.text.holds(current):
            current = [*numbers[-1:], *self.text.visible()][-1]
        else:
            at = bisect_left(numbers, current) + step
            while 0 <= at < len(numbers) and self._is_folded(numbers[at]):
                at += step
            if not 0 <= at < len(numbers):
                return
            current = numbers[at]
        self.gutter.current = current
        begin, end = self.text.range_of(current)
        self.text.see(f"{end}-1c")
        self.text.see(begin)
        self.moved()
        self.gutter.draw()

    # Rows

    @property
    def _entries(self) -> list[Entry]:
        return self._live.entries

    def _row(self, at: int) -> Row:
        entries = self._entries
        entry, before = entries[at], entries[at - 1] if at else None
        fold, folded = self._fold_of(at)
        pieces = row(
            entry,
            before,
            self._names,
            new=entry.number == self._new_from,
            tick=entry.number == self._tick,
            looked=entry.number in self._looked,
            fold=fold,
            folded=folded,
            above=self._around.above(entry),
            below=self._around.below(entry),
        )
        return Row(entry.number, pieces)

    def _fold_of(self, at: int) -> tuple[str, bool]:
        """The line of the run that begins there, "" for none; and whether the row is hidden."""
        entries, folds = self._entries, self._folds
        first = folds.first(entries, at)
        if first != at:
            return "", entries[first].number not in folds.opened
        run = folds.run(entries, at)
        if len(run) < 2:
            return "", False
        words = summary(entries[run.start : run.stop], self.name_of)
        return words, entries[at].number not in folds.opened

    def _is_folded(self, number: int) -> bool:
        at = self._live.place_of(number)
        first = self._folds.first(self._entries, at)
        return first != at and self._entries[first].number not in self._folds.opened

    def _take_names(self) -> None:
        """Whom messages may name, as it is now."""
        count = len(self._theme.palette.hues)
        members = self.conversation.members.values() if self.conversation else ()
        people = [member.person for member in members]
        known = {name.casefold() for person in people for name in (person.nick, person.name)}
        mine = self._mine or self._me()
        self._names = Names(
            self.name_of,
            lambda nick: place(nick, count),
            mine,
            frozenset(known),
            self._like_of,
        )
        self._around.names = self._names

    def _quote_room(self) -> int:
        narrow = self._theme.font("small").measure("n")
        return max(30, (self.text.winfo_width() - self._theme.px(32)) // narrow)

    def _like_of(self, nick: str) -> str:
        return self.find_like(nick)

    def _me(self) -> tuple[str, ...]:
        """Who I am, from what I said last, when nobody told."""
        own = next((entry for entry in reversed(self._entries[-RECENT:]) if entry.own), None)
        return (own.sender, self.name_of(own.sender)) if own and own.sender else ()

    def _move_tick(self) -> None:
        """Only the last own message that was sent shows its tick, and no more one of long ago."""
        last = _last_sent(self._entries)
        if last is None or last == self._tick:
            return
        before, self._tick = self._tick, last
        for number in (before, last):
            if number is not None and self.text.holds(number):
                with self._live.view_kept():
                    self._live.draw_again(number)

    # The view

    def _follow(self) -> None:
        """Let the avatars and the scroll bar follow the text, once for all that changes now."""
        if self._following is None:
            self._following = self.after_idle(self._followed)

    def _followed(self) -> None:
        self._following = None
        self.gutter.draw()
        self.row_bar.follow()
        self.bar.set(*self._seen())
        self._offer_end()

    def _scrolled(self, _first: float, _last: float) -> None:
        """The text shows another part of itself."""
        self._follow()
        if not self._live.stick:
            self._live.load_soon()

    def _seen(self) -> tuple[float, float]:
        """Where what is seen begins and ends in the whole conversation, not only in what is live:
        from 0 to 1."""
        count, live = len(self._entries), len(self.text.numbers)
        if not count or not live:
            return 0, 1
        above, below = self.text.yview()
        return (self._live.first + above * live) / count, (self._live.first + below * live) / count

    def _dragged(self, kind: str, amount: str, unit: str = "") -> None:
        if kind == "scroll":
            if unit.startswith("page"):
                self.scroll_pages(int(amount))
            else:
                self.scroll_pixels(int(amount) * self._theme.px(60))
            return
        target = max(0.0, float(amount)) * len(self._entries)
        live = len(self.text.numbers)
        if self._live.first <= target <= self._live.first + live or live == len(self._entries):
            self.text.yview_moveto((target - self._live.first) / max(1, live))
            self.moved()
            return
        # Opened when the loop is idle: while the thumb is dragged only the last place counts.
        self._target = int(target)
        if self._jumping is None:
            self._jumping = self.after_idle(self._jump)

    def _jump(self) -> None:
        self._jumping = None
        self._live.open_at(self._target)

    def _resized(self, _event: "tk.Event[tk.Misc]") -> None:
        self.text.fit_rules()
        if self._fitting is not None:
            self.after_cancel(self._fitting)
        self._fitting = self.after(FITTED_AFTER, self._fit_quotes)
        self._live.load_soon()  # a higher view may need more rows than there are
        if self._live.stick:
            self._live.settle()
        else:
            self._follow()

    def _fit_quotes(self) -> None:
        """The width stays as it is for now: let fill their lines what Tk does not wrap."""
        self._fitting = None
        live = self._entries[self._live.first : self._live.end]
        numbers = {entry.number for entry in live if entry.reply_to}.union(self.text.turned)
        before, self._fitted = self._fitted, self.text.winfo_width()
        if numbers and before != self._fitted:
            with self._live.view_kept():
                for number in sorted(numbers):
                    self._live.draw_again(number)

    def _remember(self) -> None:
        """Where this conversation was read, for when it is opened again."""
        if self.conversation is not None and self.text.numbers and not self._live.stick:
            top = self.text.number_at("@0,0")
            if top is not None:
                self._reading[self.conversation.key] = top

    def offer_above(self, button: ttk.Button | None) -> None:
        """Show a button above the words, which begin below it; None for none."""
        if button is self._above:
            return
        if self._above is not None:
            self._above.place_forget()
        self._above = button
        if button is not None:
            button.place(relx=0.5, y=self._theme.px(_AROUND_PILL), anchor="n")
            button.lift()
        lower = self._make_room()
        if not self.at_end:  # what is seen stays where it is on the screen
            self.text.yview_scroll(lower, "pixels")

    def _offer_end(self) -> None:
        """Offer the way to the newest message when something was said below the view, or when it
        is far. The words above the button stay where they are."""
        if self.at_end:
            self._unseen = 0
        if self._unseen:
            many = "1 new message" if self._unseen == 1 else f"{self._unseen} new messages"
            self._show_pill(f"↓  {many}", "Accent.TButton")
        elif self._is_far():
            self._show_pill("↓  To the newest", "TButton")
        elif self.pill.winfo_manager():
            self.pill.place_forget()
            self._make_room()

    def _is_far(self) -> bool:
        """Whether the newest message is more than some views away.

        The button takes some of the view, so that it is further away once it is shown: it does
        not come and go at one and the same place.
        """
        top, bottom = self._seen()
        return not self.at_end and 1 - bottom > FAR * (bottom - top)

    def _show_pill(self, words: str, style: str) -> None:
        self.pill.configure(text=words, style=style)
        if not self.pill.winfo_manager():
            self.pill.place(relx=0.5, rely=1.0, y=-self._theme.px(_AROUND_PILL), anchor="s")
            self.pill.lift()
            self._make_room()

    def _make_room(self) -> int:
        """The words stand between the buttons above and below them. Returns how many pixels lower
        they begin now."""
        around = 2 * self._theme.px(_AROUND_PILL)
        high = self._above.winfo_reqheight() + around if self._above is not None else 0
        low = self.pill.winfo_reqheight() + around if self.pill.winfo_manager() else 0
        for part in (self.gutter, self.text):
            part.pack_configure(pady=(high, low))
        before, self._high = self._high, high
        return high - before

    # The look

    def _focused(self, event: "tk.Event[tk.Misc]") -> None:
        """Show that the keys are for the timeline when they brought the focus here."""
        by_key = event.type is tk.EventType.FocusIn and not self.hands.pressing
        palette = self._theme.palette
        ring = palette.accent if by_key else palette.page
        # A frame takes the one or the other by whether something in it has the focus.
        self._ring.configure(highlightbackground=ring, highlightcolor=ring)

    def _restyle(self) -> None:
        palette, px = self._theme.palette, self._theme.px
        self._ring.configure(
            background=palette.page,
            highlightbackground=palette.page,
            highlightcolor=palette.page,
            highlightthickness=px(2),
        )
        self.text.restyle()
        self.text.pack_configure(padx=(0, px(12)))
        self.gutter.restyle()
        if self.conversation is not None:
            self._take_names()
            self._live.show_again()

    def _gone(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self:
            self._forget_theme()
            self.conversation, self._live.entries = None, []
            self._live.stop()
            self._spotlight.stop()
            for waiting in (self._following, self._jumping, self._fitting, self._folding):
                if waiting is not None:
                    self.after_cancel(waiting)


def _first_unread(conversation: Conversation) -> int | None:
    """The number of the first entry that was not read, counting back what others said."""
    left, found = conversation.unread, None
    if left <= 0:
        return None
    for entry in reversed(conversation.entries):
        if entry.kind in SAID and not entry.own:
            found = entry.number
            left -= 1
            if not left:
                break
    return found


def _last_sent(entries: list[Entry]) -> int | None:
    for entry in reversed(entries[-RECENT:]):
        if entry.delivery is Delivery.SENT:
            return entry.number
    return None
