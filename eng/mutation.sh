#!/usr/bin/env bash
# Mutation testing: changes the code in small ways, one at a time, and counts the changes that a test finds. Takes 10 to 60 minutes an area.
#   eng/mutation.sh AREA [OUTPUT]      AREA: formats, ledger, checkpoints or operators; OUTPUT: a folder for the report (default: mutation/AREA)
# Texts of messages are left alone: tests ask for the facts in a message, not for each word. Ends with 1 below 80 %.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD area=${1:-} output=${2:-$PWD/mutation/${1:-}}
stages="Flex3D.Stages.Tests Flex3D.Stages.csproj" pipeline="Flex3D.Pipeline.Tests Flex3D.Pipeline.csproj"
case $area in
  formats) set -- $stages "FullyQualifiedName~Stages.Tests.Formats|FullyQualifiedName~Stages.Tests.Particles" '"**/Formats/**/*.cs"' ;;
  ledger) set -- $pipeline "FullyQualifiedName~Pipeline.Tests.Ledger" '"**/Ledger/*.cs"' ;;
  checkpoints) set -- $pipeline "FullyQualifiedName~Pipeline.Tests.Checkpoints" '"**/Checkpoints/*.cs"' ;;
  operators) set -- $stages "FullyQualifiedName~Tests.Engine.Convection|FullyQualifiedName~GoldenEvaluatorTests|FullyQualifiedName~RealParticlesTests|FullyQualifiedName~CtfTests|FullyQualifiedName~Tests.Priors" \
    '"**/Engine/Convection/*.cs", "**/Engine/Cpu/SpectrumLoss.cs", "**/Engine/Cpu/VertexProjection.cs", "**/Priors/*Rotation.cs", "**/Priors/Rigidity*.cs", "**/Imaging/Ctf.cs"' ;;
  *) sed -n '2,4p' "$0"; exit 2 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/stryker.json" <<J
{"stryker-config": {"project": "$2", "mutate": [$4], "test-runner": "mtp", "configuration": "Release", "concurrency": 2, "additional-timeout": 3000,
  "ignore-mutations": ["string"], "reporters": ["progress", "json", "html"], "thresholds": {"high": 90, "low": 80, "break": 80}}}
J
dotnet tool restore
export FLEX3D_DATA=${FLEX3D_DATA:-$root/../shared/data}
cd "tests/$1"
dotnet stryker -f "$work/stryker.json" -O "$output" --skip-version-check --test-case-filter "$3"
