"""Hand a list in as the page does, and confirm it; the worker writes it afterwards. Prints the seconds as JSON."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from petitions import create_app
from petitions.domain.identity import SYSTEM
from petitions.domain.statement_columns import Layout
from petitions.extensions import transaction
from petitions.services.imports.staging import read_columns, stage_list
from petitions.services.imports.statement_lists import digest_of, read_list
from petitions.services.imports.statement_writing import confirm_import

NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)

if __name__ == "__main__":
    path, meeting_id = Path(sys.argv[1]), int(sys.argv[2])
    with create_app().app_context():
        began = time.monotonic()
        data = path.read_bytes()
        sheets = read_list(data)
        with transaction() as session:
            row = stage_list(session, meeting_id, sheets, name=path.name, digest=digest_of(data), actor=SYSTEM, now=NOW)
            key, sheet, layout = row.id, row.sheet, Layout.from_payload(row.layout)
        handed_in = time.monotonic() - began
        with transaction() as session:
            read_columns(session, meeting_id, key, layout, sheet=sheet, actor=SYSTEM, now=NOW)
        with transaction() as session:
            confirm_import(session, meeting_id, key, actor=SYSTEM, now=NOW)
    print(json.dumps({"handed_in": handed_in}))
