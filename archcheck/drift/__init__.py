"""Drift: a design held against what is deployed, as a reflexion model."""

from archcheck.drift.model import Drift
from archcheck.drift.reflexion import find_drift

__all__ = ["Drift", "find_drift"]
