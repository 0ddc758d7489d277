"""Who is on a list, what is posted to it, how it reaches its readers."""
