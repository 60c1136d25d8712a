"""The life of a link between schools: proposed, trying out, agreed; or declined, lapsed, ended.

A link belongs to its schools, not to people; each school has a side with two named contacts.
`frozen_at` stops all pupil writing in it; whoever protects children sets it by calling down.
"""
