"""What emoji are called in the language in use (the names of Unicode's CLDR, by emoji)."""

import logging
from functools import lru_cache

from desktopchat.words import ENGLISH, language

_log = logging.getLogger(__name__)


def name_in_use(sign: str) -> str:
    """What an emoji is called in the language in use; "" in English, and where nobody knows it."""
    return _names(language()).get(sign.removesuffix("\ufe0f"), "")


@lru_cache(maxsize=2)
def _names(code: str) -> dict[str, str]:
    """By emoji, without U+FE0F."""
    if code == ENGLISH:
        return {}
    spoken = code.partition("_")[0]
    try:
        import emoji

        if spoken not in emoji.LANGUAGES:
            return {}
        emoji.config.load_language(spoken)
    except (ImportError, OSError, ValueError):
        _log.warning("no names of emoji in %s", spoken, exc_info=True)
        return {}
    return {
        sign.removesuffix("\ufe0f"): known[spoken].strip(":").replace("_", " ")
        for sign, known in emoji.EMOJI_DATA.items()
        if spoken in known
    }
