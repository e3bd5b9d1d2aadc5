#!/bin/sh
# Install gouhook from this bundle, without any network:
#   sh install.sh [--prefix /opt/gouhook] [--python python3.11]
# Makes PREFIX/versions/VERSION and points PREFIX/venv at it when it works; what was installed
# before stays beside it, so that an upgrade is undone by pointing the link back.
set -eu
umask 022

prefix=/opt/gouhook python=
while [ $# -gt 0 ]; do
    case $1 in
        --prefix) prefix=${2:?--prefix FOLDER}; shift 2 ;;
        --python) python=${2:?--python COMMAND}; shift 2 ;;
        *) echo "Usage: sh install.sh [--prefix FOLDER] [--python COMMAND]" >&2; exit 2 ;;
    esac
done

fail() { echo "$*" >&2; exit 1; }

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here"
# A system's PROJ or GDAL data breaks the libraries inside the wheels.
unset PROJ_DATA PROJ_LIB GDAL_DATA GDAL_DRIVER_PATH PYTHONPATH PYTHONHOME PIP_REQUIRE_VIRTUALENV
export PIP_CONFIG_FILE=/dev/null PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUTF8=1

echo "1/5 校验文件 Checking the files"
sha256sum --check --quiet --strict SHA256SUMS ||
    fail "文件损坏或不全，请重新复制安装包。The bundle is damaged: copy it again."

wanted=$(head -n 1 PLATFORM)
number=${wanted#cp3}
number=3.${number%%-*}
[ -n "$python" ] || python=$(command -v "python$number" || command -v python3 || echo python3)
found=$("$python" -c 'import sys, sysconfig
print(f"cp{sys.version_info.major}{sys.version_info.minor}-{sysconfig.get_platform()}")' 2>/dev/null) ||
    fail "没有找到 Python $number。Python $number is missing: apt-get install python$number python$number-venv, or --python"
[ "$found" = "$wanted" ] ||
    fail "本安装包用于 $wanted，而 $python 是 $found。This bundle is for $wanted, $python is $found: choose another by --python"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "缺少 venv 模块。The module venv is missing: apt-get install python$number-venv"

set -- wheels/gouhook_gis-*.whl
version=$(basename "$1" | cut -d- -f2)-$(sha256sum SHA256SUMS | cut -c1-8)
target=$prefix/versions/$version
mkdir -p "$prefix/versions"
prefix=$(CDPATH='' cd -- "$prefix" && pwd)
target=$prefix/versions/$version
if [ "$(readlink "$prefix/venv" || true)" = "versions/$version" ]; then
    echo "已安装本版本 Already installed: $target (to do it again, remove the link $prefix/venv first)"
    exit 0
fi
echo "2/5 安装到 Installing into $target"
rm -rf "$target"
trap 'rm -rf "$target"' EXIT
trap 'exit 1' HUP INT TERM
"$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --no-index --find-links wheels --only-binary :all: \
    --require-hashes --requirement requirements.lock
"$target/bin/python" -m pip install --quiet --no-index --no-deps "$1"

echo "3/5 编译计算内核 Compiling the kernel for this machine"
"$target/bin/python" -m gouhook_gis.geometry.kernel.ready ||
    echo "内核未能编译，大图层会较慢。Not compiled: large layers will be slower." >&2

echo "4/5 试查示例项目 Checking the sample"
scratch=$(mktemp -d)
trap 'rm -rf "$target" "$scratch"' EXIT
"$target/bin/gouhook" check sample/clean.zip --profile sichuan --reference sample/reference \
    --out "$scratch" >"$scratch/said" 2>&1 || { cat "$scratch/said" >&2; fail "示例检查没有通过。The sample did not pass."; }

echo "5/5 启用 Switching to it"
mkdir -p "$target/share"
cp -R deploy docs "$target/share/"
ln -sfn "versions/$version" "$prefix/venv.new"
mv -Tf "$prefix/venv.new" "$prefix/venv"
ln -sfn venv/share "$prefix/share.new"
mv -Tf "$prefix/share.new" "$prefix/share"
trap 'rm -rf "$scratch"' EXIT
echo "完成 Done: $prefix/venv/bin/gouhook ($version). 下一步 Next: $prefix/share/docs/deploy.md"
