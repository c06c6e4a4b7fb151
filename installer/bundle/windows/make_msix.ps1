# Make and sign the MSIX package of the bundle's folder.
# WRITTEN, NOT TRIED: no Windows was at hand. Needs makeappx and signtool of the Windows SDK.
#   powershell -File make_msix.ps1 -Folder C:\work\dist\stemviewer -Version 0.1.0 `
#     -Publisher "CN=Your Institute" -Thumbprint 0123...
# For all users of a machine: Add-AppxProvisionedPackage -Online -SkipLicense -PackagePath FILE
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $Version,
    [Parameter(Mandatory)] [string] $Publisher,
    [string] $Thumbprint = ""
)
$ErrorActionPreference = "Stop"
$manifest = Get-Content -Raw (Join-Path $PSScriptRoot "AppxManifest.xml")
$manifest = $manifest.Replace('"VERSION.0"', "`"$Version.0`"").Replace('"PUBLISHER"', "`"$Publisher`"")
Set-Content -Encoding utf8 -Path (Join-Path $Folder "AppxManifest.xml") -Value $manifest
$package = Join-Path (Split-Path $Folder) "stemviewer-$Version.msix"
& makeappx pack /o /d $Folder /p $package
if ($LASTEXITCODE -ne 0) { throw "makeappx failed" }
if ($Thumbprint) {
    & signtool sign /fd sha256 /sha1 $Thumbprint /tr http://timestamp.digicert.com /td sha256 $package
    if ($LASTEXITCODE -ne 0) { throw "signtool failed" }
} else {
    Write-Warning "Not signed: Windows installs it only where developers' packages are allowed."
}
