#!/usr/bin/env bash
# Real HID and USB-serial devices without hardware: a guest kernel with virtual devices, in which
# the readers of this checkout run. An emulated processor is enough (no KVM). Debian only: the
# guest's kernel is Debian's own package, unpacked and never installed.
#
#   bash tests/hid_ci/run.sh
#
# Ends with 0 and "HID-CI passed", or with 1 and the reason. Writes build/hid-ci/guest.log.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd -- "$here/../.." && pwd -P)
work="$root/build/hid-ci"
most_s=${HID_CI_SECONDS:-600}
modules='virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci 9pnet 9pnet_virtio
netfs fscache 9p hid hid-generic usb-common usbcore usbhid uhid evdev uinput configfs udc-core
libcomposite dummy_hcd usb_f_hid u_serial usb_f_acm cdc-acm'

fail() {
	printf 'HID-CI cannot run: %s\n' "$*" >&2
	exit 1
}

[ "$(uname -m)" = x86_64 ] || fail "the guest is x86_64, this computer is $(uname -m)"
bash "$root/installer/setup.sh" --install qemu-system-x86 busybox-static cpio

mkdir -p "$work"
cd -- "$work"
kernel=$(LC_ALL=C apt-cache depends linux-image-amd64 2>/dev/null |
	sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1)
[ -n "$kernel" ] || fail 'no package linux-image-amd64 is offered here (Debian has it)'
if [ ! -d "$kernel" ]; then
	printf 'fetching %s (70 MB, once)\n' "$kernel"
	apt-get download -q "$kernel" >fetch.log 2>&1 || fail "$(tail -n 3 fetch.log)"
	dpkg-deb -x "$kernel"_*.deb "$kernel.part"
	mv -- "$kernel.part" "$kernel"
	rm -f -- "$kernel"_*.deb
fi

rm -rf guest
mkdir -p guest/bin guest/dev guest/mnt guest/mod guest/proc guest/sys
cp -- "$(command -v busybox)" guest/bin/busybox
cp -- "$here/init" guest/init
chmod 755 guest/init
printf '%s\n' "$root" >guest/mod/root
printf '%s\n' "$root/.venv/bin/python" >guest/mod/python
for module in $modules; do
	file=$(find "$kernel" -name "$module.ko" -print -quit)
	[ -n "$file" ] || continue # built in
	cp -- "$file" guest/mod/
	printf '%s\n' "$module.ko" >>guest/mod/order
done
(cd guest && find . | cpio -o -H newc --quiet) | gzip -1 >guest.gz

timeout "$most_s" qemu-system-x86_64 -accel tcg -m 512 -smp 1 -nographic -no-reboot -nodefaults \
	-serial stdio -kernel "$kernel/boot/vmlinuz-${kernel#linux-image-}" -initrd guest.gz \
	-append 'console=ttyS0 quiet panic=-1' \
	-fsdev local,id=host,path=/,security_model=none,readonly=on,multidevs=remap \
	-device virtio-9p-pci,fsdev=host,mount_tag=host </dev/null | tr -d '\r' | tee guest.log || true
grep -q '^HID-CI passed' guest.log || {
	printf 'HID-CI FAILED (%s)\n' "$work/guest.log" >&2
	exit 1
}
