"""What the rules are called by people; a rule an administrator adds is called by its code."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

RULE_NAMES: dict[str, LazyString] = {
    "petition.synthesis": _l("Petition: synthesis by the deputies' group"),
    "petition.classification": _l("Petition: classification by the council office"),
    "petition.acceptance": _l("Petition: the agency accepts or declines"),
    "petition.coordination.request": _l("Petition: the lead asks the coordinating agencies"),
    "petition.coordination.reply": _l("Petition: the coordinating agencies reply"),
    "petition.response": _l("Petition: answer to the People's Council"),
    "petition.response.national": _l("Petition forwarded by the National Assembly: answer"),
    "petition.evaluation": _l("Petition: evaluation by the council"),
    "complaint.acceptance": _l("Complaint: accept or refuse"),
    "complaint.settlement.first": _l("Complaint: first settlement"),
    "complaint.settlement.first.complex": _l("Complaint: first settlement, complex"),
    "complaint.settlement.first.remote": _l("Complaint: first settlement, remote area"),
    "complaint.settlement.first.remote_complex": _l("Complaint: first settlement, remote area and complex"),
    "complaint.settlement.second": _l("Complaint: second settlement"),
    "complaint.settlement.second.complex": _l("Complaint: second settlement, complex"),
    "complaint.settlement.second.remote": _l("Complaint: second settlement, remote area"),
    "complaint.settlement.second.remote_complex": _l("Complaint: second settlement, remote area and complex"),
    "denunciation.check": _l("Denunciation: register and check"),
    "denunciation.forwarding": _l("Denunciation: forward where not competent"),
    "denunciation.notice": _l("Denunciation: notice of acceptance"),
    "denunciation.settlement": _l("Denunciation: settlement"),
    "denunciation.report_back": _l("Denunciation forwarded by another body: tell it the result"),
    "reception.notice": _l("Reception of citizens: notice of the result"),
}


def rule_name(code: str) -> str:
    """Return what people call a rule."""
    return str(RULE_NAMES.get(code, code))
