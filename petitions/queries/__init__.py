"""Reads: scoped by visible_to(actor), ordered with a unique tiebreaker, eager."""
