// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

int main(int argc, char** argv) {
  return pcrs::cli::run("pcrs-archive", "Verified copies of the dalles of a chantier: put, get, status", argc,
                        argv, declare_archive);
}
