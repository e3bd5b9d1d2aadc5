#!/bin/sh
# What the tests need beside Python, from Debian's (or Ubuntu's) packages:
#   PostGIS      a throwaway database, to compare our areas with another kernel
#   Chromium     opens the page and the HTML report as a reader does
#   CJK fonts    so that Chinese is drawn
#   gdal-bin     reads our shapefiles and GeoPackages with another program
#   nginx        stands before the service as at an office, by our configuration
#   ShellCheck   reads the scripts that install it
# Installs what is missing where it may (root, or sudo without a password); else it says what
# will not be tested. With CI=true a missing one is an error. GOUHOOK_NO_APT=1 installs nothing.
set -eu

has_postgis() { ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; }
has_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_fonts()   { command -v fc-list && [ -n "$(fc-list :lang=zh 2>/dev/null)" ]; }
has_gdal()    { command -v ogrinfo; }
has_nginx()   { command -v nginx || [ -x /usr/sbin/nginx ]; }
has_check()   { command -v shellcheck; }

missing_packages() {
    has_postgis              || printf 'postgresql-postgis '
    has_browser >/dev/null   || printf 'chromium '
    has_fonts   >/dev/null   || printf 'fontconfig fonts-wqy-microhei '
    has_gdal    >/dev/null   || printf 'gdal-bin '
    has_nginx   >/dev/null   || printf 'nginx '
    has_check   >/dev/null   || printf 'shellcheck '
}

packages=$(missing_packages)
[ -n "$packages" ] || exit 0

as_root=no
if [ "${GOUHOOK_NO_APT:-}" != 1 ] && command -v apt-get >/dev/null; then
    quietly="env DEBIAN_FRONTEND=noninteractive"
    if [ "$(id -u)" -eq 0 ]; then as_root=$quietly
    elif sudo -n true 2>/dev/null; then as_root="sudo -n $quietly"
    fi
fi
if [ "$as_root" != no ]; then
    echo "Installing for the tests: $packages"
    $as_root apt-get update -qq || true
    for package in $packages; do
        $as_root apt-get install -y -qq --no-install-recommends "$package" >/dev/null ||
            echo "apt-get could not install $package" >&2
    done
fi

left=$(missing_packages)
[ -n "$left" ] || exit 0
{
    echo "======================================================================"
    echo "Missing on this machine: $left"
    has_postgis            || echo "  NOT TESTED: areas and overlays against PostGIS"
    has_browser >/dev/null || echo "  NOT TESTED: the page and the HTML report in a browser"
    has_fonts   >/dev/null || echo "  NOT TESTED: Chinese text as drawn by a browser"
    has_gdal    >/dev/null || echo "  NOT TESTED: our files as read by ogrinfo"
    has_nginx   >/dev/null || echo "  NOT TESTED: the configuration of the proxy"
    has_check   >/dev/null || echo "  NOT TESTED: the scripts that install the service"
    echo "Install them: sudo apt-get install $left"
    echo "======================================================================"
} >&2
[ "${CI:-}" != true ]
