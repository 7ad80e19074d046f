# SPDX-License-Identifier: Apache-2.0
# Version and help go to stdout, exit 0; each command has its own.
pcrs-checksum --version
pcrs-checksum -h | head -n 2
pcrs-checksum verify --help | head -n 2
pcrs-checksum verify --help | grep -c -- --ignore-extra
pcrs-checksum create --help | grep -c -- --ignore-extra || true
