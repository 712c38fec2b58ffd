"""Makes the pictures of this folder from real windows, on a screen of its own (Xvfb).

    python docs/pictures/make.py [NAME…]

Each picture is a window of its own process, as `python -m desktopchat` opens it. The others in the
conversation are real clients too, that connect to the window's host over loopback.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PIL import Image, ImageGrab

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from desktopchat.client.client import Client  # noqa: E402
from desktopchat.client.model import Conversation, Entry, Phase  # noqa: E402
from desktopchat.client.session import Session  # noqa: E402
from desktopchat.irc.address import parse_address  # noqa: E402
from desktopchat.store.person.trust import Trust  # noqa: E402
from docs.pictures import networked  # noqa: E402
from tests.display import started  # noqa: E402
from tests.e2e.test_carrying_on import agreed, host_of, to  # noqa: E402
from tests.e2e.test_two_windows import address_of  # noqa: E402
from tests.e2e.windows import RealWindow, xdotool  # noqa: E402
from tests.waiting import wait_until  # noqa: E402

SCREEN = "2600x1900x24"
PLACES = (("Lab 3", "192.168.1.20", 0), ("Kitchen", "lab-pc:6668", 3), ("Book club", "10.0.0.7", 9))
ME = "Ada Lovelace"
PEOPLE = ("Grace Hopper", "Linus T", "Mía Núñez", "杨丽")
TALK = (
    ("Grace Hopper", "Good morning! The new protocol draft is up: https://example.test/draft"),
    ("Grace Hopper", "I also fixed the reconnect loop, details in `net/session.py`."),
    (ME, "Lovely, reading it now ☕"),
    ("Mía Núñez", "¿Quién viene a la comida? 🥗"),
    ("Linus T", "Me, at half past twelve."),
    ("杨丽", "我也去！"),
    (
        "Grace Hopper",
        "@Ada_Lovelace can you check the framing? I get a short read when the laptop sleeps.",
    ),
    (ME, "On it. Looks like the acknowledgement timer, I will have it fixed tonight."),
    ("Linus T", "Remember that the review is on Thursday, not Friday 🎉"),
    ("Mía Núñez", "Thursday works. Shall we take the small room?"),
    (ME, "Yes, I’ll bring the projector 👩‍💻"),
    ("杨丽", "👍"),
)
LAST_WORDS = (
    ("Linus T", "Careful, my battery is at three per cent."),
    ("Mía Núñez", "Where is the charger?"),
    ("杨丽", "在厨房。"),
    (ME, "I will bring it to you, give me a minute."),
)
GOING_ON = (
    ("Mía Núñez", "Linus is gone, and we are all still here?"),
    ("Grace Hopper", "My computer keeps a copy, so now it is mine that hosts. Nothing is lost."),
    ("杨丽", "👏"),
)


def settings(
    home: Path, theme: str, geometry: str = "", places: int = len(PLACES), **chosen: object
) -> None:
    """What a window finds when it starts. chosen: other settings, by name."""
    home.joinpath("config").mkdir(parents=True)
    now = datetime.now(UTC)
    kept: dict[str, object] = {"theme": theme, "geometry": geometry, **chosen}
    kept["name"] = ME
    kept["places"] = [
        {
            "address": str(parse_address(address)),
            "title": title,
            "room": "",
            "last_used": (now - timedelta(days=days)).isoformat(timespec="seconds"),
        }
        for title, address, days in PLACES[:places]
    ]
    home.joinpath("config", "settings.json").write_text(json.dumps(kept), encoding="utf-8")


def picture(window: RealWindow, name: str) -> None:
    """Save what is on the screen where the window is, without its frame."""
    window.to_front()
    xdotool("mousemove", "2590", "1890")
    told = subprocess.run(
        ["xdotool", "getwindowgeometry", "--shell", str(window.seen()["window"])],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    at = {key: int(number) for key, number in re.findall(r"(\w+)=(\d+)", told)}
    box = (at["X"], at["Y"], at["X"] + at["WIDTH"], at["Y"] + at["HEIGHT"])

    def settled() -> Image.Image | None:
        before = ImageGrab.grab(box)
        subprocess.run(["sleep", "0.4"], check=True)
        after = ImageGrab.grab(box)
        return after if before.tobytes() == after.tobytes() else None

    grabbed = wait_until(settled, 20, "a picture that stands still")
    small = grabbed.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(HERE / f"{name}.png", optimize=True)


@contextmanager
def opened(home: Path, scale: str, *arguments: str) -> Iterator[RealWindow]:
    command = ["env", f"DESKTOPCHAT_SCALE={scale}", sys.executable, "-m", "desktopchat"]
    window = RealWindow(command, arguments, home)
    try:
        yield window
    finally:
        window.end()


class Guests:
    """The other people, each a client of its own. folder: for what their programs keep."""

    def __init__(self, address: str, names: Sequence[str] = PEOPLE, folder: Path | None = None):
        self.clients = {
            name: Client(
                parse_address(address),
                name,
                trust=Trust(folder / f"{number}-trust.json") if folder else None,
            )
            for number, name in enumerate(names)
        }
        for client in self.clients.values():
            client.connect()

    def poll(self) -> None:
        for client in self.clients.values():
            client.poll()

    def here(self) -> bool:
        self.poll()
        return all(
            client.phase is Phase.ONLINE
            and any(c.joined for c in client.session.model.conversations.values())
            for client in self.clients.values()
        )

    def say(self, name: str, text: str) -> None:
        session = self.clients[name].session
        session.delivery.say(next(iter(session.model.conversations.values())), text)
        self.poll()

    def answer(self, name: str, to: str, text: str) -> None:
        """Say something in answer to the message that begins so."""
        session, room, entry = self._find(name, to)
        session.delivery.say(room, text, reply_to=entry)
        self.poll()

    def react(self, name: str, to: str, *signs: str) -> None:
        session, room, entry = self._find(name, to)
        for sign in signs:
            session.messages.react(room, entry, sign)
        self.poll()

    def edit(self, name: str, old: str, text: str) -> None:
        session, room, entry = self._find(name, old)
        session.messages.edit(room, entry, text)
        self.poll()

    def redact(self, name: str, old: str) -> None:
        session, room, entry = self._find(name, old)
        session.messages.redact(room, entry)
        self.poll()

    def _find(self, name: str, words: str) -> tuple[Session, Conversation, Entry]:
        session = self.clients[name].session
        room = next(iter(session.model.conversations.values()))

        def there() -> Entry | None:
            self.poll()
            found = (e for e in reversed(room.entries) if e.text.startswith(words) and e.msgid)
            return next(found, None)

        return session, room, wait_until(there, 20)  # type: ignore[return-value]

    def quit(self) -> None:
        for client in self.clients.values():
            client.quit()


def first_window(folder: Path, name: str, theme: str, scale: str) -> None:
    home = folder / name
    settings(home, theme)
    with opened(home, scale) as window:
        window.shows("the first page", lambda s: s["page"] == "start", 30)
        picture(window, name)


def conversation(
    folder: Path,
    name: str,
    theme: str,
    scale: str,
    then: Callable[[RealWindow, Guests], object] = lambda _window, _guests: None,
    **chosen: object,
) -> None:
    """then: what is done in the window before the picture. chosen: settings, by name."""
    home = folder / name
    settings(home, theme, "1040x880" if scale == "1" else "2080x1760", **chosen)
    listen = ("--listen", "ircs://127.0.0.1:0")
    with opened(home, scale, "host", *listen, "--name", ME, "--title", "Lab 3") as window:
        seen = window.shows("the address", lambda s: "127.0.0.1:" in s.get("share", ""), 30)
        found = re.search(r"127\.0\.0\.1:\d+", seen["share"])
        assert found is not None
        guests = Guests(f"ircs://{found[0]}")
        try:
            wait_until(guests.here, 20)
            for who, text in TALK:
                if who == ME:
                    window.paste(text)
                    window.press("Return")
                else:
                    guests.say(who, text)
                shown = text.replace("@Ada_Lovelace", f"@{ME}")  # a nick shows as the name
                window.reads(shown.split("`")[0].split("http")[0][:30].strip())
                guests.poll()
            then(window, guests)
            picture(window, name)
        finally:
            guests.quit()


def host_panel(folder: Path, name: str, theme: str, scale: str) -> None:
    def shown(window: RealWindow, _guests: Guests) -> None:
        window.press("ctrl+shift+h")
        many = len(PEOPLE) + 1
        window.shows("who is connected", lambda s: len(s["sheet_rows"]) == many)
        window.press("Tab", "Tab", "Tab", "Tab", "Down", "Return")

    conversation(folder, name, theme, scale, shown)


def room_settings(folder: Path, name: str, theme: str, scale: str) -> None:
    def shown(window: RealWindow, _guests: Guests) -> None:
        window.press("ctrl+e")
        window.shows("the room's settings", lambda s: s["sheet"] == "RoomSettings")
        window.type("Protocols, drafts and lunch")

    conversation(folder, name, theme, scale, shown)


def reactions(folder: Path, name: str, theme: str, scale: str) -> None:
    def shown(window: RealWindow, guests: Guests) -> None:
        guests.answer("Linus T", "Thursday works", "The small one has no window, but a kettle.")
        window.reads("but a kettle")
        for who in PEOPLE[:3]:
            guests.react(who, "Remember that the review", "👍")
            guests.react(who, "The small one", "☕")
        guests.react("杨丽", "Remember that the review", "🎉", "👀")
        guests.edit("Grace Hopper", "I also fixed", "I also fixed the reconnect loop: `link.py`.")
        guests.redact("杨丽", "我也去")
        window.reads("👀 1")
        window.reads("Message deleted")
        window.press("F6", "F6", "F6", "Up", "r")
        window.shows("the bar", lambda s: s["doing"].startswith("Replying to Linus"))
        window.type("Then the small one it is")

    conversation(folder, name, theme, scale, shown)


def emoji(folder: Path, name: str, theme: str, scale: str) -> None:
    def shown(window: RealWindow, guests: Guests) -> None:
        guests.react("Grace Hopper", "Thursday works", "👍", "🎉")
        window.reads("🎉 1")
        window.press("F6", "F6", "F6", "Up", "Up", "Up", "plus")
        window.shows("the picker", lambda s: s["emoji"])
        window.type("face")
        window.shows("what was found", lambda s: s["emoji"] != "👍")

    conversation(folder, name, theme, scale, shown)


def search(folder: Path, name: str, theme: str, scale: str) -> None:
    def shown(window: RealWindow, _guests: Guests) -> None:
        window.press("ctrl+f")
        window.shows("the search", lambda s: s["sheet"] == "SearchSheet")
        window.type("the")
        window.shows("what was found", lambda s: len(s["sheet_rows"]) > 2)

    conversation(folder, name, theme, scale, shown)


def carried_on(folder: Path, name: str, theme: str, scale: str) -> None:
    """The window of somebody whose host has just died, while another computer goes on."""
    home, listen = folder / name, ("--listen", "ircs://127.0.0.1:0")
    settings(home, theme, "1040x880" if scale == "1" else "2080x1760", places=0)
    keeper, others = "Grace Hopper", ("Mía Núñez", "杨丽")
    hosts = (folder / f"{name}-host", "1", "host", *listen, "--name", "Linus T", "--title", "Lab 3")
    with opened(*hosts) as host, ExitStack() as undo:
        host.in_chat()
        address = address_of(host)
        copies = opened(folder / f"{name}-copy", "1", "join", address, "--name", keeper)
        copy = undo.enter_context(copies)
        copy.in_chat()
        agreed(host, copy, "Linus T", keeper)
        window = undo.enter_context(opened(home, scale, "join", address, "--name", ME))
        window.in_chat()
        guests = Guests(address, others, folder)
        undo.callback(guests.quit)
        wait_until(guests.here, 20)

        def hears(who: str, text: str) -> None:
            if who in others:
                guests.say(who, text)
            else:
                {keeper: copy, "Linus T": host, ME: window}[who].say(text)
            wait_until(
                lambda: text in window.seen()["timeline"], 20, str(window.seen()), guests.poll
            )

        for who, text in LAST_WORDS:
            hears(who, text)
        died = host_of(host)
        host.process.kill()
        os.kill(died, signal.SIGKILL)
        window.shows("who carries on", lambda s: keeper in s["note"])
        wait_until(guests.here, 20)
        for who, text in GOING_ON:
            hears(who, text)
        picture(window, name)


def copies(folder: Path, name: str, theme: str, scale: str) -> None:
    """What whoever hosts is told of the copy that another computer keeps."""
    home, listen = folder / name, ("--listen", "ircs://127.0.0.1:0")
    settings(home, theme, "1040x880" if scale == "1" else "2080x1760", places=0)
    hosts = (home, scale, "host", *listen, "--name", ME, "--title", "Lab 3")
    with opened(*hosts) as window, ExitStack() as undo:
        window.in_chat()
        address, keeper = address_of(window), "Grace Hopper"
        joins = (folder / f"{name}-copy", "1", "join", address, "--name", keeper)
        copy = undo.enter_context(opened(*joins))
        copy.in_chat()
        agreed(window, copy, ME, keeper)
        to(window, "copies")
        window.press("space")
        window.shows("how it stands", lambda s: keeper in s["sheet_words"] + str(s["sheet_rows"]))
        picture(window, name)


def _networked(name: str, **how: bool) -> Callable[[Path, str, str, str], None]:
    """A picture of a window on a network of its own; see `networked`."""

    def make(folder: Path, name_of_file: str, theme: str, scale: str) -> None:
        home = folder / name_of_file
        settings(home, theme, "1040x880" if scale == "1" else "2080x1760", places=1)
        take = getattr(networked, name)
        take(home, name_of_file, scale, picture, **how)

    return make


PICTURES = {
    "near-light": (_networked("near"), "light", "1"),
    "near-dark-200": (_networked("near"), "dark", "2"),
    "share-light": (_networked("share"), "light", "1"),
    "share-dark-200": (_networked("share"), "dark", "2"),
    "doctor-good-light": (_networked("doctor"), "light", "1"),
    "doctor-blocked-light": (_networked("doctor", blocked=True), "light", "1"),
    "doctor-kept-in-light": (_networked("doctor", kept_in=True), "light", "1"),
    "doctor-kept-in-dark-200": (_networked("doctor", kept_in=True), "dark", "2"),
    "doctor-blocked-dark-200": (_networked("doctor", blocked=True), "dark", "2"),
    "copies-light": (copies, "light", "1"),
    "carried-on-light": (carried_on, "light", "1"),
    "carried-on-dark-200": (carried_on, "dark", "2"),
    "first-light": (first_window, "light", "1"),
    "first-dark": (first_window, "dark", "1"),
    "first-light-200": (first_window, "light", "2"),
    "conversation-light": (conversation, "light", "1"),
    "conversation-dark": (conversation, "dark", "1"),
    "conversation-dark-200": (conversation, "dark", "2"),
    "conversation-chinese-dark": (partial(conversation, language="zh_CN"), "dark", "1"),
    "conversation-contrast-light": (partial(conversation, contrast=True), "light", "1"),
    "reactions-light": (reactions, "light", "1"),
    "reactions-dark-200": (reactions, "dark", "2"),
    "emoji-light-200": (emoji, "light", "2"),
    "emoji-dark": (emoji, "dark", "1"),
    "host-panel-light": (host_panel, "light", "1"),
    "host-panel-dark": (host_panel, "dark", "1"),
    "host-panel-light-200": (host_panel, "light", "2"),
    "search-light": (search, "light", "1"),
    "search-dark-200": (search, "dark", "2"),
    "room-settings-light": (room_settings, "light", "1"),
    "room-settings-dark": (room_settings, "dark", "1"),
    "room-settings-dark-200": (room_settings, "dark", "2"),
}


def main(names: list[str]) -> None:
    with started(SCREEN), tempfile.TemporaryDirectory() as folder:
        os.environ["DESKTOPCHAT_HOME"] = folder
        for name in names or PICTURES:
            make, theme, scale = PICTURES[name]
            make(Path(folder), name, theme, scale)


if __name__ == "__main__":
    main(sys.argv[1:])
