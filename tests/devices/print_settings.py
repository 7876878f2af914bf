"""What the programs of the private print system are told: bus, name service, printer, queue."""

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow own="*"/>
<allow user="*"/><allow eavesdrop="true"/></policy></busconfig>
"""

AVAHI = """[server]
host-name=print-{pid}
use-ipv4=yes
use-ipv6=no
allow-interfaces=none0
enable-dbus=yes
disallow-other-stacks=no
[publish]
disable-publishing=no
[rlimits]
"""

CUPSD = """Listen 127.0.0.1:{port}
LogLevel debug
Browsing Off
DefaultAuthType None
WebInterface No
MaxLogSize 0
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""

CUPS_FILES = """ServerRoot {folder}/etc
CacheDir {folder}/cache
StateDir {folder}/run
RequestRoot {folder}/spool
TempDir {folder}/tmp
DataDir /usr/share/cups
ServerBin /usr/lib/cups
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
FileDevice Yes
Sandboxing relaxed
"""

PRINTER = """ATTR mimeMediaType document-format-supported application/pdf,application/octet-stream
ATTR mimeMediaType document-format-default application/pdf
ATTR text printer-make-and-model "Virtual label printer"
ATTR integer copies-default 1
ATTR rangeOfInteger copies-supported 1-99
ATTR keyword color-supported false
ATTR resolution printer-resolution-supported 203dpi
ATTR resolution printer-resolution-default 203dpi
ATTR keyword print-color-mode-supported monochrome
ATTR keyword print-color-mode-default monochrome
ATTR keyword print-scaling-supported auto,none
ATTR keyword print-scaling-default none
ATTR keyword sides-supported one-sided
ATTR keyword sides-default one-sided
ATTR enum print-quality-supported 4
ATTR enum print-quality-default 4
ATTR keyword media-supported custom_100x150mm_100x150mm,na_index-4x6_4x6in
ATTR keyword media-default custom_100x150mm_100x150mm
ATTR keyword media-ready custom_100x150mm_100x150mm
ATTR keyword media-col-supported media-size,media-size-name,media-source,media-type
ATTR collection media-size-supported {
  MEMBER integer x-dimension 10000
  MEMBER integer y-dimension 15000
},{
  MEMBER integer x-dimension 10160
  MEMBER integer y-dimension 15240
}
ATTR collection media-col-default {
  MEMBER collection media-size {
    MEMBER integer x-dimension 10000
    MEMBER integer y-dimension 15000
  }
  MEMBER integer media-bottom-margin 0
  MEMBER integer media-left-margin 0
  MEMBER integer media-right-margin 0
  MEMBER integer media-top-margin 0
}
ATTR collection media-col-database {
  MEMBER collection media-size {
    MEMBER integer x-dimension 10000
    MEMBER integer y-dimension 15000
  }
  MEMBER integer media-bottom-margin 0
  MEMBER integer media-left-margin 0
  MEMBER integer media-right-margin 0
  MEMBER integer media-top-margin 0
}
ATTR integer media-bottom-margin-supported 0
ATTR integer media-left-margin-supported 0
ATTR integer media-right-margin-supported 0
ATTR integer media-top-margin-supported 0
"""

COMMAND = """#!/bin/sh
# What the printer does with a label: keep it, or say what is wrong and wait.
folder="{folder}"
while [ -e "$folder/out-of-paper" ]; do
  echo "STATE: +media-empty-error,media-needed" >&2
  sleep 0.2
  [ -e "$folder/give-up" ] && break
done
echo "STATE: -media-empty-error,media-needed" >&2
[ -e "$folder/give-up" ] && exit 1
cp "$1" "$folder/printed/$(date +%s%N).pdf"
echo "ATTR: job-impressions-completed=1" >&2
exit 0
"""
