"""The team that all tests of the forms speak of."""

TEAM = "grade-7-maths"
ANN, BEN = "T-ann", "T-ben"
