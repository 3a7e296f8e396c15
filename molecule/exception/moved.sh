#!/bin/sh
# A program by the clock of a file: moved.sh CLOCK PROGRAM…; `+90000` in it is 25 hours from now. What is running follows.
set -eu
clock=$1
shift
set -- env "LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketimeMT.so.1)" "FAKETIME_TIMESTAMP_FILE=$clock" \
    FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 "$@"
exec "$@"
