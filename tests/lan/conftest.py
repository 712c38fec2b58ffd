"""The fixtures of `networks`."""

from tests.lan.networks import networks

__all__ = ["networks"]
