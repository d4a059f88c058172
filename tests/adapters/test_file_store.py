"""Where the bytes are, in a folder and in a bucket: both keep the same promises."""

import hashlib
import os
import subprocess
import sys
import textwrap
import urllib.request
from datetime import timedelta

import pytest

from petitions import clock
from petitions.adapters.file_store import FileStore

CONTENT = "Trả lời kiến nghị cử tri".encode() * 50_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def bucket():
    """An S3 server in this process, asked over a real socket."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=x/20260302/us-east-1/s3/aws4_request"}
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/bucket", method="PUT", headers=signed)).close()
    yield {"endpoint": endpoint, "region": "us-east-1", "access_key_id": "x", "secret_access_key": "y"}
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    if request.param == "folder":
        return FileStore((tmp_path / "tệp tin").as_uri())
    return FileStore(f"s3://bucket/{tmp_path.name}", **request.getfixturevalue("bucket"))


def test_what_is_put_is_read_again(store):
    store.put(DIGEST, CONTENT)
    assert store.has(DIGEST)
    assert b"".join(store.read(DIGEST)) == CONTENT


def test_a_large_content_comes_in_pieces(store):
    store.put(DIGEST, CONTENT)
    assert len(list(store.read(DIGEST))) > 1


def test_the_same_content_lies_there_once(store):
    store.put(DIGEST, CONTENT)
    store.put(DIGEST, CONTENT)
    assert [(found.digest, found.size) for found in store.objects()] == [(DIGEST, len(CONTENT))]


def test_it_knows_when_a_content_was_written(store):
    store.put(DIGEST, CONTENT)
    (found,) = store.objects()
    assert abs(clock.now() - found.written_at) < timedelta(minutes=1)


def test_what_is_not_there_is_said_at_once(store):
    assert not store.has(DIGEST)
    with pytest.raises(FileNotFoundError):
        store.read(DIGEST)


def test_what_is_dropped_is_gone_and_dropping_twice_is_no_fault(store):
    store.put(DIGEST, CONTENT)
    store.drop(DIGEST)
    store.drop(DIGEST)
    assert not store.has(DIGEST)
    assert list(store.objects()) == []


def test_a_stranger_in_the_folder_is_left_alone(tmp_path):
    store = FileStore(tmp_path.as_uri())
    (tmp_path / "ghi chú.txt").write_text("x")
    (tmp_path / DIGEST).write_text("x")
    assert list(store.objects()) == []


def test_a_content_lies_under_its_digest(tmp_path):
    FileStore(tmp_path.as_uri()).put(DIGEST, CONTENT)
    assert (tmp_path / DIGEST[:2] / DIGEST[2:4] / DIGEST).read_bytes() == CONTENT


def test_a_place_nobody_understands_is_refused():
    with pytest.raises(ValueError, match="ftp"):
        FileStore("ftp://somewhere/files")


def test_fragments_of_writers_that_were_killed_are_dropped_when_they_are_old(tmp_path):
    store = FileStore(tmp_path.as_uri())
    store.put(DIGEST, CONTENT)
    fragment = tmp_path / DIGEST[:2] / DIGEST[2:4] / f"{DIGEST}#1"
    fragment.write_bytes(b"half")

    assert store.drop_fragments(before=clock.now() - timedelta(hours=1)) == 0
    assert store.drop_fragments(before=clock.now() + timedelta(seconds=1)) == 1
    assert not fragment.exists()
    assert store.has(DIGEST)


def test_a_process_killed_while_writing_leaves_nothing_half_written(tmp_path):
    writer = textwrap.dedent("""
        import hashlib, sys
        from petitions.adapters.file_store import FileStore
        store, number = FileStore(sys.argv[1]), 0
        print("writing", flush=True)
        while True:
            data = str(number).encode() * 3_000_000
            store.put(hashlib.sha256(data).hexdigest(), data)
            number += 1
    """)
    for pause in (0.05, 0.11, 0.23):
        process = subprocess.Popen(
            [sys.executable, "-c", writer, tmp_path.as_uri()], stdout=subprocess.PIPE, env=os.environ | {"TZ": "UTC"}
        )
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(pause)
        process.kill()
        process.communicate()
    store = FileStore(tmp_path.as_uri())
    found = list(store.objects())
    assert found
    store.drop_fragments(before=clock.now())
    assert {path.name for path in tmp_path.glob("*/*/*")} == {each.digest for each in found}
    for each in found:
        assert hashlib.sha256(b"".join(store.read(each.digest))).hexdigest() == each.digest
