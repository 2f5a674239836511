"""Formats that LibreOffice reads (.doc, .rtf, .odt, .wps): it makes a Word document of them, and that is read.

It runs on a copy, in a folder of its own that is taken away, with a profile of its own, so that it neither sees nor
changes the user's settings and list of recent files. Macros are switched off, and links are not followed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.platform import OWN_GROUP, end_group
from duizhao.corpus.readers.base.limits import CONVERSION_SECONDS
from duizhao.corpus.sandbox.launcher import SOCKETS

_PROGRAMS = ("soffice", "libreoffice", "soffice.exe")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
_ENDINGS = {"ole": "doc", "rtf": "rtf", "odt": "odt"}
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
"""No macros, no update of links; what would still be fetched is sent to a port of this machine that is closed."""

_PROTECTED = "EncryptedPackage".encode("utf-16-le")


def word_of_office(data: bytes, name: str, kind: str) -> bytes:
    """A file of one of the kinds `ole`, `rtf`, `odt` as a Word document."""
    if kind == "ole" and _PROTECTED in data:
        raise ReadError(f"{name} is protected by a password: save it without one in Word, and read that")
    program = libreoffice_program()
    if program is None:
        raise ReadError(
            f"{name} needs LibreOffice to be read, which is not installed: install it, or save the file as .docx"
        )
    return _converted(program, data, name, _ENDINGS[kind])


def libreoffice_program() -> str | None:
    """Where LibreOffice is, if it is installed."""
    for program in _PROGRAMS:
        if path := shutil.which(program):
            return path
    return next((place for place in _PLACES if Path(place).is_file()), None)


def _converted(program: str, data: bytes, name: str, ending: str) -> bytes:
    """The file as a Word document."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="duizhao-"))
    except OSError:
        raise ReadError(
            f"{name} is read by way of a temporary folder, and there is none: set TMPDIR to one that you may write to"
        ) from None
    try:
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        given = folder / f"file.{ending}"
        given.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--invisible", "--nologo",
            "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "docx:MS Word 2007 XML", "--outdir",
            str(folder / "made"), str(given),
        ]  # fmt: skip
        made = folder / "made" / "file.docx"
        for _ in range(2):  # a new profile makes it begin anew, and find a socket that it may not remove
            if not made.is_file():
                _run(command, folder, name)
                _remove_socket(folder / "profile")
        if not made.is_file():
            raise ReadError(f"{name} could not be read by LibreOffice: open it there, and save it as .docx")
        return made.read_bytes()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _remove_socket(folder / "profile")


def _remove_socket(profile: Path) -> None:
    """Take away the socket that LibreOffice named after its profile, as it does itself where it may."""
    mark = "".join(
        f"{byte:x}" for byte in hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    )
    for place in SOCKETS:
        for path in Path(place).glob(f"OSL_PIPE_*_SingleOfficeIPC_{mark}"):
            with suppress(OSError):
                path.unlink()


def _run(command: list[str], folder: Path, name: str) -> None:
    """Run LibreOffice to its end, or end it and all that it started."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SAL_", "PYTHON"))}
    environment = {**kept, "HOME": str(folder), "TMPDIR": str(folder), "TMP": str(folder), "TEMP": str(folder)}
    if sys.platform == "linux":  # with what of it can be found without the settings that are left out here
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        command = [sys.executable, "-P", "-m", "duizhao.corpus.sandbox.launcher", str(folder), *command]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=OWN_GROUP,
    ) as process:
        try:
            process.wait(CONVERSION_SECONDS)
        except BaseException as stopped:
            end_group(process)
            if isinstance(stopped, subprocess.TimeoutExpired):
                raise ReadError(
                    f"{name} took LibreOffice over {CONVERSION_SECONDS} seconds: open it there, and save it as .docx"
                ) from None
            raise
