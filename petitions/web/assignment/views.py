"""The assignment pages."""

from flask import Blueprint

blueprint = Blueprint("assignment", __name__)
