"""The window: the first page, the places that are open, and the only timer.

A tick (see `pulse`) asks each client for what came (at most 100 messages or 8 ms), looks after
the own host's process, and draws once. Nothing else in the window waits for anything.

What only a chat needs (`open_place`, `window_sheets`, `leaving`) is imported where it is used: the
first page is there in less than half the time without it. A moment later another thread loads it.
"""

import importlib
import threading
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from desktopchat.client.problems import Problem
from desktopchat.store.paths import compiled_words_dir, languages_dir
from desktopchat.store.person import settings as stored
from desktopchat.ui import garbage, geometry, probe, window_keys
from desktopchat.ui.coming_back import ComingBack
from desktopchat.ui.first_page import FirstPage
from desktopchat.ui.in_tray import STAYS, InTray
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.nearby import Nearby
from desktopchat.ui.parts.field_paste import FieldPaste
from desktopchat.ui.places import Places
from desktopchat.ui.preferences import Preferences
from desktopchat.ui.pulse import Pulse, destroy
from desktopchat.ui.sheets.sheets import Sheets
from desktopchat.ui.start.page import StartPage
from desktopchat.ui.start_request import StartRequest
from desktopchat.ui.window_icon import WindowIcon
from desktopchat.words import catalogues, tr

if TYPE_CHECKING:
    from logging import Logger

    from desktopchat.lan.found import Invitation
    from desktopchat.ui.chat.page import ChatPage
    from desktopchat.ui.notices.notifier import Notifier
    from desktopchat.ui.open_place import OpenPlace
    from desktopchat.ui.reader.reader import Reader

_SMALLEST = (480, 420)  # pixels at 100 %, where the screen has them

_LOAD_AFTER = 150  # milliseconds after the first page


@dataclass(slots=True)
class _Look:
    """What the theme reads and writes (theme.Look)."""

    theme: str
    scale: float
    system_dark: bool
    contrast: bool


