"""What each command does, a file a subject; `load` puts them all into the table."""

from importlib import import_module

SUBJECTS = (
    "accounts",
    "capability",
    "history",
    "membership",
    "messages",
    "modes",
    "operators",
    "queries",
    "registration",
    "sasl",
    "welcome",
)


def load() -> None:
    """Register every command."""
    for subject in SUBJECTS:
        import_module(f"{__name__}.{subject}")
