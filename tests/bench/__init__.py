"""Measurements on demand, always beside a baseline in the same run; they print ratios."""
