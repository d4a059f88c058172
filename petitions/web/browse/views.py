"""The browse pages."""

from flask import Blueprint

blueprint = Blueprint("browse", __name__)
