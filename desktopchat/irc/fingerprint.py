"""The fingerprint of a key, for programs and for people.

Programs compare all of it: SHA-256 of the certificate as DER, in hex, as other IRC programs write
it. People compare words: each proquint ("lusab") is 16 bits, consonants and vowels in turn, to be
read aloud in any language. Five of them are 80 bits, more than anybody can search through for a
key that has the same.
"""

import hashlib

_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"
WORDS = 5


def fingerprint(certificate: bytes) -> str:
    """Of a certificate as DER: 64 hexadecimal digits."""
    return hashlib.sha256(certificate).hexdigest()


def valid(text: str) -> bool:
    """Whether a text can be a fingerprint."""
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def words(of: str) -> str:
    """The first 80 bits of a fingerprint, as five words: "lusab-babad-…"."""
    digits = of[: 4 * WORDS]
    return "-".join(_proquint(int(digits[at : at + 4], 16)) for at in range(0, len(digits), 4))


def _proquint(number: int) -> str:
    return (
        _CONSONANTS[number >> 12 & 15]
        + _VOWELS[number >> 10 & 3]
        + _CONSONANTS[number >> 6 & 15]
        + _VOWELS[number >> 4 & 3]
        + _CONSONANTS[number & 15]
    )
