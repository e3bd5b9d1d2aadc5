"""What is written down in the audit; `docs/audit.md` says of each when, and with which data."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    """What somebody did. A name is never given another meaning: old lines keep it."""

    # Submissions and their runs.
    SUBMISSION_RECEIVED = "submission_received"
    SUBMISSION_CHECKED = "submission_checked"
    RUN_AGAIN = "run_again"
    RUN_CANCELLED = "run_cancelled"
    WAIVED = "waived"
    MAPPING_FORGOTTEN = "mapping_forgotten"
    SUBMISSION_DELETED = "submission_deleted"
    RESULTS_DELETED = "results_deleted"
    # Reading and taking home.
    SUBMISSION_READ = "submission_read"
    REPORT_READ = "report_read"
    COMPARISON_READ = "comparison_read"
    TRIAL_BEGUN = "trial_begun"
    REPORT_DOWNLOADED = "report_downloaded"
    PARCELS_DOWNLOADED = "parcels_downloaded"
    # Batches.
    BATCH_BEGUN = "batch_begun"
    BATCH_CANCELLED = "batch_cancelled"
    BATCH_DELETED = "batch_deleted"
    BATCH_READ = "batch_read"
    BATCH_DOWNLOADED = "batch_downloaded"
    # Reference layers.
    LAYER_REGISTERING = "layer_registering"
    LAYER_REGISTERED = "layer_registered"
    LAYER_RETIRING = "layer_retiring"
    LAYER_RETIRED = "layer_retired"
    FILING = "filing"
    FILED = "filed"
    # Accounts.
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name, no password
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name, no password
    ACCOUNT_MADE = "account_made"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_UNLOCKED = "account_unlocked"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    # Operation.
    BACKED_UP = "backed_up"
    RESTORED = "restored"
