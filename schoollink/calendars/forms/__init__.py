"""Forms of the calendar: the quick start, dates, lesson times."""
