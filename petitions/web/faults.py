"""The words of the faults that WTForms finds by itself: it ships no Vietnamese, our catalogue ``wtforms`` does."""

from __future__ import annotations

from flask_babel import Domain

_CATALOGUE = Domain(domain="wtforms")


class Faults:
    """Gives WTForms a sentence in the language of the page; WTForms fills in numbers and names afterwards."""

    def gettext(self, sentence: str) -> str:
        """Return the sentence translated, or as it is where the catalogue has none."""
        return str(_CATALOGUE.get_translations().ugettext(sentence))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form that ``number`` asks for."""
        return str(_CATALOGUE.get_translations().ungettext(singular, plural, number))
