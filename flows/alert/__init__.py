"""Verdicts → alerts → people: ``compose`` (pure), the card and its renderers (pure), ``deliver`` (the outbox), ``why``."""
