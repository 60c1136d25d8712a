"""People and how they sign in: sign-in rows, invitations, second factor, own settings.

A person is an adult or a pupil. Adults have an account (address, password); pupils have none, so no
table that holds pupils has an address, a surname or a birth date (SG-41). A sign-in is alive until
it ends, idles out or reaches its limit.
"""
