# SPDX-License-Identifier: Apache-2.0
<#
.SYNOPSIS
  FR : vérifie les fichiers d'une livraison contre sa liste SHA256SUMS.
  EN: checks the files of a delivery against its SHA256SUMS list.
.DESCRIPTION
  FR : Windows PowerShell 5 suffit, rien n'est à installer, rien n'est modifié. Posez ce script à côté de la
  liste, puis :   powershell -ExecutionPolicy Bypass -File verify-sha256.ps1
  EN: Windows PowerShell 5 is enough, nothing is installed, nothing is changed. Put this script beside the
  list, then:     powershell -ExecutionPolicy Bypass -File verify-sha256.ps1
  Exit code: 0 all is well, 1 the list cannot be read, 3 some files are missing, changed, unreadable or extra.
.PARAMETER List
  FR : la liste (par défaut : SHA256SUMS à côté du script). EN: the list (default: SHA256SUMS beside the script).
.PARAMETER Quiet
  FR : n'affiche que ce qui ne va pas. EN: shows only what is wrong.
.PARAMETER IgnoreExtra
  FR : ne cherche pas les fichiers absents de la liste. EN: does not look for files that the list does not name.
.PARAMETER Language
  fr | en (FR : par défaut, celle de Windows. EN: by default, that of Windows).