class Window:
    """One window: the first page, then the conversations of one place or several."""

    def __init__(self, root: tk.Tk, request: StartRequest) -> None:
        self.root = root
        self.request = request
        self.settings = stored.load()
        self.exit_code = 0
        if why := self.speak():
            root.after_idle(self._say_language_trouble, why)
        self.places = Places(self)
        self.coming_back = ComingBack(self)
        # Its own copy: what the command line asks for this once is not to be remembered.
        self.look = _Look(
            request.theme or self.settings.theme,
            request.scale or self.settings.scale,
            self.settings.system_dark,
            self.settings.contrast,
        )
        self.theme = Theme(root, self.look)
        self.preferences = Preferences(self)
        self._scale = self.theme.scale
        self._outgrown = False  # the page is of another size, and waits for a sheet to leave
        self.avatars = Avatars(self.theme)
        self.sheets = Sheets(root)
        self.sheets.back = self.focus_back
        self.nearby = Nearby(request, self.settings)
        file = probe.wanted(request.probe)
        self.icon = WindowIcon(root)
        self._probe = probe.Probe(file) if file is not None else None
        self._notifier: Notifier | None = None
        self._reader_kit: object = None
        """The library for screen readers once a thread has loaded it, until it is in use."""
        self._reader: Reader | None = None
        self._stop_signal = False
        self._trouble_said = False
        self.closing = False
        root.title("DesktopChat")
        self._dress()
        self.first = FirstPage(self)
        self.pulse = Pulse(root, self._tick)
        self.in_tray = InTray(self)
        window_keys.bind(self)
        FieldPaste(root)
        self.theme.on_change(self._restyle)
        root.report_callback_exception = self._trouble

    @property
    def notifier(self) -> "Notifier":
        """What tells of new messages; made when a chat is opened."""
        if self._notifier is None:
            from desktopchat.ui.notices.notifier import Notifier

            self._notifier = Notifier(
                self.root,
                self.theme,
                self.settings,
                looked_at=lambda: bool(self.root.tk.call("focus")),
                on_news=self.pulse.ring,
            )
        return self._notifier

    def speak(self) -> str:
        """Use the language of the settings for all that is built from now on. Gives what is wrong
        with its catalogue, and English is spoken then; else ""."""
        try:
            catalogues.speak(self.settings.language, languages_dir(), compiled_words_dir())
        except catalogues.CatalogueError as error:
            return str(error)
        return ""

    def _say_language_trouble(self, why: str) -> None:
        from desktopchat.ui import window_sheets

        window_sheets.say_language_trouble(self, why)

    def choose_language(self, code: str, back: Callable[[], object]) -> None:
        """Speak another language and build all again in it; one that can't be read is said, and the
        one before stays. back: leads to where it was chosen, when all is built."""
        before, self.settings.language = self.settings.language, code
        if why := self.speak():
            self.settings.language = before
            self.speak()
            self._say_language_trouble(why)
            return
        self.preferences.save()
        self.sheets.close()
        for place in self.places:
            place.client.session.model.say_again()
        self.places.renew_strip()
        self.root.after_idle(self._rebuild)
        self.root.after_idle(back)

    def come_up(self) -> None:
        """Come to the front of the screen, with the keyboard."""
        was_hidden = self.in_tray.hidden
        self.in_tray.shown()
        self.root.deiconify()
        self.root.lift()
        self.root.focus_force()
        if was_hidden and self.sheets.current is None:
            self.focus_back()

    @property
    def others_here(self) -> int:
        """How many others are on the own host."""
        return sum(place.others for place in self.places if place.role.hosting is not None)

    @property
    def chat(self) -> "ChatPage | None":
        """The page of the place that is shown; None while the first page is."""
        return self.places.shown.chat if self.places.shown is not None else None

    @property
    def start(self) -> StartPage:
        """The first page, seen or not."""
        return self.first.page

    # beginning

    def _dress(self) -> None:
        root, px = self.root, self.theme.px
        root.configure(background=self.theme.palette.page)
        smallest = self._bound()
        screen = (root.winfo_screenwidth(), root.winfo_screenheight())
        usual = (px(1000), px(700))
        root.geometry(geometry.clamped(self.settings.geometry, screen, smallest, usual))

    def _bound(self) -> tuple[int, int]:
        """Let the window be no smaller than what is of use at this size of the text, nor want more
        than the screen has."""
        root, px = self.root, self.theme.px
        screen = (root.winfo_screenwidth(), root.winfo_screenheight())
        smallest = geometry.smallest((px(_SMALLEST[0]), px(_SMALLEST[1])), screen)
        root.minsize(*smallest)
        return smallest

    def put(self, page: tk.Widget) -> None:
        """Place a page in all of the window that the strip of places leaves."""
        edge = self.places.edge
        page.place(x=edge, y=0, relwidth=1, width=-edge, relheight=1)

    def lay_out(self) -> None:
        """The strip of places is another one."""
        self.places.put_strip()
        self._bound()
        page = self.chat or self.start
        if page.winfo_manager():
            self.put(page)

    def show_settings(self, section: str = "me") -> None:
        from desktopchat.ui import window_sheets

        window_sheets.show_settings(self, section)

    def show_help(self) -> None:
        from desktopchat.ui import window_sheets

        window_sheets.show_help(self)

    def show_doctor(self, port: int = 0) -> None:
        from desktopchat.ui import window_sheets

        window_sheets.show_doctor(self, port)

    def begin(self) -> None:
        """Do what the command line asked for, then tick."""
        if self.request.hidden:
            self.in_tray.begin_hidden()
        self.first.begin()
        self.pulse.start()
        self.root.after(_LOAD_AFTER, self._load_rest)

    def _load_rest(self) -> None:
        """Have ready what looking around needs, and a chat before somebody wants one."""
        self.icon.show(unread=False)
        self.theme.movement.choose(self.settings.movement)
        self.in_tray.begin()

        def load() -> None:
            self.nearby.load()
            importlib.import_module("desktopchat.ui.open_place")
            importlib.import_module("desktopchat.ui.leaving")
            from desktopchat.ui.reader.reader import load_kit

            self._reader_kit = load_kit()
            self.pulse.ring()

        threading.Thread(target=load, name="load", daemon=True).start()

    # what the pages ask for

    def go(self, invitation: "Invitation") -> None:
        """Go where somebody nearby calls me; what is open stays so."""
        self.nearby.answer(invitation, accepted=True)
        self.first.cancel()
        self.first.add_place()
        self.start.join_at(invitation.address, invitation.room)

    def remember_name(self, name: str) -> None:
        if name != self.settings.name:
            self.settings.name = name
            self.preferences.save()
        self.be_seen()

    def be_seen(self) -> None:
        """Let people nearby know who I am, and in which chat."""
        shown = self.places.shown or self.places.last
        title = shown.title if shown is not None else ""
        # Not by a name that was only guessed from the system.
        self.nearby.be(self.settings.name or self.request.name, title)

    # the tick

    def _tick(self) -> bool:
        """One look at everything; whether something goes on, so that the next comes soon."""
        if self._stop_signal:
            self._stop_signal = False
            self.leave_window(end_host=True)
            return False
        self.first.poll()
        busy = self.places.look()
        if self._notifier is not None:
            self._notifier.take()
        self._look_nearby()
        self.in_tray.look(self.places.unread)
        self._tell_reader()
        if self._probe is not None and not self.closing:
            self._probe.write(self)
        busy = busy or self.first.under_way
        garbage.collect(quiet=not busy and self.pulse.slow)
        return busy

    def _tell_reader(self) -> None:
        if self._reader_kit is not None:
            from desktopchat.ui.reader.reader import Reader

            kit, self._reader_kit = self._reader_kit, None
            self._reader = Reader(self, kit, self.pulse.ring)
        # It comes back only from a look that went well: a mistake there is made once.
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.look()
            self._reader = reader

    def _look_nearby(self) -> None:
        changed = self.nearby.poll()
        if self.chat is None:
            self.start.show_near(self.nearby, changed=changed)
        elif changed:
            self.chat.inviting.look()

    def say_problem(self, problem: Problem) -> None:
        """What the first page asked for did not come about: say why, beside the fields that mend
        it, and where a place is shown there too."""
        self.start.show_problem(problem)
        if self.chat is not None:
            self.say(str(problem))
            self.focus_back()

    # coming and going

    def open_link(self, url: str) -> None:
        from desktopchat.ui.outside import open_link

        if wrong := open_link(url):
            self.say(wrong)

    def say(self, words: str) -> None:
        """Say something where a conversation is looked at; on the first page nothing."""
        if self.chat is not None:
            self.chat.say(words)

    def show_start(self) -> None:
        """No place is left: back to the first page."""
        self.first.begin_anew()
        self.be_seen()

    def leave(self, place: "OpenPlace") -> None:
        """Leave a place; an own host ends."""
        seen = place.shown
        self.places.close(place, wait=0.3)
        if not seen and self.chat is None and not self.start.busy:
            self.first.begin_anew()  # it told of what was left

    def ask_to_leave(self, place: "OpenPlace") -> None:
        """Leave a place, but ask before that loses anything, or somebody."""
        from desktopchat.ui import leaving

        leaving.ask_to_leave(self, place)

    def close(self) -> None:
        """The window was closed: it goes into the tray, or the program ends, as was chosen."""
        if self.settings.when_closed == STAYS and self.in_tray.there:
            self.in_tray.hide()
        else:
            self.quit()

    @property
    def has_to_ask(self) -> bool:
        """Whether the program can't end without a question."""
        return self.others_here > 0 or any(place.unkept for place in self.places)

    def quit(self) -> None:
        """End the program, but ask before that loses anything, or somebody."""
        from desktopchat.ui import leaving

        leaving.ask_to_quit(self)

    def keep_geometry(self) -> None:
        """Remember where the window is; one in the tray is nowhere, and was asked before."""
        if not self.in_tray.hidden:
            inside = self.root.winfo_rootx(), self.root.winfo_rooty()
            self.settings.geometry = geometry.to_keep(
                self.root.geometry(), inside, self.settings.geometry
            )

    def leave_window(self, *, end_host: bool) -> None:
        if self.closing:
            return
        self.closing = True
        self.keep_geometry()
        self.settings.system_dark = self.look.system_dark
        self.coming_back.keep()
        self.preferences.save()
        self.pulse.stop()
        self.root.withdraw()  # gone for the eye, while the goodbye is on its way
        self.first.give_up(end=end_host)
        self.places.close_all(1.0, end_host=end_host)
        self.in_tray.close()
        self.nearby.close()
        self.coming_back.close()
        if self._notifier is not None:
            self._notifier.close()
        if self._reader is not None:
            self._reader.close()
        destroy(self.root)

    # the looks

    def take_focus(self) -> None:
        """What is typed while a page is built comes to the window itself, which hands it on: a
        field takes the focus only once it is seen, and a button that is not would be pressed."""
        self.root.focus_set()

    def focus_back(self) -> None:
        if self.closing:
            return
        if self._outgrown:
            self.root.after_idle(self._rebuild)
        if self.chat is not None:
            self.chat.composer.focus_text()
        else:
            self.start.begin()

    def _restyle(self) -> None:
        self.root.configure(background=self.theme.palette.page)
        if self.theme.scale != self._scale:
            self._scale = self.theme.scale
            self.lay_out()
            # Not now: the theme is still telling everyone, also what a new page does away with.
            self.root.after_idle(self._rebuild)
            if self.sheets.current is None:
                return  # under a sheet, this page stays in sight until that is closed
        for place in self.places:
            place.restyle()
        self.start.restyle()

    def _rebuild(self) -> None:
        """Build the page anew for another size: gaps and widths are fixed when it is built.

        Not under a sheet, which acts on the page that it was opened from.
        """
        self._outgrown = self.sheets.covered
        if self.closing or self._outgrown:
            return
        for place in self.places:
            place.outgrow()
        if self.places.shown is None and not self.start.busy:
            self.first.renew()

    # what may go wrong

    def _trouble(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """A mistake of ours in some callback: log it, say so once, and go on."""
        _log().error("The window went on after a mistake", exc_info=(kind, error, trace))
        if self.chat is not None and not self._trouble_said:
            self._trouble_said = True
            self.say(tr("Something went wrong in DesktopChat itself. It goes on."))

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """For SIGTERM and Ctrl-C: the next tick says goodbye."""
        self._stop_signal = True


def _log() -> "Logger":
    """What goes into the log is rare, and loading `logging` is a part of the start that is felt."""
    import logging

    return logging.getLogger(__name__)
