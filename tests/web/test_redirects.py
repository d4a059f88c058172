"""Redirects of the router: to the right address of ours, whatever host a request claims to have asked."""

import pytest


@pytest.mark.parametrize("path", ["/cases", "//cases//", "/account?a=1"])
def test_the_host_a_request_claims_is_no_way_out(client, world, path):
    client.sign_in("office")
    for host in ("evil.example", "[", "evil.example/x"):
        reply = client.get(path, headers={"Host": host})
        where = reply.headers.get("Location", "/")
        assert where.startswith("/"), where
        assert not where.startswith("//"), where
    assert client.get("/account?a=1").headers["Location"] == "/account/?a=1"
