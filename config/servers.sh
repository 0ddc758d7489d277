#!/bin/sh
# The real servers and the browser that the live tests talk to. Nothing of the system's own configuration is used.
set -eu
export DEBIAN_FRONTEND=noninteractive
missing=""
for package in make postfix dovecot-imapd dovecot-lmtpd postgresql chromium strace mlmmj gcc libc6-dev libmail-dkim-perl; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
[ "$(id -u)" -eq 0 ] || { echo "missing:$missing; run this as root"; exit 1; }
echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
apt-get update -qq
# shellcheck disable=SC2086  # a list of packages
RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing
