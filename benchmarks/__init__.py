"""How fast, how big: figures of the real program on the computer at hand."""
