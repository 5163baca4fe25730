#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# What the README shows is what the program prints.
exec "$(dirname "$0")/../../scripts/readme.py"
