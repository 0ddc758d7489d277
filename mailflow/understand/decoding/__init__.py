"""Bytes to what a reader sees: charsets, MIME trees, HTML, signed and packed mails."""
