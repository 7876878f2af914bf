# SecondPass on a Windows developer machine: the same few words as the Makefile.
#
#   powershell -ExecutionPolicy Bypass -File installer\dev.ps1 setup|test|demo|run|build
#
# Plain ASCII on purpose: Windows PowerShell 5 reads files without a byte order mark as ANSI.

[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('help', 'setup', 'test', 'demo', 'run', 'build')]
    [string]$Command = 'help'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Root = Split-Path -Parent $PSScriptRoot
Set-Location -LiteralPath $Root
$Venv = Join-Path $Root '.venv'
$Python = Join-Path $Venv 'Scripts\python.exe'
$Ready = Join-Path $Venv '.ready'

function Say([string]$Text) { Write-Host "setup: $Text" }

# Runs a program and stops when it fails; PowerShell alone would go on.
function Invoke-Step([string]$Program, [string[]]$Words) {
    & $Program @Words
    if ($LASTEXITCODE -ne 0) { throw "$Program $($Words -join ' ') ended with $LASTEXITCODE" }
}

# The folder is part of the stamp: scripts inside a virtual environment hold its full path.
function Get-Stamp {
    $files = 'requirements.lock', 'requirements-dev.lock', 'installer\dev.ps1'
    $parts = foreach ($file in $files) { (Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash }
    return (@($parts) + $Root) -join ' '
}

function Test-Ready {
    if (-not (Test-Path -LiteralPath $Python) -or -not (Test-Path -LiteralPath $Ready)) { return $false }
    return (Get-Content -LiteralPath $Ready -TotalCount 1) -eq (Get-Stamp)
}

# The newest Python 3.11 to 3.14 the py launcher knows, as the word that chooses it.
function Find-Python {
    if (-not (Get-Command py -ErrorAction SilentlyContinue)) { return $null }
    foreach ($version in '-3.14', '-3.13', '-3.12', '-3.11') {
        # A missing version is an answer here, not an error.
        $ErrorActionPreference = 'Continue'
        & py $version -c 'import venv, ensurepip' 2>$null | Out-Null
        $found = $LASTEXITCODE -eq 0
        $ErrorActionPreference = 'Stop'
        if ($found) { return $version }
    }
    return $null
}

function Install-Python {
    if (-not (Get-Command winget -ErrorAction SilentlyContinue)) {
        throw 'Python 3.11 or newer was not found, and winget neither. Install Python with its py launcher, then run this again.'
    }
    Say 'installing Python 3.12'
    Invoke-Step 'winget' @('install', '--id', 'Python.Python.3.12', '--exact', '--silent', '--scope', 'user',
        '--accept-package-agreements', '--accept-source-agreements')
    $machine = [Environment]::GetEnvironmentVariable('Path', 'Machine')
    $user = [Environment]::GetEnvironmentVariable('Path', 'User')
    $env:Path = "$machine;$user"
}

function Initialize-Environment {
    if (Test-Ready) { return }
    $version = Find-Python
    if (-not $version) {
        Install-Python
        $version = Find-Python
        if (-not $version) { throw 'Python was installed, but the py launcher does not show it yet: open a new window and run this again.' }
    }
    Say "making .venv with py $version"
    if (Test-Path -LiteralPath $Venv) { Remove-Item -LiteralPath $Venv -Recurse -Force }
    Invoke-Step 'py' @($version, '-m', 'venv', $Venv)
    Say 'installing the locked Python packages'
    Invoke-Step $Python @('-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input',
        '--require-hashes', '--only-binary', ':all:', '-r', 'requirements-dev.lock')
    # Last, so that a half-made environment never looks ready.
    Set-Content -LiteralPath $Ready -Value (Get-Stamp) -Encoding UTF8
    Say 'ready'
}

function Invoke-Tests {
    $env:QT_QPA_PLATFORM = 'offscreen'
    Invoke-Step $Python @('-m', 'ruff', 'check', '.')
    Invoke-Step $Python @('-m', 'ruff', 'format', '--check', '.')
    Invoke-Step $Python @('-m', 'mypy')
    Invoke-Step (Join-Path $Venv 'Scripts\lint-imports.exe') @()
    Invoke-Step $Python @('-m', 'pytest', '-n', '2', '--dist', 'loadgroup')
}

switch ($Command) {
    'help' { Write-Host 'usage: dev.ps1 setup | test | demo | run | build' }
    'setup' { Initialize-Environment; Say '.venv is ready' }
    'test' { Initialize-Environment; Invoke-Tests }
    'demo' { Initialize-Environment; Invoke-Step $Python @('main.py', 'demo', '--out', 'build\demo') }
    'run' { Initialize-Environment; Invoke-Step $Python @('main.py', 'station', '--practice') }
    'build' { Initialize-Environment; Invoke-Step $Python @('installer\build.py') }
}
