"""`desktopchat send --file` and `desktopchat get`: files without a window.

Both go on where an earlier call for the same file stopped, however that ended.
"""

import contextlib
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Self
from urllib.parse import urlsplit

from tqdm import tqdm

from desktopchat.client.files.download import download
from desktopchat.client.files.upload import Job, telling, upload
from desktopchat.client.files.web import GIVE_UP, SILENT, FileError, StoppedError, Web
from desktopchat.client.link.ways import Ways
from desktopchat.client.model import ON_ITS_WAY, Delivery, FileToken, Phase
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.irc.file_names import clean_name, readable
from desktopchat.irc.filehost import parse_link
from desktopchat.irc.text import visible
from desktopchat.store.person.trust import Trust
from desktopchat.store.person.uploads import Source, Uploads
from desktopchat.words import tr, trn
from desktopchat.words.reasons import reason

from .talking import LOOK, CommandClient, FailedError, exit_code
from .typed import say

_HTTP, _HTTPS = 80, 443
_GET_IN = 20.0  # seconds
_ASK_EVERY = 0.5  # seconds, where another computer is about to host
_SOON = 3.0  # seconds of silence after which it is said that it waits
MARKS = ("/", "\\")
"""At the end of a name: it is one of a folder."""


class LinkError(ValueError):
    """What was given is no link of a file. The message says so in plain words."""


def send(
    address: Address,
    target: str,
    files: Sequence[Path],
    text: str = "",
    *,
    name: str = "",
    password: str = "",
    create: bool = False,
) -> int:
    """Bring files to a room or a person, then say their links, and the text before them."""

    def work() -> None:
        with _Sending(address, target, name, password, create=create) as visit:
            session = visit.client.session
            if not session.filehost.takes_files:
                raise FailedError(tr("This host takes no files."))
            said = [text] if text else []
            said += [visit.bring(path) for path in files]
            entries = [
                entry for line in said for entry in session.delivery.say(visit.conversation, line)
            ]
            visit.patiently(lambda: all(entry.delivery not in ON_ITS_WAY for entry in entries))
            for entry in entries:
                if entry.delivery is Delivery.FAILED:
                    raise FailedError(entry.failure)
            for path in files:
                visit.forget(path)

    return exit_code(lambda: _stoppable(work))


def get(url: str, out: str = "") -> int:
    """Fetch the file of a link. out: a folder, or what the file is to be called.

    What stands at that name and is no file (a pipe, a device) gets the bytes once all are here;
    a link stays one, and what it leads to is written. Raises LinkError.
    """
    found = parse_link(url)
    if found is None:
        raise LinkError(tr("“{link}” is not the link of a file in a chat.", link=visible(url)))
    token, shared_as = found
    parts = urlsplit(url)
    tls = parts.scheme.lower() == "https"
    try:
        port = parts.port or (_HTTPS if tls else _HTTP)
    except ValueError:
        raise LinkError(tr("“{link}” has no port that there can be.", link=visible(url))) from None

    def work() -> None:
        host = Address(parts.hostname or "", port, tls)
        wanted = Path(out or ".")
        web = _where(host) if tls else Web(host)

        def fetch(folder: Path, name: str, *, exactly: bool) -> Path:
            with _Bar(clean_name(name)) as bar:
                return download(
                    web,
                    f"/files/{token}",
                    folder,
                    name,
                    threading.Event(),
                    exactly=exactly,
                    on_size=bar.size,
                    on_progress=bar.there,
                    on_wait=bar.wait,
                )

        try:
            if not out or wanted.is_dir() or out.endswith(MARKS):
                print(fetch(wanted, shared_as, exactly=False))
                return
            target = wanted.resolve()
            if not target.exists() or target.is_file():
                fetch(target.parent, target.name, exactly=True)
                print(wanted)
                return
            with tempfile.TemporaryDirectory(prefix="desktopchat-") as folder:
                came = fetch(Path(folder), shared_as, exactly=False)
                with came.open("rb") as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
        except FileError as error:
            raise FailedError(str(error)) from error
        except OSError as error:
            raise FailedError(
                tr("{path} can't be written: {why}.", path=wanted, why=reason(error))
            ) from error

    return exit_code(lambda: _stoppable(work))


def _where(address: Address) -> Web:
    """Who hosts the place that was hosted at an address, now and later on, as far as is known
    here."""
    deadline, told = time.monotonic() + _GET_IN, False
    while True:
        there, somebody = _who_hosts(address)
        if there is not None or not somebody or time.monotonic() >= deadline:
            break
        if not told:
            say(str(Problem(ProblemKind.STANDS_BY)))
        told = True
        time.sleep(_ASK_EVERY)
    there = there or replace(address, fingerprint=Trust().pin(address.authority))
    return Web(there, there.fingerprint, lambda: _who_hosts(address)[0])


def _who_hosts(address: Address) -> tuple[Address | None, bool]:
    """Of those that may host the place that was hosted at an address, as far as is known here, the
    one that does; None where none says so. And whether any of them answers."""
    # Imported here: what a host is made of takes its time to load.
    from desktopchat.host.deputies.asking import ask

    trust = Trust()
    here = replace(address, fingerprint=trust.pin(address.authority))
    ways = Ways(here, trust)
    ways.begin()
    if not (here.fingerprint and ways.others):
        return None, False
    somebody = False
    for one in (here, *ways.others):
        answer = ask(one)
        if answer is not None and answer.serves:
            return one, True
        somebody = somebody or answer is not None
    return None, somebody


