"""Tests of the wire as values: tables of examples, and properties of any text or bytes."""
