"""Names that look alike (UTS 39, section 4, "Confusable Detection").

The skeleton is the text's, made a second time from its lower case: nicks that differ only in case
are one name here, and ADA in other letters is to be seen as a false ada.
"""

import unicodedata
from functools import cache, lru_cache


@lru_cache(maxsize=512)
def skeleton(name: str) -> str:
    """Two names look alike when their skeletons are equal. Not to be shown to people."""
    return _looks(_looks(name).lower())


def _looks(text: str) -> str:
    """The prototype of each character."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFD", apart.translate(_prototypes()))


@cache
def _prototypes() -> dict[int, str]:
    # Imported late: nobody else's name is looked at before somebody comes in.
    from .confusables_data import LOOKS

    prototypes = {}
    for word in LOOKS.split():
        look, _, characters = word.partition(":")
        prototype = "".join(chr(int(one, 16)) for one in look.split("+"))
        for one in characters.split(","):
            prototypes[int(one, 16)] = prototype
    return prototypes
