"""Composition roots: each builds everything and owns the threads."""
