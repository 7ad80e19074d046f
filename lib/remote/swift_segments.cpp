// SPDX-License-Identifier: Apache-2.0
#include "remote/swift_segments.hpp"

#include <algorithm>
#include <random>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "remote/swift_listing.hpp"

namespace pcrs::remote {

namespace {

constexpr const char* notes = ".unfinished/";

std::string note_name(const std::string& name, const std::string& id) {
  return notes + name + "/" + id;
}

// False when it is not there.
bool remove_object(SwiftClient& client, const std::string& name, Patience patience) {
  const std::string where = client.url().text();
  const HttpResponse response = client.send(where, {"DELETE", client.segments(), name}, patience);
  if (!response.ok() && response.status != 404) client.refuse(where, response);
  return response.ok();
}

}  // namespace

void each_in_container(SwiftClient& client, const std::string& container, const std::string& prefix,
                       const std::function<bool(const store::ObjectInfo&)>& each, Patience patience) {
  const std::string where = client.url().text();
  std::string marker;
  for (;;) {
    const std::string query = "format=json&limit=1000&prefix=" + uri_encode(prefix, false) +
                              (marker.empty() ? "" : "&marker=" + uri_encode(marker, false));
    const HttpResponse response = client.need(where, {"GET", container, "", query}, patience);
    const auto objects = parse_swift_listing(response.body.empty() ? "[]" : response.body, where);
    if (objects.empty()) return;
    for (const store::ObjectInfo& info : objects)
      if (!each(info)) return;
    marker = objects.back().key;
  }
}

std::string segment_name(const std::string& name, const std::string& id, std::size_t number) {
  return name + "/" + id + "/" + padded_text(static_cast<std::int64_t>(number), 8);
}

// Only the owner of the account may make one; whoever may write into one that is there sees it.
void make_segments(SwiftClient& client) {
  if (client.send(client.url().text(), {"HEAD", client.segments()}).ok()) return;
  client.need(client.url().text(), {"PUT", client.segments()});
}

HttpResponse note_unfinished(SwiftClient& client, const std::string& name, const std::string& id) {
  return client.send(client.url().text(), {"PUT", client.segments(), note_name(name, id)});
}

void forget_unfinished(SwiftClient& client, const std::string& name, const std::string& id,
                       Patience patience) {
  remove_object(client, note_name(name, id), patience);
}

// Segments are sent in the order of their numbers. A list may lag behind: what it lacks between others is
// removed all the same, and so is what comes after the last one that it has.
void remove_segments(SwiftClient& client, const std::string& name, const std::string& id, Patience patience) {
  const std::string below = name + "/" + id + "/";
  std::uint64_t last = 0;
  each_in_container(
      client, client.segments(), below,
      [&](const store::ObjectInfo& info) {
        last = std::max(last, to_number<std::uint64_t>(info.key.substr(below.size())).value_or(0));
        return true;
      },
      patience);
  for (std::uint64_t number = 1; number <= last; ++number)
    remove_object(client, segment_name(name, id, number), patience);
  while (remove_object(client, segment_name(name, id, ++last), patience)) continue;
}

std::vector<store::Unfinished> list_unfinished(SwiftClient& client, const std::string& prefix) {
  std::vector<store::Unfinished> found;
  const std::string where = client.url().text();
  if (client.send(where, {"HEAD", client.segments()}).status == 404) return found;
  each_in_container(client, client.segments(), notes + prefix, [&](const store::ObjectInfo& info) {
    const std::string name = info.key.substr(std::string_view(notes).size());
    const auto slash = name.rfind('/');
    if (slash != std::string::npos)
      found.push_back({name.substr(0, slash), name.substr(slash + 1), utc_text(info.modified)});
    return true;
  });
  return found;
}

std::string new_upload_id() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device random;
  std::string id = compact_utc_text(now()) + "-";
  for (int i = 0; i < 8; ++i) id += digits[random() % digits.size()];
  return id;
}

}  // namespace pcrs::remote
