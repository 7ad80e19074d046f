// SPDX-License-Identifier: Apache-2.0
// The licences of the national index, in the words of each audience.
#pragma once
#include <string>

namespace pcrs::format {

struct Licence {
  std::string label;  ///< French
  std::string url;    ///< empty where there is no public text
  std::string spdx;   ///< for STAC; `other` where SPDX has no name
};

/// `ouvert_lo`, `ouvert_odbl` or `ferme`; anything else is shown as it is.
Licence licence_of(const std::string& national);

/// `public`, `token`, `closed` in French.
std::string access_label(const std::string& access);
/// `ortho`, `lossless`, `raw`, `vector` in French.
std::string product_label(const std::string& product);

}  // namespace pcrs::format
