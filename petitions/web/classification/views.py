"""The classification pages."""

from flask import Blueprint

blueprint = Blueprint("classification", __name__)
