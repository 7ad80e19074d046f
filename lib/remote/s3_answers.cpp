// SPDX-License-Identifier: Apache-2.0
#include "remote/s3_answers.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "remote/xml_tree.hpp"

namespace pcrs::remote {

namespace {

constexpr std::size_t longest_message = 200;

XmlNode root_of(std::string_view xml, std::string_view name, const std::string& where) {
  XmlNode root = parse_xml(xml, where);
  if (root.name != name)
    throw_failed(where,
                 "the server's answer is a <" + one_line(root.name) + ">, not a <" + std::string(name) + ">");
  return root;
}

// 2009-10-12T17:50:30.000Z; fractions do not matter here.
std::string whole_seconds(const std::string& time) {
  const auto point = time.find('.');
  return point == std::string::npos ? time : time.substr(0, point) + "Z";
}

std::string unquoted(std::string text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
  return text;
}

store::ObjectInfo object_of(const XmlNode& node, const std::string& where) {
  const auto size = to_number<std::uint64_t>(node.text_of("Size"));
  const auto time = parse_utc(whole_seconds(node.text_of("LastModified")));
  if (!size || !time || node.text_of("Key").empty())
    throw_failed(where, "the server's list has an entry without key, size or date");
  return {node.text_of("Key"), *size, *time, unquoted(node.text_of("ETag"))};
}

}  // namespace

S3Listing parse_s3_listing(std::string_view xml, const std::string& where) {
  const XmlNode root = root_of(xml, "ListBucketResult", where);
  S3Listing listing;
  for (const XmlNode& node : root.children)
    if (node.name == "Contents") listing.objects.push_back(object_of(node, where));
  if (root.text_of("IsTruncated") != "true") return listing;
  listing.next = root.text_of("NextContinuationToken");
  if (listing.next.empty()) throw_failed(where, "the server's list goes on but says not where");
  return listing;
}

S3Uploads parse_s3_uploads(std::string_view xml, const std::string& where) {
  const XmlNode root = root_of(xml, "ListMultipartUploadsResult", where);
  S3Uploads result;
  for (const XmlNode& node : root.children)
    if (node.name == "Upload")
      result.uploads.push_back(
          {node.text_of("Key"), node.text_of("UploadId"), whole_seconds(node.text_of("Initiated"))});
  if (root.text_of("IsTruncated") != "true") return result;
  result.next_key = root.text_of("NextKeyMarker");
  result.next_id = root.text_of("NextUploadIdMarker");
  if (result.next_key.empty()) throw_failed(where, "the server's list of uploads goes on but says not where");
  return result;
}

S3PartList parse_s3_parts(std::string_view xml, const std::string& where) {
  const XmlNode root = root_of(xml, "ListPartsResult", where);
  S3PartList list;
  for (const XmlNode& node : root.children) {
    if (node.name != "Part") continue;
    const auto number = to_number<std::uint64_t>(node.text_of("PartNumber"));
    if (!number) throw_failed(where, "the server's list of parts has one without a number");
    list.parts.push_back({*number, unquoted(node.text_of("ETag"))});
  }
  if (root.text_of("IsTruncated") != "true") return list;
  list.next = root.text_of("NextPartNumberMarker");
  if (list.next.empty()) throw_failed(where, "the server's list of parts goes on but says not where");
  return list;
}

std::string parse_upload_id(std::string_view xml, const std::string& where) {
  std::string id = root_of(xml, "InitiateMultipartUploadResult", where).text_of("UploadId");
  if (id.empty()) throw_failed(where, "the server began an upload without saying its id");
  return id;
}

S3Fault parse_s3_fault(std::string_view xml) {
  try {
    const XmlNode root = parse_xml(xml, "");
    if (root.name != "Error") return {};
    // The other elements may hold what was signed: they go nowhere.
    return {one_line(root.text_of("Code")), one_line(root.text_of("Message").substr(0, longest_message))};
  } catch (const Error&) {
    return {};
  }
}

std::string complete_upload_xml(const std::vector<S3Part>& parts) {
  std::string xml = "<CompleteMultipartUpload>";
  for (const S3Part& part : parts)
    xml += "<Part><PartNumber>" + std::to_string(part.number) + "</PartNumber><ETag>\"" +
           xml_escape(part.etag) + "\"</ETag></Part>";
  return xml + "</CompleteMultipartUpload>";
}

}  // namespace pcrs::remote
