"""Great Expectations, imported without what nobody asks of it."""

import subprocess
import sys

from include.quality.library import deferred

IMPORT = """
import sys
from include.quality.library import great_expectations
print(great_expectations().__name__, *({"altair", "scipy.stats"} & set(sys.modules)))
"""


def test_great_expectations_comes_without_the_libraries_of_rare_expectations():
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True)

    assert done.stdout == "great_expectations\n", done.stderr


def test_a_deferred_library_is_imported_as_soon_as_it_is_asked(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)

    with deferred(("colorsys",)):
        import colorsys as deferred_colours

        assert "rgb_to_hsv" not in vars(sys.modules["colorsys"])
        assert deferred_colours.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
        assert "rgb_to_hsv" in vars(sys.modules["colorsys"])


def test_a_deferred_library_is_whole_for_whoever_imports_it_afterwards(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)

    with deferred(("colorsys",)):
        import colorsys as deferred_colours
    import colorsys

    assert colorsys is not deferred_colours
    assert deferred_colours.rgb_to_hsv is colorsys.rgb_to_hsv
