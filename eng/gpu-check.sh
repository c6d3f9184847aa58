#!/usr/bin/env bash
# Proves the device engine on a machine that has a GPU and nothing else: no network, no SDK, less than eight minutes.
#
#   eng/gpu-check.sh --pack OUT.tar.xz      where the SDK is: builds the programs and packs them with their runtime and this script
#   flex3d-gpu-check/gpu-check.sh           where the GPU is, in the unpacked pack: checks, and ends with one table and OUT.tar.gz
#     --device cuda:0|opencl:0|simulated    what is checked (cuda:0); simulated needs no GPU, and shows that this script works
#     --particles N --box N                 of the simulated data on which the device and the processor are compared
#     --out DIR                             a new folder for what the checks write (gpu-check-DEVICE here)
#     --budget SECONDS                      time for all checks together (480); those that it does not suffice for are left out
#
# OUT.tar.gz, at most 16 MiB, holds what each check said, settings, logs and histories, but neither images nor maps. A check that needs a
# program that is not installed (nvidia-smi, ncu, compute-sanitizer) is left out.
# Exit code: 0 all is well, 1 a check failed, 2 wrong arguments, 69 there is no such card or its driver cannot be used.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
longest=120 # seconds a check may take before it is ended, and failed
budget=480  # seconds for all checks
most=$((16 << 20)) # bytes of OUT.tar.gz

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
    --budget) budget=$2 ;;
    *) wrong "$1 is not known; the head of this file says what is" ;;
  esac
  shift 2
done
[[ $budget =~ ^[0-9]+$ ]] || wrong "--budget is '$budget'; expected a whole number of seconds"
case $device in
  cuda:*) kind=Cuda ;;
  opencl:*) kind=OpenCL ;;
  simulated) kind=Simulated ;;
  *) wrong "--device is '$device'; expected cuda:0, opencl:0 or simulated" ;;
esac
bin=$here/bin
[ -x "$bin/flex3d" ] || wrong "there is no $bin/flex3d: unpack a pack that --pack has made, and run the script in it"
out=$(realpath -m "${out:-gpu-check-${device/:/-}}")
[ ! -e "$out" ] || wrong "there is '$out' already: name another with --out"

if [ $kind = Simulated ]; then
  # Training knows no simulated device: there the processor is compared with itself on one thread, and everything is small.
  particles=${particles:-200} box=${box:-32} second=(--device cpu --threads 1) on=(--device cpu)
  many=200 manyBox=32 large=40 largeBox=48
  shards=("16 900" "20 1500" "24 2500") meshes=("3" "4") workers=(2) rows=(2) together=(2) small=(--batch 4 --repeats 1)
else
  particles=${particles:-2000} box=${box:-96} second=(--device "$device") on=(--device "$device")
  many=20000 manyBox=128 large=1000 largeBox=256
  shards=("128 290000" "256 2320000" "384 7830000") meshes=(11 20) workers=(2 4 8 16) rows=(16 32) together=(1 2 4 8) small=()
  said=$("$bin/flex3d" devices 2>&1) && grep -q "^$device .* images/s" <<< "$said" || {
    echo "gpu-check: no card: $device cannot be used here; flex3d devices says:"
    echo "$said"
    exit 69
  }
fi
mkdir -p "$out" || exit 2

table=() failed=0
note() { table+=("$(printf '%-8s %5d s  %s' "$1" "$2" "$3")"); }

# Runs a check under a name, shows what it says and keeps it in OUT/NAME.txt.
check() {
  local name=$1 verdict=ok began=$SECONDS left=$((budget - SECONDS))
  shift
  echo "== $name"
  if [ $left -lt 5 ]; then
    echo "left out: no time is left of $budget s"
    note "no time" 0 "$name"
    failed=1
    return 1
  fi
  timeout -k 5 $((left < longest ? left : longest)) "$@" 2>&1 | tee "$out/$name.txt" || { verdict=FAILED failed=1; }
  note $verdict $((SECONDS - began)) "$name"
  echo
  [ $verdict = ok ]
}

# A check with a program that may not be installed, or that this machine may forbid: it says something, and fails nothing.
perhaps() {
  local name=$1 before=$failed
  shift
  if command -v "$1" > /dev/null; then
    check "$name" "$@" || failed=$before
  else
    echo "== $name: left out, $1 is not installed"
    note none 0 "$name"
  fi
}

# The device's own parity tests, and those of the processor and the reference; here none may be skipped.
parity=(-class "*Parity*" -failSkips -noColor)
for other in Simulated Cuda OpenCL; do
  [ $other = $kind ] || parity+=(-class- "*.$other*")
done
"$bin/Flex3D.Gpu.Tests" -list classes "${parity[@]}" | grep -q "\.$kind" || wrong "the pack has no parity tests of $kind devices"

# Writes a pipeline of simulated data: a molecule with one motion. NAME, particles, box, box of training.
data() {
  cat > "$out/$1.yaml" << YAML
simulate:
  structures: [$here/structures/adk_closed.pdb.gz, $here/structures/adk_open.pdb.gz]
  particles: $2
  box: $3
  pixelSize: $((120 * 100 / $3))e-2
  snr: 0.5
prep: { trainingBox: $4 }
mesh: {}
YAML
}

