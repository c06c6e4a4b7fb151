#!/bin/sh
# One file that runs on most Linux systems, made of the bundle: stemviewer-VERSION-x86_64.AppImage.
# WRITTEN, NOT TRIED: appimagetool (https://github.com/AppImage/appimagetool) could not be had where
# this was written. The tarball holds the same files and was tried.
#   linux/make_appimage.sh WORK VERSION      WORK: as given to make_bundle.py, after its step deb
set -eu
work=$1 version=$2
command -v appimagetool >/dev/null || { echo "appimagetool is missing" >&2; exit 1; }
folder=$work/stemviewer.AppDir
rm -rf "$folder"
mkdir -p "$folder"
cp -R "$work/deb/usr" "$folder/usr"
cp "$folder/usr/share/applications/stemviewer.desktop" "$folder/usr/share/icons/hicolor/512x512/apps/stemviewer.png" "$folder/"
cat > "$folder/AppRun" <<'END'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/usr/lib/stemviewer/stemviewer" "$@"
END
chmod +x "$folder/AppRun"
VERSION=$version appimagetool "$folder" "$work/stemviewer-$version-$(uname -m).AppImage"
