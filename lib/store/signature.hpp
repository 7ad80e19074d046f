// SPDX-License-Identifier: Apache-2.0
// Ed25519 signatures, as `openssl pkeyutl -sign -rawin` makes them: 64 raw bytes over the whole text.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace pcrs::store {

/// Throws Error (usage) when `private_key` is not an Ed25519 private key in PEM.
std::string sign(const std::filesystem::path& private_key, std::string_view text);
/// The public half, PEM, of a private or public key. Throws Error (usage).
std::string public_key_pem(const std::filesystem::path& key);
/// `key` may hold the private or the public half. Throws Error (usage) when it is neither.
bool signature_holds(const std::filesystem::path& key, std::string_view text, std::string_view signature);

}  // namespace pcrs::store
