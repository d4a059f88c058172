"""People, roles, units, places, subject fields, terms: everything an administrator keeps."""

from petitions.web.admin import fields as fields  # each registers its pages on the blueprint
from petitions.web.admin import grants as grants
from petitions.web.admin import localities as localities
from petitions.web.admin import organisations as organisations
from petitions.web.admin import people as people
from petitions.web.admin import terms as terms
from petitions.web.admin.views import blueprint

__all__ = ["blueprint"]
