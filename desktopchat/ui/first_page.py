"""The first page in its window: where one begins, and from where places are added.

It is built anew whenever one comes to it, with what is known by then; what goes on there (the own
host that is started, the place that is connected to) outlasts its being out of sight.
"""

from typing import TYPE_CHECKING

from desktopchat.client.problems import Problem
from desktopchat.irc.names import room_title
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.start.page import HostForm, JoinForm, StartPage
from desktopchat.ui.start.starting import Starting
from desktopchat.words import tr

if TYPE_CHECKING:
    from desktopchat.ui.app import Window
    from desktopchat.ui.start.hosting import Hosting


class FirstPage:
    """page: the widget, which is another one each time."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._starting = Starting(window.request, window.settings, window.nearby)
        self.page = self._make()

    def _make(self) -> StartPage:
        window = self._window
        page = StartPage(
            window.root,
            window.theme,
            window.avatars,
            window.settings,
            on_host=self._host,
            on_join=self._join,
            on_cancel=self.cancel,
            on_doctor=window.show_doctor,
            on_call=window.go,
            on_no_call=lambda invitation: window.nearby.answer(invitation, accepted=False),
            on_end=self._end_running,
            on_back=self.go_back,
            on_language=self._speak,
        )
        if (last := window.places.last) is not None:
            page.show_back(last.title)
        self._show_running(page)
        window.put(page)
        return page

    def _speak(self, code: str) -> None:
        """Speak another language, in which it is built anew."""
        self._window.choose_language(code, self._begin_page)

    def _begin_page(self) -> None:
        self.page.begin()

    # coming to it

    def begin(self) -> None:
        """Do what the command line asked for, else bring back what was open."""
        window, page, request = self._window, self.page, self._window.request
        if request.name:
            page.name = request.name
        if window.coming_back.bring_back():
            page.place_forget()
        else:
            self._show_running(page)
            page.begin()
        window.be_seen()
        if request.mode == "host":
            title = request.host.title or (room_title(request.rooms[0]) if request.rooms else "")
            if title:
                page.host_card.title_field.text = title
            page.host_card.locked = ""  # it was asked for with a password or without
            if request.password:
                page.host_card.ask_password()
                page.host_card.password_field.text = request.password
            page.host()
        elif request.mode == "join":
            page.join_card.address_field.text = request.address
            if request.password:
                page.join_card.ask_password()
                page.join_card.password_field.text = request.password
            page.join()

    def renew(self) -> None:
        """Build it anew, for the size that all has now, with what was typed there."""
        before, self.page = self.page, self._make()
        self.page.take_over(before)
        take_away(before)

    def begin_anew(self) -> None:
        """Show it as one comes to it, with the keyboard."""
        take_away(self.page)
        self.page = self._make()
        self.page.begin()

    def add_place(self) -> None:
        """Show it in place of the place that is seen, to add another one."""
        if self._window.places.shown is None:
            return
        self._window.places.hide()
        if self.page.busy:
            self._window.put(self.page)
            self.page.begin()
        else:
            self.begin_anew()

    def offer_hosting(self) -> None:
        """Show it, ready to host again what was hosted last."""
        self.add_place()
        self.page.host_card.button.focus_set()

    def host_again(self) -> None:
        """Host again what was hosted last; where that had a password, which nobody has kept, ask
        for it first."""
        self.offer_hosting()
        if self._window.settings.last_host.locked:
            self.page.host_card.ask_password()
        else:
            self.page.host()

    def go_back(self) -> None:
        """Leave it for the place that was shown before, if any."""
        if (last := self._window.places.last) is not None:
            self._window.places.show(last)

    # what goes on there

    @property
    def under_way(self) -> bool:
        """Whether the own host is being started."""
        return self._starting.under_way

    def poll(self) -> None:
        """Look after the own host that is being started; once it listens, join it."""
        came = self._starting.poll()
        if isinstance(came, Problem):
            self._starting.give_up(end=True)
            self._window.say_problem(came)
        elif came is not None:
            self._join(*came)

    def give_up(self, *, end: bool) -> None:
        """The own host that is being started is not wanted. end: as for `Hosting.give_up`."""
        self._starting.give_up(end=end)

    def cancel(self) -> None:
        """Stop connecting or starting."""
        self.give_up(end=True)
        places = self._window.places
        if places.wanted is not None:
            places.close(places.wanted)
        self.page.progress("")

    def _host(self, form: HostForm) -> None:
        """Start the own host, or go back to the one that still runs, then join it."""
        self._window.remember_name(form.name)
        if (own := self._window.places.own) is not None:
            self._window.places.show(own)
        else:
            self.page.progress(self._starting.begin(form))

    def _join(self, form: JoinForm, hosting: "Hosting | None" = None) -> None:
        """Connect to a chat; to the own one with what runs its host."""
        self._window.remember_name(form.name)
        if self._window.places.enter(form, hosting) and hosting is None:
            self.page.progress(tr("Connecting to {address}…", address=form.address.authority))

    def _show_running(self, page: StartPage) -> None:
        own = self._window.places.own
        hosting = own.role.hosting if own is not None else None
        hosted = hosting.form.title if hosting is not None else ""
        running = hosted or self._starting.left_running
        page.host_card.show_running(running)
        if self._window.places.asleep and not running:
            page.host_card.show_asleep(self._window.places.asleep)

    def _end_running(self) -> None:
        """End the own host, or the one that an earlier window left running."""
        if (own := self._window.places.own) is not None:
            self._window.ask_to_leave(own)
            return
        self._starting.end_left()
        # On purpose, so it is not offered again.
        self._window.places.asleep = ""
        self._window.coming_back.keep()
        self._window.preferences.save()
        self._show_running(self.page)
