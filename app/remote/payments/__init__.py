"""Statements of payment platforms: their files read, and their downloads."""
