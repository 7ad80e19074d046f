// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

int main(int argc, char** argv) {
  return pcrs::cli::run("pcrs-ingest",
                        "Checks a contractor's delivery of orthophotos, and records what people decide", argc,
                        argv, declare_ingest);
}
