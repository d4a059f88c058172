"""How the bytes of a file leave the house: under their own name, as a paper and never as a page of ours."""

from __future__ import annotations

import structlog
from flask import Response

from petitions.domain.errors import FileUnreadableError
from petitions.extensions import file_store
from petitions.models import CaseFile, MeetingFile
from petitions.web.downloads import POLICY, disposition
from petitions.web.file_rows import SHOWN_IN_THE_BROWSER

log = structlog.get_logger(__name__)


def serve(file: CaseFile | MeetingFile, *, inline: bool) -> Response:
    """Return the file piece by piece; shown in the browser only when asked and when it is a PDF or a picture.

    Raises:
        FileUnreadableError: the store does not give the bytes.

    """
    try:
        pieces = file_store().read(file.digest)
    except OSError as error:
        log.exception("file unreadable", digest=file.digest)
        raise FileUnreadableError(file.digest) from error
    is_shown = inline and file.stored.media_type in SHOWN_IN_THE_BROWSER
    response = Response(pieces, mimetype=file.stored.media_type)
    response.content_length = file.stored.size
    response.headers["Content-Disposition"] = disposition(file.name, "inline" if is_shown else "attachment")
    response.headers["Content-Security-Policy"] = POLICY
    return response
