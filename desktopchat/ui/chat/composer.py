"""Where one writes: the field, *Send*, and what stands around them.

Enter sends, Shift+Enter breaks the line. What is written stays a draft of its conversation
until it is sent, whatever happens to the window or the connection meanwhile.
"""

import tkinter as tk
from collections.abc import Callable, Iterable, MutableMapping
from tkinter import ttk

from desktopchat.client.model import Conversation, ConversationKind, Entry
from desktopchat.ui import keys
from desktopchat.ui.chat import hint_sources
from desktopchat.ui.chat.completion import Completion, named_people
from desktopchat.ui.chat.doing import ReplyOrEdit, ReplyOrEditBar
from desktopchat.ui.chat.hint_sources import Named
from desktopchat.ui.chat.hints import Hint, Hints
from desktopchat.ui.chat.message_field import MessageField
from desktopchat.ui.chat.note_line import NoteLine
from desktopchat.ui.chat.outside_bar import OutsideBar
from desktopchat.ui.chat.own_words import OwnWords, own_words
from desktopchat.ui.chat.password_bar import PasswordBar
from desktopchat.ui.chat.pasting import LongBar, Pasting
from desktopchat.ui.chat.reading_line import ReadingLine
from desktopchat.ui.chat.unsent import Unsent, UnsentWork
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.clipboard import Files, Picture
from desktopchat.ui.parts.tip import Tip
from desktopchat.words import number, tr

_MANY_LINES = 20  # from here on a paste is sent only when Enter is pressed twice


