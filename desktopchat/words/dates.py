"""Days as they are written in the language in use. Each moment is shown as it is given: in its own
time zone."""

from datetime import date, datetime

from desktopchat.words import trc


def long_day(when: date, *, year: bool = False) -> str:
    """As in "Monday 23 November". year: with it."""
    fields = {"weekday": _weekday(when), "day": when.day, "month": _month(when)}
    if year:
        return trc("day", "{weekday} {day} {month} {year}", year=when.year, **fields)
    return trc("day", "{weekday} {day} {month}", **fields)


def month_day(when: date, *, year: bool = False) -> str:
    """As in "23 November"."""
    if year:
        return trc("day", "{day} {month} {year}", day=when.day, month=_month(when), year=when.year)
    return trc("day", "{day} {month}", day=when.day, month=_month(when))


def short_day(when: date, *, year: bool = False) -> str:
    """As in "23 Nov"."""
    short = _short_month(when)
    if year:
        return trc("short day", "{day} {month} {year}", day=when.day, month=short, year=when.year)
    return trc("short day", "{day} {month}", day=when.day, month=short)


def clock(when: datetime) -> str:
    """As in "17:05"."""
    return f"{when:%H:%M}"


def short_moment(when: datetime) -> str:
    """As in "23 Nov 17:05"."""
    return trc("moment", "{day} {time}", day=short_day(when), time=clock(when))


def _weekday(when: date) -> str:
    return (
        trc("day", "Monday"),
        trc("day", "Tuesday"),
        trc("day", "Wednesday"),
        trc("day", "Thursday"),
        trc("day", "Friday"),
        trc("day", "Saturday"),
        trc("day", "Sunday"),
    )[when.weekday()]


def _month(when: date) -> str:
    return (
        trc("month", "January"),
        trc("month", "February"),
        trc("month", "March"),
        trc("month", "April"),
        trc("month", "May"),
        trc("month", "June"),
        trc("month", "July"),
        trc("month", "August"),
        trc("month", "September"),
        trc("month", "October"),
        trc("month", "November"),
        trc("month", "December"),
    )[when.month - 1]


def _short_month(when: date) -> str:
    return (
        trc("short month", "Jan"),
        trc("short month", "Feb"),
        trc("short month", "Mar"),
        trc("short month", "Apr"),
        trc("short month", "May"),
        trc("short month", "Jun"),
        trc("short month", "Jul"),
        trc("short month", "Aug"),
        trc("short month", "Sep"),
        trc("short month", "Oct"),
        trc("short month", "Nov"),
        trc("short month", "Dec"),
    )[when.month - 1]
