"""Who applies, for which district, with what."""
