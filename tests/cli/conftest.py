"""New ledgers of this folder's tests are copies of one."""

from new_ledgers import made_ledger, new_ledgers_are_copies

__all__ = ["made_ledger", "new_ledgers_are_copies"]
