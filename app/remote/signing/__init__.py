"""How each platform wants a request signed: one file a scheme, pure functions, no I/O."""
