#!/bin/sh
# Install stemviewer from this folder, or remove it again; needs no root for a prefix of your own.
#   ./install.sh [PREFIX]            default: ~/.local; for all users: sudo ./install.sh /usr/local
#   ./install.sh --remove [PREFIX]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
remove=no
if [ "${1:-}" = --remove ]; then remove=yes; shift; fi
prefix=${1:-$HOME/.local}
if [ $remove = yes ]; then
    rm -rf "$prefix/lib/stemviewer"
    (cd "$here" && find bin share ! -type d) | while read -r file; do rm -f "$prefix/$file"; done
    rmdir "$prefix/share/doc/stemviewer" 2>/dev/null || true
    echo "Removed from $prefix. Sessions and settings were left where they are."
else
    if [ -e "$prefix/lib/stemviewer" ]; then
        echo "$prefix/lib/stemviewer is there already. First: $0 --remove $prefix" >&2
        exit 1
    fi
    mkdir -p "$prefix"
    cp -R "$here/bin" "$here/lib" "$here/share" "$prefix/"
    for entry in stemviewer stemviewer-review; do
        file="$prefix/share/applications/$entry.desktop"
        # a prefix need not be on the path that menus know
        sed "s#^Exec=stemviewer#Exec=$prefix/bin/stemviewer#" "$file" > "$file.new"
        mv "$file.new" "$file"
    done
    echo "Installed in $prefix; start it with $prefix/bin/stemviewer"
fi
# menus and file types are found without these, only later
if command -v update-mime-database >/dev/null; then
    update-mime-database "$prefix/share/mime" >/dev/null 2>&1 || true
fi
if command -v update-desktop-database >/dev/null; then
    update-desktop-database "$prefix/share/applications" >/dev/null 2>&1 || true
fi
