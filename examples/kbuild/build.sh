#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Builds a real kernel with Rust from Debian's source package, with rmetacrc in gendwarfksyms' place, up to modules; then
# changes one struct of the `kernel` crate and shows which symbols and modules that hits. README.md walks through it.
#
# usage: build.sh WORK RUSTC RUST_LIB_SRC RMETACRC [rust|kernel] [JOBS]
#   WORK          folder for everything that is downloaded and built, 6 GB
#   RUSTC         a supported rustc (tests/toolchains/fetch-toolchains WORK/toolchains 1.95.0 --source lays one out)
#   RUST_LIB_SRC  library/ of the same release (WORK/toolchains/1.95.0/src/library)
#   rust, kernel  what is built: the Rust part and modules against it (the default), or all of the kernel; then, if there is
#                 qemu-system-x86_64, the kernel is booted and says itself which modules it takes (boot.sh)
#   RMETACRC      the program; the name rmetacrc-gendwarfksyms is made in WORK/bin
# Packages come from the Debian mirror in DEBIAN_MIRROR, or else from the one that apt uses here.
# Needs Debian 12 or later and, as root once:
#   apt-get install curl xz-utils clang-19 lld-19 llvm-19 libclang-19-dev flex bison bc libelf-dev libssl-dev kmod cpio rsync python3
# and to boot the kernel: qemu-system-x86 busybox-static
set -euo pipefail
[ $# -ge 4 ] || { sed -n '3,/^[^#]/s/^# \{0,1\}//p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
work=$(realpath "$1") rustc=$(realpath "$2") library=$(realpath "$3") program=$(realpath "$4") what=${5:-rust} jobs=${6:-2}
linux=7.3 llvm=/usr/lib/llvm-19
# shellcheck disable=SC2016
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | awk '!/security/ && !uri {uri = $0} END {print uri}')}
mirror=${mirror%/}
[ -n "$mirror" ] || { echo "apt knows no Debian mirror; name one in DEBIAN_MIRROR" >&2; exit 2; }
mkdir -p "$work"/{debs,bin}
step() { echo "== $*"; }

# deb SUITE PACKAGE: downloads the newest version and prints where it is.
deb() {
  local index=$work/debs/$1 file sum
  [ -s "$index" ] || { curl -sSf "$mirror/dists/$1/main/binary-amd64/Packages.xz" | xz -d > "$index.new" && mv "$index.new" "$index"; }
  read -r file sum < <(awk -v package="$2" '/^Package: /{p=$2} /^Filename: /{f=$2} /^SHA256: /{if (p == package) last = f " " $2} END {print last}' "$index")
  [ -n "$file" ] || { echo "there is no $2 in $1" >&2; return 1; }
  local to; to=$work/debs/$(basename "$file")
  [ -s "$to" ] || { curl -sSf -o "$to.new" "$mirror/$file" && mv "$to.new" "$to"; }
  echo "$sum  $to" | sha256sum --quiet -c - >&2
  echo "$to"
}

step "source of Linux $linux, and the bindgen it wants"
if [ ! -e "$work/linux/.unpacked" ]; then
  package=$(deb trixie-backports linux-source-$linux)
  rm -rf "$work/linux"; mkdir "$work/linux"
  dpkg --fsys-tarfile "$package" | tar xO --wildcards './usr/src/linux-source-*.tar.xz' | tar xJ -C "$work/linux" --strip-components=1
  touch "$work/linux/.unpacked"
fi
if [ ! -x "$work/bin/bindgen" ]; then  # Debian 12's is too old, and Debian 13's wants its own libc
  dpkg -x "$(deb trixie bindgen)" "$work/bindgen"
  dpkg -x "$(deb trixie libc6)" "$work/bindgen"
  cat > "$work/bin/bindgen" <<END
#!/bin/sh
export LIBCLANG_PATH=$llvm/lib CLANG_PATH=$llvm/bin/clang
l=$work/bindgen/usr
exec "\$l/lib64/ld-linux-x86-64.so.2" --library-path "\$l/lib/x86_64-linux-gnu:$llvm/lib:/usr/lib/x86_64-linux-gnu" "\$l/bin/bindgen" "\$@"
END
  chmod +x "$work/bin/bindgen"
fi
ln -sf "$program" "$work/bin/rmetacrc-gendwarfksyms"

step "Kconfig and Makefiles: Rust without debug information"
python3 "$here/patch-kernel.py" "$work/linux"

export PATH=$llvm/bin:$PATH KBUILD_BUILD_TIMESTAMP=2026-01-01 KBUILD_BUILD_USER=k KBUILD_BUILD_HOST=k
cd "$work/linux"
mk() {
  nice -n "${NICE:-10}" make -s -j"$jobs" O="$work/build" ARCH=x86_64 LLVM=-19 RUSTC="$rustc" HOSTRUSTC="$rustc" RUST_LIB_SRC="$library" \
    BINDGEN="$work/bin/bindgen" RMETACRC="$work/bin/rmetacrc-gendwarfksyms" "$@"
}