#>
param(
  [string] $List = '',
  [switch] $Quiet,
  [switch] $IgnoreExtra,
  [string] $Language = ''
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$french = @{
  Ok         = '{0}: OK'
  Changed    = '{0}: MODIFIÉ (la somme ne correspond pas)'
  Missing    = '{0}: ABSENT'
  Unreadable = '{0}: ILLISIBLE ({1})'
  Extra      = '{0}: EN TROP (absent de la liste)'
  BadLine    = 'ligne {0} : ce n''est pas une ligne de somme SHA-256'
  NoList     = '{0} : liste illisible ({1})'
  Empty      = '{0} : aucune somme SHA-256 dans cette liste'
  Folder     = '{0} : dossier illisible'
  Summary    = '{0} fichier(s) conformes, {1} modifié(s), {2} absent(s), {3} illisible(s), {4} en trop'
  Good       = 'Livraison conforme à sa liste.'
  Bad        = 'LIVRAISON NON CONFORME : recopiez les fichiers signalés, puis vérifiez de nouveau.'
  Progress   = 'Vérification'
}
$english = @{
  Ok         = '{0}: OK'
  Changed    = '{0}: CHANGED (the checksum differs)'
  Missing    = '{0}: MISSING'
  Unreadable = '{0}: UNREADABLE ({1})'
  Extra      = '{0}: EXTRA (not in the list)'
  BadLine    = 'line {0}: not a SHA-256 checksum line'
  NoList     = '{0}: the list cannot be read ({1})'
  Empty      = '{0}: no SHA-256 checksum in this list'
  Folder     = '{0}: this folder cannot be read'
  Summary    = '{0} file(s) correct, {1} changed, {2} missing, {3} unreadable, {4} extra'
  Good       = 'The delivery is as its list says.'
  Bad        = 'THE DELIVERY IS NOT AS ITS LIST SAYS: copy the files named above again, then check again.'
  Progress   = 'Checking'
}
if ($Language -eq '') { $Language = (Get-UICulture).TwoLetterISOLanguageName }
$text = $english
if ($Language -eq 'fr') { $text = $french }

function Show-Fault([string] $message) {
  Write-Host $message -ForegroundColor Red
}

# Paths over 260 characters need this prefix on Windows; elsewhere, and for short ones, none is wanted.
function Get-LongPath([string] $path) {
  if ([IO.Path]::DirectorySeparatorChar -ne '\' -or $path.Length -lt 248 -or $path.StartsWith('\\?\')) {
    return $path
  }
  if ($path.StartsWith('\\')) { return '\\?\UNC\' + $path.Substring(2) }
  return '\\?\' + $path
}

function New-Hasher {
  # Where Windows allows only certified algorithms (FIPS), the other one refuses to start.
  try { return New-Object System.Security.Cryptography.SHA256CryptoServiceProvider }
  catch { return [System.Security.Cryptography.SHA256]::Create() }
}

function Get-Digest([string] $path) {
  $stream = New-Object IO.FileStream($path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::Read, 1048576)
  try {
    $hasher = New-Hasher
    try { $bytes = $hasher.ComputeHash($stream) }
    finally { $hasher.Dispose() }
  }
  finally { $stream.Dispose() }
  return [BitConverter]::ToString($bytes).Replace('-', '').ToLowerInvariant()
}

# Undoes the escapes of sha256sum: \\ \n \r.
function Get-PlainName([string] $name) {
  $name = $name.Replace('\\', [string] [char] 0)
  $name = $name.Replace('\n', "`n").Replace('\r', "`r")
  return $name.Replace([string] [char] 0, '\')
}

if ($List -eq '') { $List = Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'SHA256SUMS' }
try {
  $listPath = (Resolve-Path -LiteralPath $List).ProviderPath
  $lines = [IO.File]::ReadAllLines($listPath, [Text.Encoding]::UTF8)
}
catch {
  Show-Fault ($text.NoList -f $List, $_.Exception.Message)
  exit 1
}
$base = [IO.Path]::GetDirectoryName($listPath)
if (-not $base.EndsWith([string] [IO.Path]::DirectorySeparatorChar)) {
  $base = $base + [IO.Path]::DirectorySeparatorChar
}

$entries = New-Object 'System.Collections.Generic.List[object]'
$badLines = 0
for ($i = 0; $i -lt $lines.Length; $i++) {
  $line = $lines[$i]
  if ($line.Trim() -eq '' -or $line.StartsWith('#')) { continue }
  $match = [regex]::Match($line, '^(\\?)([0-9A-Fa-f]{64}) [ *](.+)$')
  if (-not $match.Success) {
    Show-Fault ($text.BadLine -f ($i + 1))
    $badLines++
    continue
  }
  $name = $match.Groups[3].Value
  if ($match.Groups[1].Value -ne '') { $name = Get-PlainName $name }
  $entries.Add(@{ Name = $name; Digest = $match.Groups[2].Value.ToLowerInvariant() })
}
if ($entries.Count -eq 0) {
  Show-Fault ($text.Empty -f $listPath)
  exit 1
}

$good = 0
$changed = 0
$missing = 0
$unreadable = 0
$extra = 0
$listed = New-Object 'System.Collections.Generic.HashSet[string]' ([StringComparer]::OrdinalIgnoreCase)
for ($i = 0; $i -lt $entries.Count; $i++) {
  $name = $entries[$i].Name
  Write-Progress -Activity $text.Progress -Status $name -PercentComplete (100 * $i / $entries.Count)
  try {
    $local = $name.Replace('/', [string] [IO.Path]::DirectorySeparatorChar)
    # GetFullPath also takes out ./ and ../, so that the name compares with what the folder shows.
    $path = [IO.Path]::GetFullPath([IO.Path]::Combine($base, $local))
    [void] $listed.Add($path)
    $path = Get-LongPath $path
    if (-not [IO.File]::Exists($path)) {
      $missing++
      Show-Fault ($text.Missing -f $name)
    }
    elseif ((Get-Digest $path) -ne $entries[$i].Digest) {
      $changed++
      Show-Fault ($text.Changed -f $name)
    }
    else {
      $good++
      if (-not $Quiet) { Write-Output ($text.Ok -f $name) }
    }
  }
  catch {
    $unreadable++
    Show-Fault ($text.Unreadable -f $name, $_.Exception.Message)
  }
}
Write-Progress -Activity $text.Progress -Completed

# What Windows itself leaves in folders and at the root of disks is nobody's delivery.
$litter = '(^|[\\/])(Thumbs\.db|desktop\.ini|System Volume Information|\$RECYCLE\.BIN)([\\/]|$)'
if (-not $IgnoreExtra) {
  $troubles = @()
  $present = Get-ChildItem -LiteralPath $base -Recurse -Force -ErrorAction SilentlyContinue -ErrorVariable troubles
  foreach ($item in $present) {
    if ($item.PSIsContainer) { continue }
    $path = $item.FullName
    $shown = $path.Substring($base.Length)
    if ($path -eq $listPath -or $path -eq $MyInvocation.MyCommand.Path -or $shown -match $litter) { continue }
    if (-not $listed.Contains($path)) {
      $extra++
      Show-Fault ($text.Extra -f $shown)
    }
  }
  foreach ($trouble in $troubles) {
    $shown = [string] $trouble.TargetObject
    if ($shown -match $litter) { continue }
    $unreadable++
    Show-Fault ($text.Folder -f $shown)
  }
}

Write-Host ''
Write-Host ($text.Summary -f $good, $changed, $missing, $unreadable, $extra)
if ($changed + $missing + $unreadable + $extra + $badLines -gt 0) {
  Show-Fault $text.Bad
  exit 3
}
Write-Host $text.Good -ForegroundColor Green
exit 0
