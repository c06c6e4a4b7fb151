; Set-up program for Windows, made by Inno Setup 6 of the bundle's folder.
; WRITTEN, NOT TRIED: by the manuals of Inno Setup (https://jrsoftware.org/ishelp/); no Windows was
; at hand. Build:  iscc /DVersion=0.1.0 /DFolder=C:\work\dist\stemviewer stemviewer.iss
; Sign:            iscc /Ssign="signtool sign /fd sha256 /tr http://timestamp.digicert.com /td sha256 $f" ...
; Silent:          stemviewer-0.1.0-setup.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART /ALLUSERS
; Removal, silent: "C:\Program Files\stemviewer\unins000.exe" /VERYSILENT

#ifndef Version
  #error Give the version: /DVersion=0.1.0
#endif
#ifndef Folder
  #error Give the bundle's folder: /DFolder=...\dist\stemviewer
#endif

[Setup]
AppId={{6B0B4A52-6A8E-4C2D-9E57-2E8D6B8B1F10}
AppName=stemviewer
AppVersion={#Version}
AppPublisher=The stemviewer maintainers
DefaultDirName={autopf}\stemviewer
DefaultGroupName=stemviewer
DisableProgramGroupPage=yes
LicenseFile=..\..\..\LICENSE
OutputBaseFilename=stemviewer-{#Version}-setup
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
PrivilegesRequired=admin
PrivilegesRequiredOverridesAllowed=dialog commandline
Compression=lzma2/max
SolidCompression=yes
ChangesAssociations=yes
UninstallDisplayIcon={app}\stemviewer-window.exe
#ifdef Sign
SignTool=sign
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[InstallDelete]
; an older version's files must not be mixed with these
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Folder}\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{group}\stemviewer"; Filename: "{app}\stemviewer-window.exe"
Name: "{group}\stemviewer review"; Filename: "{app}\stemviewer-window.exe"; Parameters: "review"

[Registry]
Root: HKA; Subkey: "Software\Classes\.nxs\OpenWithProgids"; ValueType: string; ValueName: "stemviewer.session"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\stemviewer.session"; ValueType: string; ValueData: "Recorded STEM session"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\stemviewer.session\DefaultIcon"; ValueType: string; ValueData: "{app}\stemviewer-window.exe,0"
Root: HKA; Subkey: "Software\Classes\stemviewer.session\shell\open\command"; ValueType: string; ValueData: """{app}\stemviewer-window.exe"" review ""%1"""

[Run]
Filename: "{app}\stemviewer-window.exe"; Description: "{cm:LaunchProgram,stemviewer}"; Flags: nowait postinstall skipifsilent
