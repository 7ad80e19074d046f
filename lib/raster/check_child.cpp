// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <new>

#include "base/error.hpp"
#include "base/text.hpp"
#include "raster/check.hpp"
#include "raster/check_context.hpp"
#include "raster/sandbox.hpp"

namespace pcrs::raster {

namespace {

// Exit codes of a child.
constexpr int out_of_memory = 120;
constexpr int wrong_call = 2;  // the tool knows no such subcommand: our fault, not the file's
constexpr int not_started = 127;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool memory_can_be_limited = false;
#else
constexpr bool memory_can_be_limited = true;
#endif

// Names from old disks are not always UTF-8, and JSON can hold nothing else: those go as a list of bytes.
Json json_of(const std::filesystem::path& path) {
  if (is_utf8(path.string())) return path.string();
  Json bytes = Json::array();
  for (const char c : path.string()) bytes.push_back(static_cast<unsigned char>(c));
  return bytes;
}

std::filesystem::path path_of(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  std::string path;
  for (const Json& byte : json) path += static_cast<char>(byte.get<unsigned char>());
  return path;
}

std::string last_line(const std::string& text) {
  const std::string_view trimmed = trim(text);
  return std::string(trimmed.substr(trimmed.rfind('\n') + 1)).substr(0, 300);
}

// In the words of GDAL, of the C++ library, of the C library and of the loader.
bool ran_out_of_memory(const ChildResult& child) {
  if (child.end == ChildEnd::exited && child.code == out_of_memory) return true;
  const std::string said = lower_ascii(child.errors);
  for (const char* const words : {"out of memory", "bad_alloc", "cannot allocate", "failed to map"})
    if (said.find(words) != std::string::npos) return true;
  return false;
}

std::string how_it_ended(const ChildResult& child) {
  if (child.end == ChildEnd::signalled) return strsignal(child.code);
  return "code " + std::to_string(child.code) + ", " + last_line(child.errors);
}

// A child that did not end well: what it was about to do is the file's fault.
OrthoCheck fault_of(const std::filesystem::path& path, const Expectation& expectation,
                    const ChildResult& child, const Limits& limits) {
  CheckContext check(path, expectation);
  const std::string advice = "; not decoded further; ask for the file again";
  if (child.end == ChildEnd::cpu_limit)
    check.add("file.limits", "took more than " + std::to_string(limits.cpu_seconds) + " s of CPU" + advice);
  else if (child.end == ChildEnd::wall_limit)
    check.add("file.limits", "took more than " + std::to_string(limits.wall_seconds) + " s" + advice);
  else if (child.end == ChildEnd::output_limit)
    check.add("file.limits", "made its check write without end" + advice);
  else if (ran_out_of_memory(child))
    check.add("file.limits",
              "asked for more than " + bytes_text(limits.memory_bytes) + " of memory" + advice);
  else if (child.end == ChildEnd::exited && (child.code == wrong_call || child.code == not_started))
    throw_failed(path.string(), "its check cannot be started: " + last_line(child.errors));
  else
    check.add("file.crash", "crashed the process that checked it (" + how_it_ended(child) + ")" + advice);
  return check.result;
}

OrthoCheck answer_of(const std::filesystem::path& path, const std::string& output) {
  // The last line that looks like one: a library may have written on stdout before.
  const std::size_t start = output.starts_with('{') ? 0 : output.rfind("\n{") + 1;
  const Json answer = parse_json(std::string_view(output).substr(start), "check of " + path.string());
  if (answer.contains("error")) throw_failed(answer["error"].at("where"), answer["error"].at("message"));
  return check_from_json(answer);
}

Json serve(const std::string& text) {
  const Json request = parse_json(text, "request of a check");
  try {
    return to_json(
        check_ortho(path_of(request.at("path")), expectation_from_json(request.at("expectation"))));
  } catch (const Error& error) {
    return {{"error", {{"where", error.where()}, {"message", error.message()}}}};
  }
}

}  // namespace

OrthoCheck check_ortho_in_child(const std::vector<std::string>& command, const std::filesystem::path& path,
                                const Expectation& expectation, const Limits& limits) {
  const Json request = {{"path", json_of(path)}, {"expectation", to_json(expectation)}};
  const ChildLimits child_limits{limits.cpu_seconds, memory_can_be_limited ? limits.memory_bytes : 0,
                                 limits.wall_seconds};
  const ChildResult child = run_limited(command, json_line(request), child_limits);
  if (child.end == ChildEnd::exited && child.code == 0) return answer_of(path, child.output);
  return fault_of(path, expectation, child, limits);
}

int serve_check_one() {
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  try {
    const std::string answer = json_line(serve(text)) + "\n";
    return std::fwrite(answer.data(), 1, answer.size(), stdout) == answer.size() && std::fflush(stdout) == 0
               ? 0
               : 1;
  } catch (const std::bad_alloc&) {
    return out_of_memory;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

}  // namespace pcrs::raster
