"""The menu of a person or a conversation: what a right click or the Menu key opens."""

import tkinter as tk
from collections.abc import Callable

from desktopchat.ui.look.theme import Theme

Item = tuple[str, Callable[[], object]] | None  # None: a line between groups


def post(
    parent: tk.Misc,
    theme: Theme,
    items: list[Item],
    x: int,
    y: int,
    on_done: Callable[[], object] = lambda: None,
) -> tk.Menu:
    """Open a menu at a place of the screen, with the keyboard in it."""
    palette = theme.palette
    menu = tk.Menu(
        parent,
        tearoff=False,
        font=theme.font("body"),
        background=palette.page,
        foreground=palette.text,
        activebackground=palette.selected,
        activeforeground=palette.text,
        disabledforeground=palette.dim,
        relief="flat",
        borderwidth=1,
        activeborderwidth=0,
    )
    for item in items:
        if item is None:
            menu.add_separator()
        else:
            menu.add_command(label=item[0], command=item[1])

    root = parent.winfo_toplevel()

    def done() -> None:
        if parent.winfo_exists():  # what was chosen may have done away with the page
            on_done()

    def gone(_event: "tk.Event[tk.Misc]") -> None:
        root.after_idle(done)

    menu.bind("<Unmap>", gone)
    menu.tk_popup(x, y)
    return menu
