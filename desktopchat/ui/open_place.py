"""A chat in the window: its client, and the page that shows it once the connection stands.

Loaded when somebody goes to a chat, or a moment after the first page is there: the first page needs
none of it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.client.client import Client
from desktopchat.client.model import Event, NoticeShown, Phase, PhaseChanged
from desktopchat.client.problems import SAID_BY_HOST, Problem, ProblemKind
from desktopchat.irc.address import Address, AddressError, parse_address
from desktopchat.irc.fingerprint import is_short, matches
from desktopchat.irc.isupport import NETWORK
from desktopchat.store.paths import LOGBOOKS, data_dir
from desktopchat.store.person import settings as stored
from desktopchat.store.person.secrets import Secrets
from desktopchat.store.person.settings import LastHost, Place
from desktopchat.store.person.trust import Trust
from desktopchat.ui import window_sheets
from desktopchat.ui.chat.choices import RoomChoices
from desktopchat.ui.chat.context import Context, WindowVerbs
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.coming_back import OWN
from desktopchat.ui.copy_keeper import CopyKeeper
from desktopchat.ui.host_role import HostRole
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.standing import Standing, State
from desktopchat.ui.start.hosting import CARRIED_ON_WITHIN, Hosting
from desktopchat.ui.start.page import JoinForm
from desktopchat.words import tr

if TYPE_CHECKING:
    from desktopchat.ui.app import Window

_STATUS_EVERY = 0.25  # seconds between two looks at "reconnecting in 4 s"
_UNSEEN_EVERY = 1.0  # seconds between two looks at a page out of sight
_PATIENCE = 0.3  # seconds for what was kept of a place that comes back


def _stirs(event: Event) -> bool:
    """Whether more is likely to come soon. Not of one more try to reach a host that is away: these
    go on for days, and what an answer brings rings the bell (`pulse`)."""
    return not (isinstance(event, PhaseChanged) and event.still_away)


class OpenPlace:
    """Connects at once; `look` is called at each tick of the window. hosting: what runs its host,
    where that is the own one. known: what is remembered of it, where it was open when the window
    was closed: it stays open, whether it is there or not. was_own: it was hosted here then, and
    others may carry it on."""

    def __init__(
        self,
        window: "Window",
        form: JoinForm,
        hosting: Hosting | None = None,
        known: Place | None = None,
        *,
        was_own: bool = False,
    ) -> None:
        self._window, self._form = window, form
        self.chat: ChatPage | None = None
        self._notices: list[NoticeShown] = []  # said before there was a conversation
        self._host_known: str | None = None  # the fingerprint of the host where the client was in
        self._key_problem: Problem | None = None  # the one that was asked about
        self._status_at = 0.0
        self._known, self._was_own = known, was_own
        self._kept_as = known.address if known is not None else ""
        """The address by which it is remembered, "" before it is."""
        self._host_answers = False
        """Whether the last that was heard came from a host, which did not let me in."""
        self._since = time.monotonic()
        self._standing = Standing(form.address.host, State.RECONNECTING)
        self._outgrown = False  # the page is of another size, and waits to be shown
        self._trust = trust = Trust()
        self.client = Client(
            form.address,
            form.name,
            password=form.password,
            rooms=[form.room] if form.room else list(window.request.rooms),
            trust=trust,
            secrets=Secrets(),
            find=self._find,
            on_news=window.pulse.ring,
            returning=known is not None,
            logbooks=data_dir() / LOGBOOKS,
        )
        if known is not None and known.title not in ("", form.address.host):
            # Until it says so again.
            self.client.session.model.isupport.tokens[NETWORK] = known.title
            self._standing = Standing(known.title, State.RECONNECTING)
        keeper = CopyKeeper(
            window.settings.carries_on, window.preferences.save, lambda: window.nearby.host_words
        )
        self.role = HostRole(self.client, trust, form, hosting, keeper, self._is_only_copy)
        self.client.connect()

    # what the window calls

    @property
    def title(self) -> str:
        """What the chat is called, "" before it has anything to show."""
        if self.chat is None:
            return ""
        return self.client.session.model.isupport.network or self.client.address.host

    @property
    def where(self) -> str:
        """What the conversation that is open there is called, "" for none."""
        active = self.chat.active if self.chat is not None else None
        return active.title if active is not None else ""

    @property
    def unread(self) -> int:
        """How many messages there are to be read."""
        return self.chat.unread if self.chat is not None else 0

    @property
    def key(self) -> str:
        """The fingerprint of the key by which its host is known, "" for none."""
        return self.client.fingerprint or self.client.key_before

    @property
    def shown(self) -> bool:
        return self._window.places.shown is self

    @property
    def kept_as(self) -> str:
        """What brings it back when the window is opened again."""
        to = self.client.address
        own = self.role.own is not None or self._sleeps
        return OWN if own else self._kept_as or str(Address(to.host, to.port, to.tls))

    @property
    def standing(self) -> Standing:
        """How it stands, as of the last look."""
        return self._standing

    @property
    def is_over(self) -> bool:
        """Whether it has ended, and why that is can only be mended by going there anew."""
        return self.client.phase is Phase.ENDED

    def is_at(self, address: Address) -> bool:
        """Whether an address leads here."""
        if address.fingerprint and self.key:
            same = address.fingerprint == self.key
            return same or (not is_short(self.key) and matches(address.fingerprint, self.key))
        here = {f"{to.host}:{to.port}" for to in (self._form.address, self.client.address)}
        return any(f"{way.host}:{way.port}" in here for way in address.ways)

    @property
    def others(self) -> int:
        """How many others are here, as far as one sees that; 0 before one is there."""
        return max(0, len(self.client.session.model.people) - 1) if self.chat is not None else 0

    @property
    def unkept(self) -> int:
        """What leaving would lose: messages that are not sent yet, and drafts."""
        return self.chat.unkept if self.chat is not None else 0

    @property
    def asks_when_left(self) -> bool:
        """Whether leaving it asks something first."""
        return bool(self.unkept or self.ends_for or self.role.heir or self.role.keeps_copy)

    @property
    def ends_for(self) -> int:
        """For how many others the chat ends when this is left."""
        return self.others if self.role.hosting is not None else 0

    @property
    def trouble(self) -> str:
        """Why nothing is kept on this computer, "" while all is."""
        return self.client.session.model.book.trouble

    def stop_at_key(self) -> None:
        """The person does not trust the host's new key."""
        if self.client.problem is not None and self._host_known is None and self._known is None:
            self._window.places.failed(self, self.client.problem)

    def go_by(self, name: str) -> None:
        """The person goes by another name."""
        self.client.session.me.change_name(name)

    def setting_changed(self, name: str) -> None:
        """A setting of the window was changed, by its name."""
        if self.chat is not None:
            self.chat.context.setting_changed(name)

    def close(self, wait: float, *, end_host: bool) -> None:
        """Leave it; what is written stays a draft. wait: seconds that the goodbye may take.
        end_host: as for `Hosting.give_up`."""
        for_everyone = self.others > 0 or not self._window.closing
        chat, self.chat = self.chat, None
        if chat is not None:
            chat.composer.keep_draft()
            chat.sharing.close()
            chat.voice.close()
        self.client.quit(wait=wait)
        self.role.close(end_host=end_host, for_everyone=for_everyone)
        if chat is not None:
            take_away(chat)

    def hand_over(self, is_leaving: Callable[[], bool]) -> None:
        """Have another computer carry on, and stay as everybody else does; `role` tells whether
        it does. is_leaving: as for `HostRole.hand_over`."""
        self.role.hand_over(is_leaving)

    def keep_no_copy(self) -> None:
        """Delete the copy that this computer keeps of it, and tell who has it carry the chat on."""
        if self.chat is not None and self.role.keeps_copy:
            self.chat.copy_here.stop()

    def appear(self) -> None:
        """Show the page, which went on out of sight; with the keyboard."""
        if self.chat is None:
            return
        if self._outgrown:
            self._rebuild(self.chat)
        else:
            self._window.put(self.chat)
        self.chat.focused(bool(self._window.root.tk.call("focus")))
        self.chat.focus_composer()

    def disappear(self) -> None:
        """Go on out of sight: nothing is read there any more."""
        if self.chat is not None:
            self.chat.composer.keep_draft()
            self.chat.focused(False)
            self.chat.place_forget()

    def return_to(self, room: str) -> None:
        """Go to a room of it."""
        if room and self.chat is not None:
            self.chat.navigation.join(room)

    def restyle(self) -> None:
        """The theme or the size of the text changed."""
        if self.chat is not None:
            self.chat.restyle()

    def outgrow(self) -> None:
        """The size of the text is another one: build the page anew, now or when it is shown."""
        self._outgrown = self.chat is not None
        if self.shown and self.chat is not None:
            self._window.take_focus()
            self._rebuild(self.chat)

    def _rebuild(self, old: ChatPage) -> None:
        old.composer.keep_draft()
        self._outgrown = False
        self.chat = self._new_chat(seen=True)
        self.chat.take_over(old)
        take_away(old)

    def look(self) -> bool:
        """Take in what came and draw it; whether anything came or is about to."""
        client, chat, hosting = self.client, self.chat, self.role.hosting
        problem = hosting.look_after(patient=chat is not None) if hosting is not None else None
        if problem is not None and chat is None:
            self._window.places.failed(self, problem)
            return False
        events = client.poll()
        if chat is None:
            self._notices += [event for event in events if isinstance(event, NoticeShown)]
            return self._look_for_entrance()
        chat.handle(events)
        if client.phase is Phase.ONLINE and client.fingerprint != self._host_known:
            self._come_in(chat)
        if client.phase is Phase.ENDED and client.problem is None:
            self._window.leave(self)  # by /quit
            return False
        if client.problem is not None and client.problem.kind is ProblemKind.KEY_CHANGED:
            self._ask_about_key()
        elif self._came_to_nothing and client.problem is not None:
            self._window.places.failed(self, client.problem)
            return False
        now = time.monotonic()
        rests = not events and not chat.sharing.transfers.items
        if rests and not self.shown and now - self._status_at <= _UNSEEN_EVERY:
            return False  # nobody sees what could be drawn
        if events or now - self._status_at > _STATUS_EVERY:
            self._status_at = now
            chat.composer.keep_draft()
            self.role.look_after_copy()
            if hosting is not None and self.role.hosting is None:
                chat.host_no_more()
            chat.draw_status()
            self._draw_hosting(chat)
            unread, alert = chat.calls
            self._standing = Standing(self.title, self._state, unread, alert=alert)
        chat.draw()
        return any(map(_stirs, events)) or chat.drawing

    # inside

    def _find(self, key: str) -> Sequence[Address]:
        """Where a host is seen. One that runs here is on this computer, wherever somebody on the
        network says that it is."""
        here = self.role.find(key)
        return self._window.nearby.find(key) if here is None else here

    @property
    def _sleeps(self) -> bool:
        """Whether it was hosted here, and nobody has carried it on, as far as is known."""
        return self._was_own and self._host_known is None and self.role.hosting is None

    @property
    def _state(self) -> State:
        client, model = self.client, self.client.session.model
        if client.phase is not Phase.ONLINE:
            unhosted = self.chat is not None and self.chat.context.unhosted
            apart = unhosted or client.phase is Phase.ENDED
            return State.APART if apart else State.RECONNECTING
        me = model.people.get(model.fold(model.nick))
        return State.AWAY if me is not None and me.away else State.HERE

    def _host_again(self) -> None:
        """The own host ended by itself, or was ended: start it again. Or it had ended before, and
        nobody carries it on: host it as the first page does."""
        if not self.role.host_again(self._window.request.host):
            self._window.places.begin_again(self)
        elif self.chat is not None and self.role.hosting is None:
            self.chat.host_no_more()  # until what rested hosts

    @property
    def _came_to_nothing(self) -> bool:
        return self.client.phase is Phase.ENDED and self._host_known is None and self._known is None

    def _look_for_entrance(self) -> bool:
        client = self.client
        if self._known is not None:
            # It has its page, also where nothing of it was kept; that takes a moment to know.
            waited = time.monotonic() - self._since > _PATIENCE
            if self._window.places.turn_of(self) and (client.resumed or waited):
                self._show()
        elif client.phase is Phase.ONLINE or client.resumed:
            self._show()
        elif client.problem is not None and client.phase in (Phase.ENDED, Phase.WAITING):
            problem = client.problem
            if problem.kind is ProblemKind.KEY_CHANGED:
                self._ask_about_key()
                return self._key_problem is not problem
            self._window.places.failed(self, problem)
        return True

    def _ask_about_key(self) -> None:
        """Once for each time that the host showed another key."""
        # Not before the window stands: a sheet needs its size, and the focus. Nor over another
        # place: it waits until somebody looks at this one.
        client, window = self.client, self._window
        asked = self.shown or (window.places.wanted is self and window.places.shown is None)
        if client.problem is not self._key_problem and asked and window.root.winfo_viewable():
            self._key_problem = client.problem
            window_sheets.show_key_changed(self._window, self)

    def _show(self) -> None:
        """The connection stands, or what was kept is here: make the page."""
        places = self._window.places
        if (twin := places.twin(self)) is not None:
            places.give_way(self, twin, self._form.room)
            return
        seen = places.make_way(self)
        self.chat = self._new_chat(seen=seen)
        self.chat.handle(self._notices)
        self._notices.clear()
        if seen:
            self.chat.focus_composer()

    def _new_chat(self, *, seen: bool) -> ChatPage:
        """seen: whether it is shown at once."""
        window, client = self._window, self.client
        settings = window.settings
        place = client.place
        avatars = Avatars(window.theme)
        verbs = WindowVerbs(
            settings=window.show_settings,
            place_menu=lambda x, y: window_sheets.place_menu(window, self, x, y),
            open_link=window.open_link,
            host_again=self._host_again,
            call=window.go,
            emoji_used=window.preferences.chose_emoji,
            tone_chosen=partial(window.preferences.set, "skin_tone"),
            notify=partial(window.notifier.add, avatars=avatars),
            read=window.notifier.withdraw,
            come_up=self._come_up,
            elsewhere=partial(window.places.elsewhere, self),
            new_elsewhere=partial(window.places.new_elsewhere, self),
            search_elsewhere=partial(window.places.searched_elsewhere, self),
            asleep=lambda: window.places.asleep,
            this_place=lambda: self.title if window.places.several else "",
            news=window.pulse.ring,
            hosted=lambda: self.role.hosting,
            doctor=window.show_doctor,
            keeper=self.role.keeper,
            name=window.preferences.set_name,
        )
        context = Context(
            client=client,
            theme=window.theme,
            avatars=avatars,
            sheets=window.sheets,
            window=verbs,
            nearby=window.nearby,
            choices=RoomChoices(settings.rooms, place, window.preferences.save),
            settings=settings,
            focused=seen,
        )
        chat = ChatPage(window.root, context)
        if seen:
            window.put(chat)
        return chat

    def _come_up(self) -> None:
        """To the front of the screen, and of the places."""
        self._window.come_up()
        self._window.places.show(self)

    def _draw_hosting(self, chat: ChatPage) -> None:
        hosting, problem = self.role.hosting, self.client.problem
        if problem is not None:
            self._host_answers = problem.kind in SAID_BY_HOST
        if hosting is not None and hosting.problem is None:
            chat.show_hosting(hosting.form.title, hosting.code, hosting.link, hosting.doors)
        elif hosting is not None and hosting.problem is not None and hosting.told:
            chat.offer_hosting(hosting.problem.what, hosting.problem.next_step)
        elif self._sleeps and self._host_answers:
            if chat.context.unhosted:
                chat.host_no_more()  # another computer has carried it on
        elif self._sleeps and time.monotonic() - self._since > CARRIED_ON_WITHIN:
            chat.offer_hosting(tr("Nobody carries this chat on just now."))
        elif self.role.rests:
            chat.offer_hosting(tr("You have ended this chat."))

    def _come_in(self, chat: ChatPage) -> None:
        """The connection stands, for the first time or at another computer."""
        first, self._host_known = self._host_known is None, self.client.fingerprint
        self.role.follow()
        if self.role.hosting is None:
            chat.host_no_more()
        self._remember()
        if first:
            self._window.be_seen()
            chat.voice.look_soon()

    def _is_only_copy(self) -> None:
        """The chat that was begun here is another's now: hosting one begins a new one, which is
        not to bear its title."""
        self._window.settings.last_host = LastHost()
        self._window.preferences.save()

    def _was_at(self, address: str) -> bool:
        """Whether the place was hosted there before, by another computer perhaps."""
        try:
            before = self._trust.pin(parse_address(address).authority)
        except AddressError:
            return False
        root = self._trust.root
        return bool(before) and root(before) == root(self.client.fingerprint)

    def _remember(self) -> None:
        settings, own = self._window.settings, self.role.own
        now = stored.now_text()
        if own is not None:
            last = settings.last_host
            last.title, last.room, last.last_used = own.form.title, own.room, now
            last.port = own.form.port or 0
            here = replace(self.client.address, room="", fingerprint=self.client.fingerprint)
            last.link = str(here) if here.fingerprint else ""
            last.locked = bool(own.form.password)
        else:
            to = self.client.address
            title = self.client.session.model.isupport.network or to.host
            self._kept_as = str(Address(to.host, to.port, to.tls))
            settings.remember(Place(self._kept_as, title, self._form.room, now), self._was_at)
        self._window.coming_back.keep()
        self._window.preferences.save()
