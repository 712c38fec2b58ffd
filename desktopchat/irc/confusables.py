"""Names that look alike (UTS 39, "Confusable Detection")."""

import unicodedata
from functools import lru_cache

_LOOKS = str.maketrans(
    "аеорсухіјѕһԁԛԝαοερνικτυ0ı1|ӏ",
    "aeopcyxijshdqwaoepvikтulllll".replace("т", "t"),
)


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """Two names look alike when their skeletons are equal."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return bare.translate(_LOOKS).replace("rn", "m").replace("vv", "w")
