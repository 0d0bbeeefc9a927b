"""Of whom each column of central's tables speaks: the registry behind the table of personal data in docs/central.md.

Every column that can hold words or bytes stands in exactly one of the three: a column that nobody has thought about
fails a test. Numbers, moments, truth values, choices and keys of other rows speak of nobody by themselves.

A transaction's id, a document's serial, an order's number lead to no person here: only the department that was asked
knows whose case it was.
"""

from collections.abc import Mapping
from types import MappingProxyType

RESIDENTS: Mapping[str, str] = MappingProxyType(
    {
        "drafts.Draft": "person sealed",
        "identity.PhoneCode": "number_digest code_digest",
        "intake.DeadLetter": "raw",
        "mail.Delivery": "address subject lines",
        "ratings.RedressEvent": "text",
    }
)
"""Erased or deleted on schedule (`retention.kinds`), and in no file of the archive."""

STAFF: Mapping[str, str] = MappingProxyType(
    {
        "accounts.Duty": "departments",
        "admin.LogEntry": "object_id object_repr change_message",
        "alarms.Alarm": "cleared_by acknowledged_by",
        "alarms.AlarmEvent": "who text",
        "alarms.Contact": "name address",
        "alarms.Mute": "reason begun_by ended_by",
        "alarms.Notice": "address",
        "audit.AuditEvent": "who detail",
        "audit.Verification": "who",
        "auth.User": "username first_name last_name email password",
        "axes.AccessAttempt": "user_agent ip_address username http_accept path_info get_data post_data",
        "axes.AccessFailureLog": "user_agent ip_address username http_accept path_info",
        "axes.AccessLog": "user_agent ip_address username http_accept path_info session_hash",
        "commands.Command": "why asked_by",
        "configuration.Change": "who why",
        "fleet.EnrolmentCode": "created_by",
        "fleet.Place": "contact",
        "fleet.Terminal": "note",
        "gateway.OperationState": "reason changed_by",
        "otp_static.StaticDevice": "name",
        "otp_static.StaticToken": "token",
        "otp_totp.TOTPDevice": "name key",
        "publishing.ApiToken": "label digest start",
        "publishing.Proposal": "drawn_up_by",
        "publishing.Submission": "reason",
        "ratings.RedressEvent": "who value",
        "rollout.Release": "signed_by",
        "rollout.Rollout": "created_by",
        "rulings.Ruling": "reason ruled_by",
        "sessions.Session": "session_key session_data",
    }
)
"""Who did what, and how to reach whoever is on duty. Kept as long as the record; of the audit, for ever."""

NOBODY: Mapping[str, str] = MappingProxyType(
    {
        "accounts.Grant": "role permission",
        "alarms.Alarm": "key source code technician_code detail",
        "alarms.LastReport": "key sequence",
        "alarms.Notice": "error",
        "audit.AuditEvent": "action object_type object_id",
        "audit.Seal": "digest",
        "audit.Verification": "problem",
        "auth.Group": "name",
        "auth.Permission": "name codename",
        "commands.Attachment": "name content",
        "commands.Command": "command_id text",
        "configuration.Change": "scope setting old new",
        "configuration.Report": "revision refused problem",
        "configuration.Value": "scope setting value",
        "contenttypes.ContentType": "app_label model",
        "drafts.Draft": "draft_id transaction_id service stopped_at because taken_by",
        "fleet.Desired": "configuration configuration_revision",
        "fleet.District": "code name",
        "fleet.EnrolmentCode": "code",
        "fleet.FleetEvent": "detail",
        "fleet.LastState": "software flows devices faults screen",
        "fleet.Nonce": "nonce",
        "fleet.Place": "name street community address open_hours",
        "fleet.Terminal": "terminal_id model",
        "fleet.TerminalKey": "key_id public_key fingerprint",
        "gateway.Call": "operation",
        "gateway.OperationState": "operation breaker",
        "gateway.Tally": "operation latency",
        "identity.PhoneCode": "challenge",
        "intake.DeadLetter": "envelope_id raw_digest error",
        "intake.Issue": "issue_id transaction_id service serial verification_code document_title digest",
        "intake.Payment": "payment_id transaction_id service order_number",
        "intake.Received": "envelope_id kind",
        "intake.Transaction": "transaction_id service item_code last_step steps",
        "jobs.Lease": "job holder error",
        "mail.Delivery": "mail_id transaction_id service language error",
        "payments.Order": "payment_id transaction_id service order_number description code",
        "publishing.Proposal": "document again keep trouble",
        "publishing.Signed": "role keyid signature",
        "publishing.Submission": "service title sha256 stage report_document",
        "ratings.Rating": "transaction_id service item_code reasons",
        "ratings.Redress": "service",
        "ratings.RedressNotice": "error",
        "reports.FlowWords": "service title department steps",
        "reports.Outage": "role",
        "reports.ServiceRatings": "district service",
        "reports.StepUse": "district service step",
        "reports.TerminalRatings": "department",
        "reports.TerminalUse": "department",
        "reports.Use": "district service",
        "retention.Batch": "path sha256",
        "rollout.Release": "flows",
        "rollout.ReleaseReport": "reason",
        "rollout.Rollout": "plan progress figures",
        "rulings.Ruling": "ruling_id",
        "verification.Paper": "serial verification_code document_title state",
    }
)
"""Things, rules and figures."""
