"""Pure decisions: when schools see each other's years, and which weekly times suit them."""
