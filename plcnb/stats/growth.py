"""Have they grown, by how much, and by more than chance?"""

from plcnb.stats.effects import EffectSize, PairedEffect, hedges_g, paired, reliable_change
from plcnb.stats.since import GrowthSince, since_last

__all__ = [
    "EffectSize",
    "GrowthSince",
    "PairedEffect",
    "hedges_g",
    "paired",
    "reliable_change",
    "since_last",
]
