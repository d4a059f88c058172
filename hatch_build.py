"""What a build adds to the package: compiled catalogues, and in a real wheel the templates and migrations."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("templates", "migrations")


class CarryAndCompile(BuildHookInterface[Any]):
    """Runs before hatchling collects files, for wheels and for editable installs alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each .po beside itself; carry the outer folders only when `version` says a wheel is for keeps.

        An editable install reads both folders where they stand; a copy of them in site-packages would go stale.
        """
        root = Path(self.root)
        for source in sorted((root / "petitions" / "translations").glob("*/LC_MESSAGES/*.po")):
            with source.open("rb") as text:
                catalogue = read_po(text, locale=source.parent.parent.name)
            with source.with_suffix(".mo").open("wb") as binary:
                write_mo(binary, catalogue)
        if self.target_name == "wheel" and version == "standard":
            present = (name for name in CARRIED if (root / name).is_dir())
            build_data["force_include"].update({name: f"petitions/{name}" for name in present})
