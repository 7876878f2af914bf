"""Learn this scale: from bytes that nobody knows to a profile (docs/learn-scale.md)."""
