"""The chat that this window hosts: its process, and how it is joined."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.hosting import chosen, sign
from desktopchat.hosting.chosen import Keeper
from desktopchat.hosting.doors import Doors
from desktopchat.hosting.own_host import HostEnd, HostState, OwnHost
from desktopchat.hosting.protocol import GONE, Reason
from desktopchat.irc.address import TLS_PORT, Address, parse_address
from desktopchat.irc.fingerprint import words
from desktopchat.irc.names import channel_from_title
from desktopchat.store.paths import host_dir
from desktopchat.ui.start.page import HostForm
from desktopchat.ui.start_request import HostOptions
from desktopchat.words import tr

CARRIED_ON_WITHIN = 12.0
"""Seconds that another computer takes to carry on by itself, at most."""
_ALL = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # listening everywhere: where it is here


def listen_urls(listen: Sequence[str], port: int | None) -> list[str]:
    """Where to listen: as asked, the first on another port if one is given (all of them on one
    would be in each other's way); [] for the usual places."""
    if port is None:
        return list(listen)
    if not listen:
        return [f"ircs://0.0.0.0:{port}"]
    return [str(replace(parse_address(listen[0], listening=True), port=port)), *listen[1:]]


_DOOR_KINDS = {
    (False, False): "",
    (True, False): "plain",
    (False, True): "encrypted",
    (True, True): "both",
}
"""What `serve` opens by `--door`, by whether that is the plain page and the encrypted one."""
_KINDS = {
    Reason.PORT_TAKEN: ProblemKind.PORT_TAKEN,
    Reason.PORT_REFUSED: ProblemKind.PORT_REFUSED,
    Reason.NOT_AN_ADDRESS: ProblemKind.NOT_MY_ADDRESS,
}


def problem_of(end: HostEnd) -> Problem:
    """How people are told why there is no host."""
    if (failure := end.failure) is not None:
        kind = _KINDS.get(failure.reason, ProblemKind.HOST_FAILED)
        return Problem(kind, failure.words, failure.address)
    if end.hosted:
        return Problem(ProblemKind.HOST_ENDED, end.words)
    if end.late:
        return Problem(ProblemKind.HOST_FAILED, tr("It did not get ready in time"))
    nothing = (
        ""
        if end.exit_code is None
        else tr("It ended by itself (exit code {code})", code=end.exit_code)
    )
    return Problem(ProblemKind.HOST_FAILED, end.words or nothing)


class Hosting:
    """A host process and what the window wants to know of it. near: words for `serve` of how it is
    found. data: the folder of its files, None for the usual one. root: the fingerprint of the key
    of who began the place, "" where that is this host."""

    def __init__(
        self,
        form: HostForm,
        room: str,
        near: Sequence[str],
        host: OwnHost,
        data: Path | None = None,
        root: str = "",
    ) -> None:
        self.form, self.room, self._root = form, room, root
        self._data = data
        self._folder = data or host_dir()
        self._chosen = chosen.read(self._folder)
        self._ended_at = 0.0  # time.monotonic
        self.told = False  # whether the window has said what went wrong
        self._host, self._near = host, near

    @classmethod
    def start(
        cls, form: HostForm, options: HostOptions, near: Sequence[str], room: str = ""
    ) -> "Hosting":
        """Start one. room: "" for one called as the form's title."""
        room = room or channel_from_title(form.title)
        host = OwnHost()
        host.start(
            form.title,
            room,
            form.password,
            listen_urls(options.listen, form.port),
            options.data,
            ["--deputies=known", *options.more, *near],
        )
        return cls(form, room, near, host, options.data)

    @classmethod
    def find(cls, name: str, options: HostOptions, near: Sequence[str]) -> "Hosting | None":
        """Find the host that an earlier window left running, if there is one."""
        host = OwnHost()
        said = host.find(options.data)
        if said is None:
            return None
        form = HostForm(name, said.get(sign.TITLE, ""), said.get(sign.PASSWORD, ""))
        return cls(form, said.get(sign.ROOM, ""), near, host, options.data)

    @classmethod
    def inherit(
        cls, form: HostForm, near: Sequence[str], host: OwnHost, data: Path, root: str
    ) -> "Hosting":
        """What a copy has become, whose host has handed over to it. data: of the copy."""
        return cls(replace(form, port=host.addresses[0].port), "", near, host, data, root)

    @property
    def key(self) -> str:
        """The key of its host in words; "" before it has told it."""
        return self._host.key

    def is_at(self, fingerprint: str) -> bool:
        """Whether who shows this key is its host, as far as one knows that."""
        return self._host.key in ("", words(fingerprint))

    @property
    def over(self) -> bool:
        """Whether the process has ended, as far as it was looked."""
        return self._host.poll() not in (HostState.STARTING, HostState.RUNNING)

    @property
    def has_gone_over(self) -> bool:
        """Whether it has gone over to another host of the same place."""
        return self._host.has_gone_over

    def poll(self) -> Address | None:
        """Look after the process; the address to join it by once it listens."""
        if self._host.poll() is not HostState.RUNNING:
            return None
        # Who comes encrypted knows the host by its key, and may follow it to another computer.
        there = self._host.addresses
        first = next((one for one in there if one.tls), there[0])
        return replace(first, host=_ALL.get(first.host, first.host))

    @property
    def port(self) -> int:
        """The port at which it listens, or is to listen."""
        listening = self._host.addresses
        return listening[0].port if listening else self.form.port or TLS_PORT

    @property
    def owner_password(self) -> str:
        """The password by which OPER makes the person at this window run the host."""
        return self._host.owner_password

    @property
    def problem(self) -> Problem | None:
        """Why there is no host, or no longer one."""
        end = self._host.end
        return None if end is None else problem_of(end)

    def look_after(self, *, patient: bool) -> Problem | None:
        """Look after the process; why there is no host any more, once. patient: not before another
        computer has had the time to carry on by itself, after which there is nothing to tell."""
        self._host.poll()
        problem, now = self.problem, time.monotonic()
        if problem is None or self.told:
            return None
        self._ended_at = self._ended_at or now
        if patient and self._host.leaves_deputies and now - self._ended_at < CARRIED_ON_WITHIN:
            return None
        self.told = True
        return problem

    @property
    def link(self) -> str | None:
        """The link by which others join; "" where nobody else can, None before that is known."""
        return self._host.link

    @property
    def code(self) -> str:
        """The link as a code of a few words; "" where there is none."""
        return self._host.code

    @property
    def doors(self) -> Doors:
        """Where the page for browsers is."""
        return Doors(self._host.door, self._host.encrypted_door, self._door_problem)

    @property
    def _door_problem(self) -> str:
        failure = self._host.door_failure
        if failure is None:
            return ""
        if failure.reason is Reason.FILES:
            return failure.words  # which say already what can't be done
        why = failure.words or problem_of(HostEnd(failure)).what
        return tr("The page can't be opened: {why}", why=why)

    def switch_door(self, on: bool, tls: bool) -> None:
        """Open that page, or close it: `doors` tell what came of it. tls: the encrypted one."""
        self._host.switch_door(on, tls=tls)

    # copies on other computers

    @property
    def copies(self) -> list[Keeper]:
        """Those who are chosen to keep one, and how they stand; and who began the place, who need
        not be chosen, while they keep one. Where this host was a copy once, it is among the chosen
        itself."""
        host = self._host
        by_key = {key: who for who in host.deputies for key in (who, words(who))}
        found = []
        others = {
            key: name for key, name in self._chosen.items() if not chosen.names(key, host.key)
        }
        if host.deputies.get(self._root, GONE) != GONE:
            key = words(self._root)
            if not any(chosen.names(one, key) for one in others):
                others[key] = ""
        for key, name in others.items():
            who = by_key.get(key, "")
            standing = host.deputies.get(who, GONE)
            cut_off = standing != GONE and who in host.cut_off
            found.append(Keeper(key, name, standing, cut_off, host.power.get(who, "")))
        return found

    def choose(self, key: str, name: str) -> None:
        """Let somebody keep a copy, by the words of their key. Raises OSError."""
        chosen.add(self._folder, key, name)
        self._chosen = chosen.read(self._folder)

    def dismiss(self, key: str) -> None:
        """No longer; the host ends it within some seconds. Raises OSError."""
        chosen.remove(self._folder, key)
        self._chosen = chosen.read(self._folder)

    @property
    def heir(self) -> str:
        """Who carries on where this computer goes, "" where nobody can."""
        if not self._host.can_hand_over:
            return ""
        return next((one.name or one.key for one in self.copies if one.could_carry_on), "")

    def hand_over(self) -> None:
        """Have that one carry on; the process ends by itself soon, or goes on where nobody does."""
        self._host.hand_over()

    @property
    def goes(self) -> bool:
        """Whether the host hands over, or goes over to another one of its place."""
        return self._host.goes

    @property
    def has_gone(self) -> bool:
        """Whether it has, and the process is over."""
        return self._host.state is HostState.STOPPED

    def again(self, options: HostOptions) -> "Hosting":
        """Start another process at the same port, after this one has ended."""
        port = self.form.port
        options = replace(options, data=self._data)
        if options.listen and self._host.addresses:
            port = self._host.addresses[0].port  # it may have been any free one
        kind = _DOOR_KINDS[bool(self._host.door), bool(self._host.encrypted_door)]
        if kind:
            options = replace(options, more=[*options.more, f"--door={kind}"])
        return Hosting.start(replace(self.form, port=port), options, self._near, self.room)

    def give_up(self, *, end: bool) -> None:
        """End it for everyone, or wait until it has handed over, where it was told to; or leave it
        running until the last one has left."""
        if end:
            self._host.stop()
        else:
            self._host.let_go()
