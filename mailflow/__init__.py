"""Groupware in the inbox: receive, understand, decide, perform, deliver."""

__version__ = "0.1.0"
