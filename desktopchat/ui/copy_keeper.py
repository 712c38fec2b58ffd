"""The copy of somebody else's chat that this computer keeps for them: asked for, kept, taken back.

Its process ends with the window and is started again when the person comes back to the place, for
as long as both agree, even where nobody hosts that any more. Where its host hands over to it, it
becomes one that this window hosts.
"""

import contextlib
import math
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from desktopchat.hosting import sign
from desktopchat.hosting.own_host import HostState, OwnHost, free_places
from desktopchat.hosting.protocol import IN_SYNC, Reason
from desktopchat.irc import fingerprint
from desktopchat.irc.address import TLS_PORT, parse_address
from desktopchat.store.files import write_whole
from desktopchat.store.lock import in_use
from desktopchat.store.paths import COPIES, KEY_FILE, data_dir
from desktopchat.store.place.host_store import DATABASE

_RESTS = "rests"
"""A file in the folder of a copy that had become the host, and was ended for everyone here."""
_PAUSES = (0.5, 1.0, 2.0, 5.0, 30.0)
"""Seconds before it is started again after it has ended by itself; the last one ever after."""
_REFUSED = len(_PAUSES) - 2
"""So many times a host that has not yet noted whom its owner chose may refuse."""
_APART_AFTER = 10.0
"""Seconds without a connection that are not told: the place may go on at another computer."""


