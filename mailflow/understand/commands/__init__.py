"""Orders in plain words."""
