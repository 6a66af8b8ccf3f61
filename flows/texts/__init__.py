"""Texts without network or ledger: documents in, claims and verdicts out."""