class CopyKeeper:
    """Of one place. answers: what the person has answered, by the root of the place, kept with
    `save`. near: gives words for `serve` of how a host is found."""

    def __init__(
        self,
        answers: dict[str, bool],
        save: Callable[[], object],
        near: Callable[[], Sequence[str]],
        make_host: Callable[[], OwnHost] = OwnHost,
    ) -> None:
        self._answers, self._save, self.near = answers, save, near
        self._make_host = make_host
        self._root = self._link = ""
        self.port = TLS_PORT
        """At which the copy waits, or would."""
        self.key = ""
        """The key in words of the copy, or of what it has become; "" before there was one."""
        self.hosts = False
        """Whether this computer hosts the place, by what the copy has become, in this window or
        another, as of the last `look`."""
        self._host: OwnHost | None = None
        self._ending: OwnHost | None = None
        """One that was told to end, whose copy is to go."""
        self._going: Path | None = None
        """The folder of a copy that is to go, once no process uses it."""
        self._kept_in = Path()
        """The folder of the copy that was started last. By the key of a host that nobody has
        introduced yet, `folder` is another one for a while."""
        self._tries = 0
        self._again_at = 0.0  # time.monotonic
        self._met_at = math.nan
        """When it had a connection last, or when it was first looked for one (time.monotonic)."""
        self._refusals = 0  # since it had one, and since it is asked at that host
        self._refused_why: Reason | None = None
        self._was_in_sync = False
        """Whether the copy was, since it was begun in this window."""
        self._on_key: Callable[[str], object] | None = None

    @property
    def answer(self) -> bool | None:
        """Whether this computer may carry the place on; None before it was asked, or where the
        place is not known by a key."""
        return self._answers.get(self._root) if self._root else None

    @property
    def can(self) -> bool:
        """Whether it could."""
        return bool(self._root)

    @property
    def standing(self) -> str:
        """How the copy stands (`hosting.protocol`), "" while it has no connection."""
        return self._host.standing if self._host is not None else ""

    @property
    def has_copy(self) -> bool:
        """Whether there is one, of now or of earlier: the first has to come whole before that."""
        return (self.folder / DATABASE).exists()

    @property
    def is_whole(self) -> bool:
        """Whether it has all that its host keeps, or had while that was heard of last, a moment
        ago."""
        return self.standing == IN_SYNC or (
            self._was_in_sync and not self.standing and not self.is_apart
        )

    @property
    def is_apart(self) -> bool:
        """Whether it has had no connection for a while."""
        return not self.standing and time.monotonic() - self._met_at > _APART_AFTER

    @property
    def is_refused(self) -> bool:
        """Whether the host gives this computer no copy, and goes on doing so."""
        return self._refusals > _REFUSED

    @property
    def is_twin(self) -> bool:
        """Whether that is because another computer keeps the same copy: its folder was copied."""
        return self.is_refused and self._refused_why is Reason.TWIN

    @property
    def is_cut_off(self) -> bool:
        """Whether nobody could come here, should this computer carry on."""
        return self._host is not None and self._host.is_cut_off

    @property
    def is_deleting(self) -> bool:
        """Whether a copy that is not wanted any more is still there, until `look` finds that no
        process uses it."""
        return self._going is not None

    @property
    def rests(self) -> bool:
        """Whether it does not carry on, as what it had become was ended here for everyone."""
        return self._host is None and bool(self.answer) and (self.folder / _RESTS).exists()

    def rest(self) -> None:
        """What it has become is ended for everyone: it hosts again once it is told to `wake`, and
        copies again once another one hosts."""
        with contextlib.suppress(OSError):
            (self.folder / _RESTS).touch()

    def wake(self) -> None:
        """Carry on where nobody hosts."""
        with contextlib.suppress(OSError):
            (self.folder / _RESTS).unlink(missing_ok=True)

    @property
    def folder(self) -> Path:
        return data_dir() / COPIES / self._root

    def agree(self, on_key: Callable[[str], object]) -> None:
        """The person says yes. on_key: told the key of the copy in words once there is one."""
        self._decide(True)
        self._on_key = on_key
        self._ask_anew()

    def _ask_anew(self) -> None:
        self._tries = self._refusals = 0
        self._again_at, self._met_at = 0.0, math.nan

    def refuse(self) -> None:
        """The person says no, now or of what they had agreed to: the copy goes."""
        self._end()
        self._decide(False)

    def forget(self) -> None:
        """The owner has taken it back, or the person wants to be asked again: the copy goes."""
        self._end()
        self._decide(None)

    def _decide(self, answer: bool | None) -> None:
        if answer is None:
            self._answers.pop(self._root, None)
        else:
            self._answers[self._root] = answer
        self._save()

    @staticmethod
    def running(root: str) -> Mapping[str, str] | None:
        """What the sign of the host says that the copy of the place with this root has become;
        None where it is no host."""
        return sign.read(data_dir() / COPIES / root)

    def look(self, root: str, link: str, *, hosted: bool = True) -> OwnHost | None:
        """Look after it. root: of the place, as of now. link: of its host, with its key. hosted:
        whether that is there now. Gives the host that the copy has become, once; it is not looked
        after here any more."""
        self._root = root
        self._look_at_ending()
        host = self._host
        if self.standing or math.isnan(self._met_at):
            self._met_at = time.monotonic()
        if host is None:
            if self.is_refused and link != self._link:
                self._ask_anew()  # another host may have been told to give one
            if hosted and self.rests:
                self.wake()
            if self._is_left_to_others():
                return None
            may = self.answer and not self.is_deleting and not self.rests
            if may and time.monotonic() >= self._again_at:
                self._start(link)
            return None
        state = host.poll()
        self._was_in_sync = self._was_in_sync or self.standing == IN_SYNC
        self.key = host.key or self.key
        if self._on_key is not None and host.key:
            tell, self._on_key = self._on_key, None
            tell(host.key)
        if state is HostState.RUNNING:
            self._host, self._met_at, self.hosts = None, math.nan, True
            return host
        if state is not HostState.STARTING:
            self._ended(host)
        elif host.standing:
            self._tries = self._refusals = 0
        if state is HostState.STARTING and link != self._link and not self._is_own(link):
            host.let_go()  # the place goes on at another computer
            self._host, self._again_at = None, time.monotonic() + _PAUSES[1]
        return None

    def _is_left_to_others(self) -> bool:
        """Whether the copy has become a host that another window looks after. One whose window is
        gone is found at once."""
        said = self.running(self._root) if self.answer else None
        self.hosts = said is not None
        if said is None:
            return False
        self.key = said.get(sign.KEY, "") or self.key
        if sign.LEFT in said:
            self._again_at = 0.0
        return sign.LEFT not in said

    def _is_own(self, link: str) -> bool:
        """Whether the copy itself is the host there, which it is about to tell."""
        return bool(self.key) and self.key == fingerprint.words(parse_address(link).fingerprint)

    def _start(self, link: str) -> None:
        host = self._make_host()
        self._host, self._link, self._kept_in = host, link, self.folder
        if host.find(self.folder) is not None:
            return  # it has become a host, and outlived its window
        places = free_places(TLS_PORT)
        self.port = parse_address(places[0]).port if places else TLS_PORT
        host.start(
            listen=places,
            data=self.folder,
            more=["--deputies=known", *self.near()],
            deputy_of=link,
        )

    def _ended(self, host: OwnHost) -> None:
        failure = host.end.failure if host.end is not None else None
        self._refused_why = failure.reason if failure is not None else None
        refused = self._refused_why in (Reason.REFUSED, Reason.TWIN)
        self._tries += 1
        self._refusals = self._refusals + 1 if refused else 0
        if self.is_refused:
            self._tries = len(_PAUSES)
        pause = _PAUSES[min(self._tries, len(_PAUSES)) - 1]
        self._host, self._again_at = None, time.monotonic() + pause

    def _end(self) -> None:
        self._on_key, self._was_in_sync = None, False
        host, self._host = self._host, None
        if host is not None:
            host.end_soon()
            self._ending, self._going = host, self._kept_in
        elif self._root and not self.is_deleting:
            self._going = self.folder  # of an earlier window, or of an earlier try
            self._look_at_ending()

    def _look_at_ending(self) -> None:
        if self._ending is not None and self._ending.poll() is HostState.STARTING:
            return
        self._ending = None
        # The process of a window that was closed a moment ago may be about to end.
        if self._going is None or in_use(self._going):
            return
        for folder in (*_set_aside(self._going), self._going):
            _delete(folder)
        self._going = None

    def set_aside(self) -> None:
        """What the copy had become has handed over to another computer: the next copy begins anew,
        with the same key, by which that one may give it; and this one stays under another name, in
        the place of an earlier one."""
        self._was_in_sync = False
        with contextlib.suppress(OSError):
            aside = self._put_aside()
            if (aside / KEY_FILE).exists():
                write_whole(self.folder / KEY_FILE, (aside / KEY_FILE).read_bytes())

    def take_in(self, root: str, folder: Path) -> bool:
        """What this computer hosted in a folder has gone over to another host of the place, once
        nothing uses it: from now on it is the copy that is kept of that, unless the person wants
        none. Gives whether it is now."""
        self._root = root
        if self._host is not None or self.answer is False or self.is_deleting or in_use(folder):
            return False
        try:
            if self.folder.exists():
                self._put_aside()
            self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.rename(self.folder)
        except OSError:
            return False
        self._decide(True)
        self._ask_anew()
        return True

    def _put_aside(self) -> Path:
        """Under another name, in the place of an earlier one. Raises OSError."""
        earlier = _set_aside(self.folder)
        number = _number(earlier[-1]) + 1 if earlier else 1
        aside = self.folder.rename(self.folder.with_name(f"{self.folder.name}-{number}"))
        for folder in earlier:
            _delete(folder)
        return aside

    def close(self) -> None:
        """The window leaves the place: the process ends soon, and the copy stays."""
        for host in (self._host, self._ending):
            if host is not None:
                host.let_go()
        self._host = self._ending = None


def _set_aside(folder: Path) -> list[Path]:
    """The copies beside the one in a folder that were set aside, the latest last."""
    beside = folder.parent.glob(f"{folder.name}-*")
    return sorted((one for one in beside if _number(one)), key=_number)


def _number(folder: Path) -> int:
    """Which one that was set aside this is; 0 for none."""
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


def _delete(folder: Path) -> None:
    with contextlib.suppress(OSError):
        shutil.rmtree(folder)
