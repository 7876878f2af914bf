"""Many benches against one center: real sync code, several benches a process."""
