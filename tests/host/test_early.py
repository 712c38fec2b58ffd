"""What may be asked and said before registration is complete: ISUPPORT, AWAY."""

from tests.host.world import SERVER, World


def test_tokens_come_before_registration_in_a_batch() -> None:
    client = World().connect()
    client.send("CAP REQ :batch draft/extended-isupport")
    client.read()
    opening, *tokens, closing = client.answers("ISUPPORT")
    assert opening.params[1:] == ["draft/isupport"]
    assert {m.command for m in tokens} == {"005"}
    assert {m.params[0] for m in tokens} == {"*"}
    assert {m.tags["batch"] for m in tokens} == {opening.params[0][1:]}
    assert closing.params == ["-" + opening.params[0][1:]]


def test_every_list_of_tokens_is_a_batch_for_those_who_know_it() -> None:
    ada = World().client("ada", ["batch", "draft/extended-isupport", "labeled-response"])
    for asked in ("ISUPPORT", "VERSION", "@label=x VERSION"):
        answers = ada.answers(asked)
        inner = next(m for m in answers if m.params[-1] == "draft/isupport")
        for message in answers:
            assert message.command != "005" or message.tags["batch"] == inner.params[0][1:]


def test_tokens_come_only_to_those_who_are_in_or_know_of_them() -> None:
    world = World()
    assert world.connect().commands("ISUPPORT") == ["451"]
    assert set(world.client("ada").commands("ISUPPORT")) == {"005"}


def test_somebody_comes_in_away() -> None:
    world = World()
    ada = world.client("ada", ["away-notify"], rooms=["#a"])
    bo = world.connect()
    assert bo.commands("AWAY :x") == ["451"]
    bo.send("CAP REQ :draft/pre-away")
    bo.read()
    assert bo.ask("AWAY *") == [f":{SERVER} 306 * :You have been marked as being away"]
    bo.send("NICK bo", "USER bo 0 * :Bo", "CAP END", "JOIN #a")
    assert [m.command for m in ada.messages()] == ["JOIN", "AWAY"]
    assert f":{SERVER} 301 ada bo :*" in ada.ask("WHOIS bo")
