"""What a contact is about and how severe: rules over words, and a linear model that weighs them; with evidence.

Pure: no network, and the same text gets the same answer.
"""

from triage.assessment.assess import Assessment, assess
from triage.assessment.contact import Contact
from triage.assessment.evidence import Evidence

__all__ = ["Assessment", "Contact", "Evidence", "assess"]
