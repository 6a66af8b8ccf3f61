"""Keeping what was gathered: backups and restoring, checks, reading history again, other desks' bundles. Between the commands and storage."""

from flows.keeping.bundles import export, import_bundle
from flows.keeping.checks import doctor, prevents, self_check
from flows.keeping.daily import LOG_KEPT, backup, backup_sentence, maintain
from flows.keeping.view import difference_view, doctor_table

__all__ = [
    "LOG_KEPT",
    "backup",
    "backup_sentence",
    "difference_view",
    "doctor",
    "doctor_table",
    "export",
    "import_bundle",
    "maintain",
    "prevents",
    "self_check",
]
