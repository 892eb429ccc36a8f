"""The child process of `documents`: reads one document after the other within its limits.

A question is a line of JSON that the document's bytes follow; an answer is a line of JSON.
"""

import dataclasses
import json
import os
import resource
import sys
from datetime import datetime
from typing import Any, BinaryIO

from app.errors import AnnouncerError, NoArticleError
from app.ingest.listing import kind_of, read_listing
from app.ingest.page import read_page


def _answer(question: dict[str, Any], content: bytes) -> Any:
    what = question["what"]
    if what == "page":
        options = {name: question[name] for name in ("charset", "leave_out", "keep", "handed")}
        page = read_page(content, **options)
        return dataclasses.asdict(page)
    if what == "listing":
        return [dataclasses.asdict(each) for each in read_listing(content, url=question["url"])]
    return kind_of(content)


def _serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """The child: a document after the other until there is no more parent."""
    while line := questions.readline():
        question = json.loads(line)
        content = questions.read(question["size"])
        try:
            answer = {"found": _answer(question, content)}
        except AnnouncerError as error:
            answer = {"code": error.code, "detail": error.detail}
        except (MemoryError, RecursionError):
            answer = {"code": NoArticleError.code, "detail": "The document takes too much memory to read."}
        except Exception as error:  # noqa: BLE001 - a library's fault on a stranger's page is that page's fault
            answer = {"code": NoArticleError.code, "detail": f"The document cannot be read: {type(error).__name__}."}
        answers.write(json.dumps(answer, default=datetime.isoformat).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
    os.nice(5)
    _serve(sys.stdin.buffer, sys.stdout.buffer)
