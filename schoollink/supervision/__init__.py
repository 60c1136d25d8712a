"""Who looks after pupils where they write, when they may, and what a teacher reads first.

An eligible supervisor is an adult who is there today and whose vetting is in date. Every space with
pupils has one from each school with pupils in it, asked anew in the transaction of each write.
"""
