"""What a contact is about and how severe: pure rules over words, with their evidence. No model, no network."""

from triage.assessment.assess import Assessment, assess
from triage.assessment.contact import Contact
from triage.assessment.evidence import Evidence

__all__ = ["Assessment", "Contact", "Evidence", "assess"]
