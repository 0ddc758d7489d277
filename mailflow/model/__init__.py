"""The nouns: frozen dataclasses that know nothing of SQL, sockets or templates."""
