"""What machines write: notices, delivery reports, calendar objects."""
