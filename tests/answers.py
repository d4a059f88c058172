"""An agency's usual answer and its scan; a test changes what it is about."""

import io

from petitions.domain.response_content import ResponseContent
from petitions.domain.vocabulary import ResultClass
from petitions.services.files import Attachments, IncomingFile, accept_files
from tests import papers
from tests.builders import TODAY

ANSWER = ResponseContent(
    document_number="45/SXD-QLHT",
    signed_on=TODAY,
    signer="Phó Giám đốc Phạm Văn Thọ",
    content="Đoạn đường đã được vá và lu lèn xong ngày 27/02.",
    result_class=ResultClass.EXPLAINED,
)
SCAN = "Trả lời kiến nghị cử tri – bản ký.pdf"


def a_scan(store, name: str = SCAN, mark: str = "") -> Attachments:
    sent = [IncomingFile(name, io.BytesIO(papers.a_pdf(mark=mark)))]
    return accept_files(sent, store=store, scanner=None, limit_mb=20)
