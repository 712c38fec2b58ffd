"""What time brings, with times that are told."""

from desktopchat.client.link.pace import FAR, FIRST_PAUSE, NEAR
from desktopchat.client.link.timers import (
    NEXT,
    Allowance,
    Interval,
    KeepAlive,
    Life,
    Patience,
    Retry,
    Sign,
)


def test_silence_is_asked_about_and_an_answer_ends_the_doubt() -> None:
    alive = KeepAlive(100.0)
    assert alive.look(100.0 + NEAR.idle - 0.1, NEAR, doubt=False) is None
    assert alive.look(100.0 + NEAR.idle, NEAR, doubt=False) is Life.ASKED
    assert alive.look(100.0 + NEAR.idle, NEAR, doubt=True) is None  # once
    alive.heard(121.0)
    assert alive.state is Life.HEARD
    assert alive.look(121.0 + NEAR.idle - 0.1, NEAR, doubt=False) is None


def test_a_question_without_an_answer_is_the_end() -> None:
    alive = KeepAlive(0.0)
    assert alive.look(FAR.idle, FAR, doubt=False) is Life.ASKED
    assert alive.look(FAR.idle + FAR.answer - 0.1, FAR, doubt=False) is None
    assert alive.look(FAR.idle + FAR.answer, FAR, doubt=False) is Life.LOST


def test_what_was_said_without_any_sign_is_asked_about_sooner() -> None:
    alive = KeepAlive(0.0)
    alive.spoke(1.0)
    alive.spoke(3.0)  # the first counts
    assert alive.look(1.0 + NEAR.unheard - 0.1, NEAR, doubt=False) is None
    assert alive.look(1.0 + NEAR.unheard, NEAR, doubt=False) is Life.ASKED


def test_who_speaks_late_is_asked_after_all_the_silence_no_later() -> None:
    alive = KeepAlive(0.0)
    alive.spoke(FAR.idle - 1.0)
    assert alive.look(FAR.idle, FAR, doubt=False) is Life.ASKED


def test_after_a_sleep_a_far_host_has_less_time_to_answer() -> None:
    alive = KeepAlive(0.0)
    assert alive.look(0.1, FAR, doubt=True) is Life.ASKED
    assert alive.look(0.1 + 5.0, FAR, doubt=False) is Life.LOST


def test_a_lost_connection_stays_lost_and_every_other_state_leads_there() -> None:
    assert not NEXT[Life.LOST]
    for life in (Life.HEARD, Life.SPOKEN):
        assert NEXT[NEXT[life][Sign.SILENCE]][Sign.SILENCE] is Life.LOST


def test_pauses_double_to_the_longest_and_begin_anew_after_a_time_online() -> None:
    retry = Retry()
    for most in (FIRST_PAUSE, 1.0, 2.0, 2.0, *[2.0] * 20):
        retry.pause(10.0, longest=2.0)
        assert most / 2 <= retry.left(10.0) <= most
    assert retry.left(12.0) == 0.0
    retry.was_online(29.0)
    retry.pause(10.0, longest=2.0)
    assert retry.left(10.0) >= 1.0
    retry.was_online(30.0)
    retry.pause(10.0, longest=2.0)
    assert retry.left(10.0) <= FIRST_PAUSE


def test_what_is_done_every_so_often_is_not_done_in_between() -> None:
    every = Interval(10.0)
    assert every.due(5.0)
    assert not every.due(14.9)
    assert every.due(15.0)
    every.put_off(20.0)
    assert not every.due(29.0)


def test_a_burst_and_then_so_many_a_second() -> None:
    allowance = Allowance(10.0, 2.0)
    allowance.fill(100.0)
    assert allowance.take(100.0, 4) == 4
    assert allowance.take(100.0, 40) == 6
    assert allowance.take(100.4, 40) == 0
    assert allowance.take(102.0, 40) == 4
    assert allowance.take(1000.0, 40) == 10


def test_one_of_several_is_given_more_time_once_all_were_tried_some_times_in_vain() -> None:
    patience = Patience(1.5, 10.0)
    given = []
    for _ in range(20):
        patience.set_out()
        given.append(patience.seconds)
    assert given[:8] == [1.5, 1.5, 1.5, 1.5, 3.0, 6.0, 10.0, 10.0]
    assert given[-1] == 10.0
    patience.let_in()
    patience.set_out()
    assert patience.seconds == 1.5
