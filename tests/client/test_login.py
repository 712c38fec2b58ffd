"""My account on a host, with a model and a wire alone."""

import pytest

from desktopchat.client.model.model import Model
from desktopchat.client.session.login import Login
from desktopchat.client.session.me import Me
from desktopchat.client.session.wire import Wire

OURS = ["desktopchat/1"]


def a_login(*, sasl: str = "", secure: bool = True, tokens: list[str] = OURS) -> Login:
    model = Model("ada", "Ada")
    model.isupport.update(tokens)
    wire = Wire("ada", model.isupport, model.notice)
    wire.caps.offered(f"sasl={sasl}" if sasl else "sasl", more=False)
    wire.caps.enabled.add("draft/account-registration")
    login = Login(model, wire, Me(model, wire))
    login.secure = secure
    return login


@pytest.mark.parametrize(
    ("offered", "secure", "sent"),
    [
        ("PLAIN,SCRAM-SHA-256", False, ["AUTHENTICATE SCRAM-SHA-256"]),
        ("", True, ["AUTHENTICATE SCRAM-SHA-256"]),
        ("PLAIN", True, ["AUTHENTICATE PLAIN"]),
        ("PLAIN", False, []),
        ("EXTERNAL", True, []),
    ],
)
def test_a_password_is_said_in_the_best_way_and_never_in_the_clear(
    offered: str, secure: bool, sent: list[str]
) -> None:
    login = a_login(sasl=offered, secure=secure)
    login.known = ("ada", "password")
    assert login.begin() is bool(sent)
    assert login._wire.out == sent


def test_who_has_no_account_does_not_log_in() -> None:
    login = a_login()
    assert not login.begin()
    assert login._wire.out == []


def test_an_account_is_kept_before_it_is_made() -> None:
    login, kept = a_login(), []
    login.keep = lambda account, password: kept.append((account, password, list(login._wire.out)))
    login.make_account()
    ((account, password, sent_before),) = kept
    assert (account, sent_before) == ("ada", [])
    assert login._wire.out == [f"REGISTER * * {password}"]


def test_what_cannot_be_kept_is_not_made() -> None:
    def full(_account: str, _password: str) -> None:
        raise OSError(28, "No space left on device")

    login = a_login()
    login.keep = full
    login.make_account()
    assert login._wire.out == []
    assert "No space left" in login._model.console.entries[-1].text


@pytest.mark.parametrize("where", ["not encrypted", "another server", "another has my nick"])
def test_no_account_is_made(where: str) -> None:
    login = a_login(
        secure=where != "not encrypted", tokens=[] if where == "another server" else OURS
    )
    login.keep = lambda _account, _password: None
    login._me.displaced = where == "another has my nick"
    login.make_account()
    assert login._wire.out == []
