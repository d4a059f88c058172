"""The intake pages."""

from flask import Blueprint

blueprint = Blueprint("intake", __name__)
