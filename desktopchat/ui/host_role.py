"""Whether this computer hosts an open place: from the start, by a copy that it kept, or no longer.

No widget is drawn here: `open_place` asks at each tick, and shows what came of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from desktopchat.client.client import Client
from desktopchat.client.model import Phase
from desktopchat.client.problems import ProblemKind
from desktopchat.hosting import sign
from desktopchat.hosting.protocol import OWNER
from desktopchat.irc.address import Address
from desktopchat.store.paths import host_dir
from desktopchat.store.person.trust import Trust
from desktopchat.ui.copy_keeper import CopyKeeper
from desktopchat.ui.start.hosting import Hosting
from desktopchat.ui.start.page import HostForm, JoinForm
from desktopchat.ui.start_request import HostOptions


class HostRole:
    """hosting: what runs the host at which the client is, or is about to be; None where that is
    another's. keeper: of the copy of that. on_only_copy: told once what was begun here is a copy of
    another's from now on."""

    def __init__(
        self,
        client: Client,
        trust: Trust,
        form: JoinForm,
        hosting: Hosting | None,
        keeper: CopyKeeper,
        on_only_copy: Callable[[], object] = lambda: None,
    ) -> None:
        self._client, self._trust, self._form = client, trust, form
        self.hosting, self.keeper, self._on_only_copy = hosting, keeper, on_only_copy
        self._inherited = False  # whether `hosting` was another's, and handed over to this computer
        self._aside: Hosting | None = None
        """What runs here while the client is at another computer: it hands over to that one, or is
        a half of the chat that becomes one with it, or people are about to come to it."""
        self._is_leaving: Callable[[], bool] = bool
        """Whether the window waits to close until the heir carries on."""
        self._host_seen: Address | None = None  # where the place was hosted last, by which key
        if key := client.key_before:
            # The copy waits for who hosts now, and carries on where there is nobody any more.
            self._host_seen = replace(client.address, room="", fingerprint=key)
            if hosting is None and (password := self._password_here(trust.root(key))):
                client.session.registration.use_password(password)
        self._log_in()

    @property
    def own(self) -> Hosting | None:
        """What runs the host, where the chat is one that was begun here."""
        return None if self._inherited else self.hosting

    @property
    def heir(self) -> str:
        """Who would carry the chat on where this computer goes, "" for nobody."""
        return self.hosting.heir if self.hosting is not None else ""

    @property
    def keeps_copy(self) -> bool:
        """Whether this computer keeps a copy of another's chat."""
        return self.hosting is None and bool(self.keeper.answer)

    @property
    def refuses_copy(self) -> bool:
        """Whether the person has said that this computer may not carry it on."""
        return self.hosting is None and self.keeper.answer is False

    @property
    def rests(self) -> bool:
        """Whether this computer carried the chat on, and it was ended here for everyone."""
        return self.hosting is None and self.keeper.rests

    def find(self, fingerprint: str) -> Sequence[Address] | None:
        """Where the host with this key is, which runs here, nowhere while that is about to tell its
        key or to go; None where it is another's."""
        for one in (self.hosting, self._aside):
            if one is not None and one.is_at(fingerprint):
                there = one.poll() if one.key and not one.goes else None
                return [there] if there is not None and there.tls else []
        return None

    @property
    def hands_over(self) -> bool:
        """Whether the heir is about to carry on. After that nothing is hosted here, or still, where
        the heir does not answer."""
        return self.hosting is not None and self.hosting.goes

    def hand_over(self, is_leaving: Callable[[], bool] = bool) -> None:
        """Have the heir carry on. is_leaving: whether the window is to close once it does, asked
        until then: no copy is begun here that would end in the same moment."""
        self._is_leaving = is_leaving
        if self.hosting is not None:
            self.hosting.hand_over()

    def follow(self) -> None:
        """The client is at a host: its key alone tells whether that runs here."""
        at, aside = self._client.fingerprint, self._aside
        if self.hosting is not None:
            if not self.hosting.is_at(at):
                self._host_no_more()
        elif aside is not None and not aside.goes and at and aside.is_at(at):
            self.hosting, self._aside = aside, None
            self._log_in()

    def host_again(self, options: HostOptions) -> bool:
        """Start the host that has ended by itself where it was, or what was ended here, and come
        back to it; False where none ran here."""
        if self.hosting is None:
            rested = self.rests
            self.keeper.wake()
            return rested
        self.hosting = self.hosting.again(options)
        self._log_in()
        self._client.retry_now()
        return True

    def look_after_copy(self) -> None:
        """The copy that this computer keeps for another's host, or what it has handed over."""
        if self.hosting is not None and self.hosting.has_gone:
            self._host_no_more()
        if self._aside is not None and self._aside.over:
            left, self._aside = self._aside, None
            # One that went over has made itself a copy, and carries on where that host is lost.
            if self._inherited and not left.has_gone_over:
                self.keeper.set_aside()
            self._inherited = False
        client = self._client
        if client.phase is Phase.ONLINE and client.fingerprint:
            # Not before: who waits to carry on shows a key, too.
            self._host_seen = replace(client.address, room="", fingerprint=client.fingerprint)
            self.follow()
        there = self._host_seen
        if there is not None:
            self._come_in_here(self._trust.root(there.fingerprint))
        if self.hosting is not None or self._aside is not None or there is None:
            return
        if self._is_leaving():
            return
        root, gone_over_to = self._trust.root(there.fingerprint), sign.went_over(host_dir())
        is_here = gone_over_to is not None and self._trust.root(gone_over_to.fingerprint) == root
        if is_here and self.keeper.take_in(root, host_dir()):
            self._on_only_copy()
        host = self.keeper.look(root, str(there), hosted=client.phase is Phase.ONLINE)
        if host is not None:
            title = client.session.model.isupport.network or client.address.host
            password = self._password_here(root)
            if password is None:
                password = client.session.registration.password
            form = HostForm(self._form.name, title, password)
            # Not hosted here before the client comes to it: it may be an old half of the chat.
            self._aside = Hosting.inherit(form, self.keeper.near(), host, self.keeper.folder, root)
            self._inherited = True
            self._log_in()

    def close(self, *, end_host: bool, for_everyone: bool = False) -> None:
        """The person leaves the place. end_host: as for `Hosting.give_up`. for_everyone: the chat
        is to be over with that, and not only to wait until somebody is there again."""
        self.keeper.close()
        if end_host and for_everyone and self._inherited and self.hosting is not None:
            self.keeper.rest()
        if self.hosting is not None:
            self.hosting.give_up(end=end_host)
        if self._aside is not None:
            self._aside.give_up(end=self._aside.goes)

    def _come_in_here(self, root: str) -> None:
        """The host may have begun to run here after the client was refused, or asked before."""
        client, problem = self._client, self._client.problem
        if client.phase is not Phase.ENDED or problem is None:
            return
        if problem.kind is ProblemKind.WRONG_PASSWORD:
            password = self._password_here(root)
            if password and password != client.session.registration.password:
                client.use_password(password)

    def _password_here(self, root: str) -> str | None:
        """The password of the place, "" for none, where the copy that this computer keeps of it is
        its host; None where it is not. Nobody has to type what is beside the host."""
        said = self.keeper.running(root)
        return None if said is None else said.get(sign.PASSWORD, "")

    def _log_in(self) -> None:
        """As the owner, who runs the host, once the client is at it."""
        if (hosting := self.hosting or self._aside) is not None:
            self._client.session.admin.log_in(OWNER, hosting.owner_password, hosting.key)

    def _host_no_more(self) -> None:
        self._aside, self.hosting = self.hosting, None
        self._client.session.admin.log_out()
