// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

int main(int argc, char** argv) {
  return pcrs::cli::run("pcrs-publish", "Publishes the dalles of a chantier", argc, argv,
                        pcrs::publish::declare);
}
