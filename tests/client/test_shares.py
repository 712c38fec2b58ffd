"""What files that were sent together say, and when."""

from pathlib import Path

from desktopchat.client.files.shares import IN_ONE_MESSAGE, PATIENCE, Share
from desktopchat.client.files.transfers import State, Transfer
from desktopchat.client.model import Conversation, ConversationKind

LAB = Conversation("#lab", ConversationKind.ROOM, "#lab")
LONG = 10_000


def files(*names: str) -> list[Transfer]:
    return [Transfer(name, Path(name), is_upload=True, conversation=LAB) for name in names]


def share(transfers: list[Transfer], words: str = "") -> Share:
    return Share.of(LAB, words, transfers)


def whole(*transfers: Transfer, at: float = 0.0) -> None:
    for one in transfers:
        one.state, one.ended = State.DONE, at


def names(transfers: list[Transfer]) -> list[str]:
    return [one.name for one in transfers]


def test_pictures_are_one_message_and_each_other_file_is_one() -> None:
    made = share(files("a.txt", "1.png", "b.zip", "2.JPG"))
    assert [names(message) for message in made.messages] == [
        ["a.txt"],
        ["1.png", "2.JPG"],
        ["b.zip"],
    ]
    many = share(files(*(f"{number}.png" for number in range(23))))
    assert [len(message) for message in many.messages] == [IN_ONE_MESSAGE, IN_ONE_MESSAGE, 3]


def test_pictures_are_said_once_all_of_them_are_there() -> None:
    one, two, three = transfers = files("1.png", "2.png", "3.png")
    made = share(transfers)
    whole(one, three)
    two.state = State.GOING
    assert made.due(1e9) == []
    two.state = State.FAILED
    assert made.due(0.0) == [one, three]
    made.take_out(one, three)
    assert made.due(0.0) == []
    whole(two)  # it was tried again
    assert made.due(0.0) == [two]


def test_one_that_is_taken_out_holds_up_nothing() -> None:
    one, two = transfers = files("1.png", "2.png")
    made = share(transfers)
    whole(one)
    made.take_out(two)
    assert made.due(0.0) == [one]
    made.take_out(one)
    assert made.messages == []


def test_a_quick_later_file_waits_a_little_and_never_comes_before_the_words() -> None:
    first, second = transfers = files("first.zip", "second.txt")
    made = share(transfers, "Read these")
    first.state = State.GOING
    whole(second, at=10.0)
    assert made.due(10.0 + PATIENCE / 2) == []
    assert made.due(10.0 + PATIENCE + 0.1) == [second]
    assert made.say(["link"], LONG) == "Read these link"
    made.take_out(second)
    whole(first, at=99.0)
    assert made.due(99.0) == [first]
    assert made.say(["link"], LONG) == "link"


def test_what_failed_before_holds_up_nothing() -> None:
    first, second = transfers = files("first.zip", "second.txt")
    first.state = State.FAILED
    whole(second)
    assert share(transfers).due(0.0) == [second]


def test_links_stand_in_one_line_where_it_is_long_enough() -> None:
    links = ["https://h/files/1", "https://h/files/2"]
    assert share([]).say(links, LONG) == " ".join(links)
    made = share([], "The sea")
    line = len(f"The sea {' '.join(links)}")
    assert made.say(links, line - 1) == "\n".join(["The sea", *links])
    assert made.say(links, LONG) == " ".join(links)  # the words were said
