"""The addresses of imports, all beneath their meeting."""

from __future__ import annotations

from flask import Blueprint

from petitions.web.imports.columns import ColumnsPage
from petitions.web.imports.pieces import CutPage, JoinPage
from petitions.web.imports.preview import ImportPage, ImportRemovalPage
from petitions.web.imports.rows import RowPage
from petitions.web.imports.start import StartPage, template

blueprint = Blueprint("imports", __name__, url_prefix="/meetings/<int:meeting_id>/import")

blueprint.add_url_rule("/template/", view_func=template)
for address, page, endpoint in (
    ("/", StartPage, "start"),
    ("/<int:import_id>/", ImportPage, "show"),
    ("/<int:import_id>/columns/", ColumnsPage, "columns"),
    ("/<int:import_id>/removal/", ImportRemovalPage, "remove"),
    ("/<int:import_id>/rows/<int:number>/", RowPage, "row"),
    ("/<int:import_id>/rows/<int:number>/cut/", CutPage, "cut"),
    ("/<int:import_id>/rows/<int:number>/joining/", JoinPage, "join"),
):
    blueprint.add_url_rule(address, view_func=page.as_view(endpoint))
