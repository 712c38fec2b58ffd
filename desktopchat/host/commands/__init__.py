"""What each command does, a file a subject; `load` puts them all into the table."""


def load() -> None:
    """Register every command."""
    from . import (  # noqa: F401 - each registers its own
        about,
        accounts,
        capability,
        connectback,
        history,
        membership,
        messages,
        metadata,
        modes,
        monitor,
        multiline,
        operators,
        pins,
        queries,
        read_marker,
        redaction,
        registration,
        rooms,
        sasl,
        seen,
        token,
        welcome,
        who,
        whois,
    )
    from . import help as _help  # noqa: F401
