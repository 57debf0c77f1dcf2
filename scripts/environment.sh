# Where the tools live and which compiler to use. Sourced by every script here; safe to source twice.
# Start reading at scripts/setup, which puts there what this file points to.

cd "$(dirname "${BASH_SOURCE[0]:-$0}")/.." || exit 1

# What is dear to build is kept outside the checkout, so a second clone does not build it again.
CACHE="${CONNECT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/connect-flow}"
TRUNK_VERSION=0.21.14
BINARYEN_VERSION=132.0.0
ESBUILD_VERSION=0.28.2
WASM_TARGET=wasm32-unknown-unknown

export PATH="$CACHE/bin:$HOME/.cargo/bin:$PATH"
export NODE_PATH="$CACHE/node/node_modules"

# The Debian compiler is used for everything once it was set up, so that nothing is compiled by two compilers.
if [ -e "$CACHE/debian-toolchain" ] && [ -x /usr/bin/rustc ]; then
  export RUSTUP_TOOLCHAIN=connect-flow-debian
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19
fi

# Fresh clones in CI share what was compiled for the one before.
if [ -n "${CI:-}" ]; then export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CACHE/target}"; fi
TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf '\033[1mstopped:\033[0m %s\n' "$*" >&2; exit 1; }

# Runs a command quietly; on failure shows the end of what it printed and stops with one sentence.
quietly() {
  local sentence="$1" log; shift
  log="$(mktemp)"
  if ! "$@" >"$log" 2>&1; then tail -n 25 "$log" >&2; rm -f "$log"; fail "$sentence"; fi
  rm -f "$log"
}

find_browser() {
  local candidate
  for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    [ -n "$candidate" ] && command -v "$candidate" 2>/dev/null && return 0
  done
  return 1
}

# The page, with the standard library compiled for it: smaller by a tenth (docs/adr/0004-size.md). A plain `trunk build --release`
# makes the same page, only larger.
build_page() {
  env RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size \
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--cfg erase_components -Zunstable-options -Cpanic=immediate-abort" trunk build --release
}