step "configuration: a small kernel with module versions, Rust and its samples"
if [ ! -e "$work/build/.configured" ]; then
  mkdir -p "$work/build"
  mk tinyconfig
  options=(-e 64BIT -e MODULES -e MODVERSIONS -e GENKSYMS -e PRINTK -e SYSFS -e CONFIGFS_FS -e RUST -e RUST_BUILD_ASSERT_ALLOW -e SAMPLES -e SAMPLES_RUST)
  # What it takes to boot in qemu and to load modules there.
  options+=(-e TTY -e SERIAL_8250 -e SERIAL_8250_CONSOLE -e BLK_DEV_INITRD -e BINFMT_ELF -e BINFMT_SCRIPT -e PROC_FS -e MODULE_UNLOAD)
  for sample in MINIMAL PRINT MISC_DEVICE CONFIGFS DRIVER_PLATFORM DRIVER_FAUX; do options+=(-m "SAMPLE_RUST_$sample"); done
  ./scripts/config --file "$work/build/.config" "${options[@]}"
  mk olddefconfig
  touch "$work/build/.configured"
fi
for option in CONFIG_MODVERSIONS CONFIG_EXTENDED_MODVERSIONS CONFIG_GENKSYMS CONFIG_RUST CONFIG_DEBUG_INFO CONFIG_GENDWARFKSYMS; do
  grep -E "^(# )?${option}[ =]" "$work/build/.config" || echo "# $option is not set"
done

# Everything, or (WHAT=rust) what is Rust's: rust/ itself, and the modules against its symbols alone.
build() {
  if [ "$what" = kernel ]; then
    mk bzImage modules
    rm -rf "$work/modules"; mkdir "$work/modules"
    cp "$work"/build/samples/rust/*.{ko,mod.c} "$work/modules/"
    return
  fi
  mk modules_prepare
  mk rust/
  # modpost reads the versions from the .cmd files of the objects listed, and exports from the object they make together.
  (cd "$work/build"
   printf '%s\n' rust/{core,compiler_builtins,ffi,zerocopy,bindings,pin_init,kernel,uapi,build_error,exports}.o rust/helpers/helpers.o > .vmlinux.objs
   xargs ld.lld -r -o vmlinux.o < .vmlinux.objs
   scripts/mod/modpost -M -m -x -w -o Module.symvers vmlinux.o 2> modpost.log)
  rm -rf "$work/modules"; cp -r "$work/linux/samples/rust" "$work/modules"
  mk M="$work/modules" KBUILD_MODPOST_WARN=1 modules 2> "$work/build/modules.log" || { cat "$work/build/modules.log"; return 1; }
}

step "build: $what"
if [ -e "$work/str.rs.original" ]; then cp "$work/str.rs.original" rust/kernel/str.rs; else cp rust/kernel/str.rs "$work/str.rs.original"; fi
time build
grep -c '^#SYMVER' "$work"/build/rust/.{core,bindings,kernel,build_error}.o.cmd | sed "s|$work/||"
if readelf -S "$work/build/rust/kernel.o" | grep -q '\.debug_info'; then echo "kernel.o has debug information?"; exit 1; fi
(cd "$work" && printf '%s\n' modules/*.ko)
python3 "$here/versions.py" check "$work/build" "$work/modules" "$what"

step "one more field in kernel::str::CString"
rm -rf "$work/before"; mkdir -p "$work/before"
cp "$work/build/Module.symvers" "$work"/modules/*.{mod.c,ko} "$work/before/"
types() {
  sed -n 's/^#SYMVER \([^ ]*\) .*/\1/p' "$work/build/rust/.kernel.o.cmd" |
    "$program" crc --symbols - --format symvers -o /dev/null --symtypes "$1" "$work/build/rust/libkernel.rmeta"
}
types "$work/before/kernel.symtypes"
sed -i -e '/^pub struct CString {/,/^}/s/^    buf: KVec<u8>,/&\n    _spare: u32,/' \
  -e 's/Ok(Self { buf })/Ok(Self { buf, _spare: 0 })/' -e 's/Ok(CString { buf })/Ok(CString { buf, _spare: 0 })/' rust/kernel/str.rs
if diff "$work/str.rs.original" rust/kernel/str.rs; then echo "str.rs is as it was"; exit 1; fi
time build
python3 "$here/versions.py" check "$work/build" "$work/modules" "$what"
python3 "$here/versions.py" compare "$work/before" "$work/build"
types "$work/build/kernel.symtypes"
step "why: the ABI texts that differ"
diff "$work/before/kernel.symtypes" "$work/build/kernel.symtypes" | grep '^[<>]' || true

if [ "$what" = kernel ] && command -v qemu-system-x86_64 > /dev/null; then
  step "what that kernel says of the modules from before, and of its own"
  "$here/boot.sh" "$work/build/arch/x86/boot/bzImage" "$work" "$work/before" "$work/modules"
fi
