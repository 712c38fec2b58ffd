"""Hands nodes on to AccessKit, and what a reader wants back to the window.

AccessKit calls the three handlers from a thread of its own. While a reader comes, that thread holds
a lock of the adapter and waits for Python's: were the adapter called meanwhile, neither would go
on. So it is left alone until a reader has been there for `SETTLED` seconds, and from the moment
that the last one goes.
"""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from desktopchat.ui.reader.nodes import FIELDS, Bounds, Node, Role, Tree, characters

SETTLED = 0.1  # seconds
_KNOWN = 10_000  # numbers that are kept, at most, of what is out of sight
_RUN = "/text"  # after a field's key: what is written in it


class Bridge:
    """kit: the module accesskit. on_news(): a reader has come or wants something; called in another
    thread."""

    def __init__(self, kit: Any, on_news: Callable[[], object]) -> None:
        self._kit, self._on_news = kit, on_news
        self._came_at: float | None = None
        """When a reader came, by the monotonic clock. AccessKit's thread alone sets it."""
        self._wanted: SimpleQueue[tuple[str, str]] = SimpleQueue()
        """From AccessKit's thread to the window's: keys, and what is to be done there."""
        self._last_number = 0
        self._numbers: dict[str, int] = {}
        """By which AccessKit knows what is in sight, and what was a while ago."""
        self._keys: dict[int, str] = {}
        """The same the other way round."""
        self._sent: Tree | None = None
        self._was_focused: bool | None = None
        self._was_at: tuple[Bounds, Bounds] | None = None
        self._adapter: Any = kit.unix.Adapter(self._activate, self._act, self._deactivate)

    # AccessKit's thread

    def _activate(self) -> None:
        self._came_at = time.monotonic()
        self._on_news()

    def _deactivate(self) -> None:
        self._came_at = None
        self._on_news()

    def _act(self, request: Any) -> None:
        acts = ((self._kit.Action.CLICK, "act"), (self._kit.Action.FOCUS, "focus"))
        act = next((act for action, act in acts if action == request.action), None)
        key = self._keys.get(request.target)
        if act is not None and key is not None:
            self._wanted.put((key, act))
            self._on_news()

    # the window's

    @property
    def active(self) -> bool:
        """Whether a reader is there that wants to be told."""
        came_at = self._came_at
        if came_at is None:
            self._sent = self._was_focused = self._was_at = None
            return False
        return time.monotonic() - came_at > SETTLED

    def wanted(self) -> list[tuple[str, str]]:
        """Keys of nodes, each with "act" or "focus"."""
        found = []
        while True:
            try:
                found.append(self._wanted.get_nowait())
            except Empty:
                return found

    def show(self, tree: Tree, focused: bool, outer: Bounds, inner: Bounds) -> None:
        """Tell what is in sight now. focused: whether the window has the keyboard. outer, inner:
        the window with and without its frame, in pixels of the screen."""
        if (outer, inner) != self._was_at:
            self._was_at = outer, inner
            self._adapter.set_root_window_bounds(self._rect(outer), self._rect(inner))
        before, self._sent = self._sent, tree
        changed = tree.changed_since(before)
        if before is None or changed or tree.focus != before.focus:
            update = self._update(tree, changed)  # not within: AccessKit bears no error there
            self._adapter.update_if_active(lambda: update)
        if len(self._numbers) > _KNOWN:
            self._forget_unseen(tree)
        if focused != self._was_focused:
            self._was_focused = focused
            self._adapter.update_window_focus_state(focused)

    def close(self) -> None:
        self._came_at = self._adapter = None

    def _number(self, key: str) -> int:
        number = self._numbers.get(key)
        if number is None:
            self._last_number += 1
            number = self._numbers[key] = self._last_number
            self._keys[number] = key
        return number

    def _forget_unseen(self, tree: Tree) -> None:
        """Keep the numbers of what is in sight alone; what comes again gets another one."""
        seen = tree.nodes.keys() | {key + _RUN for key in tree.nodes}
        self._numbers = {key: number for key, number in self._numbers.items() if key in seen}
        self._keys = {number: key for key, number in self._numbers.items()}

    def _rect(self, bounds: Bounds) -> Any:
        return self._kit.Rect(*map(float, bounds))

    def _update(self, tree: Tree, changed: dict[str, Node]) -> Any:
        kit = self._kit
        update = kit.TreeUpdate(self._number(tree.focus))
        nodes = []
        for key, node in changed.items():
            nodes += self._made(key, node)
        update.nodes = nodes
        whole = kit.Tree(self._number(tree.root))
        whole.toolkit_name = "Tk"
        update.tree = whole
        return update

    def _made(self, key: str, node: Node) -> list[tuple[int, Any]]:
        kit = self._kit
        made = kit.Node(getattr(kit.Role, node.role))
        children = [self._number(one) for one in node.children]
        beside: list[tuple[int, Any]] = []
        if node.name and node.role is Role.TEXT:
            made.set_value(node.name)  # a label says its value
        elif node.name:
            made.set_label(node.name)
        if node.about:
            made.set_description(node.about)
        if node.bounds is not None:
            made.set_bounds(self._rect(node.bounds))
        self._set_state(made, node)
        if node.role in FIELDS:
            run = self._number(key + _RUN)
            children = [run]
            beside = [(run, self._run(node))]
            places = (kit.TextPosition(run, place) for place in node.selection)
            made.set_text_selection(kit.TextSelection(*places))
        made.set_children(children)
        return [(self._number(key), made), *beside]

    def _set_state(self, made: Any, node: Node) -> None:
        kit = self._kit
        if node.on is not None and node.role is Role.LIST_ITEM:
            made.set_selected(node.on)
        elif node.on is not None:
            made.set_toggled(kit.Toggled.TRUE if node.on else kit.Toggled.FALSE)
        if node.disabled:
            made.set_disabled()
        if node.live:
            made.set_live(kit.Live.POLITE)
        if node.can_act:
            made.add_action(kit.Action.CLICK)
        if node.can_focus:
            made.add_action(kit.Action.FOCUS)
        if node.role is Role.DIALOG:
            made.set_modal()

    def _run(self, node: Node) -> Any:
        run = self._kit.Node(self._kit.Role.TEXT_RUN)
        letters, words = characters(node.value)
        run.set_value(node.value)
        run.set_character_lengths(letters)
        run.set_word_lengths(words)
        return run