# The same bytes of what two trainings found.
same() {
  local file different=0
  for file in "$1"/latents.csv "$1"/maps/*.mrc; do
    [ -e "$file" ] || continue
    cmp "$file" "$2${file#"$1"}" && echo "same ${file#"$1/"}" || different=1
  done
  return $different
}

# Training steps with more workers, calls with more rows, and calls with more shards.
sweep() {
  local n bad=0
  for n in "${workers[@]}"; do
    echo "-- $n workers"
    "$bin/Flex3D.Bench" gpu --device "$device" "${small[@]}" --only steps --workers "$n" || bad=1
  done
  for n in "${rows[@]}"; do
    echo "-- $n rows"
    "$bin/Flex3D.Bench" gpu --device "$device" "${small[@]}" --only calls --rows "$n" || bad=1
  done
  for n in "${together[@]}"; do
    "$bin/Flex3D.Bench" gpu --device "$device" "${small[@]}" --only calls --shards "$n" | grep "together:" || bad=1
  done
  return $bad
}
export -f same sweep
export bin device

# How busy the card is while something runs: a sample each half second.
busy() {
  local name=$1 sampler= verdict=0
  shift
  if [ $kind = Cuda ] && command -v nvidia-smi > /dev/null; then
    nvidia-smi --id="${device#cuda:}" --query-gpu=utilization.gpu,utilization.memory,power.draw,clocks.sm,memory.used --format=csv,noheader,nounits -lms 500 > "$out/$name.busy.csv" &
    sampler=$!
  fi
  check "$name" "$@" || verdict=1
  if [ -n "$sampler" ]; then
    kill "$sampler" 2> /dev/null
    wait "$sampler" 2> /dev/null
    awk -F, '{ sum += $1 } END { if (NR) printf "the card was busy for %.0f %% of the time\n", sum / NR }' "$out/$name.busy.csv" | tee -a "$out/$name.txt"
  fi
  return $verdict
}

# One latent axis, a small rate and momentum instead of Adam keep rounding small: with the default settings two vector widths of one
# processor already end with other latents.
train=("$bin/flex3d" train --from "$out/data" --epochs 3 --warm-up-epochs 1 --latent-dimension 1
  --optimizer nesterov --flow-learning-rate 0.0001 --flow-learning-rate-end 0.0001)

perhaps nvidia-smi nvidia-smi -q
check devices "$bin/flex3d" devices
check parity "$bin/Flex3D.Gpu.Tests" "${parity[@]}"
for shard in "${shards[@]}"; do
  read -r size voxels <<< "$shard"
  check "shard-$size" "$bin/Flex3D.Bench" gpu --device "$device" --only parity --batch 4 --box "$size" --voxels "$voxels"
done
for cells in "${meshes[@]}"; do
  check "bench-cells-$cells" "$bin/Flex3D.Bench" gpu --device "$device" "${small[@]}" --cells "$cells"
done
data data "$particles" "$box" "$box"
if check data "$bin/flex3d" run "$out/data.yaml" --out "$out/data"; then
  check train-cpu "${train[@]}" --device cpu --out "$out/train-cpu"
  check train-device "${train[@]}" "${second[@]}" --out "$out/train-device"
  check compare "$bin/Flex3D.Bench" compare "$out/train-cpu" "$out/train-device"
fi
data many "$many" "$manyBox" "$manyBox"
if check many "$bin/flex3d" run "$out/many.yaml" --out "$out/many"; then
  epoch=("$bin/flex3d" train --from "$out/many" --epochs 2 --warm-up-epochs 1 "${on[@]}")
  busy epoch-1 "${epoch[@]}" --out "$out/epoch-1"
  busy epoch-2 "${epoch[@]}" --out "$out/epoch-2"
  check epoch-bits bash -c 'same "$@"' same "$out/epoch-1" "$out/epoch-2"
fi
data large "$large" "$largeBox" 64
[ $kind != Simulated ] || sed -i 's/trainingBox: 64/trainingBox: 32/' "$out/large.yaml"
if check large "$bin/flex3d" run "$out/large.yaml" --out "$out/large" \
  && check large-train "$bin/flex3d" train --from "$out/large" --epochs 2 --warm-up-epochs 1 "${on[@]}" --out "$out/large-train"; then
  busy pass "$bin/flex3d" reconstruct --from "$out/large-train" --iterations 1 "${on[@]}" --out "$out/pass"
fi
check sweep bash -c "$(declare -p workers rows together small); sweep"
if [ $kind = Cuda ]; then
  perhaps ncu ncu --set basic --metrics l1tex__data_bank_conflicts_pipe_lsu.sum --launch-skip 40 --launch-count 40 "$bin/Flex3D.Bench" gpu --device "$device" --only calls --repeats 1
  perhaps sanitizer compute-sanitizer --tool memcheck --error-exitcode 1 "$bin/Flex3D.Gpu.Tests" -class "*.CudaParityTests" -method "*The_same_call*" -noColor
fi

echo "== $device, $particles particles of $box pixels; $SECONDS of $budget s"
{
  printf '%s\n' "${table[@]}"
  [ ! -s "$out/compare.txt" ] || sed 's/^/  /' "$out/compare.txt"
  for said in "$out"/bench-*.txt; do
    [ ! -s "$said" ] || echo "$(basename "$said" .txt): $(tail -n 1 "$said")"
  done
  grep -h "busy for" "$out"/*.txt
} | tee "$out/table.txt"

# Small files alone: images and maps stay here.
(cd "$out" && find . -type f -size -1024k ! -name '*.mrc' ! -name '*.mrcs' ! -name '*.pdb.gz' ! -name '*.png' ! -name '*.html' ! -path '*/checkpoints/*' -print0 | tar -cz --null -T - -f "$out.tar.gz")
if [ "$(stat -c %s "$out.tar.gz" 2> /dev/null || echo $((most + 1)))" -gt $most ]; then
  (cd "$out" && tar -cz ./*.txt ./*.csv -f "$out.tar.gz" 2> /dev/null)
fi
echo "$out.tar.gz has $(stat -c %s "$out.tar.gz") bytes"
[ $failed = 0 ] && echo "all is well; everything is in $out" || echo "something FAILED; everything is in $out"
exit $failed