def _stoppable(work: Callable[[], None]) -> None:
    try:
        work()
    except KeyboardInterrupt:
        raise FailedError(tr("It was stopped. The same call goes on from here.")) from None


class _Sending(CommandClient):
    """A visit that outlives its connection: uploads go on by themselves, and so does it."""

    def __init__(
        self, address: Address, target: str, name: str, password: str, *, create: bool
    ) -> None:
        deadline = time.monotonic() + _GET_IN
        super().__init__(address, target, name, password, deadline, create=create)
        self._wanted = threading.Event()
        """Set by an upload that needs a token."""
        self._tokens: SimpleQueue[FileToken] = SimpleQueue()
        self._uploads = Uploads()

    def bring(self, path: Path) -> str:
        """Upload a file; its link."""
        from desktopchat.ui.look.thumbnail import size_of

        stop, done = threading.Event(), threading.Event()
        self._tokens = SimpleQueue()  # without what ended the file before
        web = Web(self.client.address, self.client.fingerprint, self._there)
        ended: list[str | BaseException] = []
        name = readable(path.name)
        with _Bar(name) as bar:
            source = self._source(path)
            bar.size(source.size)
            job = Job(
                path,
                name,
                self._token,
                self._uploads.begun(source),
                on_begun=lambda begun: self._uploads.remember(source, begun),
                on_progress=bar.there,
                on_wait=bar.wait,
            )

            def work() -> None:
                try:
                    ended.append(telling(upload(web, job, stop), name, path, size_of))
                except (FileError, StoppedError) as error:
                    ended.append(error)
                finally:
                    done.set()

            thread = threading.Thread(target=work, name="upload")
            thread.start()
            try:
                self.patiently(done.is_set)
            finally:
                stop.set()
                self._tokens.put(FileToken("", tr("It was stopped.")))
                web.break_off()
                thread.join()
        if not ended or isinstance(ended[0], BaseException):
            raise FailedError(str(ended[0]) if ended else tr("It was stopped."))
        return self._base() + ended[0]

    def _there(self) -> Address | None:
        """Where the host is; None while it is away."""
        client = self.client
        online = client.phase is Phase.ONLINE
        return replace(client.address, fingerprint=client.fingerprint) if online else None

    def forget(self, path: Path) -> None:
        """It is said; the next time it is another one."""
        with contextlib.suppress(OSError):
            self._uploads.forget(self._source(path))

    def _source(self, path: Path) -> Source:
        client = self.client
        return Source.of(client.fingerprint or client.address.authority, path)

    def _base(self) -> str:
        """Where others find the host's files."""
        found = self.client.session.filehost.origin
        if found is None:
            raise FailedError(tr("This host does not say where its files are."))
        return "://".join(found)

    def _token(self) -> str:
        """On the upload's thread."""
        self._wanted.set()
        came = self._tokens.get()
        if not came.token:
            raise FileError(came.why)
        return came.token

    def patiently(self, done: Callable[[], bool]) -> None:
        """Drive the client until `done`, over all that can happen to its connection but that the
        host stays away."""
        asked, online_at = False, time.monotonic()
        while not done():
            client = self.client
            for event in client.poll():
                if isinstance(event, FileToken):
                    asked = False
                    self._tokens.put(event)
            if client.phase is Phase.ENDED:
                raise FailedError(str(client.problem or tr("The host has closed the connection.")))
            if client.phase is Phase.ONLINE:
                online_at = time.monotonic()
            elif time.monotonic() - online_at > GIVE_UP:
                raise FailedError(tr("The host was not reached for ten minutes. Try again later."))
            if client.phase is not Phase.ONLINE:
                asked = False
            elif self._wanted.is_set() and not asked:
                self._wanted.clear()
                asked = True
                with contextlib.suppress(Empty):
                    while True:
                        self._tokens.get_nowait()
                client.session.filehost.ask_token(self.conversation)
            client.wait(LOOK)


class _Bar:
    """How far it is, on a terminal; elsewhere only that it waits."""

    def __init__(self, name: str) -> None:
        self._bar = tqdm(
            desc=visible(name)[:40],
            unit="B",
            unit_scale=True,
            dynamic_ncols=True,
            disable=not (sys.stderr is not None and sys.stderr.isatty()),
        )
        self._there = 0
        self._heard = False  # whether the host has said something
        self._waits = False
        self._first = threading.Timer(_SOON, self._is_silent)
        self._first.daemon = True

    def __enter__(self) -> Self:
        self._first.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._first.cancel()
        self._bar.close()

    def size(self, size: int) -> None:
        self._bar.total = size
        self._bar.refresh()

    def there(self, there: int) -> None:
        self._first.cancel()
        self._heard = True
        self._bar.update(there - self._there)
        self._there = there

    def wait(self, lost: bool) -> None:
        self._first.cancel()
        self._bar.set_postfix_str(tr("waiting for the host") if lost else "")
        if lost and not self._waits:
            self._say_waiting()
        self._waits = lost

    def _is_silent(self) -> None:
        self._waits = True
        self._bar.set_postfix_str(tr("waiting for the host"))
        self._say_waiting()

    def _say_waiting(self) -> None:
        if self._bar.disable:
            if self._heard:
                minutes = round(GIVE_UP / 60)
                say(
                    trn(
                        "waiting for the host, for {n} minute at most",
                        "waiting for the host, for {n} minutes at most",
                        minutes,
                    )
                )
            else:
                say(
                    trn(
                        "waiting for the host, for {n} second at most",
                        "waiting for the host, for {n} seconds at most",
                        round(SILENT),
                    )
                )
