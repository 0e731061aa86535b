"""What sending services report in JSON: the bounce notifications of Amazon SES, alone or wrapped by Amazon SNS."""

import json
from collections.abc import Iterable

from intake_email.reading.bounce.report import Fields

_KINDS = {"Bounce": ("bounce", "bouncedRecipients"), "DeliveryDelay": ("deliveryDelay", "delayedRecipients")}
_NO_SUCH = "1.1"
_DETAILS = {  # of a recipient about whom no status is given
    "NoEmail": _NO_SUCH,
    "Suppressed": _NO_SUCH,
    "OnAccountSuppressionList": _NO_SUCH,
    "MailboxFull": "2.2",
    "MessageTooLarge": "3.4",
    "ContentRejected": "7.1",
    "AttachmentRejected": "7.1",
}
_CHARS = 200_000
_RECIPIENTS = 100


def read(text: str) -> list[Fields]:
    """The recipients that the notification names, as fields of a report; none where the text is none."""
    told = _object(text)
    if "Message" in told:
        told = _object(told["Message"])
    kind = told.get("notificationType") or told.get("eventType")
    if not isinstance(kind, str) or kind not in _KINDS:
        return []
    name, recipients = _KINDS[kind]
    event = told.get(name)
    return list(_fields(event, recipients)) if isinstance(event, dict) else []


def _object(text: object) -> dict[str, object]:
    """Relays fold the long lines, within strings too; what follows the object is how to unsubscribe."""
    if not isinstance(text, str) or not text.lstrip().startswith("{"):
        return {}
    try:
        told, _ = json.JSONDecoder(strict=False).raw_decode(text[:_CHARS].lstrip())
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _fields(event: dict[str, object], recipients: str) -> Iterable[Fields]:
    is_final = str(event.get("bounceType")).lower() == "permanent"
    status = f"{5 if is_final else 4}.{_DETAILS.get(str(event.get('bounceSubType')), '0.0')}"
    action = "failed" if recipients == "bouncedRecipients" else "delayed"
    everyone = event.get(recipients)
    for one in everyone[:_RECIPIENTS] if isinstance(everyone, list) else []:
        if isinstance(one, dict):
            yield {
                "final-recipient": str(one.get("emailAddress", "")),
                "action": str(one.get("action") or action),
                "status": str(one.get("status") or status),
                "diagnostic-code": str(one.get("diagnosticCode") or ""),
            }
