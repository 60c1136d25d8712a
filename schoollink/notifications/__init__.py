"""What waits for a person: one bell, and at most one mail a school day.

A notice names a kind and a subject, never text: its sentence is made when it is read, in the
reader's language, if the reader may still see the subject. It is open, read or settled.
"""
