"""What can go wrong with what is kept on disk."""


class StoreError(Exception):
    """The disk, a file or its rights do not allow it. The message says so in plain words."""
