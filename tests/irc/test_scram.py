"""SCRAM-SHA-256 against the examples of its texts, and against itself."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.scram import Keys, ScramClient, ScramError, ScramServer, derive
from desktopchat.irc.scram import verify_password as verify

# RFC 7677, section 3
SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
CLIENT, SERVER = "rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1)


def test_both_sides_say_what_the_rfc_has_them_say() -> None:
    server, client = ScramServer(SERVER), ScramClient("user", "pencil", CLIENT)
    assert client.first() == f"n,,n=user,r={CLIENT}"
    assert server.first(client.first()) == "user"
    challenge = server.challenge(derive("pencil", SALT, 4096))
    assert challenge == f"r={CLIENT}{SERVER},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    answer = client.answer(challenge)
    assert answer == f"c=biws,r={CLIENT}{SERVER},p={PROOF}"
    assert server.final(answer) == f"v={SIGNATURE}"
    client.finish(f"v={SIGNATURE}")


def exchange(user: str, password: str, keys: Keys) -> str:
    server, client = ScramServer(), ScramClient(user, password)
    name = server.first(client.first())
    client.finish(server.final(client.answer(server.challenge(keys))))
    return name


@given(user=words, password=st.text("abc123 !,=é密", min_size=1).filter(str.strip))
def test_any_name_and_password_pass(user: str, password: str) -> None:
    assert exchange(user, password, derive(password, b"salt", 1)) == user


def test_another_password_does_not_pass() -> None:
    with pytest.raises(ScramError):
        exchange("ada", "wrong", derive("right", b"salt", 1))


def test_a_server_that_does_not_know_the_password_is_found_out() -> None:
    client = ScramClient("ada", "right")
    server = ScramServer()
    server.first(client.first())
    client.answer(server.challenge(derive("right", b"salt", 1)))
    with pytest.raises(ScramError):
        client.finish("v=" + base64.b64encode(bytes(32)).decode())
    with pytest.raises(ScramError):
        client.finish("e=other-error")


@pytest.mark.parametrize(
    "first",
    ["", "n", "n,,", "n,,n=,r=x", "n,,n=ada", "p=tls-unique,,n=ada,r=x", "n,a=bo,n=ada,r=x"],
)
def test_a_first_message_that_can_not_be_is_refused(first: str) -> None:
    with pytest.raises(ScramError):
        ScramServer().first(first)


@pytest.mark.parametrize(
    "challenge",
    ["", "r=x,s=c2FsdA==,i=1", "r={n},s=c2FsdA==,i=1", "r={n}x,s=!,i=1", "r={n}x,s=c2FsdA==,i=0",
     "r={n}x,s=c2FsdA==,i=99999999999"],
)  # fmt: skip
def test_a_challenge_that_can_not_be_is_refused(challenge: str) -> None:
    client = ScramClient("ada", "right", "nonce")
    with pytest.raises(ScramError):
        client.answer(challenge.replace("{n}", "nonce"))


@given(st.text())
def test_any_last_message_is_refused(message: str) -> None:
    server = ScramServer()
    server.first("n,,n=ada,r=x")
    server.challenge(derive("right", b"salt", 1))
    with pytest.raises(ScramError):
        server.final(message)


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    keys = derive("caf\u00e9", b"salt", 1)
    assert verify(keys, "cafe\u0301")
    assert not verify(keys, "cafe")
    assert not verify(keys, "\x07")
