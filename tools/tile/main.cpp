// SPDX-License-Identifier: Apache-2.0
#include "cli/tool.hpp"
#include "options.hpp"

int main(int argc, char** argv) {
  return pcrs::cli::run("pcrs-tile", "Mosaics and cuts sources into lossless dalles on the grid", argc, argv,
                        declare_tile);
}
