"""One packing bench: facts in, snapshot out."""
