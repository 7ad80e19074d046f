# SPDX-License-Identifier: Apache-2.0
# Scripts export PCRS_CHANTIER for all tools: here it is taken and not looked at.
mkdir d
echo a >d/a
PCRS_CHANTIER=/nowhere.toml pcrs-checksum create d
pcrs-checksum --chantier /nowhere.toml create d
pcrs-checksum create --chantier /nowhere.toml d
