"""The order center, headless."""
