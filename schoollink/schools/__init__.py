"""Schools, their staff and roles, classes, pupils and the class door; networks of schools.

A school is invited (known only to those who invited it) or verified. A membership is a person's
place on the staff of one school, with roles and the date until which the vetting holds.
"""
