"""Choosing files of this computer."""

import tkinter as tk
from pathlib import Path
from tkinter import filedialog

from desktopchat.store.paths import downloads_dir
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import tk_words

# Tk draws its own file dialog on X11, with black words on white whatever the theme is. A part
# mixed into its list gives it the theme's colours (Tk's library/iconlist.tcl), and it leaves out
# hidden files until one asks for them.
_COLOURED = """\
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


class _Folders:
    """Where the dialogs begin: Tk alone would begin wherever the program was started from."""

    def __init__(self) -> None:
        self._chosen_from: Path | None = None
        self._saved_in: Path | None = None

    def to_choose(self) -> Path:
        """Where something was chosen last, else the person's own folder."""
        return _first_there(self._chosen_from)

    def to_save(self) -> Path:
        """Where something was saved last, else where downloads are."""
        return _first_there(self._saved_in, downloads_dir())

    def chose(self, path: Path) -> None:
        self._chosen_from = path.parent

    def saved(self, path: Path) -> None:
        self._saved_in = path.parent


def _first_there(*folders: Path | None) -> Path:
    return next((one for one in folders if one is not None and one.is_dir()), Path.home())


_folders = _Folders()


def choose_files(parent: tk.Misc, theme: Theme, title: str, *, many: bool = True) -> list[Path]:
    """Let the person choose one or `many`; empty when they choose none."""
    _colour(parent, theme)
    tk_words.speak(parent)
    begin = _folders.to_choose()
    if many:
        names = filedialog.askopenfilenames(parent=parent, title=title, initialdir=begin)
    else:
        names = (filedialog.askopenfilename(parent=parent, title=title, initialdir=begin),)
    paths = [Path(name) for name in names if name]
    if paths:
        _folders.chose(paths[0])
    return paths


def choose_place(parent: tk.Misc, theme: Theme, title: str, name: str) -> Path | None:
    """Let the person choose where a new file is to be, at first called `name`; it asks before one
    that is there is replaced. None when they choose nothing."""
    _colour(parent, theme)
    tk_words.speak(parent)
    name = filedialog.asksaveasfilename(
        parent=parent, title=title, initialfile=name, initialdir=_folders.to_save()
    )
    if not name:
        return None
    _folders.saved(Path(name))
    return Path(name)


def _colour(parent: tk.Misc, theme: Theme) -> None:
    try:
        parent.tk.eval(_COLOURED)
        parent.tk.call("set", "::desktopchat::files_ground", theme.palette.field)
        parent.tk.call("set", "::desktopchat::files_text", theme.palette.text)
    except tk.TclError:
        pass  # a Tk with another dialog
