"""Tests of finding each other; nothing is sent."""
