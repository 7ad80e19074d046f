// SPDX-License-Identifier: Apache-2.0
#include "step/publish_serve.hpp"

#include <signal.h>

#include <atomic>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "serve/proxy_counts.hpp"
#include "serve/server.hpp"
#include "serve/service.hpp"
#include "serve/usage.hpp"
#include "step/publish.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

using RouterPtr = std::shared_ptr<const serve::Router>;

// Signals of this process come to whoever waits for them here, and to no thread started meanwhile.
class Signals {
 public:
  Signals() {
    sigemptyset(&m_awaited);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&m_awaited, signal);
    ::pthread_sigmask(SIG_BLOCK, &m_awaited, &m_before);
  }
  ~Signals() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  int wait() const {
    int signal = 0;
    while (::sigwait(&m_awaited, &signal) != 0) {
    }
    return signal;
  }

 private:
  sigset_t m_awaited{}, m_before{};
};

using UsagePtr = std::shared_ptr<serve::UsageMeter>;

RouterPtr router_of(const chantier::Chantier& chantier, const UsagePtr& usage, Reporter& reporter) {
  const auto service =
      std::make_shared<const serve::Service>(chantier, serve::SiteRoot(site_folder(chantier)));
  auto router = std::make_shared<serve::Router>(serve::router_of(service, usage));
  router->on_fault([&reporter](const std::string& path, const std::string& what) {
    reporter.finding({path, "serve.failed", what, Severity::warning, ""});
  });
  return router;
}

void require_site(const chantier::Chantier& chantier) {
  const fs::path site = site_folder(chantier);
  std::error_code error;
  if (!fs::exists(site / "index.html", error))
    throw_retry(site.string(),
                "holds no published site (or its share is not mounted); run pcrs-publish site first");
}

void warn_if_exposed(const serve::ServerOptions& options, Reporter& reporter) {
  if (options.address.starts_with("127.") || options.address == "::1") return;
  reporter.finding({options.address, "serve.exposed",
                    "is not this machine alone: tokens would cross the network unencrypted; listen at "
                    "127.0.0.1 and let a proxy with TLS stand before it",
                    Severity::warning, ""});
}

// The former settings stay when the new ones are wrong: a service does not die of a typing error.
void reload(std::atomic<RouterPtr>& current, const fs::path& file, const UsagePtr& usage,
            serve::AccessLog& log, Reporter& reporter) {
  try {
    const chantier::Chantier chantier = chantier::load(file);
    current = router_of(chantier, usage, reporter);
    log.keep(chantier.access_log_days);
    reporter.note(1, file.string() + ": read again");
  } catch (const Error& error) {
    reporter.finding({error.where(), "serve.settings",
                      error.message() + "; the service goes on with its former settings", Severity::warning,
                      ""});
  }
}

}  // namespace

Summary serve_site(const chantier::Chantier& chantier, const ServeOptions& options, Reporter& reporter) {
  serve::ServerOptions server_options;
  serve::parse_listen(options.listen, server_options);
  server_options.workers = effective_jobs(options.jobs);
  server_options.on_other_nginx = [&reporter] {
    reporter.finding({"nginx", "serve.nginx",
                      "its configuration was not made by this version: make it anew with pcrs-publish nginx, "
                      "then reload nginx",
                      Severity::warning, ""});
  };
  require_site(chantier);
  warn_if_exposed(server_options, reporter);
  if (options.dry_run) return {};
  const Signals signals;
  const fs::path log_folder = options.log.value_or(chantier.catalog / chantier.id / "access");
  const auto usage = std::make_shared<serve::UsageMeter>(log_folder);
  std::atomic<RouterPtr> current(router_of(chantier, usage, reporter));
  usage->logged({}, now());  // of this day, before anyone asks
  serve::AccessLog log(
      log_folder,
      [&](const std::string& where, const std::string& what) {
        reporter.finding({where, "serve.log", what, Severity::warning, ""});
      },
      [&usage](const auto& bytes) { usage->logged(bytes, now()); });
  log.keep(chantier.access_log_days);
  const serve::Server server(
      server_options, [&current] { return current.load(); }, log, *usage);
  const serve::ProxyCounts counts(server_options, server.port(), log, *usage);
  if (!counts.is_heard())
    reporter.note(1, server.url() + ": a proxy's counts (UDP) are not heard at this address");
  reporter.result(server.url(), {{"url", server.url()}, {"site", site_folder(chantier).string()}});
  while (signals.wait() == SIGHUP) reload(current, chantier.file, usage, log, reporter);
  reporter.note(1, "stopped by a signal");
  return {};
}

}  // namespace pcrs::step
