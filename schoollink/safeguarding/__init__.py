"""What children tell, and who looks after it: one report, for the child-safety leads of the link.

A report is open, seen or closed. Whoever it names finds it in no list and no count; the partner
school reads "a pupil at" and the school, never who told. Cases and evidence are deepened later.
"""
