"""The inquiry cycle as rules: what the team does next, and how long it takes."""
