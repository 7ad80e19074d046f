// SPDX-License-Identifier: Apache-2.0
// What a volume of the definitive storage says, in French, to whoever finds it without our programs.
#pragma once
#include <string>

namespace pcrs::format {

struct VolumePage {
  std::string id;        ///< label of the volume
  std::string place;     ///< where it is kept
  std::string about;     ///< the same in words; may be empty
  std::string chantier;  ///< "PCRS du Lot"
  std::string producer;
  int copies = 2;          ///< places that keep each delivery
  std::string encryption;  ///< `age` or `gpg`; empty: none of its tars is encrypted
};

/// LISEZMOI.txt, UTF-8, lines of 120 columns at most.
std::string lisezmoi(const VolumePage& page);

}  // namespace pcrs::format
