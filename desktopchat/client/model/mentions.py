"""Whether words name someone, in any script."""

import re
from functools import lru_cache

# Scripts that set no space between words: there a name stands right beside other letters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_SPACED_LETTER = f"[^\\W{_UNSPACED}]"


def mentions(text: str, names: tuple[str, ...]) -> bool:
    """Whether one of `names` stands in `text` as a word; case does not count."""
    folded = text.casefold()
    for name in names:
        wanted = name.casefold()
        # The cheap question first: it answers nearly all of them.
        if wanted and wanted in folded and _word(wanted).search(folded):
            return True
    return False


@lru_cache(maxsize=64)
def _word(name: str) -> re.Pattern[str]:
    before = "" if _IS_UNSPACED.match(name[0]) else f"(?<!{_SPACED_LETTER})"
    after = "" if _IS_UNSPACED.match(name[-1]) else f"(?!{_SPACED_LETTER})"
    return re.compile(before + re.escape(name) + after)
