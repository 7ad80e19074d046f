# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of encrypted volumes: key pairs of two recipients and of a stranger.
# shellcheck shell=bash

# age_keys: one.key, two.key, other.key beside *.pub; prints what [cold] recipients says.
age_keys() {
  local who
  for who in one two other; do
    age-keygen -o "$who.key" 2>/dev/null
    age-keygen -y "$who.key" >"$who.pub"
  done
  printf '["%s", "%s"]\n' "$(cat one.pub)" "$(cat two.pub)"
}

# gpg_keys: keyrings one.gpg, two.gpg, other.gpg beside *.asc; the paths are short enough for the agent's socket.
gpg_keys() {
  local who
  for who in one two other; do
    mkdir -m 700 "$who.gpg"
    gpg --homedir "$who.gpg" --batch --quiet --passphrase '' --quick-gen-key "$who <$who@exemple.fr>" default default never 2>/dev/null
    gpg --homedir "$who.gpg" --batch --quiet --armor --export >"$who.asc"
  done
  echo '["one.asc", "two.asc"]'
}

gpg_stop() {
  local who
  for who in one two other; do [ ! -d "$who.gpg" ] || gpgconf --homedir "$PWD/$who.gpg" --kill all || true; done
}

# encrypt_cold PROGRAM RECIPIENTS: the chantier of cold_chantier encrypts from now on.
encrypt_cold() {
  sed -i "s|^\[cold\]\$|&\nencryption = \"$1\"\nrecipients = $2|" chantier.toml
}
