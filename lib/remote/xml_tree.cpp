// SPDX-License-Identifier: Apache-2.0
#include "remote/xml_tree.hpp"

#include <expat.h>

#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::remote {

namespace {

constexpr std::size_t deepest = 16;

struct Building {
  XML_Parser parser = nullptr;
  std::vector<XmlNode> open;  ///< from the root to where the text goes; the first holds the root
  const char* fault = nullptr;
  void stop(const char* why) {
    fault = why;
    ::XML_StopParser(parser, XML_FALSE);
  }
};

void on_start(void* data, const XML_Char* name, const XML_Char** /*attributes*/) {
  auto& building = *static_cast<Building*>(data);
  if (building.open.size() > deepest) return building.stop("is nested too deep");
  const std::string_view full = name;
  building.open.push_back({std::string(full.substr(full.rfind(':') + 1)), {}});
}

void on_end(void* data, const XML_Char* /*name*/) {
  auto& building = *static_cast<Building*>(data);
  XmlNode node = std::move(building.open.back());
  building.open.pop_back();
  building.open.back().children.push_back(std::move(node));
}

void on_text(void* data, const XML_Char* text, int length) {
  static_cast<Building*>(data)->open.back().text.append(text, static_cast<std::size_t>(length));
}

// No answer of S3 has one, and a DTD is how a small text becomes a large one.
void on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<Building*>(data)->stop("has a DTD");
}

}  // namespace

const XmlNode* XmlNode::child(std::string_view wanted) const {
  for (const XmlNode& node : children)
    if (node.name == wanted) return &node;
  return nullptr;
}

std::string XmlNode::text_of(std::string_view wanted) const {
  const XmlNode* const node = child(wanted);
  return node == nullptr ? std::string() : node->text;
}

XmlNode parse_xml(std::string_view text, const std::string& where) {
  const std::unique_ptr<XML_ParserStruct, decltype(&::XML_ParserFree)> parser(::XML_ParserCreate(nullptr),
                                                                              &::XML_ParserFree);
  if (!parser) throw std::bad_alloc();
  text = trim(text);  // S3 sends blanks while it works, before all else
  Building building;
  building.parser = parser.get();
  building.open.emplace_back();
  ::XML_SetUserData(parser.get(), &building);
  ::XML_SetElementHandler(parser.get(), on_start, on_end);
  ::XML_SetCharacterDataHandler(parser.get(), on_text);
  ::XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  if (::XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE) != XML_STATUS_OK)
    throw_failed(where,
                 std::string("the server's XML ") +
                     (building.fault != nullptr ? building.fault
                                                : ::XML_ErrorString(::XML_GetErrorCode(parser.get()))));
  return std::move(building.open.front().children.front());
}

}  // namespace pcrs::remote
