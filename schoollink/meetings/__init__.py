"""The year of a link: both schools' terms side by side, and when both are in school.

Meetings that a link agrees on will live here too.
"""
