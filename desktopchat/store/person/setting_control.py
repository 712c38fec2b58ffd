"""How settings stand in the sheet of settings: its sections, and what changes each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktopchat.words import tr, tr_noop


@dataclass(slots=True, frozen=True)
class Section:
    """A part of the sheet. why: what it is about, in a line. Both are marked words."""

    title: str
    why: str = ""


SECTIONS = {
    "me": Section(tr_noop("Me"), tr_noop("Who I am for others, here and in every chat.")),
    "look": Section(tr_noop("Look"), tr_noop("What is easy on my eyes.")),
    "language": Section(tr_noop("Language"), tr_noop("The words of this program.")),
    "rooms": Section(
        tr_noop("Rooms"), tr_noop("The list at the left, and what conversations show.")
    ),
    "notices": Section(tr_noop("Notices"), tr_noop("When I am told of new messages, and how.")),
    "privacy": Section(tr_noop("Privacy"), tr_noop("What others learn of what I do.")),
    "network": Section(tr_noop("Network"), tr_noop("Who finds me, and by which network card.")),
    "running": Section(
        tr_noop("Start and end"), tr_noop("When DesktopChat is there, seen or not.")
    ),
    "storage": Section(tr_noop("Storage"), tr_noop("What is kept on this computer, and where.")),
    "backup": Section(tr_noop("Backup"), tr_noop("All that is mine, in one file.")),
    "about": Section(
        tr_noop("About"), tr_noop("What this is, and what to tell of it when something is wrong.")
    ),
}
"""In the order of the sheet."""


@dataclass(slots=True, frozen=True)
class SettingControl:
    """How a setting is shown: as a field where it is a text, as a box to tick where it is a yes or
    no, as a row of buttons where it is one of `one_of` (each value with its words), as a box for
    each thing that there is where it is a list of names ("{thing}" in the words stands for what the
    thing is called).

    section: one of SECTIONS. why: what follows from it, in a line, where the words don't say it.
    also: other words that people look for it by. All words are marked, and looked up where they are
    shown.
    """

    section: str
    words: str
    why: str = ""
    also: str = ""
    one_of: Mapping[str, str] = field(default_factory=dict)

    @property
    def search_text(self) -> str:
        """All that it is found by."""
        section = SECTIONS[self.section].title
        said = (section, self.words, self.why, self.also, *self.one_of.values())
        return " ".join(map(tr, said))


def found(text: str, sought: str) -> bool:
    """Whether each word that is sought begins, or is within, a word of the text, in any case."""
    text = text.casefold()
    return all(word in text for word in sought.casefold().split())
