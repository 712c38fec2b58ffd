"""The fingerprint of a key, for programs and for people.

Programs compare all of it: SHA-256 of the certificate as DER, in hex, as other IRC programs write
it. People compare words: each proquint ("lusab") is 16 bits, consonants and vowels in turn, to be
read aloud in any language. Five of them are 80 bits, more than anybody can search through for a
key that has the same.
"""

from functools import lru_cache

_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"
WORDS = 5
SHORT_BITS = 36
"""Bits of a key's short form."""
_SHORT_DIGITS = SHORT_BITS // 4
_NAME_DIGITS = 32
"""Of a whole fingerprint in a name, whose parts are no longer than 63 letters."""
_ASKED = "key.desktopchat.invalid"
"""No network has such a name (RFC 6761, section 6.4)."""


def fingerprint(certificate: bytes) -> str:
    """Of a certificate as DER: 64 hexadecimal digits."""
    import hashlib  # here: it brings OpenSSL, which a window needs only for a connection

    return hashlib.sha256(certificate).hexdigest()


def valid(text: str) -> bool:
    """Whether a text can be a fingerprint, whole or short."""
    return len(text) in (64, _SHORT_DIGITS) and all(c in "0123456789abcdef" for c in text)


def is_short(text: str) -> bool:
    """Whether a fingerprint is a short one."""
    return len(text) == _SHORT_DIGITS


@lru_cache(maxsize=64)
def short(of: str) -> str:
    """The short form of a whole fingerprint: 9 hexadecimal digits. Takes about 0.1 s."""
    import hashlib

    salt = b"DesktopChat join code"
    slow = hashlib.scrypt(
        bytes.fromhex(of), salt=salt, n=1 << 15, r=8, p=1, dklen=8, maxmem=1 << 26
    )
    return slow.hex()[:_SHORT_DIGITS]


def matches(expected: str, shown: str) -> bool:
    """Whether the key with the whole fingerprint `shown` is the expected one, whole or short."""
    return (short(shown) if is_short(expected) else shown) == expected


def asked_for(expected: str) -> str:
    """The name by which somebody who connects asks, before keys are shown (RFC 6066, section 3),
    for who has the key with this fingerprint, whole or short."""
    return f"{expected[:_NAME_DIGITS]}.{_ASKED}"


def asks_for_key(name: str) -> bool:
    """Whether a name is one of those."""
    return name.lower().partition(".")[2] == _ASKED


def is_asked_for(name: str, of: str) -> bool:
    """Whether that name asks for the key with a whole fingerprint."""
    digits = name.lower().partition(".")[0]
    return asks_for_key(name) and digits == (short(of) if is_short(digits) else of[:_NAME_DIGITS])


def words(of: str) -> str:
    """The first 80 bits of a whole fingerprint, as five words: "lusab-babad-…"."""
    digits = of[: 4 * WORDS]
    return "-".join(proquint(int(digits[at : at + 4], 16)) for at in range(0, len(digits), 4))


def pairs(of: str) -> str:
    """The same bits as browsers show them in a certificate: "3A:5F:…"."""
    digits = of[: 4 * WORDS].upper()
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def are_words(text: str) -> bool:
    """Whether a text can be the words of a fingerprint."""
    found = text.split("-")
    return len(found) == WORDS and all(from_proquint(one) is not None for one in found)


def proquint(number: int) -> str:
    """16 bits as a word."""
    return (
        _CONSONANTS[number >> 12 & 15]
        + _VOWELS[number >> 10 & 3]
        + _CONSONANTS[number >> 6 & 15]
        + _VOWELS[number >> 4 & 3]
        + _CONSONANTS[number & 15]
    )


def from_proquint(word: str) -> int | None:
    """The 16 bits of a word; None where it is not one."""
    if len(word) != 5:
        return None
    number = 0
    for at, letter in enumerate(word):
        letters = _VOWELS if at % 2 else _CONSONANTS
        place = letters.find(letter)
        if place < 0:
            return None
        number = number * len(letters) + place
    return number
