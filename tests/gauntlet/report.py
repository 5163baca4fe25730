#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Prints recorded.json as README.md shows it: what run.py --record and gendwarfksyms.py --record counted."""
import json
import os

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'recorded.json'), encoding='utf-8') as f:
    recorded = json.load(f)
print('rustc    variants (neutral)   must move: detected  missed   must not: kept  false alarms   cannot be compiled')
for r in recorded['rmetacrc']:
    print('%-8s %8d %9s %21d %7d %16d %13d %20d'
          % (r['release'], r['variants'], '(%d)' % r['neutral'], r['detected'], r['missed'], r['kept'], r['false'], r['skipped']))
print()
print('rustc    tool            variants   without an error   detected  missed   kept  false alarms   seconds')
for r in recorded['gendwarfksyms']:
    print('%-8s %-15s %8d %18d %10d %7d %6d %13d %9.1f' % (r['release'], r['tool'], r['variants'], r['clean'], r['detected'], r['missed'], r['kept'], r['false'], r['seconds']))
