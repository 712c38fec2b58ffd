"""Choosing files of this computer."""

import tkinter as tk
from pathlib import Path
from tkinter import filedialog

from desktopchat.ui.look.theme import Theme

# Tk draws its own file dialog on X11, with black words on white whatever the theme is. A part
# mixed into its list gives it the theme's colours (Tk's library/iconlist.tcl), and it leaves out
# hidden files until one asks for them.
_COLOURED = """
namespace eval ::desktopchat {}
if {[tk windowingsystem] eq "x11" && ![info exists ::desktopchat::files_text]} {
    auto_load ::tk::IconList
    auto_load ::tk::dialog::file::
    set ::tk::dialog::file::showHiddenBtn 1
    set ::tk::dialog::file::showHiddenVar 0
    oo::class create ::desktopchat::Coloured {
        method Create {} {
            next
            my variable canvas
            $canvas configure -background $::desktopchat::files_ground
        }
        method DrawSelection {} {
            next
            my variable canvas
            $canvas itemconfigure {text && !selectionText} -fill $::desktopchat::files_text
        }
        method Arrange {} {
            next
            my DrawSelection
        }
    }
    oo::define ::tk::IconList mixin ::desktopchat::Coloured
}
"""


def choose_files(parent: tk.Misc, theme: Theme, title: str, *, many: bool = True) -> list[Path]:
    """Let the person choose one or `many`; empty when they choose none."""
    _colour(parent, theme)
    if many:
        names = filedialog.askopenfilenames(parent=parent, title=title)
    else:
        names = (filedialog.askopenfilename(parent=parent, title=title),)
    return [Path(name) for name in names if name]


def choose_place(parent: tk.Misc, theme: Theme, title: str, name: str) -> Path | None:
    """Let the person choose where a new file is to be, at first called `name`; it asks before one
    that is there is replaced. None when they choose nothing."""
    _colour(parent, theme)
    path = filedialog.asksaveasfilename(parent=parent, title=title, initialfile=name)
    return Path(path) if path else None


def _colour(parent: tk.Misc, theme: Theme) -> None:
    try:
        parent.tk.eval(_COLOURED)
        parent.tk.call("set", "::desktopchat::files_ground", theme.palette.field)
        parent.tk.call("set", "::desktopchat::files_text", theme.palette.text)
    except tk.TclError:
        pass  # a Tk with another dialog
