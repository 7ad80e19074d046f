// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

int main(int argc, char** argv) {
  return pcrs::cli::run("pcrs-compress", "Dalles into kilometre-aligned cloud-optimised GeoTIFFs", argc, argv,
                        declare_compress);
}
