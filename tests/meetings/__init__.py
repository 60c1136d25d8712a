"""Tests of the year of a link."""
