"""Answers to what was asked: numbers, invitations, items done."""
