// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <fstream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "raster/check_context.hpp"

namespace pcrs::raster {

namespace {

struct Signature {
  std::string_view bytes;
  std::string_view what;
};

using namespace std::string_view_literals;
constexpr std::array accepted{
    "II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv, "\0\0\0\x0cjP  \r\n\x87\n"sv, "\xff\x4f\xff\x51"sv};
constexpr std::array known{Signature{"\x89PNG", "a PNG image"},     Signature{"\xff\xd8\xff", "a JPEG image"},
                           Signature{"GIF8", "a GIF image"},        Signature{"BM", "a BMP image"},
                           Signature{"%PDF", "a PDF document"},     Signature{"PK\x03\x04", "a ZIP archive"},
                           Signature{"\x1f\x8b", "a gzip archive"}, Signature{"Rar!", "a RAR archive"}};

std::string read_head(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(512, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  if (!file.is_open() || file.bad()) throw_errno(path.string(), "cannot be read");
  head.resize(static_cast<std::size_t>(file.gcount()));
  return head;
}

std::string describe_text(const std::string& head) {
  const std::string text = lower_ascii(head);
  if (text.find("<vrtdataset") != std::string::npos)
    return "a GDAL virtual file (VRT), which only names other files";
  if (text.find("<html") != std::string::npos || text.find("<!doctype html") != std::string::npos)
    return "a web page (HTML), often an error page of a download";
  if (text.starts_with("<")) return "an XML file";
  const bool printable = head.find_first_of("\0\x01\x02\x03\x04\x05\x06\x07\x08"sv) == std::string::npos;
  return printable && is_utf8(head) ? "a text file" : "of no kind known here";
}

std::string describe(const std::string& head) {
  for (const Signature& signature : known)
    if (head.starts_with(signature.bytes)) return std::string(signature.what);
  if (head.find_first_not_of('\0') == std::string::npos) return "nothing but zero bytes";
  return describe_text(head);
}

}  // namespace

bool check_content(CheckContext& check) {
  if (check.size_bytes == 0) {
    check.add("file.empty", "holds no byte; ask for the file again");
    return false;
  }
  const std::string head = read_head(check.path);
  for (const std::string_view magic : accepted)
    if (head.starts_with(magic)) return true;
  check.add("file.driver",
            "is neither GeoTIFF nor JPEG 2000 but " + describe(head) + "; deliver the image itself");
  return false;
}

}  // namespace pcrs::raster
