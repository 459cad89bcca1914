"""The commands: each gathers what it needs, calls the library and prints one JSON document."""
