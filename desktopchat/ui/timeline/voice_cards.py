"""Sound and film in the timeline: each a card, embedded in its row under a name with its link in
it. A card is one picture; that of a sound changes in place while it is played."""

import tkinter as tk
from urllib.parse import quote, unquote

from desktopchat.client.files.sizes import time_words
from desktopchat.client.model import Entry
from desktopchat.irc.file_names import extension
from desktopchat.irc.filehost import parse_link, seconds_in, sound_in, voice_in
from desktopchat.ui.look import film_card, voice_card
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.look.voice_card import Part, Phase, State
from desktopchat.ui.timeline.markup import film_links, sound_links
from desktopchat.ui.timeline.pieces import Piece, Shared
from desktopchat.ui.timeline.rows import SAID
from desktopchat.voice.process import can_be
from desktopchat.words import tr

VOICE = "voice"
"""The tag of a card."""
_NAME = "voice."  # what the name of one begins with, before its link
_KEPT = 100  # pictures; more only where more are in the text
_IN_ONE_MESSAGE = 10
_STILL = State()


def with_voices(entry: Entry, looked: bool, shared: Shared) -> Shared:
    """What an entry says and shows, with its sounds and films. Of a voice message that says nothing
    else no link is shown."""
    if entry.redacted or entry.kind not in SAID:
        return shared
    links = sound_links(entry.text, looked=looked) if can_be() else []
    links = [*links, *film_links(entry.text, looked=looked)][:_IN_ONE_MESSAGE]
    if not links:
        return shared
    cards = []
    for link in links:
        cards += [Piece(link, (VOICE, "link"), True), Piece("\n", (VOICE,))]
    if entry.text.strip() == links[0] and voice_in(links[0]) is not None:
        return Shared("", tr("Voice message"), cards)
    return shared._replace(pieces=[*shared.pieces, *cards])


class VoiceCards:
    def __init__(self, text: tk.Text, theme: Theme) -> None:
        self._text, self._theme = text, theme
        self._images: dict[str, tk.PhotoImage] = {}
        """By link. Tk shows no more what Python has let go."""
        self._states: dict[str, State] = {}
        """Of those that do not stand still, by token."""

    def put(self, index: str, link: str) -> None:
        """Put the card of a link in."""
        if link not in self._images:
            if len(self._images) >= _KEPT:
                self._let_go()
            self._images[link] = tk.PhotoImage(master=self._text)
            self._draw(link)
        name = f"{_NAME}{quote(link, safe='')}"
        self._text.image_create(index, image=self._images[link], name=name)

    def link_at(self, index: str) -> str:
        """The link of the card at a place; "" where there is none."""
        if VOICE not in self._text.tag_names(index):
            return ""
        at = self._text.index(index)
        return next((_link_in(name) for _, name, _ in self._text.dump(at, image=True)), "")

    def part(self, x: int) -> Part | float:
        """What is so many pixels from the left edge of a card (`voice_card.part_at`)."""
        return voice_card.part_at(self._theme, x)

    def show(self, token: str, state: State) -> None:
        """A sound stands otherwise now."""
        if state.phase is Phase.STILL:
            self._states.pop(token, None)
        else:
            self._states[token] = state
        for link in self._images:
            if _token(link) == token:
                self._draw(link)

    def plays(self, link: str) -> bool | None:
        """Whether it is played now; None where the link is of no sound that can be."""
        if sound_in(link) is None or not can_be():
            return None
        return self._states.get(_token(link), _STILL).phase in (Phase.PLAYED, Phase.COMING)

    def restyle(self) -> None:
        """The theme has other colours or sizes."""
        for link in self._images:
            self._draw(link)

    def _draw(self, link: str) -> None:
        image, theme, voice = self._images[link], self._theme, sound_in(link)
        wide, high = film_card.size(theme) if voice is None else voice_card.size(theme)
        if (image.width(), image.height()) != (wide, high):
            image.configure(width=wide, height=high)
        if voice is None:
            file, seconds = parse_link(link), seconds_in(link)
            kind = extension(file[1]).upper() if file is not None else ""
            data = film_card.drawn(theme, kind, time_words(seconds) if seconds else "")
        else:
            data = voice_card.drawn(theme, voice, self._states.get(_token(link), _STILL))
        # Of what is put into an image Tk keeps no copy, as it does of what one is made from.
        image.tk.call(str(image), "put", data, "-format", "PPM")

    def _let_go(self) -> None:
        """Forget the pictures that are in no row any more."""
        shown = {_link_in(name) for name in self._text.image_names() if name.startswith(_NAME)}
        self._images = {link: image for link, image in self._images.items() if link in shown}


def _link_in(name: str) -> str:
    """Tk gives further ones of the same name a number after "#", which the quoted link has not."""
    return unquote(name.removeprefix(_NAME).partition("#")[0])


def _token(link: str) -> str:
    found = parse_link(link)
    return found[0] if found is not None else ""
