"""Pure decisions about dates: school days, what schools share, pasted term dates, usual guesses."""
