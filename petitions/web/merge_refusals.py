"""Why cases do not become one, come apart or are linked, said to who asked; part of the one table in ``web/errors``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.domain import merge_errors
from petitions.domain.merging import MergeFault, UnmergeFault

_FAULTS: dict[MergeFault, LazyString] = {
    MergeFault.ITSELF: _l("This is the case itself; name the other one."),
    MergeFault.OTHER_COUNCIL: _l("Case %(code)s belongs to another People's Council."),
    MergeFault.MERGED: _l("Case %(code)s is itself part of another case; name that one."),
    MergeFault.ANSWERED: _l(
        "Case %(code)s has been answered. Link this one as raised again instead, so that it gets an answer of its own."
    ),
    MergeFault.OVER: _l("Nobody works on case %(code)s any more."),
    MergeFault.UNFINISHED: _l("Case %(code)s is still a draft with the unit that recorded it."),
    MergeFault.NOT_OPEN: _l("Case %(code)s can no longer be merged as it stands, or that is not yours to do."),
}

_TARGET_AMONG_OTHERS = _l("Case %(code)s is the one that goes on; take its code out here.")

_UNMERGE_FAULTS: dict[UnmergeFault, LazyString] = {
    UnmergeFault.ANSWERED: _l("Case %(code)s has been answered for both, so they stay together."),
    UnmergeFault.MERGED: _l("Case %(code)s is itself part of another case; take that one out first."),
}


def _refused(error: merge_errors.MergeRefusedError) -> str:
    is_target_named_twice = error.fault is MergeFault.ITSELF and error.field == "other_codes"
    sentence = _TARGET_AMONG_OTHERS if is_target_named_twice else _FAULTS[error.fault]
    return str(sentence) % {"code": error.code}


MERGE_REFUSALS: dict[type[Exception], Callable[[Any], str]] = {
    merge_errors.MergeRefusedError: _refused,
    merge_errors.UnmergeRefusedError: lambda e: str(_UNMERGE_FAULTS[e.fault]) % {"code": e.code},
    merge_errors.PartsInUseError: lambda e: _(
        "These parts have gone on meanwhile, so the split stands: %(codes)s.", codes=", ".join(e.codes)
    ),
    merge_errors.StatementLeftOutError: lambda e: _("Statement %(number)s is in none of the parts.", number=e.position),
    merge_errors.CaseUnknownError: lambda e: _("No case was found with the code %(codes)s.", codes=", ".join(e.codes)),
}
