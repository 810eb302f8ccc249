#!/bin/sh
# What needs an NVIDIA GPU, in one command:  tests/gpu/run.sh [build|check|time|all] [RESULTS]
#
#   build   compile ExLlamaV2's extension (processors only; minutes); leaves RESULTS/build.done
#   check   pytest tests/gpu                                      (about a minute and a half)
#   time    smallcode-nb bench gpu: RESULTS/gpu.jsonl, gpu.md     (SECONDS_FOR_TIME, default 300)
#
# check and time wait for a build that another shell has begun. Needs the extras gpu, transformers and train.
# PYTHON names the interpreter, TORCH_CUDA_ARCH_LIST the GPU to compile for (default: the one that is here).
set -u
cd "$(dirname "$0")/../.." || exit 1
phase=${1:-all}
out=${2:-gpu-results}
python=${PYTHON:-python3}
mkdir -p "$out" || exit 1
export PYTHONUNBUFFERED=1 TOKENIZERS_PARALLELISM=false HF_HUB_OFFLINE=1

build() {
    began=$(date +%s)
    rm -f "$out/build.done" "$out/build.failed"
    if "$python" -m smallcode_nb bench gpu --build-only >"$out/build.log" 2>&1; then
        echo "built in $(($(date +%s) - began)) s" | tee "$out/build.done"
    else
        tail -n 20 "$out/build.log" | tee "$out/build.failed"
        return 1
    fi
}

built() {
    waited=0
    while [ ! -e "$out/build.done" ]; do
        if [ -e "$out/build.failed" ] || [ "$waited" -ge 300 ]; then
            echo "the extension is not built: see $out/build.log"
            return 1
        fi
        sleep 1
        waited=$((waited + 1))
    done
}

check() {
    # other versions of the libraries warn of other things, so warnings do not fail here
    timeout "${SECONDS_FOR_CHECK:-240}" "$python" -m pytest -q -m gpu tests/gpu -W default -p no:cacheprovider \
        -o addopts="-ra --strict-markers --import-mode=importlib" --durations=8 >"$out/check.log" 2>&1
    code=$?
    tail -n 40 "$out/check.log"
    return $code
}

time_it() {
    "$python" -m smallcode_nb bench gpu --out "$out/gpu.jsonl" --seconds "${SECONDS_FOR_TIME:-300}" \
        >"$out/gpu.md" 2>"$out/gpu.log"
    code=$?
    cat "$out/gpu.md"
    return $code
}

case $phase in
build) build ;;
check) built && check ;;
time) built && time_it ;;
all) build && { check; checked=$?; time_it && exit $checked; } ;;
*) sed -n '2,9p' "$0"; exit 2 ;;
esac
