"""Every kind of question the forum asks, one file each: which answers it understands and what each does."""
