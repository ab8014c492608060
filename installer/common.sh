# Shared by installer/run and installer/test: packages, build, progress. Sourced, not run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release
log_dir=$root/build/log
packages_gb=5 # the packages unpacked
build_gb=3    # the build tree and the demonstration library

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() { printf '\nBolus installer: %s\n' "$*" >&2; exit 1; }

# With `sudo installer/run` only the packages need root: the rest is done as the user who asked, so
# that the build and the library belong to them.
as_user() {
    if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]; then
        sudo -H -u "$SUDO_USER" --preserve-env=DISPLAY,XAUTHORITY,WAYLAND_DISPLAY,CI,BOLUS_TEST_DATA "$@"
    else
        "$@"
    fi
}

require_root() { # before anything is redirected, so that the sentence and sudo's prompt are seen
    [ "$(id -u)" = 0 ] && return
    command -v sudo >/dev/null ||
        die "installing packages needs root, and sudo is not here. Run this once as root: su -c '$0'"
    sudo -v || die "installing packages needs root, and sudo refused. Run this once as root: su -c '$0'"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

need_space() { # GB, folder, what for
    local free
    free=$(df -Pk "$2" | awk 'NR==2 {print int($4 / 1048576)}')
    [ "$free" -ge "$1" ] || die "$3 needs $1 GB in $2, and only $free GB are free. Make room there and run this again."
}

missing_packages() {
    grep -v '^#' "$root/installer/packages.txt" | awk '{print $1}' | while read -r name; do
        [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null)" = 'ii ' ] || echo "$name"
    done
}

# Runs a command with its output in a log; while it runs, prints what `counter` makes of the log.
logged() { # log counter command…
    local log=$1 counter=$2 shown='' now status
    shift 2
    "$@" >"$log" 2>&1 </dev/null &
    local pid=$!
    while kill -0 $pid 2>/dev/null; do
        now=$($counter "$log")
        if [ "$now" != "$shown" ]; then
            if [ -t 1 ]; then printf '\r    %-70s' "$now"; else printf '    %s\n' "$now"; fi
            shown=$now
        fi
        if [ -t 1 ]; then sleep 1; else sleep 10; fi
    done
    wait $pid && status=0 || status=$?
    if [ -t 1 ]; then printf '\r%-76s\r' ''; fi
    return $status
}

apt_counter() {
    local total
    total=$(grep -m1 -oE '[0-9]+ newly installed' "$1" | cut -d' ' -f1)
    echo "$(grep -c '^Unpacking' "$1") unpacked, $(grep -c '^Setting up' "$1") set up, of ${total:-…}"
}

install_packages() {
    say 'Packages'
    command -v apt-get >/dev/null || die 'this is not Debian or a relative of it (no apt-get). Bolus is built for Debian 12.'
    local missing
    missing=$(missing_packages)
    if [ -z "$missing" ]; then
        echo '    all there'
        return
    fi
    require_root
    need_space $packages_gb /usr 'Installing the packages'
    echo "    to install, with what they need: $(echo $missing)"
    # A third party's broken list is no reason to stop; it is one to name where the packages do not come.
    local lists=fetched
    as_root apt-get update -qq --error-on=any >"$log_dir/apt-update.log" 2>&1 </dev/null || lists=missing
    # shellcheck disable=SC2086
    logged "$log_dir/apt.log" apt_counter as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 $missing || {
        [ $lists = fetched ] ||
            die "the package lists could not be fetched. Is there a network? (apt-get update said: $(grep -m1 -E '^(E|W|Err)' "$log_dir/apt-update.log"))"
        die "the packages could not be installed: $(grep -m1 '^E:' "$log_dir/apt.log"). The whole output is in $log_dir/apt.log"
    }
    echo '    done'
}

check_cmake() {
    local version
    version=$(cmake --version | awk 'NR==1 {print $3}')
    [ "$(printf '3.25\n%s\n' "$version" | sort -V | head -n 1)" = 3.25 ] ||
        die "CMake 3.25 or newer is needed, and $(command -v cmake) is $version. Debian 12 has 3.25; take the older one out of PATH."
}

ninja_counter() { grep -oE '^\[[0-9]+/[0-9]+\]' "$1" | tail -n 1 | tr -d '[]' | sed 's|/| of |; s|$| steps|'; }

build_bolus() {
    say 'Build'
    check_cmake
    if [ ! -e "$build/build.ninja" ]; then
        need_space $build_gb "$root" 'Building'
        # BOLUS_CMAKE_ARGS: for instance -DCMAKE_PREFIX_PATH=/opt/libtorch, a LibTorch with CUDA.
        # shellcheck disable=SC2086
        as_user cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release ${BOLUS_CMAKE_ARGS:-} \
            >"$log_dir/configure.log" 2>&1 ||
            die "the build could not be configured: $(grep -m1 -A3 'CMake Error' "$log_dir/configure.log" | tr '\n' ' '). The whole output is in $log_dir/configure.log"
    fi
    logged "$log_dir/build.log" ninja_counter as_user cmake --build "$build" || {
        grep -E 'error|FAILED' "$log_dir/build.log" | head -n 20
        die "the build failed. The whole output is in $log_dir/build.log"
    }
    echo '    done'
}

as_user mkdir -p "$log_dir" || die "$root cannot be written. Clone Bolus into a folder of your own."
rm -f "$log_dir"/*.log # an earlier run under sudo left them to root
