"""Funding: applications of a link for money, who does what, and whether the sums are level.

An application goes spotted -> drafting -> submitted -> awarded or declined -> closed; a step that
was a mistake is taken back. Link teachers of both schools see all of it; whoever is named in a task
sees that application.
"""
