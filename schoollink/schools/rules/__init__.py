"""Pure decisions: roles, names of pupils, sign-in secrets, doors, and guesses about a place."""
