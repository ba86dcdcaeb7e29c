# What the scripts share: the system packages that a build and a window need.

# Packages that building needs on Debian and Ubuntu.
build_packages=(gcc pkg-config)
# Packages that the window loads when it opens.
window_packages=(libgl1 libegl1 libgl1-mesa-dri libxkbcommon0 libxkbcommon-x11-0 libwayland-client0 libxcursor1 libxi6 libxrandr2 libx11-xcb1)

say() { printf '%s\n' "$*" >&2; }

# Installs packages that are missing, where that is allowed; else names the exact command.
need_packages() {
  local missing=()
  command -v dpkg-query >/dev/null 2>&1 || return 0
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
      sudo=(sudo -n)
    else
      say "Missing system packages. Install them with:"
      say "  sudo apt-get install -y ${missing[*]}"
      return 1
    fi
  fi
  say "Installing: ${missing[*]}"
  # Package lists may be old or absent; packages that cannot be had are named.
  "${sudo[@]}" apt-get update -qq >/dev/null 2>&1 || true
  if ! DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq "${missing[@]}" >/dev/null 2>&1; then
    say "These packages could not be installed; try: apt-get install -y ${missing[*]}"
    return 1
  fi
}

need_cargo() {
  if ! command -v cargo >/dev/null 2>&1; then
    say "Rust 1.95 or newer is needed, and cargo is not on the path."
    exit 2
  fi
}
