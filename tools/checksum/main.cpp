// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

int main(int argc, char** argv) {
  return pcrs::cli::run("pcrs-checksum", "Checksum lists of folders: made, verified, compared", argc, argv,
                        declare_checksum);
}
