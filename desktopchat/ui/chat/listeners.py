"""Who is told of which events: a feature of the page for as long as the page is there, a sheet for
as long as it is open."""

import tkinter as tk
from collections.abc import Callable
from typing import TypeVar

from desktopchat.client.model import Event

_E = TypeVar("_E", bound=Event)


def when_gone(widget: tk.Misc, act: Callable[[], object]) -> None:
    """Have `act` called when a widget is destroyed."""

    # Tk tells a widget's bindings of the end of those inside of a toplevel too.
    def gone(destroyed: "tk.Event[tk.Misc]") -> None:
        if destroyed.widget is widget:
            act()

    widget.bind("<Destroy>", gone, add=True)


class Listeners:
    """Of one page."""

    def __init__(self) -> None:
        self._heard_by: dict[type, list[Callable[[Event], None]]] = {}

    def listen(
        self, kind: type[_E], take: Callable[[_E], object], *, during: tk.Misc | None = None
    ) -> None:
        """Have `take` called with each event of a kind. during: until this widget is destroyed.

        For several kinds call it with each class of a `tuple[type[Event], ...]`.
        """
        heard_by = self._heard_by.setdefault(kind, [])

        def heard(event: Event) -> None:
            if isinstance(event, kind):
                take(event)

        heard_by.append(heard)
        if during is not None:
            when_gone(during, lambda: heard_by.remove(heard))

    def tell(self, event: Event) -> None:
        """Tell those who listen, in the order in which they came."""
        for heard in tuple(self._heard_by.get(type(event), ())):
            heard(event)

    def count(self, kind: type[Event]) -> int:
        """How many listen for a kind."""
        return len(self._heard_by.get(kind, ()))
