"""The own host from when it is asked for until it can be joined.

What starts one (`Hosting`) is imported where it is used: the first page is there before it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktopchat.client.problems import Problem
from desktopchat.hosting import sign
from desktopchat.irc.names import room_title
from desktopchat.store.paths import host_dir
from desktopchat.store.person.settings import Settings
from desktopchat.ui.nearby import Nearby
from desktopchat.ui.start.page import HostForm, JoinForm
from desktopchat.ui.start_request import StartRequest
from desktopchat.words import tr

if TYPE_CHECKING:
    from desktopchat.ui.start.hosting import Hosting


class Starting:
    """One at a time, or none. nearby: tells the host how it is to be found."""

    def __init__(self, request: StartRequest, settings: Settings, nearby: Nearby) -> None:
        self._request, self._settings, self._nearby = request, settings, nearby
        self._hosting: Hosting | None = None

    @property
    def under_way(self) -> bool:
        return self._hosting is not None

    def begin(self, form: HostForm) -> str:
        """Start the own host, or go back to the one that still runs. Gives what is to be said
        meanwhile."""
        from desktopchat.ui.start.hosting import Hosting

        options, asked, near = self._request.host, self._request.rooms, self._nearby.host_words
        self._hosting = Hosting.find(form.name, options, near)
        if self._hosting is not None:
            return tr("Going back…")
        last = self._settings.last_host
        if form.port is None and last.port and not options.listen:
            form = replace(form, port=last.port)  # the usual one was taken the last time
        if asked and form.title == (options.title or room_title(asked[0])):
            room = asked[0]
        else:  # what is hosted again has the first room that it had
            room = last.room if form.title == last.title else ""
        self._hosting = Hosting.start(form, options, near, room)
        return tr("Starting…")

    def poll(self) -> Problem | tuple[JoinForm, Hosting] | None:
        """Look after it: why there is none, or how to join it, which ends this; None for neither
        yet."""
        hosting = self._hosting
        if hosting is None:
            return None
        address, form = hosting.poll(), hosting.form
        if hosting.problem is not None:
            return hosting.problem
        if address is None:
            return None
        self._hosting = None
        return JoinForm(form.name, address, form.password, hosting.room), hosting

    def give_up(self, *, end: bool) -> None:
        """Not wanted any more. end: as for `Hosting.give_up`."""
        hosting, self._hosting = self._hosting, None
        if hosting is not None:
            hosting.give_up(end=end)

    # what an earlier window left running

    @property
    def left_running(self) -> str:
        """The title of that host, "" where there is none."""
        left = sign.left_running(self._request.host.data or host_dir()) or {}
        return left.get(sign.TITLE, "")

    def end_left(self) -> None:
        from desktopchat.ui.start.hosting import Hosting

        left = Hosting.find("", self._request.host, ())
        if left is not None:
            left.give_up(end=True)
