"""The container image is built and makes an instance that serves, in the full matrix: it takes some minutes."""

import pytest

from tests.releases import image
from tests.sizes import how_many

pytestmark = pytest.mark.skipif(not how_many("AZUKARI_IMAGES"), reason="bin/test --all builds the image.")


def test_the_image_makes_an_instance_that_serves():
    assert image.main() == 0
