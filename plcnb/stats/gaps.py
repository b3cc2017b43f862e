"""How do groups of students differ, by more than chance, and is it the students or the question?"""

from plcnb.stats.differential import differential_item_functioning, mantel_haenszel
from plcnb.stats.group_means import compare
from plcnb.stats.group_shares import compare_shares, share_difference_interval

__all__ = [
    "compare",
    "compare_shares",
    "differential_item_functioning",
    "mantel_haenszel",
    "share_difference_interval",
]
