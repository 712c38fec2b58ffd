"""The files that go up and come down for a window: a few at a time, each on a thread of its own.

Everything is called by the owner's thread, except what runs on a transfer's; that one only writes
to fields of its own `Transfer` and rings.
"""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from queue import Empty, SimpleQueue

from desktopchat.client.files.download import discard, download
from desktopchat.client.files.upload import Job, telling, upload
from desktopchat.client.files.web import AwayError, FileError, StoppedError, Web
from desktopchat.client.model import Conversation, FileToken
from desktopchat.irc.address import Address
from desktopchat.irc.file_names import readable
from desktopchat.irc.filehost import PATH, Voice, with_voice
from desktopchat.store.person.uploads import Source, StartedUpload, Uploads
from desktopchat.words import tr, tr_noop

_AT_ONCE = 2
_GIVEN_MOST = 200
_UNANSWERED = FileToken("", tr_noop("The connection was lost."))


class State(Enum):
    WAITING = auto()
    """For others to end."""
    GOING = auto()
    LOST = auto()
    """The host is not reached; it is tried again by itself."""
    PAUSED = auto()
    """Until somebody wants it to go on."""
    DONE = auto()
    FAILED = auto()
    """`Transfer.why` says why; it may be tried again."""


@dataclass(slots=True, eq=False)
class Transfer:
    """name: of the file. is_upload: it goes to the host, and does not come from there.
    conversation: where an upload is to be said; None for none.
    size, there: bytes, 0 while not known. link: the path of the whole upload on the host, with
    the size of a picture. path: of the file here; of a download its folder until it is done.
    voice: what its link tells, where it is a voice message. source: what was sent, as it was then;
    token: with which.
    make: gives the file that goes in place of `path`, where that is not ready yet; on the
    transfer's thread, and may raise FileError and StoppedError.
    """

    name: str
    path: Path
    is_upload: bool = False
    conversation: Conversation | None = None
    make: Callable[[threading.Event], Path] | None = None
    voice: Voice | None = None
    place: str = ""
    size: int = 0
    there: int = 0
    state: State = State.WAITING
    why: str = ""
    link: str = ""
    began: float = 0.0
    """When bytes began to go (time.monotonic), and how many were there then."""
    first: int = 0
    part: Path | None = None
    """Where the bytes of a download are gathered until it is done."""
    wanted: bool = True
    ended: float = 0.0
    """When it became whole (time.monotonic)."""
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    source: Source | None = None
    token: str = ""
    web: Web | None = None
    tokens: SimpleQueue[FileToken] = field(default_factory=SimpleQueue)
    """What the host answered when a token was asked for."""

    @property
    def speed(self) -> float:
        """Bytes a second since it began, 0 while that is not known."""
        seconds = time.monotonic() - self.began
        return (self.there - self.first) / seconds if self.began and seconds > 0.5 else 0.0

    def again(self) -> None:
        """Go on, after it was paused or has failed."""
        if self.state in (State.PAUSED, State.FAILED):
            self.state, self.why = State.WAITING, ""

    def pause(self) -> None:
        """Stop for now; what is there stays there."""
        if self.state in (State.WAITING, State.GOING, State.LOST):
            self.state = State.PAUSED
            self.break_off()

    def break_off(self) -> None:
        """Stop at once."""
        self.stop.set()
        web = self.web  # its thread takes it away when it ends
        if web is not None:
            web.break_off()


