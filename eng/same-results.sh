#!/usr/bin/env bash
# Whether this working tree computes what another revision computes: runs the shipped pipelines with both and compares every byte of
# latents.csv and maps/*.mrc. Needs git and the SDK; some minutes. The bytes depend on the processor's vectors, so both run here.
#   eng/same-results.sh [REVISION] [PIPELINE.yaml …]      default: HEAD, and pipelines/quickstart.yaml and pipelines/igg1d.yaml
# Ends with 0 where all is the same, with 1 where not.
set -euo pipefail
cd "$(dirname "$0")/.."
revision=${1:-HEAD}
shift || true
[ $# -gt 0 ] || set -- pipelines/quickstart.yaml pipelines/igg1d.yaml
work=$(mktemp -d)
trap 'git worktree remove --force "$work/source" 2>/dev/null || true; rm -rf "$work"' EXIT

git worktree add --detach --quiet "$work/source" "$revision"
build() { dotnet build "$1/src/Flex3D.Pipeline" -c Release -v q -o "$2" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }; }
build "$work/source" "$work/then"
build . "$work/now"

different=0
for pipeline in "$@"; do
  name=$(basename "$pipeline" .yaml)
  for which in then now; do
    dotnet "$work/$which/flex3d.dll" run "$pipeline" --out "$work/$which-$name" >"$work/$which-$name.log" 2>&1 || { tail -20 "$work/$which-$name.log"; exit 1; }
  done
  for file in "$work/then-$name/latents.csv" "$work/then-$name"/maps/*.mrc; do
    other="$work/now-$name${file#"$work/then-$name"}"
    if cmp --silent "$file" "$other"; then
      echo "same       $name${file#"$work/then-$name"}"
    else
      echo "different  $name${file#"$work/then-$name"}"
      different=1
    fi
  done
done
exit $different
