#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Boots a kernel in qemu and lets it load modules: first those of one folder, then those of another. The kernel's own loader
# is the judge of whether a module's versions agree with its own; what it says of them is printed, the rest is in WORK/console.log.
#
# usage: boot.sh BZIMAGE WORK FOLDER...     each FOLDER has .ko files; WORK is for the initial file system
# Needs, as root once: apt-get install qemu-system-x86 busybox-static cpio
set -euo pipefail
[ $# -ge 3 ] || { sed -n '3,/^[^#]/s/^# \{0,1\}//p' "$0"; exit 2; }
image=$1 work=$2; shift 2
root=$work/initramfs
rm -rf "$root"; mkdir -p "$root"/{bin,proc,sys}
cp "$(command -v busybox)" "$root/bin/"
for folder in "$@"; do
  mkdir "$root/$(basename "$folder")"
  cp "$folder"/*.ko "$root/$(basename "$folder")/"
done
cat > "$root/init" <<'END'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
dmesg -n 7
mknod /kmsg c 1 11
say() { echo "<5>== $*" > /kmsg; }  # a line of its own among the kernel's
for folder in FOLDERS; do
  for file in /$folder/*.ko; do
    module=$(basename $file .ko)
    if insmod $file 2> /error; then
      say "$folder: $module loaded"
      rmmod $module
    else
      say "$folder: $module refused: $(cat /error)"
    fi
  done
done
say done
reboot -f
END
folders=; for folder in "$@"; do folders="$folders $(basename "$folder")"; done
sed -i "s|FOLDERS|${folders# }|" "$root/init"
chmod +x "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc) > "$work/initramfs.cpio"
# A kernel that hangs is ended; without KVM a boot takes some seconds.
timeout 300 qemu-system-x86_64 -m 512 -nodefaults -display none -serial file:"$work/console.log" -no-reboot \
  -kernel "$image" -initrd "$work/initramfs.cpio" -append 'console=ttyS0 panic=-1 quiet' < /dev/null
sed 's/\r$//' "$work/console.log" | grep -E '^== |disagrees about version|: no symbol version for' |
  awk '!seen[$0]++' # the loader tries twice
grep -q '^== done' "$work/console.log" || { echo "the kernel did not get to the end; all that it said is in $work/console.log" >&2; exit 1; }
