"""What is measured on, and what with."""
import datetime
import os
import platform
import shutil
import subprocess
import tempfile

from . import plan as plans
from .measure import HERE, command


def said(*words):
    """The first line that a command prints, or nothing."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=30, cwd=HERE)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout.strip().splitlines() or [""])[0]


def read(path, key=None):
    """A file's text, or what stands behind a key in it; nothing where there is none."""
    try:
        with open(path) as file:
            text = file.read()
    except OSError:
        return ""
    if key is None:
        return text.strip()
    lines = (line.partition(":") for line in text.splitlines())
    return next((value.strip() for name, _, value in lines if name.strip() == key), "")


def describe():
    kilobytes = int(read("/proc/meminfo", "MemTotal").split()[0])
    changed = said("git", "status", "--porcelain", "--untracked-files=no")
    about = {
        "cpu": read("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": os.cpu_count(),
        "virtual": "hypervisor" in read("/proc/cpuinfo", "flags"),
        "memory_gib": round(kilobytes / 2**20),
        "kernel": platform.release(),
        "governor": read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") or "not readable",
        "load_before": os.getloadavg()[0],
        "date": datetime.date.today().isoformat(),
        "cc": said(os.environ.get("CC", "cc"), "--version"),
        "rustc": said("rustc", "--version"),
        "commit": said("git", "rev-parse", "--short", "HEAD") + (" and changes" if changed else ""),
    }
    return about


def versions(peers):
    return {peer: said(*command(peer, "--version")) or "unknown" for peer in peers if peer not in (plans.FLOOR, *plans.VARIANTS)}


def sizes():
    """Bytes of shared libraries without symbols: ours and those that peers are linked to."""
    ours = os.path.join(HERE, "..", "target", "release", "libhangtime.so")
    found = {plans.OURS: stripped(ours)}
    for peer, name in (("libuv", "libuv"), ("libevent", "libevent"), ("libev", "libev"), ("glib", "libglib")):
        library = linked(os.path.join(HERE, plans.PEERS[peer]), name)
        found[peer] = stripped(library) if library else None
    return found


def linked(program, name):
    try:
        done = subprocess.run(["ldd", program], capture_output=True, text=True)
    except OSError:
        return None
    paths = (line.split()[2] for line in done.stdout.splitlines() if f"{name}-" in line or f"{name}." in line)
    return next(paths, None)


def stripped(path):
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "library")
        try:
            shutil.copy(path, copy)
            subprocess.run(["strip", copy], check=True, capture_output=True)
            return os.path.getsize(copy)
        except (OSError, subprocess.CalledProcessError):
            return None
