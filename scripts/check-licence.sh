#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Every source file names its licence in one of its first three lines; generated data is covered by compat/NOTICE.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=0 count=0
while IFS= read -r file; do
  count=$((count + 1))
  head -n 3 -- "$file" | grep -q 'SPDX-License-Identifier: MIT OR Apache-2.0' || { echo "$file: no SPDX line in its first three lines"; bad=1; }
done < <(git ls-files '*.cpp' '*.hpp' '*.h' '*.py' '*.sh' '*.rs' '*meson.build' '.ci/run')
for file in LICENSE-MIT LICENSE-APACHE compat/NOTICE; do
  [ -s "$file" ] || { echo "$file is missing"; bad=1; }
done
[ "$count" -gt 0 ] || { echo "no source files found"; exit 1; }
[ "$bad" = 0 ] && echo "$count files carry their licence"
exit "$bad"
