// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: one lossless product into one place, from wherever a sound copy of it is.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "catalog/journal.hpp"
#include "step/archive_context.hpp"
#include "step/archive_outcome.hpp"

namespace pcrs::step::archive {

/// One revision's product, and where it is to go.
struct Item {
  grid::DalleKey key;
  int millesime = 0;
  int revision = 1;
  bool current = true;
  catalog::Product product;
  std::vector<std::string> targets{};
  bool release = false;
  bool idle() const { return targets.empty() && !release; }
};

/// A place that refuses this many objects in a row is full or broken: the rest is not tried.
inline constexpr int failures_to_give_up = 3;

/// A place that is being filled, and whether it is worth going on with it.
class Target {
 public:
  explicit Target(Tier& tier) : m_tier(&tier) {}
  store::Place& place() const { return *m_tier->place; }
  Tier& tier() const { return *m_tier; }
  bool given_up() const {
    const std::lock_guard lock(*m_mutex);
    return !m_reason.empty();
  }
  void succeeded() {
    const std::lock_guard lock(*m_mutex);
    m_in_a_row = 0;
  }
  void failed(const std::string& why) {
    const std::lock_guard lock(*m_mutex);
    if (++m_in_a_row >= failures_to_give_up) m_reason = why;
  }
  void stop(const std::string& why) {
    const std::lock_guard lock(*m_mutex);
    m_reason = why;
    m_offline = true;
  }
  const std::string& reason() const { return m_reason; }
  bool went_offline() const { return m_offline; }

  std::uint64_t bytes_wanted = 0;  ///< set by the plan

 private:
  Tier* m_tier;
  std::unique_ptr<std::mutex> m_mutex = std::make_unique<std::mutex>();
  int m_in_a_row = 0;
  bool m_offline = false;
  std::string m_reason;
};

/// How copies are made.
struct Manner {
  bool overwrite = false;      ///< a damaged copy makes way for a sound source
  bool read_back = false;      ///< read what was put into an object store, too
  const char* action = "put";  ///< in the journal
};

class Copier {
 public:
  Copier(Context& context, std::map<std::string, Target>& targets, const Manner& manner)
      : m_context(context),
        m_targets(targets),
        m_journal(context.catalog().root(), tool_name, context.mode()),
        m_manner(manner) {}

  /// The key that the record knows, else the one that the product will get.
  std::string key_of(const Item& item, const std::string& tier) const;
  /// Copies from work, else from another place; all that is wrong goes to the outcome.
  void copy_to(const Item& item, const std::string& name, Outcome& outcome);
  /// The same without a word where no source was sound: false then. True: it was made, or the target takes
  /// none.
  bool try_sources(const Item& item, const std::string& name, Outcome& outcome);
  /// Removes the work file once every archive place of the chantier holds a copy that was read and is right.
  void release(const Item& item, Outcome& outcome);

 private:
  bool is_sound(const Item& item, const std::string& name, const catalog::Product& product, Outcome& outcome);
  struct Opened {
    std::unique_ptr<ByteSource> source;
    std::int64_t modified = 0;
  };
  Opened open_source(const Item& item, const std::string& from, bool to_remote, Outcome& outcome);
  void mark(const Item& item, const std::string& from, const std::string& fault, const char* by);
  bool try_copy(const Item& item, const std::string& name, const std::string& from, Outcome& outcome);
  bool judge_failure(const Item& item, const std::string& name, const std::string& from,
                     const ByteSource& source, const Error& error, Outcome& outcome);
  store::PutResult put_object(const Item& item, Target& target, const std::string& key, ByteSource& source,
                              std::int64_t modified);
  void read_back(Target& target, const std::string& key, const std::string& sha256,
                 store::PutResult& result) const;
  void record_copy(const Item& item, Target& target, const std::string& key, const store::PutResult& result,
                   Outcome& outcome);

  Context& m_context;
  std::map<std::string, Target>& m_targets;
  catalog::Journal m_journal;
  const Manner m_manner;
};

}  // namespace pcrs::step::archive
