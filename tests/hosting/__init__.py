"""Tests of `desktopchat.hosting`."""
