"""The walk through the inquiry cycle: fifteen needs, where each is met, and a picture of it."""

from cycle_walk.needs import HERE, NEEDS, Need
from cycle_walk.photographs import Studio, studio

__all__ = ["HERE", "NEEDS", "Need", "Studio", "studio"]
