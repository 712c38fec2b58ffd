"""REGISTER and VERIFY (IRCv3 draft/account-registration)."""

from desktopchat.host.dispatch import Call, Steps, command
from desktopchat.host.limits import PASSWORD_BYTES_MAX, PASSWORD_LEAST
from desktopchat.host.state import accounts, passwords
from desktopchat.host.state.names import Account
from desktopchat.host.state.networks import shares_of
from desktopchat.irc import names
from desktopchat.irc.scram import Keys
from desktopchat.store.errors import StoreError
from desktopchat.store.place.accounts import AccountRecord, write_account
from desktopchat.store.place.host_store import HostStore


@command("REGISTER", params=3, before=True)
def register(call: Call) -> Steps | None:
    """REGISTER <account or *> <e-mail or *> <password>; the e-mail is of no use here."""
    name = call.person.nick if call.params[0] == "*" else call.params[0]
    refusal = _refusal(call, name) or _weakness(call, name, call.params[2])
    if refusal is not None:
        code, text = refusal
        call.fail(code, name or "*", text=text)
        return None
    return _register(call, name, call.params[2])


_DAY = 24 * 3600 * 1000
_INCOMPLETE = "COMPLETE_CONNECTION_REQUIRED"


def _refusal(call: Call, name: str) -> tuple[str, str] | None:
    """The code of the FAIL and its text where they can't have an account of that name."""
    core, person = call.core, call.person
    if not person.registered:
        return _INCOMPLETE, "Finish connecting first"
    if person.account:
        return "ALREADY_AUTHENTICATED", f"You are logged in as {person.account}"
    if not person.trusted:
        return "SECURE_CONNECTION_REQUIRED", passwords.READABLE
    problem = names.nick_problem(name)
    if problem or name == "0":  # which stands for "no account" in WHOX
        return "BAD_ACCOUNT_NAME", problem or "An account can't have that name."
    folded = core.fold(name)
    if core.names.account_of(folded):
        return "ACCOUNT_EXISTS", f"{name} belongs to somebody else here. Choose another name"
    holder = core.people.get(folded)
    if holder is not None and holder is not person:
        return "BAD_ACCOUNT_NAME", f"Somebody else is here as {name}. Choose another name"
    for place, share in shares_of(person.host).items():
        made = core.accounts_made.get(place, [])
        made[:] = [moment for moment in made if moment > call.ticks - _DAY]
        if len(made) >= share * core.config.accounts_per_address:
            text = "Many accounts were made from your address today. Try again tomorrow"
            return "TEMPORARILY_UNAVAILABLE", text
    return None


def _weakness(call: Call, name: str, password: str) -> tuple[str, str] | None:
    if len(password) < PASSWORD_LEAST:
        return "WEAK_PASSWORD", f"A password has at least {PASSWORD_LEAST} characters"
    if call.core.fold(password) in (call.core.fold(name), call.person.folded):
        return "WEAK_PASSWORD", "A password that is your name is the first that anyone tries"
    if len(password.encode()) > PASSWORD_BYTES_MAX:
        return "UNACCEPTABLE_PASSWORD", f"A password has at most {PASSWORD_BYTES_MAX} bytes"
    return None


def _register(call: Call, name: str, password: str) -> Steps:
    core = call.core
    folded = core.fold(name)
    look = accounts.look_up(core, name)

    def derive(store: HostStore) -> tuple[accounts.AccountLookup, Keys]:
        return look(store), accounts.new_keys(password)

    try:
        found, keys = yield derive
    except StoreError as error:
        call.fail("TEMPORARILY_UNAVAILABLE", name, text=error.plain)
        return
    except ValueError:
        text = "There is something in it that no password may have. Choose another"
        call.fail("UNACCEPTABLE_PASSWORD", name, text=text)
        return
    accounts.take_up(core, found)
    # Somebody may have been quicker.
    refusal = _refusal(call, name)
    if refusal is not None:
        call.fail(refusal[0], name, text=refusal[1])
        return
    core.names.put(Account(name, folded, name, folded, call.moment))
    for place in shares_of(call.person.host):
        core.accounts_made.setdefault(place, []).append(call.ticks)
    record = AccountRecord(folded, name, name, keys, call.moment, call.person.host)

    def write(store: HostStore) -> AccountRecord | None:
        # Not by way of the pump, which goes on trying: what has failed must not come later.
        store.write_now([write_account(record)])
        with store.reading() as reader:
            return reader.accounts.find(folded)

    try:
        there = yield write
    except StoreError as error:
        core.names.remove(folded)
        call.fail("TEMPORARILY_UNAVAILABLE", name, text=error.plain)
        return
    if there is None or there.keys != keys:
        # Another process was quicker.
        accounts.take_up(core, accounts.AccountLookup(folded, there, None, core.names.version))
        call.fail("ACCOUNT_EXISTS", name, text=f"{name} belongs to somebody else here")
        return
    call.server(f"REGISTER SUCCESS {name} :{name} is your name here now, and nobody else's")
    accounts.log_in(call, name)


@command("VERIFY", params=2, before=True)
def verify(call: Call) -> None:
    """Accounts here are complete at once: no code is ever sent, so none is right."""
    account = call.params[0]
    if not call.person.registered:
        call.fail(_INCOMPLETE, account, text="Finish connecting first")
    elif call.person.account:
        call.fail("ALREADY_AUTHENTICATED", account, text=f"You are logged in as {account}")
    else:
        call.fail("INVALID_CODE", account, text="Accounts need no code here: just log in")
