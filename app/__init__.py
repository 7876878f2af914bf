"""SecondPass: the packing bench and the order center behind it."""

__version__ = "0.1.0"
