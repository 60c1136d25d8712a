"""Stored uploads: taken outside any transaction, kept by an action, served by their owner.

Pictures are made anew in three sizes and the original is thrown away; documents are checked and
lose their authors' names. Bytes lie under their SHA-256, which no address ever shows.
States: present; lost (its bytes are missing or changed). `sealed_at`: nobody may open it.
The feature that owns a file decides who may see it, and asks `policies.may_open` besides.
"""
