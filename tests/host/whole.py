"""What must be so in a host's state, whatever was said to it."""

from collections.abc import Collection

from desktopchat.host.core import Core
from desktopchat.host.state.channels import Channel
from desktopchat.host.state.people import Person
from desktopchat.irc.modes import HOST_MODES


def check(core: Core, busy: Collection[Person]) -> None:
    """All of it. busy: those with a command that waits for work outside the lock."""
    every_nick_names_one_connection(core)
    nobody_has_a_name_of_somebody_elses_account(core, busy)
    rooms_and_people_know_each_other(core)
    only_those_here_watch_others(core)


def every_nick_names_one_connection(core: Core) -> None:
    for folded, person in core.people.items():
        assert folded == person.folded == core.fold(person.nick)
        assert person in core.connections
        assert person.folded_source == core.fold(person.source)
    named = [person for person in core.connections if person.nick]
    assert len(named) == len(core.people)
    assert core.registered == sum(person.registered for person in core.connections)
    assert core.most_registered >= core.registered


def nobody_has_a_name_of_somebody_elses_account(core: Core, busy: Collection[Person]) -> None:
    for person in core.connections:
        assert not person.gone
        assert person.folded_account == core.fold(person.account)
        assert (person in core.sessions.of(person)) == bool(person.account)
        assert core.connections.issuperset(core.sessions.of(person))
        if person.account:
            assert core.names.get(person.folded_account) is not None
        elif person.registered and person not in busy:
            # Who makes an account has the name before they are logged in to it.
            assert not core.names.account_of(person.folded)


def rooms_and_people_know_each_other(core: Core) -> None:
    assert sum(channel.permanent for channel in core.channels.values()) == 1
    for folded, channel in core.channels.items():
        assert folded == channel.folded == core.fold(channel.name)
        assert channel.members or channel.stays
        assert channel.everybody == tuple(channel.members)
        assert channel.invited <= core.connections
        assert not channel.invited & channel.members.keys()
        assert channel.spoken.keys() <= channel.members.keys()
        assert channel.flags <= set(HOST_MODES.never)
        for person, statuses in channel.members.items():
            assert person.registered
            assert person in core.connections
            assert person.channels[folded] is channel
            assert statuses == "".join(one for one in HOST_MODES.prefix if one in statuses)
    for person in core.connections:
        for folded, channel in person.channels.items():
            assert core.channels[folded] is channel
            assert person in channel.members


def only_those_here_watch_others(core: Core) -> None:
    for person, folded in core.monitors:
        assert person in core.connections
        assert folded in core.monitors.watched_by(person)


def same_after_a_restart(core: Core, again: Core) -> None:
    """Without anybody there: accounts and rooms are as they were."""
    assert {one.folded for one in again.names} == {one.folded for one in core.names}
    assert again.channels.keys() == core.channels.keys()
    for folded, channel in core.channels.items():
        if not channel.owned:
            # Whoever runs the host may set rules in an empty room that is nobody's: like all of
            # such a room they end with the next start, so that nobody is locked out for ever.
            channel.forget_rules()
        assert _kept(again.channels[folded]) == _kept(channel)


def _kept(channel: Channel) -> tuple[object, ...]:
    return (
        channel.name,
        channel.topic,
        channel.mode_words(inside=True),
        channel.grants,
        channel.lists,
    )
