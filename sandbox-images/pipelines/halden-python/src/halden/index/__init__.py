"""The two indexes, and the manifest that says what should be in them."""
