#!/bin/sh
# Sign stemviewer.app, have Apple notarise it, and put it into a disk image.
# WRITTEN, NOT TRIED: by Apple's manuals (codesign, notarytool, hdiutil); no Mac was at hand.
#   macos/make_dmg.sh WORK VERSION "Developer ID Application: NAME (TEAM)" NOTARY_PROFILE
# WORK: as given to make_bundle.py. NOTARY_PROFILE: made once by
#   xcrun notarytool store-credentials NOTARY_PROFILE --apple-id ... --team-id ...
set -eu
work=$1 version=$2 identity=$3 profile=$4
here=$(cd "$(dirname "$0")" && pwd)
app=$work/dist/stemviewer.app
image=$work/stemviewer-$version-$(uname -m).dmg
# from within outwards: what is inside is part of what is signed outside
find "$app/Contents" \( -name '*.so' -o -name '*.dylib' -o -path '*/Contents/MacOS/*' \) -type f -print0 |
    xargs -0 codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" --sign "$identity"
codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" --sign "$identity" "$app"
codesign --verify --deep --strict "$app"
folder=$(mktemp -d)
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
hdiutil create -volname "stemviewer $version" -srcfolder "$folder" -format ULFO -ov "$image"
rm -rf "$folder"
codesign --timestamp --sign "$identity" "$image"
xcrun notarytool submit "$image" --keychain-profile "$profile" --wait
xcrun stapler staple "$image"
spctl --assess --type open --context context:primary-signature "$image"
