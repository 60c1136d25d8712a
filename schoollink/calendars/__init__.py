"""A school's own calendar: its terms, the days it is closed, when its lessons are.

Terms and closures are dates, first and last day inclusive, never instants. What several schools
have in common is worked out here too (rules.together), without knowing what a link is.
"""
