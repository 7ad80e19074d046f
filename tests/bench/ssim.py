# SPDX-License-Identifier: Apache-2.0
"""SSIM (Wang et al. 2004: gaussian of 11 px, sigma 1.5) and MS-SSIM (Wang et al. 2003) of luma, beside one source."""
import numpy

C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
TAPS = numpy.exp(-numpy.arange(-5, 6) ** 2 / (2 * 1.5 ** 2)).astype(numpy.float32)
TAPS /= TAPS.sum()
WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # of the five scales


def blurred(image):
    """Only where the window lies inside."""
    for _ in range(2):
        length = image.shape[0] - len(TAPS) + 1
        image = sum(tap * image[at:at + length] for at, tap in enumerate(TAPS)).T
    return image


def halved(image):
    down, across = (side // 2 * 2 for side in image.shape)
    image = image[:down, :across]
    return (image[::2, ::2] + image[::2, 1::2] + image[1::2, ::2] + image[1::2, 1::2]) / 4


class Reference:
    """One block of luma; what SSIM needs of the source alone is computed once."""

    def __init__(self, luma):
        self.scales = []
        while len(self.scales) < len(WEIGHTS) and min(luma.shape) >= len(TAPS):
            mean = blurred(luma)
            self.scales.append((luma, mean, blurred(luma * luma) - mean * mean))
            luma = halved(luma)

    def compare(self, other):
        """SSIM, and MS-SSIM (none for a block below 176 px)."""
        whole, product = 0.0, 1.0
        for number, (luma, mean, variance) in enumerate(self.scales):
            its_mean = blurred(other)
            structure = (2 * (blurred(luma * other) - mean * its_mean) + C2) / (
                variance + blurred(other * other) - its_mean * its_mean + C2)
            every = structure * (2 * mean * its_mean + C1) / (mean * mean + its_mean * its_mean + C1)
            if number == 0:
                whole = float(every.mean(dtype=numpy.float64))
            last = number == len(WEIGHTS) - 1
            product *= max(float((every if last else structure).mean(dtype=numpy.float64)), 0) ** WEIGHTS[number]
            other = halved(other)
        return whole, product if len(self.scales) == len(WEIGHTS) else None
