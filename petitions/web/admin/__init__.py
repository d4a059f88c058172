"""People, roles, units, places, subject fields, terms: everything an administrator keeps."""

from petitions.web.admin import calendar as calendar  # each registers its pages on the blueprint
from petitions.web.admin import calendar_days as calendar_days
from petitions.web.admin import changes as changes
from petitions.web.admin import fields as fields
from petitions.web.admin import grants as grants
from petitions.web.admin import localities as localities
from petitions.web.admin import organisations as organisations
from petitions.web.admin import people as people
from petitions.web.admin import rules as rules
from petitions.web.admin import terms as terms
from petitions.web.admin import work_weeks as work_weeks
from petitions.web.admin.views import blueprint

__all__ = ["blueprint"]
