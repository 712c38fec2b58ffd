"""The tables of what leads from one phase of a connection to the next."""

from desktopchat.client.model import Phase
from desktopchat.client.model.phases import OF_CLIENT, OF_SESSION, Step


def test_from_every_phase_a_person_can_leave_and_come_back() -> None:
    assert set(OF_CLIENT) == set(Phase)
    for steps in OF_CLIENT.values():
        assert steps[Step.GAVE_UP] is Phase.ENDED
        assert Step.SET_OUT in steps or Phase.WAITING in steps.values()


def test_only_a_host_that_was_reached_lets_anyone_in() -> None:
    leading = [(phase, step) for phase, to in OF_CLIENT.items() for step in to]
    assert [p for p, step in leading if OF_CLIENT[p][step] is Phase.ONLINE] == [Phase.REGISTERING]
    assert [p for p, step in leading if step is Step.CONNECTED] == [Phase.CONNECTING]


def test_a_session_is_in_the_phases_between_two_breaks_as_its_client_is() -> None:
    for phase, steps in OF_SESSION.items():
        for step, following in steps.items():
            if phase is not Phase.IDLE and step is Step.LET_IN:
                assert OF_CLIENT[phase][step] is following
    assert OF_SESSION[Phase.REGISTERING][Step.BROKE] is Phase.IDLE
    assert OF_SESSION[Phase.ONLINE][Step.BROKE] is Phase.IDLE


def test_a_break_is_tried_again_from_wherever_there_was_a_host() -> None:
    for phase in (Phase.CONNECTING, Phase.REGISTERING, Phase.ONLINE):
        waiting = OF_CLIENT[phase][Step.BROKE]
        assert OF_CLIENT[waiting][Step.SET_OUT] is Phase.CONNECTING
