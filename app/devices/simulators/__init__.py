"""A scale and a scanner that speak the real protocols, and misbehave on purpose."""
