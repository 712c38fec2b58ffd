"""What time brings, with times that are told."""

from desktopchat.client.link.pace import FAR, FIRST_PAUSE, NEAR
from desktopchat.client.link.timers import Allowance, Every, KeepAlive, Retry


def test_silence_is_asked_about_and_an_answer_ends_the_doubt() -> None:
    alive = KeepAlive()
    alive.heard(100.0)
    assert not alive.ask(100.0 + NEAR.idle - 0.1, NEAR, hurry=False)
    assert alive.ask(100.0 + NEAR.idle, NEAR, hurry=False)
    assert alive.asked
    assert not alive.ask(100.0 + NEAR.idle, NEAR, hurry=True)  # once
    alive.heard(121.0)
    assert not alive.asked
    assert not alive.lost(1000.0)


def test_a_question_without_an_answer_is_the_end() -> None:
    alive = KeepAlive()
    alive.heard(0.0)
    assert alive.ask(FAR.idle, FAR, hurry=False)
    assert not alive.lost(FAR.idle + FAR.answer - 0.1)
    assert alive.lost(FAR.idle + FAR.answer)


def test_what_was_said_without_any_sign_is_asked_about_sooner() -> None:
    alive = KeepAlive()
    alive.heard(0.0)
    alive.spoke(1.0)
    alive.spoke(3.0)  # the first counts
    assert not alive.ask(1.0 + NEAR.unheard - 0.1, NEAR, hurry=False)
    assert alive.ask(1.0 + NEAR.unheard, NEAR, hurry=False)


def test_after_a_sleep_a_far_host_has_less_time_to_answer() -> None:
    alive = KeepAlive()
    alive.heard(0.0)
    assert alive.ask(0.1, FAR, hurry=True)
    assert alive.lost(0.1 + 5.0)


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
    every = Every(10.0)
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
