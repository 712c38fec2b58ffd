"""Saying no."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType


class RefusedError(Exception):
    """A request that is not carried out. status and headers: HTTP's. text: why, in plain words."""

    def __init__(
        self, status: HTTPStatus, text: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(text)
        self.status, self.text, self.headers = status, text, headers
