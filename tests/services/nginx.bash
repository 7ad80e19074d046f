# SPDX-License-Identifier: Apache-2.0
# Sourced after serve.bash: nginx with the generated configuration before the service of this test.
# shellcheck shell=bash disable=SC2034,SC2154
nginx=$(command -v nginx || ls /usr/sbin/nginx 2>/dev/null) || { echo "skipped: nginx is not installed"; exit 77; }
proxy=
front=$((20000 + $$ % 20000))
site=http://127.0.0.1:$front/lot/essai
end_nginx() {
  [ -z "$proxy" ] || { kill "$proxy" 2>/dev/null && wait "$proxy" 2>/dev/null || true; }
  proxy=
}
trap 'end_nginx; end_service; wait; rm -rf "$top"' EXIT

# nginx_chantier: the chantier's address is nginx's. Before the site is published.
nginx_chantier() { sed -i "s|^mosaic = .*|&\nbase_url = \"http://127.0.0.1:$front/lot\"|" chantier.toml; }

# start_nginx: after the service; `site` is the address of the site through it.
start_nginx() {
  chmod 755 "$top"
  pcrs-publish nginx -o site.conf --listen "127.0.0.1:$front" --service "${url#http://}" --log-folder "$top" >/dev/null
  cat >nginx.conf <<N
daemon off;
user root;
worker_processes 1;
pid $top/nginx.pid;
error_log $top/nginx.log;
events {}
http {
  types { image/tiff tif; }
  client_body_temp_path $top/body;
  proxy_temp_path $top/proxy;
  fastcgi_temp_path $top/fcgi;
  uwsgi_temp_path $top/uwsgi;
  scgi_temp_path $top/scgi;
  include $top/site.conf;
}
N
  "$nginx" -p "$top" -c nginx.conf -e "$top/nginx.log" &
  proxy=$!
  local i
  for ((i = 0; i < 100; i++)); do [ "$(status "$site/")" = 200 ] && return; sleep 0.05; done
  fail "nginx does not answer: $(cat "$top/nginx.log")"
}
