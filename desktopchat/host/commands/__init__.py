"""What each command does, a file a subject; `load` puts them all into the table."""


def load() -> None:
    """Register every command."""
    from . import capability, membership, messages, modes, operators, queries, registration, welcome

    assert all((capability, membership, messages, modes, operators, queries, registration, welcome))
