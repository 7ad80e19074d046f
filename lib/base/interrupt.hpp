// SPDX-License-Identifier: Apache-2.0
// A signal asks for a clean stop: loops check here, unwind, remove their temporaries, and the tool exits
// 128+N.
#pragma once

namespace pcrs::interrupt {

/// Catches SIGINT, SIGTERM and SIGHUP from now on.
void install();
/// The first signal that came, 0 if none.
int signal_number() noexcept;
/// Throws Error (failed) once a signal has come. Cheap: call it once a band of pixels or a megabyte.
void check();

}  // namespace pcrs::interrupt
