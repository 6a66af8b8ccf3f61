"""Bytes to documents: article text, its date, its language; repeats collapsed, walls recognised."""

from flows.clean.cleaner import Cleaned, clean, document_id
from flows.clean.facts import Facts

__all__ = ["Cleaned", "Facts", "clean", "document_id"]
