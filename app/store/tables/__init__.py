"""Table definitions, one business area each."""
