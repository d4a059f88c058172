"""The response pages."""

from flask import Blueprint

blueprint = Blueprint("response", __name__)