class Transfers:
    """on_news: called from any thread when something has changed. measure(path): the width and
    height of the picture in a file, None where it is none; called from any thread."""

    def __init__(
        self,
        on_news: Callable[[], object],
        measure: Callable[[Path], tuple[int, int] | None] = lambda _path: None,
    ) -> None:
        self._on_news, self._measure = on_news, measure
        self._uploads = Uploads()
        self._wanting: SimpleQueue[Transfer] = SimpleQueue()
        """Those that need a token."""
        self._asked: deque[Transfer] = deque()
        """Those for which one was asked for, in the order of the answers to come."""
        self._host: tuple[Address, str] | None = None
        """Where the host was the last time, with the fingerprint of its key."""
        self._given: list[Transfer] = []
        """Uploads that were said, the oldest first. A host that carries the chat on may not have
        got them from the one before, and is given those again."""
        self.items: list[Transfer] = []
        """The oldest first; those that are done and were seen are taken out by `forget`."""

    # the owner's

    def send(
        self,
        path: Path,
        conversation: Conversation | None,
        *,
        name: str = "",
        make: Callable[[threading.Event], Path] | None = None,
        voice: Voice | None = None,
    ) -> Transfer:
        """Bring a file to a conversation, or only to the host, as soon as others have ended. name:
        what others see, "" for the file's own. make, voice: as in `Transfer`."""
        name = name or readable(path.name)
        made = Transfer(name, path, is_upload=True, conversation=conversation, make=make)
        made.voice = voice
        self.items.append(made)
        return made

    def fetch(self, token: str, name: str, folder: Path) -> Transfer:
        """Fetch a shared file into a folder."""
        made = Transfer(name, folder, place=f"{PATH}/{token}")
        self.items.append(made)
        return made

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way, nor could come to be by itself."""
        return not (self.items or self._given)

    def forget(self, transfer: Transfer) -> None:
        """Take it off the list; what goes on is stopped first. Nothing stays of a download that is
        cancelled; of one that failed what had come, for the next try."""
        transfer.wanted = transfer.state in (State.DONE, State.FAILED)
        transfer.break_off()
        if transfer.thread is None:  # else its thread does so when it ends
            self._clear_up(transfer)
        with contextlib.suppress(ValueError):
            self.items.remove(transfer)
        if transfer.is_upload and transfer.state is not State.DONE:
            self.said(transfer)

    def go_on(self, address: Address, fingerprint: str) -> None:
        """Begin what waits, where the host is now; what is on its way to another one, or from it,
        ends there and begins here, and another one gets again what it lacks of what was said.
        Called often."""
        if (address, fingerprint) != self._host:
            before, self._host = self._host, (address, fingerprint)
            for one in self.items:
                if one.thread is not None and one.state in (State.GOING, State.LOST):
                    one.state = State.LOST  # its thread ends, and then it is begun
                    one.break_off()
            for one in self._given if before and before[1] != fingerprint else ():
                one.state = State.LOST
                one.break_off()
        wanted = [*self.items, *self._given]
        going = sum(one.thread is not None for one in wanted)
        for one in wanted:
            begins = one.state in (State.WAITING, State.LOST) and one.thread is None
            if begins and going < _AT_ONCE:
                going += 1
                self._start(one, address, fingerprint)

    def wants_token(self) -> Transfer | None:
        """An upload for which a token is to be asked for now: then what is answered is its own."""
        try:
            self._asked.append(self._wanting.get_nowait())
        except Empty:
            return None
        return self._asked[-1]

    def give(self, token: FileToken) -> None:
        """What the host answered to that."""
        if self._asked:
            self._asked.popleft().tokens.put(token)

    def disconnected(self) -> None:
        """What was asked for is answered no more, and nothing begins now."""
        for one in self.items:
            if one.state is State.WAITING:
                one.state = State.LOST
        while self._asked:
            self._asked.popleft().tokens.put(_UNANSWERED)

    def close(self) -> None:
        """Stop everything; what had come goes on the next time."""
        there = [*self.items, *self._given]
        threads = [one.thread for one in there if one.thread is not None]
        for one in there:
            one.break_off()
        for thread in threads:
            thread.join(1.0)

    def said(self, transfer: Transfer) -> None:
        """An upload is said, or not wanted any more: the next time it is another one."""
        if transfer.state is State.DONE:
            self._given = [*self._given, transfer][-_GIVEN_MOST:]
        if transfer.place:
            with contextlib.suppress(OSError):
                self._uploads.forget_place(transfer.place)

    def _start(self, one: Transfer, address: Address, fingerprint: str) -> None:
        one.state, one.stop, one.began = State.GOING, threading.Event(), 0.0
        one.web = Web(address, fingerprint)
        work = self._upload if one.is_upload else self._download
        if one in self._given:
            work = self._give_again
        host = fingerprint or address.authority
        one.thread = threading.Thread(
            target=self._run, args=(one, work, host), name=f"file {one.name}"[:40], daemon=True
        )
        one.thread.start()

    # a transfer's thread

    def _run(self, one: Transfer, work: Callable[[Transfer, Web, str], None], host: str) -> None:
        assert one.web is not None
        try:
            work(one, one.web, host)
            one.ended = time.monotonic()
            one.state = State.DONE
        except StoppedError:
            pass  # whoever stopped it has said what it is now
        except AwayError:
            one.state = State.LOST  # until it is there again
        except (FileError, OSError) as error:
            if not one.stop.is_set():
                one.why = str(error)
                one.state = State.FAILED
        finally:
            one.thread = one.web = None
            self._clear_up(one)
            self._on_news()

    @staticmethod
    def _clear_up(one: Transfer) -> None:
        if one.part is not None and not one.wanted:
            with contextlib.suppress(OSError):
                discard(one.part)

    def _upload(self, one: Transfer, web: Web, host: str) -> None:
        if one.make is not None:
            one.path = one.make(one.stop)
        one.source = source = Source.of(host, one.path)
        one.size = source.size

        def keep(begun: StartedUpload) -> None:
            one.place, one.token = begun.place, begun.token
            self._uploads.remember(source, begun)

        begun = self._uploads.begun(source)
        one.place, one.token = begun.place, begun.token
        job = Job(
            one.path,
            one.name,
            lambda: self._token(one),
            begun,
            on_begun=keep,
            on_progress=lambda there: self._progress(one, there),
            on_wait=lambda lost: self._waits(one, lost),
        )
        one.place = upload(web, job, one.stop)
        if one.voice is not None:
            one.link = with_voice(one.place, one.voice)
        else:
            one.link = telling(one.place, one.name, one.path, self._measure)

    def _give_again(self, one: Transfer, web: Web, _host: str) -> None:
        """Where the host has it not, and it is here as it was."""
        if one.source is None or Source.of(one.source.host, one.path) != one.source:
            return
        begun = StartedUpload(one.place, one.token)
        upload(web, Job(one.path, one.name, lambda: self._token(one), begun, anew=False), one.stop)

    def _download(self, one: Transfer, web: Web, _host: str) -> None:
        def part(path: Path) -> None:
            one.part = path

        def size(bytes_: int) -> None:
            one.size = bytes_

        one.path = download(
            web,
            one.place,
            one.path,
            one.name,
            one.stop,
            on_part=part,
            on_size=size,
            on_progress=lambda there: self._progress(one, there),
            on_wait=lambda lost: self._waits(one, lost),
        )
        one.there = one.size

    def _token(self, one: Transfer) -> str:
        self._ask(one)
        while not one.stop.is_set():
            try:
                came = one.tokens.get(timeout=0.5)
            except Empty:
                continue
            if came is _UNANSWERED:
                self._ask(one)
            elif came.token:
                return came.token
            else:
                raise FileError(came.why or tr("The host gives no leave to share files."))
        raise StoppedError

    def _ask(self, one: Transfer) -> None:
        self._wanting.put(one)
        self._on_news()

    @staticmethod
    def _progress(one: Transfer, there: int) -> None:
        if not one.began:
            one.began, one.first = time.monotonic(), there
        one.there = there

    def _waits(self, one: Transfer, lost: bool) -> None:
        if one.stop.is_set():
            return
        one.state = State.LOST if lost else State.GOING
        one.began = 0.0
        self._on_news()
