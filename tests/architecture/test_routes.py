"""The census of routes: what each asks of who comes, and that nothing is open by oversight."""

import re

import pytest

from petitions.web.access import Access

PUBLIC_ENDPOINTS = {
    "static",
    "auth.sign_in",
    "auth.enter",
    "home.language",
    "intake.worker",
    "intake.offline",
    "intake.manifest",
    "system.healthz",
    "system.readyz",
    "system.metrics",
    "lookup.page",
    "lookup.look_up",
}
VALUES = {"code": "KN-2222-2222", "default": "1"}


def routes(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def path_of(rule):
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda m: VALUES.get(m[1], VALUES["default"]), rule.rule)


def test_every_route_says_who_may_come_in(app):
    silent = [
        rule.rule
        for rule in routes(app)
        if not isinstance(getattr(app.view_functions[rule.endpoint], "access", None), Access)
    ]
    assert not silent


def test_only_these_are_public(app):
    public = {rule.endpoint for rule in routes(app) if app.view_functions[rule.endpoint].access.is_public}
    assert public <= PUBLIC_ENDPOINTS
    assert public >= PUBLIC_ENDPOINTS - {"static", "auth.enter"}


def test_a_stranger_is_sent_to_sign_in_from_everywhere_else(app):
    client = app.test_client()
    for rule in routes(app):
        if rule.endpoint in PUBLIC_ENDPOINTS:
            continue
        for method in rule.methods & {"GET", "POST"}:
            reply = client.open(path_of(rule), method=method)
            if method == "POST":
                assert reply.status_code in {303, 400}, rule.rule
            else:
                assert reply.status_code == 303, rule.rule
            if reply.status_code == 303:
                assert reply.headers["Location"].startswith("/sign-in/"), rule.rule


def test_addresses_are_nouns_in_kebab_case_with_a_slash_at_the_end(app):
    for rule in routes(app):
        if rule.endpoint in {"system.healthz", "system.readyz", "system.metrics"}:
            continue
        assert rule.rule.endswith("/"), rule.rule
        for part in filter(None, rule.rule.split("/")):
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|<(int:|string:)?[a-z_]+>", part), rule.rule


def test_every_key_in_an_address_has_a_type(app):
    for rule in routes(app):
        for converter, name in re.findall(r"<(?:([^:>]+):)?([^>]+)>", rule.rule):
            assert converter == "int" or name in {"code", "filename", "rule_code", "username"}, rule.rule


@pytest.mark.parametrize("folder", ["templates"])
def test_all_templates_compile(app, folder):
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)


def test_every_component_file_offers_the_macro_it_is_named_after(app):
    for name in app.jinja_env.list_templates(filter_func=lambda n: n.startswith("components/") and n.endswith(".html")):
        macro = name.removeprefix("components/").removesuffix(".html")
        assert hasattr(app.jinja_env.get_template(name).module, macro), name


def test_no_template_imports_what_it_does_not_use(app):
    for name in app.jinja_env.list_templates(extensions=["html"]):
        source = app.jinja_env.loader.get_source(app.jinja_env, name)[0]
        for imported in re.findall(r"{%-? from \"[^\"]+\" import ([a-z_, ]+?) (?:with context )?-?%}", source):
            for macro in imported.split(", "):
                uses = len(re.findall(rf"\b{macro}\b", source))
                assert uses > len(re.findall(rf"import [a-z_, ]*\b{macro}\b|{macro}\.html", source)), f"{name}: {macro}"
