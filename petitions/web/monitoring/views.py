"""The monitoring pages."""

from flask import Blueprint

blueprint = Blueprint("monitoring", __name__)
