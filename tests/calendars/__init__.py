"""Tests of a school's calendar."""
