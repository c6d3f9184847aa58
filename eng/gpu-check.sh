#!/usr/bin/env bash
# Proves the device engine on a machine that has a GPU and nothing else: no network, no SDK, few minutes.
#
#   eng/gpu-check.sh --pack OUT.tar.xz      where the SDK is: builds the programs and packs them with their runtime and this script
#   flex3d-gpu-check/gpu-check.sh           where the GPU is, in the unpacked pack: checks, and ends with one table
#     --device cuda:0|opencl:0|simulated    what is checked (cuda:0); simulated needs no GPU, and shows that this script works
#     --particles N --box N                 of the simulated data that are trained on
#     --out DIR                             a new folder for what the checks write (gpu-check-DEVICE here)
#
# Exit code: 0 all is well, 1 a check failed, 2 wrong arguments.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
longest=600 # seconds a check may take before it is ended, and failed

wrong() {
  echo "gpu-check: $1" >&2
  exit 2
}

# One folder of programs shares one runtime. They are neither trimmed nor compiled ahead of time: kernels are made from their code.
pack() {
  local target root folder
  target=$(realpath -m "$1") root=$(cd "$here/.." && pwd) work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  folder=$work/flex3d-gpu-check
  mkdir -p "$folder"
  for project in src/Flex3D.Pipeline tests/Flex3D.Bench tests/Flex3D.Gpu.Tests; do
    dotnet publish "$root/$project" -c Release -r linux-x64 --self-contained -o "$folder/bin" -v q || return 1
  done
  cp "${BASH_SOURCE[0]}" "$folder/gpu-check.sh" && cp -r "$root/pipelines/structures" "$folder/" || return 1
  tar -c -C "$work" flex3d-gpu-check | xz -T2 > "$target" || return 1
  echo "$target has $(stat -c %s "$target") bytes, $(du -sm "$folder" | cut -f1) MB unpacked"
}

device=cuda:0 particles= box= out=
while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || wrong "$1 has no value"
  case $1 in
    --pack) pack "$2"; exit ;;
    --device) device=$2 ;;
    --particles) particles=$2 ;;
    --box) box=$2 ;;
    --out) out=$2 ;;
    *) wrong "$1 is not known; the head of this file says what is" ;;
  esac
  shift 2
done
case $device in
  cuda:*) kind=Cuda ;;
  opencl:*) kind=OpenCL ;;
  simulated) kind=Simulated ;;
  *) wrong "--device is '$device'; expected cuda:0, opencl:0 or simulated" ;;
esac
if [ $kind = Simulated ]; then
  # Training knows no simulated device: there the processor is compared with itself on one thread.
  particles=${particles:-200} box=${box:-32} second=(--device cpu --threads 1)
else
  particles=${particles:-2000} box=${box:-96} second=(--device "$device")
fi
bin=$here/bin
[ -x "$bin/flex3d" ] || wrong "there is no $bin/flex3d: unpack a pack that --pack has made, and run the script in it"
out=$(realpath -m "${out:-gpu-check-${device/:/-}}")
[ ! -e "$out" ] || wrong "there is '$out' already: name another with --out"
mkdir -p "$out" || exit 2

table=() failed=0
# Runs a check under a name, shows what it says and keeps it in OUT/NAME.txt.
check() {
  local name=$1 verdict=ok began=$SECONDS
  shift
  echo "== $name"
  timeout "$longest" "$@" 2>&1 | tee "$out/$name.txt" || { verdict=FAILED failed=1; }
  table+=("$(printf '%-6s %5d s  %s' $verdict $((SECONDS - began)) "$name")")
  echo
  [ $verdict = ok ]
}

# The device's own parity tests, and those of the processor and the reference; here none may be skipped.
parity=(-class "*Parity*" -failSkips -noColor)
for other in Simulated Cuda OpenCL; do
  [ $other = $kind ] || parity+=(-class- "*.$other*")
done
"$bin/Flex3D.Gpu.Tests" -list classes "${parity[@]}" | grep -q "\.$kind" || wrong "the pack has no parity tests of $kind devices"

# A molecule with one motion. One latent axis, a small rate and momentum instead of Adam keep rounding small: with the default
# settings two vector widths of one processor already end with other latents.
cat > "$out/data.yaml" << YAML
simulate:
  structures: [$here/structures/adk_closed.pdb.gz, $here/structures/adk_open.pdb.gz]
  particles: $particles
  box: $box
  pixelSize: $((120 * 100 / box))e-2
  snr: 0.5
prep: { trainingBox: $box }
mesh: {}
YAML
train=("$bin/flex3d" train --from "$out/data" --epochs 3 --warm-up-epochs 1 --latent-dimension 1
  --optimizer nesterov --flow-learning-rate 0.0001 --flow-learning-rate-end 0.0001)

check devices "$bin/flex3d" devices
check parity "$bin/Flex3D.Gpu.Tests" "${parity[@]}"
check bench "$bin/Flex3D.Bench" gpu --device "$device"
if check data "$bin/flex3d" run "$out/data.yaml" --out "$out/data"; then
  check train-cpu "${train[@]}" --device cpu --out "$out/train-cpu"
  check train-device "${train[@]}" "${second[@]}" --out "$out/train-device"
  check compare "$bin/Flex3D.Bench" compare "$out/train-cpu" "$out/train-device"
fi

echo "== $device, $particles particles of $box pixels"
printf '%s\n' "${table[@]}"
[ ! -s "$out/compare.txt" ] || sed 's/^/  /' "$out/compare.txt"
[ ! -s "$out/bench.txt" ] || tail -n 1 "$out/bench.txt"
[ $failed = 0 ] && echo "all is well; everything is in $out" || echo "something FAILED; everything is in $out"
exit $failed
