"""What the eye would see first in any picture of the gallery: words over words, and words cut off."""

import warnings

import pytest
from gallery_examples import examples

# Names that this machine's fonts cannot draw are measured by boxes wider than the letters.
NOT_MEASURED = {"mastery_by_standard: any script"}


@pytest.fixture(scope="module")
def pictures(sample_district):
    shown = examples(sample_district)
    usual = {example.name: example.chart for example in shown if example.chart}
    return usual | {
        f"{example.name}: {edge}": chart for example in shown for edge, chart in example.edges.items()
    }


def test_no_words_overlap_and_none_leave_the_sheet(pictures, collisions):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"(?s)Glyph .* missing from font", UserWarning)
        seen = {name: collisions(draw()) for name, draw in pictures.items() if name not in NOT_MEASURED}

    assert len(seen) > 2 * len(NOT_MEASURED)
    assert {name: found for name, found in seen.items() if found} == {}
