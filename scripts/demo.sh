#!/bin/sh
# The main job on the sample with planted defects: demo.sh GOUHOOK OUT
set -eu
gouhook=$1 out=$2
command="check sample_data/submissions/violations.zip --profile sichuan --reference sample_data/reference --out $out/"
echo "\$ gouhook $command"
status=0
# shellcheck disable=SC2086  # the words of the command
"$gouhook" $command || status=$?
if [ "$status" -ne 1 ]; then
    echo "Expected exit code 1 (不通过): this sample breaks rules on purpose; got $status." >&2
    [ "$status" -ne 0 ] || status=1
    exit "$status"
fi
echo
echo "Exit code 1 (不通过), as it should be: this sample breaks rules on purpose."
echo "Look at: $out/report.html (browser), $out/report.xlsx, $out/问题图斑.shp, $out/findings.gpkg, $out/report.json"
echo "A sample that passes: $gouhook check sample_data/submissions/clean.zip --profile sichuan --reference sample_data/reference"
