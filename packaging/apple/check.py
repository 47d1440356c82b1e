#!/usr/bin/env python3
"""Looks at an XCFramework as Xcode would: what its Info.plist says has to be there and be so.

    check.py CHangtime.xcframework
"""
import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

LEAST = {"IOS": "13.0", "IOSSIMULATOR": "13.0", "MACOS": "11.0"}
# The numbers that Mach-O has for platforms.
NUMBERS = {"1": "MACOS", "2": "IOS", "7": "IOSSIMULATOR"}
PLATFORMS = {("ios", None): "IOS", ("ios", "simulator"): "IOSSIMULATOR", ("macos", None): "MACOS"}
EXPECTED = {
    "ios-arm64": ("IOS", ["arm64"]),
    "ios-arm64_x86_64-simulator": ("IOSSIMULATOR", ["arm64", "x86_64"]),
    "macos-arm64_x86_64": ("MACOS", ["arm64", "x86_64"]),
}
ROOT = Path(__file__).resolve().parents[2]
failed = 0


def check(what, holds, note=""):
    global failed
    failed += not holds
    print(f"{'ok     ' if holds else 'FAILED '} {what}{'' if holds else ': ' + str(note)}")


def tool(name, *arguments):
    found = next((each for each in (name + "-22", name) if shutil.which(each)), None)
    # A Mac keeps them with its compiler.
    command = [*([found] if found else ["xcrun", name.replace("llvm-lipo", "lipo")]), *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def version(text):
    return [int(part) for part in text.split(".")]


def systems(library, architecture):
    """The platforms and least versions that the objects of one architecture were built for."""
    text = tool("llvm-objdump", "--macho", f"--arch={architecture}", "--private-headers", library)
    found = set()
    for command in re.split(r"^Load command", text, flags=re.M):
        pairs = (line.split(None, 1) for line in command.splitlines())
        value = {pair[0]: pair[1].strip() for pair in pairs if len(pair) == 2}
        if value.get("cmd") == "LC_BUILD_VERSION":
            platform = value["platform"].upper()
            found.add((NUMBERS.get(platform, platform), value["minos"]))
        elif value.get("cmd") == "LC_VERSION_MIN_MACOSX":
            found.add(("MACOS", value["version"]))
        elif value.get("cmd") == "LC_VERSION_MIN_IPHONEOS":
            found.add(("IOSSIMULATOR" if architecture == "x86_64" else "IOS", value["version"]))
    return found


def symbols(library, architecture):
    text = tool("llvm-nm", f"--arch={architecture}", "--extern-only", "--defined-only",
                "--format=posix", library)
    return {line.split()[0] for line in text.splitlines() if line.startswith("_hangtime_")}


def check_library(framework, entry):
    name = entry["LibraryIdentifier"]
    folder = framework / name
    library = folder / entry["LibraryPath"]
    headers = folder / entry["HeadersPath"]
    platform = PLATFORMS.get((entry["SupportedPlatform"], entry.get("SupportedPlatformVariant")))
    expected_platform, expected = EXPECTED[name]
    check(f"{name}: its platform is {expected_platform}", platform == expected_platform, platform)
    check(f"{name}: the library is there", library.is_file(), library)
    header = headers / "CHangtime/hangtime.h"
    check(f"{name}: the header is that of the source",
          header.read_bytes() == (ROOT / "include/hangtime.h").read_bytes(), header)
    check(f"{name}: there is a module map", (headers / "CHangtime/module.modulemap").is_file())
    check(f"{name}: Info.plist says {expected}", entry["SupportedArchitectures"] == expected)
    found = sorted(tool("llvm-lipo", library, "-archs").split())
    check(f"{name}: the library has {expected}", found == sorted(expected), found)
    wanted = {"_" + line for line in (ROOT / "tests/c/symbols.txt").read_text().split()}
    for architecture in sorted(set(expected) & set(found)):
        missing = wanted ^ symbols(library, architecture)
        check(f"{name}: {architecture} has exactly the functions of the interface",
              not missing, missing)
        built = systems(library, architecture)
        check(f"{name}: {architecture} is for {platform} and nothing else",
              {of for of, _ in built} == {platform}, built)
        least = LEAST[platform]
        if (platform, architecture) == ("IOSSIMULATOR", "arm64"):
            least = "14.0"  # the first system that such a simulator has
        newest = max((minimum for _, minimum in built), key=version, default="99")
        check(f"{name}: {architecture} runs from {least} on",
              version(newest) <= version(least), newest)
    print(f"        {library.stat().st_size} bytes")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    framework = Path(sys.argv[1])
    with open(framework / "Info.plist", "rb") as file:
        info = plistlib.load(file)
    check("it is an XCFramework",
          (info["CFBundlePackageType"], info["XCFrameworkFormatVersion"]) == ("XFWK", "1.0"))
    names = [entry["LibraryIdentifier"] for entry in info["AvailableLibraries"]]
    check("it has a library for each system", sorted(names) == sorted(EXPECTED), names)
    folders = sorted(path.name for path in framework.iterdir() if path.is_dir())
    check("there is nothing that Info.plist does not say", folders == sorted(names), folders)
    for entry in info["AvailableLibraries"]:
        check_library(framework, entry)
    sys.exit(f"{failed} failed" if failed else 0)


main()
