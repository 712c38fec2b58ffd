"""The language of the command line: the one that was chosen in the window, else the system's."""

import sys

from desktopchat.words import ENGLISH, language, tr, tr_noop, trn

_ARGPARSE = (
    tr_noop("usage: "),
    tr_noop("positional arguments"),
    tr_noop("options"),
    tr_noop("show this help message and exit"),
    tr_noop("argument %(argument_name)s: %(message)s"),
    tr_noop("the following arguments are required: %s"),
    tr_noop("unrecognized arguments: %s"),
    tr_noop("expected one argument"),
    tr_noop("expected at least one argument"),
    tr_noop("expected at most one argument"),
    tr_noop("invalid choice: %(value)r (choose from %(choices)s)"),
    tr_noop("unknown parser %(parser_name)r (choices: %(choices)s)"),
    tr_noop("invalid %(type)s value: %(value)r"),
    tr_noop("ambiguous option: %(option)s could match %(matches)s"),
    tr_noop("ignored explicit argument %r"),
)
"""What Python's argparse says; it looks that up where it says it."""


def speak() -> None:
    """Use it from now on. A catalogue that can't be read is told of, in English."""
    from desktopchat.store.paths import compiled_words_dir, languages_dir
    from desktopchat.words import catalogues

    try:
        catalogues.speak(_chosen(), languages_dir(), compiled_words_dir())
    except catalogues.CatalogueError as error:
        from .typed import say

        say(str(error))
    reader = sys.modules.get("argparse")  # not there where the window is opened by a double click
    if reader is not None and language() != ENGLISH:
        # It has these of gettext, which knows one catalogue for the whole program, and not ours.
        vars(reader).update(_=tr, ngettext=trn)


def _chosen() -> str:
    """What the settings say, "" for the system's. They are read as a whole, with what that loads,
    by commands that need more of them."""
    from desktopchat.store.paths import config_dir

    try:
        kept = (config_dir() / "settings.json").read_bytes()
    except OSError:
        return ""
    import json

    try:
        chosen = json.loads(kept)["language"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return chosen if isinstance(chosen, str) else ""
