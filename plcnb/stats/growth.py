"""Have they grown, by how much, and by more than chance?"""

from plcnb.stats.effects import EffectSize, PairedEffect, hedges_g, paired, reliable_change
from plcnb.stats.expecting import Drift, conditional_growth, expected_drift
from plcnb.stats.movement import Movement, movement
from plcnb.stats.rates import cox_index
from plcnb.stats.since import GrowthSince, since_last

__all__ = [
    "Drift",
    "EffectSize",
    "GrowthSince",
    "Movement",
    "PairedEffect",
    "conditional_growth",
    "cox_index",
    "expected_drift",
    "hedges_g",
    "movement",
    "paired",
    "reliable_change",
    "since_last",
]