class Composer(ttk.Frame):
    """The field and the line above it that says what cannot be sent.

    on_send gets the conversation, the text and what it is for, if it is no new message, and gives
    what is wrong with it in plain words, or "" when it is on its way. find_own gives the edit of my
    message above (1) or below (-1) another, of the last one above none. on_emoji: an emoji is to be
    chosen, near a place of the screen; on_emoji_used gets those that were typed by name. rooms: the
    ones that can be named, with what they are about. on_typed: somebody changed the text, which is
    empty when it was given up. on_join: go into the room again. on_password: gets that of the chat,
    which is asked for here. on_attach: files are to be shared;
    on_media: so are those that were pasted; on_file: so is a text that is too long for the field,
    and gives what is wrong as on_send does.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        drafts: MutableMapping[str, str],
        *,
        on_send: Callable[[Conversation, str, ReplyOrEdit | None], str],
        on_escape: Callable[[], object],
        find_own: Callable[[Conversation, Entry | None, int], ReplyOrEdit | None] = lambda *_: None,
        on_emoji: Callable[[int, int], object] = lambda _x, _y: None,
        on_emoji_used: Callable[[str], object] = lambda _sign: None,
        rooms: Callable[[], Iterable[Named]] = lambda: (),
        on_attach: Callable[[], object] = lambda: None,
        on_media: Callable[[Picture | Files], object] = lambda _what: None,
        on_file: Callable[[str], str] = lambda _text: "",
        on_typed: Callable[[Conversation, str], object] = lambda _conversation, _text: None,
        on_join: Callable[[], object] = lambda: None,
        on_password: Callable[[str], object] = lambda _password: None,
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._theme = theme
        self._on_send, self._on_escape, self._find_own = on_send, on_escape, find_own
        self.doing: ReplyOrEdit | None = None
        """What the text is for, if it is no new message."""
        self._aside = ""  # what was written before an edit began
        self._conversation: Conversation | None = None
        self._unsent, self._own_words = Unsent(drafts), OwnWords()
        self._sure = ""  # a text of many lines that was asked about
        px = theme.px
        self.columnconfigure(0, weight=1)
        self._note = NoteLine(self, theme)
        self._card = ttk.Frame(self, style="Field.TFrame", padding=px(8))
        self._card.grid(row=3, column=0, sticky="ew")
        self.outside = OutsideBar(self, theme, on_join)
        self._is_outside = False
        self.password = PasswordBar(self, theme, on_password)
        self.bar = ReplyOrEditBar(self, theme, self.cancel)
        self.long_bar = LongBar(self, theme)
        self.long_bar.grid(row=2, column=0, sticky="ew", pady=(0, px(4)))
        self.long_bar.grid_remove()
        self.long_bar.lower(self._card)  # Shift+Tab from the field goes there
        self._card.columnconfigure(0, weight=1)
        self.text = MessageField(self._card, theme, self._text_typed, self._text_changed)
        self.text.grid(row=1, column=0, sticky="ew")
        self._reading = ReadingLine(self._card, self.text, theme)
        self._reading.grid(row=0, column=0, columnspan=5, sticky="ew", pady=(0, px(4)))
        self._reading.grid_remove()
        self.button = ttk.Button(
            self._card, text=tr("Send"), style="Composer.Accent.TButton", command=self.submit
        )
        self.button.grid(row=1, column=4, sticky="se", padx=(px(8), 0))
        self._icons = Icons(theme)
        self._on_emoji, self._on_typed = on_emoji, on_typed
        self.smile = tk.Label(self._card, cursor="hand2", borderwidth=0)
        self.smile.grid(row=1, column=3, sticky="s", ipadx=px(8), ipady=px(8))
        self.attach = tk.Label(self._card, cursor="hand2", borderwidth=0)
        self.attach.grid(row=1, column=1, sticky="s", ipadx=px(8), ipady=px(8), padx=(px(4), 0))
        self.attach.bind("<Button-1>", lambda _event: on_attach())
        Tip(self.attach, theme, tr("Share files ({key})", key=keys.label("attach")))
        self.microphone = tk.Label(self._card, cursor="hand2", borderwidth=0)
        Tip(
            self.microphone,
            theme,
            tr("Hold, speak, let go; or click ({key})", key=keys.label("voice")),
        )
        self.smile.bind("<Button-1>", lambda _event: self.choose_emoji())
        Tip(self.smile, theme, tr("Emoji ({key})", key=keys.label("emoji")))

        def used(hint: Hint) -> None:
            if hint.sign:
                on_emoji_used(hint.sign)

        self.hints = Hints(
            parent,
            self.text,
            self._card,
            theme,
            (
                hint_sources.emoji,
                hint_sources.commands,
                hint_sources.people(lambda: named_people(self._conversation)),
                hint_sources.rooms(rooms),
            ),
            used,
        )
        self._completion = Completion(
            self.text, lambda: [nick for nick, _name in named_people(self._conversation)]
        )
        self.pasting = Pasting(
            self.text,
            self.long_bar,
            theme,
            on_media=on_media,
            on_file=on_file,
            on_say=self.say,
            on_enter=self.submit,
        )
        self._bind_keys()
        theme.on_change(self.restyle)
        self.restyle()

    # what its owner calls

    def show(self, conversation: Conversation | None) -> None:
        """Write to this conversation from now on; its draft comes back."""
        if conversation is not self._conversation:
            if self._conversation is not None:
                begun = UnsentWork(self._draft, self.doing, self.pasting.offered)
                self._unsent.leave(self._conversation.key, begun)
            self._conversation = conversation
            begun = self._unsent.enter(conversation.key if conversation is not None else "")
            self._fill(begun.words)
            self._say_doing(begun.doing)
            self.pasting.offer(begun.long)
            self.say("")
        if conversation is None:
            self.text.hint("")
            return
        room = conversation.kind is ConversationKind.ROOM
        self.text.hint(tr("Message {name}", name=conversation.name if room else conversation.title))
        self.text.changed()

    def renamed(self, old: str, new: str) -> None:
        """A direct message goes by another key now: its draft goes with it."""
        self._unsent.renamed(old, new)

    def keep_draft(self) -> None:
        """Put what is written among the drafts, as leaving the conversation does."""
        if self._conversation is not None:
            self._unsent.keep_words(self._conversation.key, self._draft)

    @property
    def _draft(self) -> str:
        editing = self.doing is not None and self.doing.edits
        return self._aside if editing else self.content

    def take_over(self, other: "Composer") -> None:
        """Go on with what was being done in another one, which goes."""
        self._unsent.take_over(other._unsent)
        self.say(other.said, wrong=other._note.wrong)
        self.pasting.offer(other.pasting.offered)
        if other.asks_password:
            self.ask_password(True)
            self.password.take_over(other.password)
        if other.doing is not None:
            words = other.content
            self._say_doing(other.doing)
            if other.doing.edits:
                self._fill(words)
                self._aside = other._aside

    # answers and edits

    def do(self, doing: ReplyOrEdit) -> None:
        """Answer a message or edit one; what was written before waits until an edit is done."""
        if doing.edits:
            if self.doing is None or not self.doing.edits:
                self._aside = self.content
            self._fill(doing.text)
        elif self.doing is not None and self.doing.edits:
            self._fill(self._aside)
        self._say_doing(doing)
        self.say("")
        self.focus_text()

    def cancel(self) -> None:
        """Neither answer nor edit; what was written before an edit is back."""
        if self.doing is not None:
            if self.doing.edits:
                self._fill(self._aside)
                self._typed("")
            self._say_doing(None)
            self.focus_text()

    def lost(self, entry: Entry) -> None:
        """A message is gone: what is written in answer to it, or as its new words, stays."""
        self._unsent.lost(entry)
        if self.doing is not None and self.doing.entry is entry:
            if self.doing.edits and self._aside.strip():
                self._fill(f"{self._aside}\n{self.content}")
            self._say_doing(None)
            self.say(tr("The message was deleted meanwhile. What you wrote is a new message now."))

    def _say_doing(self, doing: ReplyOrEdit | None) -> None:
        self.doing = doing
        if doing is None or not doing.edits:
            self._aside = ""
        self.bar.show(doing)
        if doing is not None:
            self.bar.grid(row=1, column=0, sticky="ew", pady=(0, self._theme.px(2)))
        else:
            self.bar.grid_remove()

    def close(self, closed: bool) -> None:
        """Whether one is outside the room: then the way back in stands here; the draft waits."""
        self._is_outside = closed
        self._place(self.password if self.asks_password else self._open_or_outside)

    def ask_password(self, wanted: bool, *, had_one: bool = False, waits: bool = False) -> None:
        """Whether the chat wants a password: then it is asked for here; the draft waits. had_one,
        waits: as for the `PasswordBar`."""
        if wanted and not self.asks_password:
            self.password.begin(had_one=had_one)
        elif self.asks_password and not wanted:
            self.password.end()
        self._place(self.password if wanted else self._open_or_outside)
        if wanted:
            self.password.wait(waits)

    @property
    def asks_password(self) -> bool:
        return self.password.winfo_manager() != ""

    @property
    def _open_or_outside(self) -> ttk.Frame:
        return self.outside if self._is_outside else self._card

    def _place(self, shown: ttk.Frame) -> None:
        if shown.winfo_manager():
            return
        focus = str(self.tk.call("focus"))
        had_focus = focus == str(self.text) or focus.startswith(
            (f"{self.outside}.", f"{self.password}.")
        )
        for one in (self._card, self.outside, self.password):
            if one is not shown:
                one.grid_remove()
        shown.grid(row=3, column=0, sticky="ew")
        if self.closed:
            self.hints.hide()
        if had_focus:
            self.focus_text()

    @property
    def closed(self) -> bool:
        """Whether nothing can be written here now."""
        return self._card.winfo_manager() == ""

    @property
    def focus_widget(self) -> tk.Misc:
        """What takes the keys here."""
        if self.asks_password:
            return self.password.field.entry
        return self.outside.button if self.closed else self.text

    def focus_text(self) -> None:
        self.focus_widget.focus_set()

    def type(self, char: str) -> None:
        """Take a character that was typed elsewhere in the window."""
        self.insert(char)
        if self.asks_password:
            self.password.field.entry.insert("insert", char)
        self.text.see("insert")

    def insert(self, words: str) -> None:
        """Put words where the cursor is, as a mention does, and go there."""
        self.focus_text()
        if not self.closed:
            self.text.insert("insert", words)

    def keep(self, words: str) -> None:
        """Keep words that were written elsewhere and not sent, below what is written here."""
        if self.doing is not None and self.doing.edits:
            self._aside = f"{self._aside}\n{words}".lstrip("\n")
        elif not self._is_outside:
            self._fill(f"{self.content}\n{words}".lstrip("\n"))

    def choose_emoji(self) -> None:
        """Let one choose an emoji for what is written."""
        self._on_emoji(self.smile.winfo_rootx(), self._card.winfo_rooty())

    def offer_microphone(self) -> None:
        """There is one: show its button, between the paper clip and the emoji."""
        px = self._theme.px
        self.microphone.grid(row=1, column=2, sticky="s", ipadx=px(8), ipady=px(8))

    def say(self, words: str, *, wrong: bool = True) -> None:
        """Say above the field why the text was not sent, or an answer; "" says nothing."""
        self._note.say(words, wrong=wrong)

    def look(self) -> None:
        """Say no longer what there was time to read; to be called now and then."""
        self._note.look()

    @property
    def said(self) -> str:
        return self._note.said

    @property
    def content(self) -> str:
        return self.text.content

    def submit(self) -> None:
        """Send what is written; when that cannot be, say why and keep every letter."""
        if self.pasting.enter():
            return
        words = self.content.strip("\n").rstrip()
        if not words or self._conversation is None:
            return
        lines = sum(1 for line in words.split("\n") if line.strip())
        if lines > _MANY_LINES and (words != self._sure or not self.said):
            self._sure = words
            self.say(
                tr(
                    "These are {n} lines, each a message. Press Enter again to send all.",
                    n=number(lines),
                )
            )
            return
        self._sure = ""
        here, doing = self._conversation, self.doing
        wrong = self._on_send(here, words, doing)
        self.say(wrong)
        if self._conversation is not here:  # a command led elsewhere, where all is as it was left
            self._unsent.sent(here.key)
        elif not wrong:
            self._fill(self._aside)
            self._say_doing(None)
            self._unsent.sent(self._conversation.key)
            self._typed("")
        self.focus_text()

    # inside

    def _bind_keys(self) -> None:
        text = self.text
        for key in ("<Return>", "<KP_Enter>"):
            text.bind(key, self._enter)
        for key in ("<Shift-Return>", "<Shift-KP_Enter>"):
            text.bind(key, self._new_line)
        text.bind("<Up>", lambda event: self._recall(event, 1))
        text.bind("<Down>", lambda event: self._recall(event, -1))
        text.bind("<Escape>", self._escape)
        text.bind("<Key>", self._key)
        text.bind("<Tab>", self._tab)
        text.bind("<Shift-Tab>", self._back_tab)
        if self.tk.call("tk", "windowingsystem") == "x11":
            text.bind("<ISO_Left_Tab>", self._back_tab)
        self._theme.follow_focus(self._card, text)
        self._card.bind("<Configure>", lambda event: self._note.fit(event.width), add=True)

    def restyle(self) -> None:
        if not self.winfo_exists():
            return
        palette = self._theme.palette
        self.text.restyle()
        self.smile.configure(background=palette.field, image=self._icons.image("smile"))
        self.attach.configure(background=palette.field, image=self._icons.image("attach"))
        self.microphone.configure(background=palette.field, image=self._icons.image("microphone"))
        self.bar.restyle()
        self._reading.restyle()

    def _fill(self, words: str) -> None:
        self._own_words.forget()
        self._put(words)

    def _put(self, words: str) -> None:
        self.hints.hide()
        self.pasting.forget()
        self.text.fill(words)

    def _enter(self, event: "tk.Event[tk.Misc]") -> str | None:
        if self.text.composing or keys.composing_key(event):
            return None  # the input method takes it to choose a word
        if self.hints.key(event.keysym):
            return "break"
        self.submit()
        return "break"

    def _key(self, event: "tk.Event[tk.Misc]") -> str | None:
        """The colon that ends an emoji's name is written here: Tk tells late that a text has
        changed, when somebody has typed on, and after an undo too."""
        with_control = isinstance(event.state, int) and event.state & 0x4
        if event.char != ":" or with_control or self.text.composing:
            return None
        self.tk.call("tk::TextInsert", self.text, ":")
        self.hints.ended()
        return "break"

    def _new_line(self, _event: "tk.Event[tk.Misc]") -> str:
        self.text.break_line()
        return "break"

    def _escape(self, event: "tk.Event[tk.Misc]") -> str:
        if self.hints.key(event.keysym):
            return "break"
        self._completion.end()
        self.say("")
        if self.pasting.offered:
            self.pasting.dismiss()
        elif self.doing is not None:
            self.cancel()
        else:
            self._on_escape()
        return "break"

    def _tab(self, event: "tk.Event[tk.Misc]") -> str | None:
        if keys.with_control(event):
            return None  # it goes to another place
        if self.hints.key(event.keysym) or self._completion.next():
            return "break"
        self.text.tk_focusNext().focus_set()  # type: ignore[union-attr]
        return "break"

    def _back_tab(self, event: "tk.Event[tk.Misc]") -> str | None:
        if keys.with_control(event):
            return None
        previous = self.text.tk_focusPrev()
        if previous is not None:
            previous.focus_set()
        return "break"

    def _recall(self, event: "tk.Event[tk.Misc]", step: int) -> str | None:
        """Up in the empty field edits my last message, Up again the one before. Where the host
        knows no edits it brings the words back, to be sent anew."""
        if keys.is_modified(event):
            return None  # it goes to another room, or selects
        if self.hints.key(event.keysym) or self._edit_neighbour(step):
            return "break"
        words = self._own_words.step(own_words(self._conversation), self.content, step)
        if words is None:
            return None  # moves the cursor, as ever
        if words != self.content:
            self._put(words)
        return "break"

    def _edit_neighbour(self, step: int) -> bool:
        """Edit my message above or below, as long as nothing was changed; False to do as ever."""
        conversation, doing = self._conversation, self.doing
        if conversation is None or (doing is None and (self.content or step < 0)):
            return False
        if doing is not None and not (doing.edits and self.content == doing.text):
            return False
        found = self._find_own(conversation, doing.entry if doing is not None else None, step)
        if found is not None:
            self.do(found)
        elif doing is not None and step < 0:
            self.cancel()
        return found is not None or doing is not None

    def _text_typed(self) -> None:
        if self.said and self.content.strip("\n").rstrip() != self._sure:
            self.say("")
        self._typed(self.content)
        self.hints.typed()

    def _text_changed(self) -> None:
        self.button.state(["disabled" if self.text.empty else "!disabled"])
        self._reading.show()

    def _typed(self, words: str) -> None:
        if self._conversation is not None:
            self._on_typed(self._conversation, words)
