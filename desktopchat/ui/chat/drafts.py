"""What is written in each room and not sent, as the session has it: it stays over restarts."""

from collections.abc import Iterator, MutableMapping

from desktopchat.client.session import Session


class Drafts(MutableMapping[str, str]):
    """By a conversation's key. What is put in is on the disk soon after."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getitem__(self, key: str) -> str:
        conversation = self._session.model.conversations.get(key)
        if conversation is None or not conversation.draft:
            raise KeyError(key)
        return conversation.draft

    def __setitem__(self, key: str, words: str) -> None:
        conversation = self._session.model.conversations.get(key)
        if conversation is not None and conversation.draft != words:
            conversation.draft = words
            self._session.model.book.drafted(conversation)

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self[key] = ""

    def __iter__(self) -> Iterator[str]:
        return iter([key for key, one in self._session.model.conversations.items() if one.draft])

    def __len__(self) -> int:
        return len(list(iter(self)))
