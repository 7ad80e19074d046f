// SPDX-License-Identifier: Apache-2.0
// The small XML answers of S3 as a tree of names and texts. Internal to remote/.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pcrs::remote {

struct XmlNode {
  std::string name;  ///< without its namespace's prefix
  std::string text;
  std::vector<XmlNode> children{};

  /// The first child of that name, or nullptr.
  const XmlNode* child(std::string_view wanted) const;
  /// Its text, empty when there is none.
  std::string text_of(std::string_view wanted) const;
};

/// The root. Throws Error (failed) naming `where` when `text` is not well-formed, has a DTD, or is deeper
/// than any answer of S3.
XmlNode parse_xml(std::string_view text, const std::string& where);

}  // namespace pcrs::remote
