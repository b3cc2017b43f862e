"""Statistics for teams: arrays and frames in, frames and small dataclasses out; pure.

Shares lie in [0, 1], NaN means "no data" and never 0, and nothing is rounded here. Import the modules by
what a teacher would call the thing: ``items``, ``mastery``, ``growth``, ``disclosure``.
"""
