"""What is in sight, as values. No Tk and no AccessKit here.

A node's key is the path of its widget, or that of the widget and what it is within it
(".a.list/#lab"). Words of the roles are AccessKit's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Bounds = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels from the window's upper left corner."""


class Role(StrEnum):
    """By the name of AccessKit's role of the same meaning."""

    WINDOW = "WINDOW"
    DIALOG = "DIALOG"
    GROUP = "GROUP"
    BUTTON = "BUTTON"
    CHECK_BOX = "CHECK_BOX"
    RADIO_BUTTON = "RADIO_BUTTON"
    FIELD = "TEXT_INPUT"
    SECRET = "PASSWORD_INPUT"
    LONG_FIELD = "MULTILINE_TEXT_INPUT"
    TEXT = "LABEL"
    LIST = "LIST_BOX"
    LIST_ITEM = "LIST_BOX_OPTION"
    LOG = "LOG"
    MESSAGE = "LIST_ITEM"
    MENU = "MENU"
    MENU_ITEM = "MENU_ITEM"


FIELDS = frozenset((Role.FIELD, Role.LONG_FIELD))
"""What is written in, and may be heard."""


@dataclass(slots=True, frozen=True)
class Node:
    """name: what it is called. about: what there is to say besides. value: what is written in a
    field. selection: of a field, the places of the anchor and of the cursor, in characters.
    on: whether it is ticked or chosen; None where it can't be. live: what it says is read out when
    it changes. can_act: pressing it does something. can_focus: the keyboard may go there."""

    role: Role
    name: str = ""
    about: str = ""
    value: str = ""
    selection: tuple[int, int] = (0, 0)
    children: tuple[str, ...] = ()
    bounds: Bounds | None = None
    on: bool | None = None
    disabled: bool = False
    live: bool = False
    can_act: bool = False
    can_focus: bool = False


@dataclass(slots=True, frozen=True)
class Tree:
    """All nodes by their keys; `root` and `focus` are among them."""

    root: str
    focus: str
    nodes: Mapping[str, Node] = field(default_factory=dict)

    def changed_since(self, before: "Tree | None") -> dict[str, Node]:
        """The nodes that were not there, or were others, before."""
        if before is None:
            return dict(self.nodes)
        return {key: node for key, node in self.nodes.items() if before.nodes.get(key) != node}


def characters(text: str) -> tuple[list[int], list[int]]:
    """The length of each character in bytes of UTF-8, and that of each word in characters. A word
    has the space behind it; as AccessKit wants them."""
    words: list[int] = []
    in_space = True
    for one in text:
        if (in_space and not one.isspace()) or not words:
            words.append(0)
        words[-1] += 1
        in_space = one.isspace()
    return [len(one.encode("utf-8", "replace")) for one in text], words
