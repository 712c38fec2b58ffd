"""How much, in words."""


def size_words(size: float) -> str:
    """ "812 B", "1.4 MB": three digits at most."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" or size >= 99.5 else f"{size:.1f} {unit}"
        size /= 1000
    return ""
