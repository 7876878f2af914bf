"""Widgets without business: each renders one view."""
