#!/bin/sh
# Installs what the tests use besides Python packages, where it is missing and can be installed:
# a screen without a monitor, real key presses, fonts, and IRC clients to talk with.
set -u
[ "$(uname)" = Linux ] || exit 0
missing=
need() { # command, Debian package
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need_font() { # words of its name, Debian package
    [ -n "$(fc-list "$1" 2>/dev/null)" ] || missing="$missing $2"
}
need Xvfb xvfb
need xdotool xdotool
need openbox openbox
need xclip xclip
need xmodmap x11-xserver-utils
need xprop x11-utils
need import imagemagick
need tmux tmux
need irssi irssi
need weechat-headless weechat-headless
need weechat weechat-curses
need fc-list fontconfig
need ngircd ngircd
need inspircd inspircd
need chromium chromium
need chromedriver chromium-driver
need node nodejs
need hexchat hexchat
need znc znc
need ip iproute2
need nft nftables
need iptables iptables
need avahi-browse avahi-utils
need avahi-daemon avahi-daemon
need dbus-daemon dbus
need faketime faketime
ls /usr/lib/*/libnss_mdns4_minimal.so.2 >/dev/null 2>&1 || missing="$missing libnss-mdns"
[ -x /usr/libexec/at-spi-bus-launcher ] || missing="$missing at-spi2-core"
need pulseaudio pulseaudio
need pactl pulseaudio-utils
need_font Inter fonts-inter
need_font 'Noto Sans CJK SC' fonts-noto-cjk
need_font 'Noto Color Emoji' fonts-noto-color-emoji
[ -n "$missing" ] || exit 0
as_root=
[ "$(id -u)" = 0 ] || as_root='sudo -n'
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
    echo "Installing for the tests:$missing"
    log=$(mktemp)
    if $as_root apt-get update -qq >"$log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -qq --no-install-recommends \
            $missing >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi
echo "These are missing and could not be installed, so tests that use them will fail:$missing" >&2
exit 0
