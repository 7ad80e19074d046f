# SPDX-License-Identifier: Apache-2.0
"""Published quantisation tables, row by row as libjpeg's -qtables reads them, and how ours are scaled.

The numbers are those of the sources named below; mozjpeg numbers them 0 to 8 (-quant-table, rdswitch.c). Where a source
has no table for chroma, mozjpeg takes the one for luma, and so is it here.
"""
import math


def square(text):
    entries = [int(word) for word in text.split()]
    assert len(entries) == 64
    return entries


def mirrored(text):
    """From the upper triangle of a symmetric table, row by row."""
    entries, table = iter(text.split()), [0] * 64
    for row in range(8):
        for column in range(row, 8):
            table[8 * row + column] = table[8 * column + row] = int(next(entries))
    assert next(entries, None) is None
    return table


# ITU-T T.81 (1992), K.1 and K.2: those of the IJG, and ours.
K_LUMA = square("""16 11 10 16 24 40 51 61   12 12 14 19 26 58 60 55   14 13 16 24 40 57 69 56   14 17 22 29 51 87 80 62
    18 22 37 56 68 109 103 77   24 35 55 64 81 104 113 92   49 64 78 87 103 121 120 101   72 92 95 98 112 100 103 99""")
K_CHROMA = square("17 18 24 47 99 99 99 99   18 21 26 66 99 99 99 99   24 26 56" + " 99" * 5 + "   47 66" + " 99" * 6 + " 99" * 32)
# mozjpeg 2: tuned for MS-SSIM on Kodak's photographs.
MSSSIM_LUMA = square("""12 17 20 21 30 34 56 63   18 20 20 26 28 51 61 55   19 20 21 26 33 58 69 55   26 26 26 30 46 87 86 66
    31 33 36 40 46 96 100 73   40 35 46 62 81 100 111 91   46 66 76 86 102 121 120 101   68 90 90 96 113 102 105 103""")
MSSSIM_CHROMA = square("""8 12 15 15 86 96 96 98   13 13 15 26 90 96 99 98   12 15 18 96 99 99 99 99   17 16 90 96 99 99 99 99
    96 96 99 99 99 99 99 99""" + " 99" * 24)
# N. Robidoux, for ImageMagick (discourse-server t=20333, 2012); mozjpeg's default.
ROBIDOUX = square("""16 16 16 18 25 37 56 85   16 17 20 27 34 40 53 75   16 20 24 31 43 62 91 135
    18 27 31 40 53 74 106 156   25 34 43 53 69 94 131 189   37 40 62 74 94 124 169 238
    56 53 91 106 131 169 226 311   85 75 135 156 189 238 311 418""")
# mozjpeg 4: tuned for PSNR-HVS-M on Kodak's photographs.
HVS_LUMA = square("""9 10 12 14 27 32 51 62   11 12 14 19 27 44 59 73   12 14 18 25 42 59 79 78   17 18 25 42 61 92 87 92
    23 28 42 75 79 112 112 99   40 42 59 84 88 124 132 111   42 64 78 95 105 126 125 99   70 75 100 102 116 100 107 98""")
HVS_CHROMA = square("""9 10 17 19 62 89 91 97   12 13 18 29 84 91 88 98   14 19 29 93 95 95 98 97   20 26 84 88 95 95 98 94
    26 86 91 93 97 99 98 99   99 100 98 99 99 99 99 99   99 99 99 99 99 99 99 99   97 97 99 99 99 99 97 99""")
# Klein, Silverstein, Carney: Relevance of human vision to JPEG-DCT compression, 1992.
KLEIN = square("""10 12 14 19 26 38 57 86   12 18 21 28 35 41 54 76   14 21 25 32 44 63 92 136   19 28 32 41 54 75 107 157
    26 35 44 54 70 95 132 190   38 41 63 75 95 125 170 239   57 54 92 107 132 170 227 312   86 76 136 157 190 239 312 419""")
# Watson, Taylor, Borthwick: DCTune perceptual optimization of compressed dental X-rays, 1997.
WATSON = mirrored("""7 8 10 14 23 44 95 241   8 11 15 25 47 102 255   13 19 31 58 127 255   27 44 83 181 255
    72 136 255 255   255 255 255   255 255   255""")
# Ahumada, Watson, Peterson: A visual detection model for DCT coefficient quantization, 1993.
AHUMADA = square("""15 11 11 12 15 19 25 32   11 13 10 10 12 15 19 24   11 10 14 14 16 18 22 27   12 10 14 18 21 24 28 33
    15 12 16 21 26 31 36 42   19 15 18 24 31 38 45 53   25 19 22 28 36 45 55 65   32 24 27 33 42 53 65 77""")
# Peterson, Ahumada, Watson: An improved detection model for DCT coefficient quantization, 1993.
PETERSON = square("""14 10 11 14 19 25 34 45   10 11 11 12 15 20 26 33   11 11 15 18 21 25 31 38   14 12 18 24 28 33 39 47
    19 15 21 28 36 43 51 59   25 20 25 33 43 54 64 74   34 26 31 39 51 64 77 91   45 33 38 47 59 74 91 108""")
FLAT = [16] * 64
# The luma table of lib/raster/jpeg_tables.cpp: midway (geometric mean) between a flat one and Ahumada's.
OUR_LUMA = [round(math.sqrt(64 * entry)) for entry in AHUMADA]

TABLES = {
    "annex-k": (K_LUMA, K_CHROMA),
    "ours": (OUR_LUMA, K_CHROMA),
    "flat": (FLAT, FLAT),
    "ms-ssim": (MSSSIM_LUMA, MSSSIM_CHROMA),
    "robidoux": (ROBIDOUX, ROBIDOUX),
    "psnr-hvs": (HVS_LUMA, HVS_CHROMA),
    "klein": (KLEIN, KLEIN),
    "watson": (WATSON, WATSON),
    "ahumada": (AHUMADA, AHUMADA),
    "peterson": (PETERSON, PETERSON),
    # Published for luma, so with the chroma of Annex K too: what the luma table does by itself.
    "flat+k": (FLAT, K_CHROMA),
    "ahumada+k": (AHUMADA, K_CHROMA),
    "peterson+k": (PETERSON, K_CHROMA),
    "robidoux+k": (ROBIDOUX, K_CHROMA),
}


def scaled(tables, scale):
    """As quant_tables() of lib/raster/jpeg_tables.cpp, at a scale in per cent."""
    return tuple(tuple(min(max(math.floor((entry * scale + 50) / 100), 1), 255) for entry in table) for table in tables)
