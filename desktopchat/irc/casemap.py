"""When two names are the same name (ISUPPORT CASEMAPPING)."""

import unicodedata

UNICODE = "rfc7613"
"""The mapping of a DesktopChat host: the mapping steps of PRECIS, RFC 8265 section 3.3."""

_RFC1459_STRICT = str.maketrans("[]\\", "{}|")
_RFC1459 = str.maketrans("[]\\~", "{}|^")


def fold(name: str, mapping: str = "rfc1459") -> str:
    """`name` so that equal names are equal strings.

    `mapping` is "ascii", "rfc1459", "rfc1459-strict" or "rfc7613"; an unknown one is taken as
    "ascii", which never makes one name of two. Folding twice gives the same as folding once.
    """
    if name.isascii():
        name = name.lower()
    elif mapping == UNICODE:
        return _fold_unicode(name)
    else:
        name = "".join(c.lower() if c.isascii() else c for c in name)
    if mapping == "rfc1459":
        return name.translate(_RFC1459)
    if mapping == "rfc1459-strict":
        return name.translate(_RFC1459_STRICT)
    return name


def _fold_unicode(name: str) -> str:
    """Width, case, then canonical form; again while lower-casing brings new pairs together."""
    while True:
        narrow = "".join(map(_narrow, name))
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", narrow).lower())
        if folded == name:
            return folded
        name = folded


def _narrow(character: str) -> str:
    """A full-width or half-width form as the ordinary character."""
    if unicodedata.decomposition(character).startswith(("<wide>", "<narrow>")):
        return unicodedata.normalize("NFKC", character)
    return character
