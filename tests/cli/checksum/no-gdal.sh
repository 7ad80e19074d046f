# SPDX-License-Identifier: Apache-2.0
# It runs on a bare NAS: of libraries outside the C and C++ run time, libcrypto alone.
ldd "$(command -v pcrs-checksum)" | awk '{print $1}' | grep -v -e '^/lib' -e '^linux-vdso' -e '^lib\(c\|m\|stdc++\|gcc_s\|pthread\|asan\|ubsan\)\.so'
