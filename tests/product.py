"""The product as an installer meets it: built into a wheel, installed far from the checkout, started as a program."""

import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from dataclasses import dataclass, field
from importlib.metadata import PathDistribution
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
PATIENCE = 60.0


def build_wheel(folder: Path) -> None:
    """Build this checkout's wheel with the pinned backend, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)


@dataclass
class Installation:
    """An environment of its own that holds the wheel and borrows the checkout's third-party packages, so it is quick.

    The path file names site-packages without reading the path files in there: the checkout itself stays unseen.
    """

    folder: Path
    program: Path = field(init=False)
    site_packages: Path = field(init=False)

    def __post_init__(self) -> None:
        venv.create(self.folder, with_pip=False, symlinks=True)
        self.site_packages = next(self.folder.glob("lib/python3*/site-packages"))
        self.program = self.folder / "bin" / "petitions"

    def install(self, wheel: Path) -> None:
        """Unpack the wheel and write the console script that its metadata asks for."""
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(self.site_packages)
        (self.site_packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
        metadata = PathDistribution(next(self.site_packages.glob("petitions-*.dist-info")))
        (script,) = metadata.entry_points.select(group="console_scripts", name="petitions")
        module, _, function = script.value.partition(":")
        self.program.write_text(
            f"#!{self.folder}/bin/python\nimport sys\nfrom {module} import {function}\nsys.exit({function}())\n"
        )
        self.program.chmod(0o755)

    def run(
        self, *arguments: str, data_dir: Path, check: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `petitions ARGUMENTS…` from a folder that is not the checkout."""
        command = [str(self.program), *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=surroundings(data_dir, **environment),
            check=False,
            capture_output=True,
            text=True,
        )
        if check and done.returncode:
            raise RuntimeError(f"petitions {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        return done

    def folder_of(self, package: str) -> Path:
        """Return where a program of this environment finds a package."""
        command = [str(self.folder / "bin" / "python"), "-c", f"import {package}; print({package}.__file__)"]
        return Path(subprocess.run(command, cwd="/", check=True, capture_output=True, text=True).stdout).parent


def surroundings(data_dir: Path, **more: str) -> dict[str, str]:
    """Return a plain environment: nothing of the tests' own leaks into the product."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "TZ") if name in os.environ}
    return {**kept, "PETITIONS_DATA_DIR": str(data_dir), **more}


class Server:
    """`petitions serve` on a free port of this machine, until it is stopped."""

    def __init__(self, installation: Installation, data_dir: Path, port: int | None = None, **environment: str) -> None:
        self.data_dir = data_dir
        self.installation = installation
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir.parent / f"{data_dir.name}-serve.log"
        command = [str(installation.program), "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=installation.folder, env=surroundings(data_dir, **environment), stdout=log, stderr=log
            )
        self._wait()

    def petitions(self, *arguments: str) -> str:
        """Run a command beside the server, on its data, and return what it says."""
        return self.installation.run(*arguments, data_dir=self.data_dir).stdout

    def stop(self) -> None:
        """End it as a service manager would; kill it only when it does not listen."""
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()

    def again(self) -> "Server":
        """Return one like it at the same address, on the same data."""
        return Server(self.installation, self.data_dir, self.port)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise RuntimeError(f"it does not serve:\n{self.log.read_text()[-3000:]}") from None
                time.sleep(0.05)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
