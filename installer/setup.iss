; Inno Setup 6.3 or newer. SecondPass for Windows: installs the folder that PyInstaller made (dist\secondpass).
; Compile through installer\build.py, or: ISCC /DVersion=1.2.3 installer\setup.iss

#ifndef Version
  #define Version "0.0.0"
#endif
#define Program "SecondPass"
; Inno Setup has no Simplified Chinese of its own; where the file of its translators lies
; beside the compiler it is used, else the wizard speaks English and our own words are in both.
#if FileExists(AddBackslash(CompilerPath) + "Languages\ChineseSimplified.isl")
  #define ChineseFile "compiler:Languages\ChineseSimplified.isl"
#else
  #define ChineseFile "compiler:Default.isl"
#endif

[Setup]
AppId={{6F1C0B52-6F0E-4E0B-9B0C-3A2C7D51E0A7}
AppName={#Program}
AppVersion={#Version}
AppVerName={#Program} {#Version}
DefaultDirName={autopf}\{#Program}
DefaultGroupName={#Program}
DisableProgramGroupPage=yes
LicenseFile=..\LICENSE
OutputDir=..\dist
OutputBaseFilename=secondpass-{#Version}-setup
SetupIconFile=..\build\icons\secondpass.ico
UninstallDisplayIcon={app}\secondpass.exe
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
PrivilegesRequiredOverridesAllowed=dialog
; An upgrade in the middle of a shift asks the running bench to close first.
CloseApplications=yes
RestartApplications=no

[Languages]
Name: "zh"; MessagesFile: "{#ChineseFile}"
Name: "en"; MessagesFile: "compiler:Default.isl"

[CustomMessages]
zh.StartWithWindows=登录 Windows 后自动打开打包台
en.StartWithWindows=Open the bench when Windows starts
zh.DesktopIcon=在桌面创建快捷方式
en.DesktopIcon=Create a shortcut on the desktop
zh.Practice=练习台（模拟设备）
en.Practice=Practice bench (simulated devices)
zh.OpenNow=打开 SecondPass
en.OpenNow=Open SecondPass

[Tasks]
Name: "desktop"; Description: "{cm:DesktopIcon}"
Name: "autostart"; Description: "{cm:StartWithWindows}"; Flags: unchecked

; The folder is replaced as a whole: a module left over from an older version must not be found.
[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\dist\secondpass\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\{#Program}"; Filename: "{app}\secondpass.exe"; Parameters: "station"
Name: "{group}\{cm:Practice}"; Filename: "{app}\secondpass.exe"; Parameters: "practice"
Name: "{autodesktop}\{#Program}"; Filename: "{app}\secondpass.exe"; Parameters: "station"; Tasks: desktop
Name: "{autostartup}\{#Program}"; Filename: "{app}\secondpass.exe"; Parameters: "station"; Tasks: autostart

[Run]
Filename: "{app}\secondpass.exe"; Parameters: "station"; Description: "{cm:OpenNow}"; Flags: nowait postinstall skipifsilent

; Local data (journal, outbox) lies in the user's own folder and is never removed with the program.
