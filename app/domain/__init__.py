"""The trade in pure Python: no I/O, no clock, no threads."""
