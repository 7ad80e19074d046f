// SPDX-License-Identifier: Apache-2.0
// The container of segments: `NAME/ID/00000001` holds a segment of an upload of NAME, and
// `.unfinished/NAME/ID` says that the upload ID of NAME, or its removal, is under way or died. Internal to
// remote/.
#pragma once
#include <functional>

#include "remote/swift_client.hpp"
#include "store/place.hpp"

namespace pcrs::remote {

/// Every object whose name starts with `prefix`, page by page, until `each` says false.
void each_in_container(SwiftClient& client, const std::string& container, const std::string& prefix,
                       const std::function<bool(const store::ObjectInfo&)>& each,
                       Patience patience = Patience::usual);

std::string segment_name(const std::string& name, const std::string& id, std::size_t number);
/// Makes the container of segments, which may be there.
void make_segments(SwiftClient& client);
/// What the server answers to that.
HttpResponse note_unfinished(SwiftClient& client, const std::string& name, const std::string& id);
void forget_unfinished(SwiftClient& client, const std::string& name, const std::string& id,
                       Patience patience);
/// Removes the segments of an upload, and its note last.
void remove_segments(SwiftClient& client, const std::string& name, const std::string& id, Patience patience);
/// Keys are names within the container. Nothing when there is no container of segments.
std::vector<store::Unfinished> list_unfinished(SwiftClient& client, const std::string& prefix);
/// An id that no other upload has: `20260314T020709Z-9f86d081`.
std::string new_upload_id();

}  // namespace pcrs::remote
