"""What Tk's own dialogs say, in the language in use.

Tk takes its words from catalogues of its own (Tcl's `msgcat`), by the system's language, and has
none for many languages. So it is told which one is spoken, and what our catalogue has of its words.
On Windows and macOS the system draws these dialogs and speaks as it does.
"""

import tkinter as tk

from desktopchat.words import language, tr, tr_noop

# As Tk has them (library/tkfbox.tcl, msgbox.tcl): "&" stands before the letter that Alt goes to.
_WORDS = (
    tr_noop("&Directory:"),
    tr_noop("File &name:"),
    tr_noop("File &names:"),
    tr_noop("Files of &type:"),
    tr_noop("Show &Hidden Files and Directories"),
    tr_noop("&Open"),
    tr_noop("&Save"),
    tr_noop("&Cancel"),
    tr_noop("&Yes"),
    tr_noop("&No"),
    tr_noop("&OK"),
    tr_noop('File "%1$s"  does not exist.'),
    tr_noop('Directory "%1$s" does not exist.'),
    tr_noop('Cannot change to the directory "%1$s".\nPermission denied.'),
    tr_noop('Invalid file name "%1$s".'),
    tr_noop('File "%1$s" already exists.\nDo you want to overwrite it?'),
)
_SPOKEN = "::desktopchat::language"
_DIALOG = "__tk_filedialog"  # kept by Tk for the next time, with the words that it has


def speak(parent: tk.Misc) -> None:
    """Have the dialogs that are opened in `parent` from now on speak the language in use."""
    call, code = parent.tk.call, language()
    try:
        call("namespace", "eval", "::desktopchat", "variable language")  # no words: Tcl
        if call("info", "exists", _SPOKEN) and call("set", _SPOKEN) == code:
            return
        locale = code.lower()
        call("::msgcat::mclocale", locale)
        call("namespace", "eval", "::tk", "::msgcat::mcload $::tk_library/msgs")  # no words: Tcl
        for words in _WORDS:
            if (said := tr(words)) != words:  # else Tk's own catalogue may have it
                call("namespace", "eval", "::tk", ("::msgcat::mcset", locale, words, said))
        call("destroy", f"{str(parent).rstrip('.')}.{_DIALOG}")
        call("set", _SPOKEN, code)
    except tk.TclError:
        pass  # a Tk with other catalogues, which speaks as it does
