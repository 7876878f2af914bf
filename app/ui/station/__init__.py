"""The screens of the packing bench."""
