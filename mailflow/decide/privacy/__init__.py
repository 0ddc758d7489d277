"""What people agreed to, and what they may ask of their data."""
