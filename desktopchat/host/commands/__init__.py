"""What each command does, a file a subject; `load` puts them all into the table."""

from importlib import import_module

SUBJECTS = (
    "about",
    "accounts",
    "capability",
    "help",
    "history",
    "membership",
    "messages",
    "metadata",
    "modes",
    "monitor",
    "multiline",
    "operators",
    "queries",
    "read_marker",
    "redaction",
    "registration",
    "rooms",
    "sasl",
    "welcome",
    "who",
    "whois",
)


def load() -> None:
    """Register every command."""
    for subject in SUBJECTS:
        import_module(f"{__name__}.{subject}")
