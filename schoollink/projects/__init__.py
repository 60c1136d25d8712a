"""Joint pupil projects of a link: teachers and classes of both schools, a goal, steps, a page.

A page is a list of sections, each of one author or class; a pupil's version is seen by its own
school until staff of that school approve it.
"""
