"""What docs/index.md says about the folders, kept true: the ladder, the rungs, the names, the sizes."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.urls import resolve, reverse
from rest_framework.serializers import Serializer

from portal.base.codes import Kind
from portal.base.kinds import record_models
from portal.base.resources import RecordResource
from portal.base.serializers import public_serializer
from portal.site.kinds import KINDS

ROOT = Path(__file__).resolve().parents[1]
CODE = ["portal", "events", "mechanisms"]
LARGEST_FILE = 400  # lines; most stay under 300
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "misc"}
# What a model of an app may point at: its own kind of neighbour or what lies below, never above or beside.
BELOW = {
    "portal": {"portal"},
    "events": {"events", "portal"},
    "mechanisms": {"mechanisms", "portal"},
    "portal_site": {"portal_site", "events", "mechanisms", "portal"},
}


def python_files(*folders):
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def relations():
    """(model, field) for every relation that a model of ours declares, as app labels and names."""
    for label in BELOW:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                if field.is_relation and field.concrete and field.related_model:
                    yield model, field


def test_model_relations_point_only_down():
    """String foreign keys are invisible to an import checker, so the loaded models are asked."""
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model, field in relations()
        if (target := field.related_model._meta.app_label) in BELOW
        and target not in BELOW[model._meta.app_label]
    ]
    assert upward == []


def test_there_are_relations_to_check():
    assert sum(1 for _ in relations()) > 20


def test_imports_follow_the_ladder():
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    result = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("folder", [*CODE, "tests", "benchmarks"])
def test_every_file_has_a_name_that_says_what_is_in_it(folder):
    nameless = [
        str(path.relative_to(ROOT)) for path in python_files(folder) if path.stem in NAMES_THAT_SAY_NOTHING
    ]
    assert nameless == []


@pytest.mark.parametrize("folder", [*CODE, "tests", "benchmarks"])
def test_no_file_is_too_long_to_read(folder):
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files(folder)
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > LARGEST_FILE
    }
    assert long == {}


def test_only_the_settings_read_the_environment():
    """`portal.settings.environment` reads it; what starts the site (run, server, wsgi) has to set it first."""
    starters = {ROOT / "portal" / name for name in ("run.py", "server.py", "virtualenv.py", "wsgi.py")}
    readers = []
    for path in python_files(*CODE):
        if path in starters or (ROOT / "portal" / "settings") in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            attribute = isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
            imported = isinstance(node, ast.ImportFrom) and node.module in {"os", "environ"}
            if attribute or (imported and {"environ", "getenv", "Env"} & {name.name for name in node.names}):
                readers.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert readers == []


def test_nobody_imports_a_settings_module():
    importers = []
    for path in python_files(*CODE, "tests", "benchmarks"):
        if (ROOT / "portal" / "settings") in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [name.name for name in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            if any(name.startswith("portal.settings") for name in names):
                importers.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert importers == []


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


def test_both_apps_have_the_same_edges_and_shapes():
    """`events` and `mechanisms` are built alike, so that who knows one knows the other."""
    expected = {"admin", "api", "filters", "models", "resources", "sentences", "urls", "views"}
    for app in ("events", "mechanisms"):
        found = {path.stem for path in (ROOT / app).iterdir() if path.suffix == ".py" or path.is_dir()}
        assert expected <= found, app


def test_every_kind_is_listed_once():
    listed = [parts.model for parts in KINDS]
    assert sorted(listed, key=str) == sorted(record_models().values(), key=str)
    assert [parts.kind for parts in KINDS] == list(dict.fromkeys(parts.kind for parts in KINDS))
    assert {parts.kind for parts in KINDS} == set(Kind.values)


@pytest.mark.parametrize("parts", KINDS, ids=lambda parts: parts.kind)
class TestEveryKindHasAllItsParts:
    def test_list_and_detail(self, parts):
        assert resolve(reverse(f"{parts.kind}-list")).func.view_class is parts.list_view
        address = reverse(f"{parts.kind}-detail", args=["ABC-0001"])
        assert resolve(address).func.view_class is parts.detail_view

    def test_files_and_feed_with_the_filter_of_the_list(self, parts):
        for form in ("csv", "xlsx", "json", "geojson", "atom"):
            declared = resolve(reverse(f"{parts.kind}-download", args=[form])).func.view_initkwargs
            assert declared == {"model": parts.model, "filterset_class": parts.filterset}

    def test_api_with_serializer_and_the_filter_of_the_list(self, parts):
        assert parts.api_view.model is parts.model
        assert parts.api_view.filterset_class is parts.filterset
        assert issubclass(public_serializer(parts.model), Serializer)
        for name, arguments in (("list", []), ("detail", ["ABC-0001"])):
            view = resolve(reverse(f"api-{parts.kind.replace('_', '-')}-{name}", args=arguments)).func
            assert view.cls is parts.api_view

    def test_admin_with_resource(self, parts):
        registered = admin.site._registry[parts.model]
        [resource] = registered.get_import_resource_classes(request=None)
        assert issubclass(resource, RecordResource)
        assert resource.model is parts.model
