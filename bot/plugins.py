"""Find what the files of a folder export, so that adding one file is all it takes."""

import importlib
import pkgutil
from typing import Any


class Broken(Exception):
    """A plugin was broken; the message names its file."""


def exported(package: str, name: str) -> list[Any]:
    """Return all that the modules of `package` export in the tuple `name`, in module order.

    Raises Broken when a module does not export it.
    """
    folder = importlib.import_module(package)
    found: list[Any] = []
    for module in pkgutil.iter_modules(folder.__path__):
        loaded = importlib.import_module(f"{package}.{module.name}")
        if not hasattr(loaded, name):
            raise Broken(f"{package}.{module.name} does not export `{name}`.")
        found += getattr(loaded, name)
    return found
